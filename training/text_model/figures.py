"""What a trained network makes of turns that were held out, beside a bag of words that learnt from the same ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from desktop.analysis.text.tokens import Tokens
from training.conversations import VALENCES
from training.measures import auc, calibration_error, macro_f1
from training.text_model.examples import CUES, EMOTIONS, Commented, Done, Felt
from training.text_model.network import Network

SIGNS = (-1, 0, 1)
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figures:
    """On turns of scenarios that were held out; `signs` is macro-F1 of negative, neutral and positive."""

    signs: float
    steps: float
    correlation: float
    auc: float
    emotions: float
    calibration: float
    cues: float
    of_each_cue: tuple[float, ...]
    precision: float
    recall: float


@torch.no_grad()
def logits_of(network: Network, head: str, utterances: Sequence[Tokens]) -> Numbers:
    """What a head says of utterances, shape (utterances, kinds)."""
    logits: Tensor = getattr(network, head)(network.read(utterances))
    return logits.double().numpy()


def softmax(logits: Numbers, temperature: float = 1.0) -> Numbers:
    """Logits as probabilities along the last axis; a higher temperature makes them less sure."""
    scaled = logits / temperature
    odds = np.exp(scaled - scaled.max(-1, keepdims=True))
    shares: Numbers = odds / odds.sum(-1, keepdims=True)
    return shares


def by_sign(steps: Numbers) -> Numbers:
    """Probabilities of the five steps of valence as those of negative, neutral and positive."""
    return np.stack([steps[:, :2].sum(1), steps[:, 2], steps[:, 3:].sum(1)], 1)


def sign_of(valence: int) -> int:
    """The sign of a step of valence."""
    return int(np.sign(VALENCES[valence]))


def figures_of(
    network: Network, felt: Sequence[Felt], done: Sequence[Done], temperature: float = 1.0, threshold: float = 0.5
) -> Figures:
    """Measure a network on what it has not learnt from."""
    steps = softmax(logits_of(network, "valence", [each.tokens for each in felt]), temperature)
    signs = by_sign(steps)
    told, true = signs.argmax(1) - 1, np.array([sign_of(each.valence) for each in felt])
    emotions = logits_of(network, "emotion", [each.tokens for each in felt]).argmax(1)
    cues = 1 / (1 + np.exp(-logits_of(network, "cues", [each.tokens for each in done]))) >= threshold
    wanted = np.stack([each.cues > 0 for each in done])
    hits = (cues & wanted).sum(0)
    of_each = 2 * hits / np.maximum(cues.sum(0) + wanted.sum(0), 1)
    return Figures(
        signs=macro_f1(told, true, SIGNS),
        steps=macro_f1(steps.argmax(1), [each.valence for each in felt], range(len(VALENCES))),
        correlation=float(np.corrcoef(steps @ np.array(VALENCES), [VALENCES[each.valence] for each in felt])[0, 1]),
        auc=auc(signs[:, 0], true < 0),
        emotions=macro_f1(emotions, [each.emotion for each in felt], range(len(EMOTIONS))),
        calibration=calibration_error(signs.max(1), told == true),
        cues=float(of_each.mean()),
        of_each_cue=tuple(float(each) for each in of_each),
        precision=float(hits.sum() / max(cues.sum(), 1)),
        recall=float(hits.sum() / max(wanted.sum(), 1)),
    )


def signs_of_comments(network: Network, comments: Sequence[Commented]) -> float:
    """Macro-F1 of negative, neutral and positive on comments that have one sign."""
    signed = [each for each in comments if each.sign is not None]
    signs = by_sign(softmax(logits_of(network, "valence", [each.tokens for each in signed])))
    return macro_f1(signs.argmax(1) - 1, [each.sign for each in signed], SIGNS)


def told_of(figures: Figures) -> str:
    """The figures in a few lines."""
    named = (f"{each} {value:.2f}" for each, value in zip(CUES, figures.of_each_cue, strict=True))
    return (
        f"negative, neutral, positive {figures.signs:.3f}, five steps {figures.steps:.3f}, "
        f"correlation {figures.correlation:.3f}, AUC {figures.auc:.3f}, emotions {figures.emotions:.3f}, "
        f"calibration error {figures.calibration:.3f}\n"
        f"cues {figures.cues:.3f}, precision {figures.precision:.3f}, recall {figures.recall:.3f}: {', '.join(named)}"
    )
