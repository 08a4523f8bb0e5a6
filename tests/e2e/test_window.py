"""The window for real: on a screen, with a mouse, a keyboard and the real weights, as a supervisor uses it."""

import sys
import wave
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from desk import ROOT, Desk, Row, Window, opened, runs, screen, waited_for

from desktop.errors import LibraryError
from desktop.media.decode import RecordingReader
from desktop.model.moment import MomentType
from desktop.model.span import Span
from desktop.storage.opening import read_library

pytestmark = [
    pytest.mark.weights,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="The screen that nobody sees is an X server."),
]

SAMPLE = ROOT / "resources" / "sample" / "replacement-order.flac"
A_REAL_CALL = ROOT.parent / "shared" / "data" / "calls" / "harper-valley" / "stereo" / "0002f70f7386445b.wav"
LAG_S = 3.0
_THE_JOB = 1
NOTE = "She asks before he offers: say it first."


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with screen() as shown:
        yield shown


@pytest.fixture
def home(tmp_path: Path, models_folder: Path) -> Path:
    """Somebody's data folder, with the quick model."""
    (tmp_path / "home" / "models").mkdir(parents=True)
    (tmp_path / "home" / "models" / "tiny.en").symlink_to(models_folder / "tiny.en")
    (tmp_path / "home" / "settings.toml").write_text(f'model = "tiny.en"\nreaction_lag_s = {LAG_S}\n')
    return tmp_path / "home"


@pytest.fixture
def recording() -> Path:
    """A call between two people, or the one that ships with the program."""
    return A_REAL_CALL if A_REAL_CALL.is_file() else SAMPLE


def test_a_call_is_dropped_heard_marked_and_exported_and_all_of_it_is_there_the_next_time(
    desk: Desk, home: Path, recording: Path, tmp_path: Path
) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    with opened(desk, home) as window:
        _drop(desk, window, recording)
        _wait_until_ready(window, recording)
        _open(desk, window, recording)
        _seek_by_clicks(desk, window)
        marked = _mark_while_it_plays(desk, window)
        _write_note(desk, window)
        _export(desk, window, exports)
        _close(desk, window, "Position")
    (notes,) = exports.iterdir()
    assert NOTE in notes.read_text(encoding="utf-8")
    assert notes.stat().st_mode & 0o777 == 0o600
    _assert_marked(home, marked)

    with opened(desk, home) as window:
        assert _call(window, recording).texts[-1] == "● ready"
        _open(desk, window, recording)
        assert any(NOTE in row.texts[0] for row in window.find("Moments of this call").rows)
        _close(desk, window, "Position")


def test_a_window_that_is_killed_takes_up_the_call_at_the_next_start(desk: Desk, home: Path, tmp_path: Path) -> None:
    recording = _many_times(SAMPLE, tmp_path / "long.wav")
    with opened(desk, home) as window:
        _drop(desk, window, recording)
        kept = waited_for("the first words", lambda: _spans(home))
        workers = window.children()
        window.kill()
    waited_for("the end of the worker", lambda: not any(map(runs, workers)))
    assert not _is_complete(home)

    with opened(desk, home) as window:
        waited_for("the call", lambda: _call(window, recording).texts[-1].startswith("●"), 150.0)
        _close(desk, window, "Calls")
    assert set(kept) < set(_spans(home))
    assert _is_complete(home)


@dataclass(frozen=True, slots=True)
class _Marked:
    """Between which instants of the recording the key was pressed."""

    from_s: float
    to_s: float


def _drop(desk: Desk, window: Window, recording: Path) -> None:
    hint = window.find("Drop recordings or a folder here. Nothing leaves this computer.")
    with desk.dragged(recording, hint.at):
        waited_for("its row", lambda: _row(window, recording))


def _wait_until_ready(window: Window, recording: Path) -> None:
    states: set[str] = set()

    def is_ready() -> bool:
        states.add(_call(window, recording).texts[-1])
        return "● ready" in states

    waited_for("the transcript", is_ready)
    assert len(states) > 1, "nobody was told how far it is"


def _open(desk: Desk, window: Window, recording: Path) -> None:
    # The message that a call was added goes away by itself, and what lies below moves up under the pointer.
    waited_for("the end of the message", lambda: not window.sees_kind("Banner"))
    desk.click(_call(window, recording).at)
    waited_for("the selection", lambda: _call(window, recording).selected)
    desk.press("Return")
    assert window.find("Timeline").focused
    assert len(window.find("Transcript").rows) > 5


def _seek_by_clicks(desk: Desk, window: Window) -> None:
    waited_for("the length", lambda: _times(window)[1] > 0)
    _, length_s = _times(window)
    lane = window.find("Customer lane, open").at
    timeline = window.find("Timeline").at
    place = (timeline[0], lane[1] + lane[3], timeline[2], lane[3])
    reached = []
    for share in (0.8, 0.4):
        before, _ = _times(window)
        desk.click(place, across=share)
        waited_for("the playhead", lambda before=before: _times(window)[0] != before)
        reached.append(_times(window)[0])
    late, early = reached
    # The lanes begin to the right of their names, so a click at a share of the whole is a little earlier in the call.
    assert 0.6 * length_s < late < 0.85 * length_s
    assert 0.2 * length_s < early < 0.45 * length_s


def _mark_while_it_plays(desk: Desk, window: Window) -> _Marked:
    start_s, _ = _times(window)
    desk.press("space")
    window.find("Pause", "QToolButton")
    waited_for("the sound to move on", lambda: _times(window)[0] >= start_s + 2)
    before_s, _ = _times(window)
    desk.press("2")
    window.find("Note on this moment")
    after_s, _ = _times(window)
    desk.press("space")
    window.find("Play", "QToolButton")
    # The position is written in whole seconds.
    return _Marked(before_s - LAG_S, after_s + 1 - LAG_S)


def _write_note(desk: Desk, window: Window) -> None:
    desk.press("n")
    waited_for("the cursor", lambda: window.find("Note on this moment").focused)
    desk.write(NOTE)
    waited_for("the note", lambda: window.find("Note on this moment").text == NOTE)
    desk.press("Escape")
    waited_for("the timeline to have the focus again", lambda: window.find("Timeline").focused)


def _export(desk: Desk, window: Window, folder: Path) -> None:
    desk.press("ctrl+e")
    desk.click(window.find("Folder", "QLineEdit").at)
    waited_for("the cursor", lambda: window.find("Folder", "QLineEdit").focused)

    def is_written() -> bool:
        # A preview that is made meanwhile may swallow a key of so fast a hand.
        desk.press("ctrl+a")
        desk.write(str(folder))
        return window.find("Folder", "QLineEdit").text == str(folder)

    waited_for("the folder", is_written)
    waited_for("the preview", lambda: NOTE in window.find("Preview").text)
    desk.click(window.find("Save", "QPushButton").at)
    waited_for("the file", lambda: any(folder.iterdir()))
    desk.click(window.find("Close", "QPushButton").at)
    waited_for("the end of the dialog", lambda: not window.sees("Preview"))


def _close(desk: Desk, window: Window, somewhere: str) -> None:
    workers = window.children()
    # A window manager would hand the keyboard to the window; without one, a click does.
    desk.click(window.find(somewhere).at)
    desk.press("ctrl+q")
    assert window.ended() == 0
    waited_for("the end of the worker", lambda: not any(map(runs, workers)))


def _row(window: Window, recording: Path) -> Row | None:
    rows = (row for seen in window.seen() if seen.called == "Calls" for row in seen.rows)
    return next((row for row in rows if recording.name in row.texts), None)


def _call(window: Window, recording: Path) -> Row:
    return waited_for("the call", lambda: _row(window, recording))


def _times(window: Window) -> tuple[float, float]:
    """The position and the length, as the player says them."""
    here, whole = window.find("Position").text.split(" / ")
    return _seconds(here), _seconds(whole)


def _seconds(timecode: str) -> float:
    minutes, seconds = timecode.split(":")
    return 60.0 * int(minutes) + int(seconds)


def _assert_marked(home: Path, marked: _Marked) -> None:
    with read_library(home / "library.sqlite") as library:
        (call,) = library.calls.all()
        (moment,) = library.report(call).moments
        assert library.faults() == []
    assert (moment.type, moment.note) == (MomentType.MAGIC, NOTE)
    assert marked.from_s <= moment.start_s <= marked.to_s


def _spans(home: Path) -> tuple[Span, ...]:
    """What is stored of the only call."""
    with suppress(LibraryError), read_library(home / "library.sqlite") as library:
        return library.transcripts.spans(_THE_JOB)
    return ()


def _is_complete(home: Path) -> bool:
    with read_library(home / "library.sqlite") as library:
        assert library.faults() == []
        return not library.jobs.waiting()


def _many_times(source: Path, target: Path) -> Path:
    """A call that is long enough to be interrupted."""
    samples = np.concatenate(list(RecordingReader(source).blocks()), axis=1)
    with wave.open(str(target), "wb") as file:
        file.setnchannels(samples.shape[0])
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((np.tile(samples, 2).T * 32_767).astype("<i2").tobytes())
    return target
