"""The network while it learns: MiniLM (Wang et al. 2020) with a head for each thing that it is asked."""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel

from desktop.analysis.text.network import inputs_of
from desktop.analysis.text.tokens import Tokens
from training.text_model.examples import CUES, EMOTIONS

STEPS_OF_VALENCE = 5
KINDS_OF_COMMENT = 28
_DROPPED = 0.1
_READ_AT_ONCE = 64


class Network(nn.Module):
    """An encoder, and linear heads over the mean of an utterance's own words.

    The heads: `valence` in five steps, `emotion`, `cues` of a sentence, `evidence` of each word, and `comment`, which
    only helps the encoder to learn.
    """

    def __init__(self, encoder: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder, add_pooling_layer=False, attn_implementation="eager")
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(_DROPPED)
        self.valence = nn.Linear(width, STEPS_OF_VALENCE)
        self.emotion = nn.Linear(width, len(EMOTIONS))
        self.cues = nn.Linear(width, len(CUES))
        self.evidence = nn.Linear(width, len(CUES))
        self.comment = nn.Linear(width, KINDS_OF_COMMENT)
        for rare in (self.cues, self.comment):
            # What is rare is rare from the first step on, instead of that being the first thing to learn.
            nn.init.constant_(rare.bias, -3.0)

    def forward(self, ids: Tensor, segments: Tensor, said: Tensor) -> tuple[Tensor, Tensor]:
        """Encode utterances.

        Args:
            ids: shape (batch, longest), with 0 where there is nothing.
            segments: 1 for the utterance, 0 for what was before it.
            said: 1 for the utterance's own words.

        Returns:
            what the heads read: of each utterance, shape (batch, width), and of each token, (batch, longest, width).
        """
        words = self.encoder(input_ids=ids, attention_mask=(ids != 0).long(), token_type_ids=segments).last_hidden_state
        own = said.unsqueeze(-1).to(words.dtype)
        return (words * own).sum(1) / own.sum(1).clamp(min=1.0), words

    def encode(self, utterances: Sequence[Tokens]) -> tuple[Tensor, Tensor]:
        """Encode utterances as they are learnt from, some of it dropped (Srivastava et al. 2014).

        Matrices are multiplied in bfloat16 (Kalamkar et al. 2019), which halves the time where the processor can.
        """
        inputs = {name: torch.from_numpy(values) for name, values in inputs_of(utterances).items()}
        with torch.autocast("cpu", torch.bfloat16):
            whole, words = self(**inputs)
        return self.drop(whole.float()), words.float()

    @torch.no_grad()
    def read(self, utterances: Sequence[Tokens]) -> Tensor:
        """What the heads read of whole utterances when nothing is dropped, shape (utterances, width)."""
        self.eval()
        order = sorted(range(len(utterances)), key=lambda index: len(utterances[index].ids))
        found = torch.empty(len(utterances), self.encoder.config.hidden_size)
        for first in range(0, len(order), _READ_AT_ONCE):
            batch = order[first : first + _READ_AT_ONCE]
            found[batch], _ = self.encode([utterances[index] for index in batch])
        return found
