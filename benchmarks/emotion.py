"""How well feelings and cues are read in words that nobody here has written: the measure of the text model.

    python benchmarks/emotion.py [--data ../shared/data]

MAIA-DQE: sentences of real customers in support chats, each labelled by a person, every subset by itself. AUC is of
negative against the rest, by how low the estimated valence is; macro-F1 of negative, neutral and positive, where a
valence nearer to nought than 0.25 is neutral (0.05 for VADER, as its authors have it); the correlation is Pearson's
between estimated and labelled valence within each dialogue of at least six labelled sentences that varies on both
sides, and then the mean over dialogues; “needle” is how often the last three sentences less the first three have the
sign of the labels', where those have one. Confusion is left out, as emotion.md has it.
Each sentence is read with the two before it in its dialogue. No label of these files was learnt from.

GoEmotions: the test part in three classes; comments of two signs are left out. Held out: whole scenarios of the
conversations written for this project, of whose other scenarios the model has learnt. The baselines are VADER (Hutto &
Gilbert 2014), bags of words and of words and their pairs that learnt from the same conversations, and the lists of
phrases for cues.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks.phrases import cues_by_phrases
from desktop.analysis.text.reader import TextReader
from desktop.model.call import Role
from desktop.model.score import CueName, Emotion, Score
from desktop.model.text.sentences import sentences_of
from desktop.model.utterance import Utterance
from training.conversations import Conversation, read_conversations
from training.measures import auc, calibration_error, macro_f1, mean_correlation
from training.split import Kept, parted
from training.text_model.bag_of_words import BagOfWords
from training.text_model.examples import before
from training.text_model.goemotions import read_comments

SIGNS = (-1, 0, 1)
# What the labels of MAIA-DQE count as; 4, confusion, is left out.
SIGN_OF_LABEL = {0: 1, 1: 1, 2: 0, 3: -1, 5: -1, 6: -1, 7: -1}
_SEEN_BEFORE = 2
_NEUTRAL, _NEUTRAL_OF_VADER = 0.25, 0.05
_EDGE = 3
_WORDS_IN_TEN_MINUTES = 1500
_CALLED = ("negative", "neutral", "positive")
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A customer's sentence behind the two before it, with the sign of its label, null where it is left out."""

    before: tuple[Utterance, ...]
    text: str
    sign: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What a method says of sentences: valences, and which of them it calls negative, neutral and positive."""

    values: Values
    signs: Values


Method = Callable[[Sequence[Sentence]], Told]


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    text = parser.parse_args().data / "text"
    reader = TextReader()
    learnt, kept = parted(read_conversations())
    methods: dict[str, Method] = {"model": _by_model(reader), "VADER": _by_vader()}
    if text.is_dir():
        for file in sorted((text / "maia-dqe").glob("*.json")):
            _print_dialogues(file.stem, _dialogues(file), methods)
        _print_comments(text / "goemotions", methods)
    else:
        print(f"MAIA-DQE and GoEmotions are not in {text}.\n")
    bags = {name: _by_bag_of_words(learnt, pairs=name != "words") for name in ("words", "words, pairs")}
    _print_held_out(kept, {**methods, **{f"bag of {name}": bag for name, bag in bags.items()}})
    _print_calibration(reader, kept)
    _print_cues(reader, kept)
    _print_speed(reader, kept)
    return 0


def _by_model(reader: TextReader) -> Method:
    return lambda sentences: _told([score.valence for score in _scores(reader, sentences)], _NEUTRAL)


def _told(values: Sequence[float], neutral: float) -> Told:
    found = np.array(values)
    return Told(found, np.where(found >= neutral, 1, np.where(found <= -neutral, -1, 0)))


def _scores(reader: TextReader, sentences: Sequence[Sentence]) -> list[Score]:
    found = reader.read_conversations([[*each.before, Utterance(Role.CUSTOMER, each.text)] for each in sentences])
    return [readings[-1].score or Score(0.0, 0.0) for readings in found]


def _by_vader() -> Method:
    analyser = SentimentIntensityAnalyzer()
    return lambda sentences: _told([analyser.polarity_scores(s.text)["compound"] for s in sentences], _NEUTRAL_OF_VADER)


def _by_bag_of_words(learnt: Sequence[Conversation], *, pairs: bool) -> Method:
    turns = [line for conversation in learnt for line in conversation.lines if line.valence is not None]
    signs = [int(np.sign(turn.valence or 0.0)) for turn in turns]
    words = BagOfWords([turn.text for turn in turns], signs, pairs=pairs)

    def read(sentences: Sequence[Sentence]) -> Told:
        chances = words.chances_of([each.text for each in sentences])
        # The sign that is most probable, for that is what it has learnt to tell.
        return Told(chances[:, 2] - chances[:, 0], chances.argmax(axis=1) - 1.0)

    return read


def _dialogues(file: Path) -> list[list[Sentence]]:
    """The customers' sentences of a subset of MAIA-DQE, dialogue by dialogue."""
    return [[*_sentences(dialogue["turns"])] for dialogue in json.loads(file.read_text(encoding="utf-8"))]


def _sentences(turns: Sequence[dict[str, Any]]) -> Iterator[Sentence]:
    said: list[Utterance] = []
    for turn in turns:
        if turn["floor"] != "inbound":
            said += [Utterance(Role.AGENT, text) for text in turn["text_src"]]
            continue
        for text, label in zip(turn["text_mt"], turn["Emotion"], strict=True):
            yield Sentence(tuple(said[-_SEEN_BEFORE:]), text, SIGN_OF_LABEL.get(label))
            said.append(Utterance(Role.CUSTOMER, text))


def _print_dialogues(name: str, dialogues: Sequence[Sequence[Sentence]], methods: dict[str, Method]) -> None:
    labelled = [[each for each in dialogue if each.sign is not None] for dialogue in dialogues]
    sentences = [each for dialogue in labelled for each in dialogue]
    signs = np.array([each.sign for each in sentences])
    counts = ", ".join(f"{int((signs == sign).sum())} {what}" for sign, what in zip(SIGNS, _CALLED, strict=True))
    confused = sum(each.sign is None for dialogue in dialogues for each in dialogue)
    print(f"{name}: {counts}; {confused} of confusion left out")
    print(f"{'':<20}{'AUC':>7}{'F1':>7}{'corr.':>7}{'needle':>8}{'dialogues':>11}")
    for method, read in methods.items():
        told = read(sentences)
        pairs = [*_by_dialogue(told.values, signs, labelled)]
        correlation, count = mean_correlation(pairs)
        print(f"{_figures(method, told, signs)}{correlation:7.3f}{_needle(pairs):8.3f}{count:11}")
    print()


def _by_dialogue(
    values: Values, signs: Values, dialogues: Sequence[Sequence[Sentence]]
) -> Iterator[tuple[Values, Values]]:
    first = 0
    for dialogue in dialogues:
        own = slice(first, first + len(dialogue))
        yield values[own], signs[own]
        first += len(dialogue)


def _needle(pairs: Sequence[tuple[Values, Values]]) -> float:
    """How often the needle has the sign of the labels' needle, where that moves and there are six sentences."""
    moved = [
        (float(told[-_EDGE:].mean() - told[:_EDGE].mean()), float(true[-_EDGE:].mean() - true[:_EDGE].mean()))
        for told, true in pairs
        if len(true) >= 2 * _EDGE
    ]
    return float(np.mean([told * true > 0 for told, true in moved if true]))


def _figures(method: str, told: Told, signs: Values) -> str:
    return f"{method:<20}{auc(-told.values, signs < 0):7.3f}{macro_f1(told.signs, signs, SIGNS):7.3f}"


def _print_comments(folder: Path, methods: dict[str, Method]) -> None:
    signed = [each for each in read_comments(folder, "test") if each.sign is not None]
    sentences = [Sentence((), each.text, each.sign) for each in signed]
    print(f"GoEmotions, test: {len(signed)} comments")
    _print_signs(sentences, methods)


def _print_held_out(kept: Sequence[Kept], methods: dict[str, Method]) -> None:
    sentences = [*_kept_turns(kept)]
    print(f"Held-out scenarios: {len({k.conversation.scenario for k in kept})}, {len(sentences)} customer turns")
    _print_signs(sentences, methods)


def _print_signs(sentences: Sequence[Sentence], methods: dict[str, Method]) -> None:
    signs = np.array([each.sign for each in sentences])
    print(f"{'':<20}{'AUC':>7}{'F1':>7}")
    for method, read in methods.items():
        print(_figures(method, read(sentences), signs))
    print()


def _kept_turns(kept: Sequence[Kept]) -> Iterator[Sentence]:
    for each in kept:
        for index in each.judged:
            line = each.conversation.lines[index]
            if line.valence is not None:
                yield Sentence((*before(each.conversation, index),), line.text, int(np.sign(line.valence)))


def _print_calibration(reader: TextReader, kept: Sequence[Kept]) -> None:
    """The same turns chose the temperature, one number, so this is a little better than it will be elsewhere.

    The confidence is that of the sign, which confusion does not tell: such turns are left out.
    """
    sentences = [*_kept_turns(kept)]
    told = [(score, each.sign) for score, each in zip(_scores(reader, sentences), sentences, strict=True)]
    signed = [(score, _sign_of(score.emotion) == sign) for score, sign in told if score.emotion != Emotion.CONFUSION]
    sure, right = [score.confidence for score, _ in signed], [hit for _, hit in signed]
    error = calibration_error(sure, right)
    print(f"Confidence on held-out turns: {np.mean(sure):.3f}, right {np.mean(right):.3f}, ")
    print(f"expected calibration error {error:.3f}\n")


def _sign_of(emotion: Emotion | None) -> int:
    if emotion in (Emotion.RELIEF, Emotion.GRATITUDE, Emotion.JOY):
        return 1
    return 0 if emotion in (Emotion.NEUTRAL, None) else -1


@dataclass(frozen=True, slots=True)
class Marked:
    """An agent's sentence with the cues that it was given, those that the model finds, and those of the phrases."""

    wanted: frozenset[CueName]
    found: frozenset[CueName]
    by_phrases: frozenset[CueName]


def _print_cues(reader: TextReader, kept: Sequence[Kept]) -> None:
    marked = [*_marked(reader, kept)]
    bare = np.mean([not each.wanted for each in marked])
    print(f"Cues in held-out scenarios: {len(marked)} agent sentences, {bare:.0%} without any")
    print(f"{'':<16}{'sentences':>10}{'model':>8}{'phrases':>9}")
    model = {cue: _f1([(cue in m.found, cue in m.wanted) for m in marked]) for cue in CueName}
    phrases = {cue: _f1([(cue in m.by_phrases, cue in m.wanted) for m in marked]) for cue in CueName}
    for cue in CueName:
        print(f"{cue:<16}{sum(cue in m.wanted for m in marked):10}{model[cue]:8.3f}{phrases[cue]:9.3f}")
    print(f"{'macro-F1':<26}{np.mean([*model.values()]):8.3f}{np.mean([*phrases.values()]):9.3f}")
    _print_exactness(marked)


def _print_exactness(marked: Sequence[Marked]) -> None:
    for name, found in (("model", [m.found for m in marked]), ("phrases", [m.by_phrases for m in marked])):
        hits = sum(len(each & m.wanted) for each, m in zip(found, marked, strict=True))
        told, true = sum(map(len, found)), sum(len(m.wanted) for m in marked)
        idle = np.mean([bool(each) for each, m in zip(found, marked, strict=True) if not m.wanted])
        print(f"{name}: precision {hits / told:.3f}, recall {hits / true:.3f}, cues in {idle:.1%} of bare sentences")
    print()


def _f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    hits = sum(told and true for told, true in pairs)
    return 2 * hits / max(sum(told + true for told, true in pairs), 1)


def _marked(reader: TextReader, kept: Sequence[Kept]) -> Iterator[Marked]:
    conversations = [[Utterance(line.role, line.text) for line in each.conversation.lines] for each in kept]
    for each, readings in zip(kept, reader.read_conversations(conversations), strict=True):
        for index in each.judged:
            line = each.conversation.lines[index]
            for start, end in sentences_of(line.text) if line.role is Role.AGENT else ():
                wanted = frozenset(
                    CueName(cue) for cue, words in line.cues if start <= line.text.find(words) + len(words) / 2 <= end
                )
                found = frozenset(cue.name for cue in readings[index].cues if start <= cue.start_char < end)
                yield Marked(wanted, found, cues_by_phrases(line.text[start:end]))


def _print_speed(reader: TextReader, kept: Sequence[Kept]) -> None:
    """Time of the processor, which is what one core takes; ten minutes of talk are about 1,500 words."""
    said: list[Utterance] = []
    for each in kept:
        said += [Utterance(line.role, line.text) for line in each.conversation.lines]
        if sum(len(utterance.text.split()) for utterance in said) >= _WORDS_IN_TEN_MINUTES:
            break
    customers = [u if u.role is Role.CUSTOMER else Utterance(Role.UNKNOWN, u.text) for u in said]
    for what, conversation in (("customer turns", customers), ("all turns, with cues", said)):
        took_s = min(_seconds(reader, conversation) for _ in range(3))
        print(f"A call of ten minutes, {what}: {took_s:.2f} s")


def _seconds(reader: TextReader, conversation: Sequence[Utterance]) -> float:
    began_s = time.process_time()
    reader.read_conversations([conversation])
    return time.process_time() - began_s


if __name__ == "__main__":
    raise SystemExit(main())
