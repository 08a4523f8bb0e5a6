"""What is made of a complete transcript: who speaks, how customers feel and what agents do."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from desktop.analysis.roles import channels_of, guess_agent
from desktop.analysis.scorer import Scorer
from desktop.analysis.sound_again import SoundAgain
from desktop.analysis.speakers.encoder import SpeakerEncoder
from desktop.analysis.speakers.splitting import Sound, Speakers, SpeakerSplitter, agent_of_two, by_speaker
from desktop.analysis.voice.activation import activations_of, measured_voices
from desktop.analysis.voice.fusion import fused_valence
from desktop.errors import BadInput
from desktop.model.activation import Activation
from desktop.model.arc import ENOUGH_TURNS
from desktop.model.call import Channel, Layout, Recording, Role, RoleSource
from desktop.model.score import Score, TurnCues, TurnScore
from desktop.model.span import Word
from desktop.model.turn import Turn, turns_of
from desktop.protocol import Event, Heard, Job, Progress, RolesGuessed, SpeakersSplit, Stage, TurnsScored

SHARE = 0.1
_SPLIT_SHARE = 0.6
_Found = TypeVar("_Found")


class Splitter(Protocol):
    """Whatever tells two voices on one microphone apart."""

    def listen(
        self, read: Callable[[], Iterator[Sound]], words: Sequence[Word], length_s: float
    ) -> Generator[float, None, Speakers]:
        """See `SpeakerSplitter.listen`."""


class People:
    """Reads transcripts; the models that it takes are loaded when they are needed first."""

    def __init__(self, scorer: Scorer, load_splitter: Callable[[], Splitter] | None = None) -> None:
        self._scorer = scorer
        self._load_splitter = load_splitter or (lambda: SpeakerSplitter(SpeakerEncoder()))
        self._splitter: Splitter | None = None

    def read(self, job: Job, heard: Heard, sound: SoundAgain) -> Iterator[Event]:
        """Say who speaks, how customers feel and what agents do; every event is a step that can be stored.

        Args:
            job: what was asked for.
            heard: the complete transcript.
            sound: of the recording; where it is gone, the voices that were heard in it before have to do.
        """
        yield _progress(0.0)
        recording = _read(heard)
        if _may_be_two(job, heard, recording):
            heard = yield from self._told_apart(heard, recording, sound)
        channels = _roles(job, heard, recording)
        yield RolesGuessed(tuple(channels))
        if not self._scorer.reads(heard.language or ""):
            yield TurnsScored(None, ())
            return
        turns = turns_of(heard.spans, {channel.index: channel.role for channel in channels})
        readings = self._scorer.read(turns)
        voices = yield from _voices(turns, heard, recording, sound)
        read = list(zip(turns, readings, voices, strict=True))
        scores = [(t, _with_voice(r.score, voice)) for t, r, voice in read if t.role is Role.CUSTOMER and r.score]
        cues = [(t, r.cues) for t, r, _ in read if t.role is Role.AGENT and r.cues]
        yield TurnsScored(
            self._scorer.label,
            tuple(TurnScore(t.channel, t.start_s, score) for t, score in scores),
            tuple(TurnCues(t.channel, t.start_s, own) for t, own in cues),
        )

    def _told_apart(self, heard: Heard, recording: Recording, sound: SoundAgain) -> Generator[Event, None, Heard]:
        """Give each of two voices on one microphone its channel, where there are two."""
        spans = sorted(heard.spans, key=lambda span: span.start_s)
        spans = [replace(span, words=tuple(sorted(span.words, key=lambda word: word.start_s))) for span in spans]
        channel = recording.heard_channels[0]

        def listen() -> Generator[float, None, Speakers]:
            self._splitter = self._splitter or self._load_splitter()
            words = [word for span in spans for word in span.words]
            return self._splitter.listen(lambda: (b[channel] for b in sound.blocks()), words, recording.duration_s)

        speakers = yield from _told(sound.found(listen), 0.0, _SPLIT_SHARE)
        if speakers is None or not speakers.two:
            return heard
        told = tuple(by_speaker(spans, speakers))
        yield SpeakersSplit(speakers.confidence, told)
        return replace(heard, spans=told, split_confidence=speakers.confidence)


def _read(heard: Heard) -> Recording:
    if heard.recording is None:
        raise BadInput("The recording has not been read yet.", "Analyse it again.")
    return heard.recording


def _may_be_two(job: Job, heard: Heard, recording: Recording) -> bool:
    """Whether a lone channel may hold two people whom nobody has told apart yet, nor said that it is one."""
    whose_is_known = recording.layout in (Layout.DEAD_LEFT, Layout.DEAD_RIGHT) and job.request.agent_side is not None
    alone = len(recording.heard_channels) == 1 and heard.split_confidence is None
    return alone and bool(heard.spans) and not heard.changed and not whose_is_known


def _roles(job: Job, heard: Heard, recording: Recording) -> list[Channel]:
    side, split = job.request.agent_side, heard.split_confidence
    # On one microphone a side means nothing until two people were told apart on it.
    if side is not None and (split is None or heard.told_apart):
        return channels_of(recording, (side, 1.0), RoleSource.SET, split=split is not None)
    glossary = job.request.glossary
    guess = guess_agent(heard.spans, glossary) if split is None else agent_of_two(heard.spans, split, glossary)
    return channels_of(recording, guess, RoleSource.GUESSED, split=split is not None)


def _voices(
    turns: Sequence[Turn], heard: Heard, recording: Recording, sound: SoundAgain
) -> Generator[Event, None, list[Activation | None]]:
    """The activation in each customer's turn, as it was before where there is nothing to hear it in any more."""
    silent: list[Activation | None] = [None] * len(turns)
    if sum(turn.role is Role.CUSTOMER for turn in turns) < ENOUGH_TURNS:
        return silent
    own = list(turns)
    if heard.split_confidence is not None:
        # Both speakers are in the one channel that there is.
        own = [replace(turn, channel=recording.heard_channels[0]) for turn in turns]
    begins = _SPLIT_SHARE if heard.split_confidence is not None else 0.0
    bleed = recording.layout is Layout.BLEED
    listening = sound.found(lambda: measured_voices(sound.blocks(), own, recording.duration_s, bleed=bleed))
    measured = yield from _told(listening, begins, 1.0)
    return _voices_before(turns, heard) if measured is None else activations_of(measured)


def _voices_before(turns: Sequence[Turn], heard: Heard) -> list[Activation | None]:
    """What was heard in turns that are the customer's still, and null in all others."""
    known = {(each.channel, each.start_s): each.voice for each in heard.voices}
    return [known.get((t.channel, t.start_s)) if t.role is Role.CUSTOMER else None for t in turns]


def _with_voice(score: Score, voice: Activation | None) -> Score:
    if voice is None:
        return score
    valence = fused_valence(score.valence, voice.value, voice.confidence)
    return replace(score, valence=valence, voice=voice, of_words=score.valence if valence != score.valence else None)


def _told(steps: Generator[float, None, _Found], begins: float, ends: float) -> Generator[Event, None, _Found]:
    """Tell how far a part of the work has come, as a part of the whole."""
    while True:
        try:
            yield _progress(begins + (ends - begins) * next(steps))
        except StopIteration as end:
            found: _Found = end.value
            return found


def _progress(share: float) -> Progress:
    return Progress(Stage.SCORING, 1 - SHARE + SHARE * min(share, 1.0))
