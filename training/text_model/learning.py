"""One training: all heads at once, seeded, stage by stage."""

import logging
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from desktop.analysis.text.tokens import Tokens
from training.text_model.examples import Commented, Done, Felt
from training.text_model.network import Network

_Example = TypeVar("_Example", Felt, Done, Commented)
Loss = Callable[[], Tensor]
_LOG = logging.getLogger(__name__)
_POOLED_BATCHES = 16
_SENTENCES_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Course:
    """How is learnt: in three stages, each with a rate that rises over its first steps and falls to nothing.

    First feelings are learnt from the many comments (an intermediate task: Phang et al. 2018, "Sentence encoders on
    STILTs"). Then the heads learn from conversations alone, for features that are torn about by heads that know nothing
    yet serve worse on what is unlike the lessons (Kumar et al. 2022, "Fine-tuning can distort pretrained features").
    Then all learns from everything.

    At the end the encoder is what it was at first, and shares of what has changed about it: `of_all` of everything,
    which costs little on what is like the lessons and gains on what is not (Wortsman et al. 2022, "Robust fine-tuning
    of zero-shot models"), and `of_comments` of the first stage besides, for what is learnt last covers up what was
    learnt first (Ilharco et al. 2023, "Editing models with task arithmetic"). The head of cues, which had learnt from
    another encoder, then learns from this one.

    Attributes:
        commenting, probing, tuning: epochs of each stage; settling: of the head of cues at the end.
        comments_alone: how many comments are shown at once in the first stage.
        alone: the share of turns that are shown without what was before them; chats and first turns have nothing.
        divided: the share of turns of several sentences whose last one is shown behind the others, as in a chat.
        unmarked: the share of agents' sentences without a cue that are shown in an epoch; the others always are.
        rare: how many times as much it counts that a cue is there as that it is not.
    """

    seed: int = 7
    commenting: int = 1
    probing: int = 1
    tuning: int = 2
    settling: int = 12
    comments_alone: int = 64
    turns_at_once: int = 24
    comments_at_once: int = 32
    rate: float = 1e-4
    rate_of_heads: float = 1e-3
    decay: float = 0.01
    warm_up: float = 0.1
    of_all: float = 0.6
    of_comments: float = 0.25
    alone: float = 0.25
    divided: float = 0.5
    unmarked: float = 0.5
    smoothing: float = 0.05
    rare: float = 2.0
    weight_of_emotion: float = 0.5
    weight_of_cues: float = 8.0
    weight_of_evidence: float = 0.5
    weight_of_comments: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """Everything that is learnt from."""

    felt: Sequence[Felt]
    done: Sequence[Done]
    comments: Sequence[Commented]


def learn(network: Network, lessons: Lessons, course: Course, told: Callable[[str], None] = lambda _: None) -> None:
    """Train a network in place. `told` is called after each stage that changes the encoder, with its name."""
    classroom = _Classroom(network, lessons, course)
    classroom.teach("commenting", classroom.comments, course.commenting, course.rate)
    told("commenting")
    classroom.teach("probing", classroom.conversations, course.probing, rate=0.0)
    classroom.teach("tuning", classroom.conversations, course.tuning, course.rate)
    told("tuning")


def merge(network: Network, commented: Network, first: Network, course: Course) -> None:
    """Change the encoder of a network that has learnt everything in place, as `Course` says.

    Args:
        network: after the last stage.
        commented: after the first stage.
        first: before it.
        course: with the shares.
    """
    origins, comments = dict(first.encoder.named_parameters()), dict(commented.encoder.named_parameters())
    with torch.no_grad():
        for name, each in network.encoder.named_parameters():
            origin = origins[name]
            change = course.of_all * (each - origin) + course.of_comments * (comments[name] - origin)
            each.copy_(origin + change)


def settle(network: Network, sentences: Sequence[Done], course: Course) -> None:
    """Let the head of cues of a merged network learn from all sentences, as they occur, with the encoder as it is."""
    torch.manual_seed(course.seed)
    read, cues = network.read([each.tokens for each in sentences]), _cues_of(sentences)
    optimiser = torch.optim.AdamW(network.cues.parameters(), lr=course.rate_of_heads, weight_decay=course.decay)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.0, course.settling)
    network.train()
    for _ in range(course.settling):
        for batch in torch.randperm(len(sentences)).split(_SENTENCES_AT_ONCE):
            optimiser.zero_grad()
            _loss_of_cues(network.cues(network.drop(read[batch])), cues[batch], course).backward()
            optimiser.step()
        schedule.step()
    _LOG.info("settling, %d epochs", course.settling)


class _Classroom:
    """Teaches stage by stage."""

    def __init__(self, network: Network, lessons: Lessons, course: Course) -> None:
        self._network = network
        self._lessons = lessons
        self._course = course
        self._chance = random.Random(course.seed)  # noqa: S311  # not for secrets
        self._began_s = time.monotonic()

    def teach(self, stage: str, shown: Callable[[], list[Loss]], epochs: int, rate: float) -> None:
        """Show everything so many times; where the rate is nought the encoder stays as it is."""
        self._network.encoder.requires_grad_(rate > 0)
        optimiser, schedule = _optimiser(self._network, self._course, rate, len(shown()) * epochs)
        for epoch in range(epochs):
            self._network.train()
            for loss in (each() for each in shown()):
                optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
                optimiser.step()
                schedule.step()
            _LOG.info("%s, epoch %d of %d, %.0f s", stage, epoch + 1, epochs, time.monotonic() - self._began_s)

    def comments(self) -> list[Loss]:
        """An epoch of comments."""
        comments = self._lessons.comments
        steps = math.ceil(len(comments) / self._course.comments_alone)
        return [partial(_loss_of_comments, self._network, each) for each in _batches(comments, steps, self._chance)]

    def conversations(self) -> list[Loss]:
        """An epoch of turns and sentences, with comments beside them so that they are not forgotten."""
        lessons, course, chance = self._lessons, self._course, self._chance
        steps = math.ceil(len(lessons.felt) / course.turns_at_once)
        done = [each for each in lessons.done if each.cues.any() or chance.random() < course.unmarked]
        comments = chance.sample(lessons.comments, min(steps * course.comments_at_once, len(lessons.comments)))
        parts = (_batches(shown, steps, chance) for shown in (lessons.felt, done, comments))
        return [partial(self._loss_of_all, *shown) for shown in zip(*parts, strict=True)]

    def _loss_of_all(self, turns: list[Felt], sentences: list[Done], comments: list[Commented]) -> Tensor:
        network, course, chance = self._network, self._course, self._chance
        return (
            _loss_of_turns(network, turns, course, chance)
            + _loss_of_sentences(network, sentences, course, chance)
            + course.weight_of_comments * _loss_of_comments(network, comments)
        )


def _loss_of_turns(network: Network, turns: Sequence[Felt], course: Course, chance: random.Random) -> Tensor:
    whole, _ = network.encode([_shown(each, course, chance) for each in turns])
    valence = torch.tensor([each.valence for each in turns])
    emotion = torch.tensor([each.emotion for each in turns])
    smoothing = course.smoothing
    return functional.cross_entropy(
        network.valence(whole), valence, label_smoothing=smoothing
    ) + course.weight_of_emotion * functional.cross_entropy(network.emotion(whole), emotion, label_smoothing=smoothing)


def _shown(turn: Felt, course: Course, chance: random.Random) -> Tokens:
    if turn.divided is not None and chance.random() < course.divided:
        return turn.divided
    return turn.alone if chance.random() < course.alone else turn.tokens


def _loss_of_sentences(network: Network, sentences: Sequence[Done], course: Course, chance: random.Random) -> Tensor:
    shown = [each.alone if chance.random() < course.alone / 2 else each.tokens for each in sentences]
    whole, words = network.encode(shown)
    found = _loss_of_cues(network.cues(whole), _cues_of(sentences), course)
    marks = network.evidence(words)
    # Which words show a cue is asked only where there is one.
    parts = [
        functional.binary_cross_entropy_with_logits(
            marks[row, tokens.said][:, each.cues > 0], torch.from_numpy(each.evidence[:, each.cues > 0])
        )
        for row, (each, tokens) in enumerate(zip(sentences, shown, strict=True))
        if each.cues.any() and each.evidence.size
    ]
    shown_by = torch.stack(parts).mean() if parts else marks.sum() * 0.0
    return course.weight_of_cues * found + course.weight_of_evidence * shown_by


def _cues_of(sentences: Sequence[Done]) -> Tensor:
    return torch.from_numpy(np.stack([each.cues for each in sentences]))


def _loss_of_cues(logits: Tensor, cues: Tensor, course: Course) -> Tensor:
    rare = torch.full((cues.shape[1],), course.rare)
    return functional.binary_cross_entropy_with_logits(logits, cues, pos_weight=rare)


def _loss_of_comments(network: Network, comments: Sequence[Commented]) -> Tensor:
    whole, _ = network.encode([each.tokens for each in comments])
    emotions = torch.from_numpy(np.stack([each.emotions for each in comments]))
    named = functional.binary_cross_entropy_with_logits(network.comment(whole), emotions)
    signed = [row for row, each in enumerate(comments) if each.sign is not None]
    steps = network.valence(whole[signed]).softmax(-1)
    signs = torch.stack([steps[:, :2].sum(1), steps[:, 2], steps[:, 3:].sum(1)], 1)
    wanted = torch.tensor([each.sign + 1 for each in comments if each.sign is not None])
    return named * 8.0 + functional.nll_loss((signs + 1e-6).log(), wanted)


def _optimiser(
    network: Network, course: Course, rate: float, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """AdamW (Loshchilov & Hutter 2019)."""
    heads = [each for name, each in network.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": network.encoder.parameters(), "lr": rate}, {"params": heads, "lr": course.rate_of_heads}]
    optimiser = torch.optim.AdamW(groups, weight_decay=course.decay)
    warm = max(course.warm_up * steps, 1.0)

    def share(step: int) -> float:
        return min((step + 1) / warm, (steps - step) / max(steps - warm, 1.0))

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, share)


def _batches(examples: Sequence[_Example], count: int, chance: random.Random) -> list[list[_Example]]:
    """So many batches of examples of about one length, in another order each time."""
    mixed = chance.sample(examples, len(examples))
    per = math.ceil(len(mixed) / count)
    batches = []
    for first in range(0, len(mixed), per * _POOLED_BATCHES):
        pool = sorted(mixed[first : first + per * _POOLED_BATCHES], key=lambda each: len(each.tokens.ids))
        batches += [pool[at : at + per] for at in range(0, len(pool), per)]
    chance.shuffle(batches)
    # A few batches less than asked for where the division leaves a rest: the first ones come again.
    return [*batches, *batches[: count - len(batches)]][:count]
