"""What is made of a complete transcript: two people on one microphone, the voice beside the words, and what is kept."""

import wave
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.analysis.people import People
from desktop.analysis.sound_again import SoundAgain
from desktop.analysis.speakers.splitting import Speakers
from desktop.analysis.text.reader import TextReader
from desktop.media.digest import sha256_of
from desktop.model.call import Channel, Layout, Recording, Role, RoleSource, Side
from desktop.model.request import Request
from desktop.model.score import Score
from desktop.model.span import Span, Word
from desktop.model.turn import Turn
from desktop.protocol import Event, Heard, Job, Progress, RolesGuessed, SpeakersSplit, Stage, TurnsScored, TurnVoice

RATE = 16_000
TURNS = 16
TURN_S = 4.0
GREETING = " Thank you for calling, how can I help you?"
COMPLAINT = " I am calling because my order is terrible."


def text_of(turn: int) -> str:
    return (GREETING, COMPLAINT)[turn] if turn < 2 else (" Certainly.", " I am angry.")[turn % 2]


def words_of(turn: int) -> tuple[Word, ...]:
    said = text_of(turn).split()
    step_s = 3.0 / len(said)
    return tuple(
        Word(f" {word}", TURN_S * turn + step_s * n, TURN_S * turn + step_s * (n + 1), 0.9)
        for n, word in enumerate(said)
    )


def spans(channels: int) -> tuple[Span, ...]:
    """Agent and customer take turns; on one microphone in one channel."""
    return tuple(
        Span(turn % channels, own[0].start_s, own[-1].end_s, own) for turn in range(TURNS) for own in [words_of(turn)]
    )


def humming(channels: int) -> np.ndarray:
    """Each turn is a hum; the customer's are lower, and louder towards the end."""
    sound = np.zeros((channels, int(TURN_S * TURNS * RATE)), np.float32)
    time = np.arange(3 * RATE) / RATE
    for turn in range(TURNS):
        hum = sum(np.sin(2 * np.pi * (220.0 - 80.0 * (turn % 2)) * k * time) / k for k in range(1, 20))
        loud = 0.02 * 10 ** (0.6 * turn / TURNS) * (1 + 0.2 * np.sin(2 * np.pi * 3 * time))
        sound[turn % channels, int(TURN_S * turn * RATE) :][: len(time)] = loud * hum
    return sound


def written(path: Path, sound: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(sound))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1).T * 32767).astype("<i2").tobytes())
    return path


class TwoVoices:
    """A splitter that hears a change at every turn."""

    def __init__(self, *, two: bool = True) -> None:
        self._two = two
        self.calls = 0

    def listen(
        self, read: Callable[[], Iterable[np.ndarray]], words: Sequence[Word], length_s: float
    ) -> Generator[float, None, Speakers]:
        self.calls += 1
        heard = 0
        for block in read():
            assert block.ndim == 1
            heard += len(block)
            yield min(heard / RATE / length_s, 1.0)
        owners = tuple(int(word.start_s / TURN_S) % 2 if self._two else 0 for word in words)
        return Speakers(owners, (0.9,) * len(words), 0.5)


class Desk:
    """A recording with its transcript, and what is made of both."""

    def __init__(self, folder: Path, channels: int, *, two: bool = True) -> None:
        self.file = written(folder / "call.wav", humming(channels))
        layout = Layout.STEREO if channels == 2 else Layout.MONO
        self.heard = Heard(Recording(TURN_S * TURNS, channels, layout), 1, 1, "en", spans(channels))
        self.job = Job(1, str(self.file), sha256_of(self.file), "/no/models", Request())
        self.splitter = TwoVoices(two=two)

    def read(self, **changes: object) -> list[Event]:
        people = People(TextReader(), lambda: self.splitter)
        sound = SoundAgain(self.file, self.job.sha256)
        return list(people.read(self.job, replace(self.heard, **changes), sound))  # type: ignore[arg-type]


def only(events: Sequence[Event], kind: type) -> Event:
    (event,) = (event for event in events if isinstance(event, kind))
    return event


def customer_scores(events: Sequence[Event]) -> list[Score]:
    return [each.score for each in only(events, TurnsScored).scores]


@pytest.fixture
def stereo(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, 2)
    desk.job = replace(desk.job, request=Request(agent_side=Side.LEFT))
    return desk


@pytest.fixture
def mono(tmp_path: Path) -> Desk:
    return Desk(tmp_path, 1)


# The voice


def test_the_voice_scales_what_the_words_say_and_never_turns_it_round(stereo: Desk) -> None:
    scores = customer_scores(stereo.read())

    assert len(scores) == TURNS // 2
    assert all(score.voice is not None for score in scores)
    # From the third on each is said in the same words, behind the same words.
    alike = scores[2:]
    assert alike[-1].activation > 0 > alike[0].activation
    assert len({score.of_words for score in alike}) == 1
    assert all(score.valence < 0 for score in alike)
    assert alike[-1].valence < alike[-1].of_words < alike[0].valence < 0


def test_where_channels_leak_what_the_agent_says_meanwhile_is_not_measured(
    stereo: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def heard(blocks: object, turns: Sequence[Turn], length_s: float, *, bleed: bool) -> Generator[float, None, object]:
        asked.append(bleed)
        yield from ()
        return [None] * len(turns)

    monkeypatch.setattr("desktop.analysis.people.measured_voices", heard)
    stereo.read()
    stereo.read(recording=replace(stereo.heard.recording, layout=Layout.BLEED))

    assert asked == [False, True]


def test_nobody_but_the_customer_has_a_score_or_a_voice(stereo: Desk) -> None:
    assert {each.channel for each in only(stereo.read(), TurnsScored).scores} == {1}


def voices_in(events: Sequence[Event]) -> tuple[TurnVoice, ...]:
    """What a library keeps of the voices."""
    scores = only(events, TurnsScored).scores
    return tuple(TurnVoice(each.channel, each.start_s, each.score.voice) for each in scores if each.score.voice)


def lose(desk: Desk, what: str) -> None:
    if what == "gone":
        desk.file.unlink()
    else:
        desk.file.write_bytes(b"another one" if what == "another" else b"")


@pytest.mark.parametrize("what", ["gone", "another", "no sound"])
def test_without_its_recording_a_call_that_was_never_heard_is_scored_by_its_words_alone(
    stereo: Desk, what: str
) -> None:
    with_voice = customer_scores(stereo.read())
    lose(stereo, what)

    scores = customer_scores(stereo.read())

    assert [(s.voice, s.of_words) for s in scores] == [(None, None)] * len(scores)
    assert [s.valence for s in scores] == [w.valence if w.of_words is None else w.of_words for w in with_voice]


@pytest.mark.parametrize("what", ["gone", "another", "no sound"])
def test_without_its_recording_a_call_keeps_the_voices_that_were_heard_in_it(stereo: Desk, what: str) -> None:
    before = stereo.read()
    lose(stereo, what)

    again = stereo.read(voices=voices_in(before))

    assert only(again, TurnsScored) == only(before, TurnsScored)


def test_with_its_recording_a_call_is_heard_anew(stereo: Desk) -> None:
    before = stereo.read()
    others = tuple(replace(each, voice=replace(each.voice, value=-1.0)) for each in voices_in(before))

    assert only(stereo.read(voices=others), TurnsScored) == only(before, TurnsScored)


def test_a_voice_goes_with_its_turn_alone_and_never_to_an_agent(stereo: Desk) -> None:
    first, second, *_ = voices_in(stereo.read())
    stereo.file.unlink()
    moved, stranger = replace(second, start_s=second.start_s + 0.1), replace(first, channel=0, start_s=0.0)

    scores = only(stereo.read(voices=(first, moved, stranger)), TurnsScored).scores

    assert [(each.start_s, each.score.voice) for each in scores if each.score.voice] == [(first.start_s, first.voice)]


def test_two_on_one_microphone_keep_their_voices_without_the_recording(mono: Desk) -> None:
    before = mono.read()
    mono.file.unlink()
    split = only(before, SpeakersSplit)

    again = mono.read(voices=voices_in(before), spans=split.spans, split_confidence=split.confidence, told_apart=True)

    assert only(again, TurnsScored) == only(before, TurnsScored)
    assert voices_in(again)


def test_a_recording_that_changes_while_it_is_heard_again_is_not_believed(stereo: Desk) -> None:
    people = People(TextReader(), TwoVoices)
    events = people.read(stereo.job, stereo.heard, SoundAgain(stereo.file, stereo.job.sha256))
    next(event for event in events if isinstance(event, Progress) and event.done > 0.9)
    written(stereo.file, humming(2)[:, ::-1])

    assert [score.voice for score in customer_scores(list(events))] == [None] * (TURNS // 2)


def test_where_the_recording_changes_meanwhile_the_voices_are_as_they_were_before(stereo: Desk) -> None:
    before = stereo.read()
    people = People(TextReader(), TwoVoices)
    heard = replace(stereo.heard, voices=voices_in(before))
    events = people.read(stereo.job, heard, SoundAgain(stereo.file, stereo.job.sha256))
    next(event for event in events if isinstance(event, Progress) and event.done > 0.9)
    written(stereo.file, humming(2)[:, ::-1])

    assert customer_scores(list(events)) == customer_scores(before)


def test_a_language_without_feelings_is_not_listened_to(stereo: Desk) -> None:
    stereo.file.unlink()

    assert only(stereo.read(language="es"), TurnsScored) == TurnsScored(None, ())


def test_hearing_again_shows_its_progress(mono: Desk) -> None:
    progress = [event for event in mono.read() if isinstance(event, Progress)]
    done = [event.done for event in progress]

    assert {event.stage for event in progress} == {Stage.SCORING}
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0.9, pytest.approx(1.0, abs=0.02))
    assert len(done) > 5


# One microphone


def test_two_on_one_microphone_have_a_channel_each_and_the_agent_is_named_by_what_is_said(mono: Desk) -> None:
    events = mono.read()

    split = only(events, SpeakersSplit)
    assert split.confidence == pytest.approx(0.9)
    assert [span.channel for span in split.spans] == [n % 2 for n in range(TURNS)]
    assert [word for span in split.spans for word in span.words] == [w for n in range(TURNS) for w in words_of(n)]
    channels = only(events, RolesGuessed).channels
    assert [(c.index, c.role, c.source) for c in channels] == [
        (0, Role.AGENT, RoleSource.GUESSED), (1, Role.CUSTOMER, RoleSource.GUESSED),
    ]  # fmt: skip
    assert all(channel.confidence <= 0.9 for channel in channels)
    assert [type(event) for event in events if not isinstance(event, Progress)] == [
        SpeakersSplit, RolesGuessed, TurnsScored,
    ]  # fmt: skip


def test_the_voice_of_a_split_call_is_heard_in_the_one_channel_that_there_is(mono: Desk) -> None:
    scores = customer_scores(mono.read())

    assert len(scores) == TURNS // 2
    assert scores[-1].activation > 0 > scores[1].activation


@pytest.mark.parametrize(
    "changes", [{"changed": True}, {"split_confidence": 0.8, "told_apart": True, "spans": spans(2)}, {"spans": ()}]
)
def test_what_is_split_or_was_changed_by_somebody_is_not_split(mono: Desk, changes: dict[str, object]) -> None:
    events = mono.read(**changes)

    assert not any(isinstance(event, SpeakersSplit) for event in events)
    assert mono.splitter.calls == 0


def test_two_channels_are_never_split(stereo: Desk) -> None:
    stereo.read()

    assert stereo.splitter.calls == 0


def test_where_two_voices_are_not_apart_everything_stays_as_it_was(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 1, two=False)
    events = desk.read()

    assert desk.splitter.calls == 1
    assert [type(event) for event in events if not isinstance(event, Progress)] == [RolesGuessed, TurnsScored]
    assert only(events, RolesGuessed).channels == (Channel(0),)


def test_a_mono_call_whose_recording_is_gone_stays_as_it_was(mono: Desk) -> None:
    mono.file.unlink()

    assert [type(event) for event in mono.read() if not isinstance(event, Progress)] == [RolesGuessed, TurnsScored]


def test_roles_that_were_set_hold_for_two_that_were_told_apart(mono: Desk) -> None:
    mono.job = replace(mono.job, request=Request(agent_side=Side.RIGHT))

    events = mono.read(split_confidence=0.8, told_apart=True, spans=spans(2))

    channels = only(events, RolesGuessed).channels
    assert [(c.role, c.source) for c in channels] == [(Role.CUSTOMER, RoleSource.SET), (Role.AGENT, RoleSource.SET)]
    assert {each.channel for each in only(events, TurnsScored).scores} == {0}


def test_a_side_that_is_named_for_a_mono_recording_is_none_of_its_speakers_yet(mono: Desk) -> None:
    mono.job = replace(mono.job, request=Request(agent_side=Side.RIGHT))

    channels = only(mono.read(), RolesGuessed).channels
    assert [(c.role, c.source) for c in channels] == [
        (Role.AGENT, RoleSource.GUESSED), (Role.CUSTOMER, RoleSource.GUESSED),
    ]  # fmt: skip


def test_a_dead_side_whose_owner_is_named_is_one_person(mono: Desk) -> None:
    recording = replace(mono.heard.recording, layout=Layout.DEAD_RIGHT, channel_count=2)
    mono.job = replace(mono.job, request=Request(agent_side=Side.LEFT))
    mono.read(recording=recording)

    assert mono.splitter.calls == 0
