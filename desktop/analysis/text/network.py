"""The network that reads: utterances in, and the odds of what each may mean out, through ONNX Runtime on one core."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.analysis.networks import MEND, loaded_network
from desktop.analysis.text.tokens import Tokens
from desktop.errors import MissingModel

MODEL = "text-model.onnx"
VOCABULARY = "text-model-tokens.json"
Numbers = NDArray[np.float32]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Odds:
    """Logits for one utterance, and for each of its tokens how much it shows each cue.

    Shapes: valence (5,) from −1 to +1 in steps of .5, emotion (11,) in the order of `Emotion`, cues (16,) in the order
    of `CueName`, evidence (tokens, 16).
    """

    valence: Numbers
    emotion: Numbers
    cues: Numbers
    evidence: Numbers


class TextNetwork:
    """A small transformer with four heads, as `training/text_model` makes it.

    `name` is what its estimates are called; `temperature` calibrates its odds of valence; from `cue_threshold` on the
    probability of a cue is one.

    Raises:
        MissingModel: its file is not there or is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._session = loaded_network(folder / MODEL, "The text model")
        try:
            facts = self._session.get_modelmeta().custom_metadata_map
            self.name = facts["name"]
            self.temperature = float(facts["temperature"])
            self.cue_threshold = float(facts["cue_threshold"])
        except (ValueError, KeyError) as error:
            raise MissingModel(f"The text model, {MODEL}, is missing or damaged.", MEND) from error

    def read(self, utterances: Sequence[Tokens]) -> list[Odds]:
        """Read utterances one after the other.

        Together they would be read a sixth faster, but activations are rounded to 8 bits by the largest of a batch:
        what somebody says would be read otherwise whenever something else is said elsewhere.
        """
        return [self._read(tokens) for tokens in utterances]

    def _read(self, tokens: Tokens) -> Odds:
        (valence,), (emotion,), (cues,), (evidence,) = self._session.run(None, inputs_of([tokens]))
        return Odds(valence, emotion, cues, evidence[tokens.said])


def inputs_of(batch: Sequence[Tokens]) -> dict[str, Whole]:
    """What the network is given for some utterances: `ids`, `segments` and `said`, each of shape (batch, longest).

    Nought pads the ids; `segments` is 1 for the utterance and its speaker, and `said` is 1 for its own words.
    """
    shape = len(batch), max(len(tokens.ids) for tokens in batch)
    ids, segments, said = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for row, tokens in enumerate(batch):
        length = len(tokens.ids)
        ids[row, :length] = tokens.ids
        segments[row, tokens.context_length : length] = 1
        said[row, tokens.said] = 1
    return {"ids": ids, "segments": segments, "said": said}
