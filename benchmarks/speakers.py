"""The share of words with the wrong speaker when both people of a call are on one channel.

    python benchmarks/speakers.py [--data ../shared/data] [--model base]

Two-channel calls are mixed down to one; the words and their times are what `upswing analyse` hears in that. A word
belongs to the reference segment that it shares most time with, and of equals to the one that holds the word; in
`auto-repairs-40`, which has no reference, to the channel that is louder during it. Which of the two speakers is which
is chosen in favour of each system. Beside this program stand two baselines: everything said by one person, and a change
of speakers at every pause of half a second or more. `agent` says whether the agent is named rightly and how sure that
is; `split` is the seconds that telling the speakers apart takes on one core, with the words at hand. The last line
gives this program one side of a two-channel call alone: how often it finds that only one person speaks.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.analysis.speakers.encoder import SpeakerEncoder
from desktop.analysis.speakers.splitting import Speakers, SpeakerSplitter, by_speaker, name_agent
from desktop.media.decode import SAMPLE_RATE, RecordingReader
from desktop.model.span import Span, Word

PAUSE_S = 0.5
SYSTEMS = ("upswing", "one speaker", "pauses")
Sound = NDArray[np.float32]
Labels = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Segment:
    """What one person says, by the reference: 0 is the agent where there is one."""

    start_s: float
    end_s: float
    speaker: int
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A recording with its sound by channel; `segments` is empty where the channels tell who speaks."""

    name: str
    channels: Sound
    segments: tuple[Segment, ...]
    has_agent: bool

    @property
    def mixed(self) -> Sound:
        """Both people on one channel, as it is stored in 16 bits."""
        return np.asarray(np.round(self.channels.mean(axis=0).clip(-1, 1) * 32767) / 32768, np.float32)


@dataclass(frozen=True, slots=True)
class Row:
    """Words, those that have the wrong speaker by system, and how the agent was named."""

    words: int
    wrong: dict[str, int]
    agent: str
    split_s: float


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", default="base")
    options = parser.parse_args()
    calls = list(_calls(options.data / "calls"))
    heard = _heard(calls, options.model)
    splitter = SpeakerSplitter(SpeakerEncoder())
    rows = {call.name: _row(call, words, splitter) for call, words in zip(calls, heard, strict=True)}
    print(f"{'':20} {'words':>6} {' '.join(f'{name:>12}' for name in SYSTEMS)} {'agent':>12} {'split':>8}")
    for name, row in rows.items():
        print(_line(name, row))
    harper = [rows[call.name] for call in calls if call.segments and call.has_agent]
    wrong = {system: sum(row.wrong[system] for row in harper) for system in SYSTEMS}
    print(_line("harper-valley, all", Row(sum(r.words for r in harper), wrong, "", sum(r.split_s for r in harper))))
    alone = [one for call, words in zip(calls, heard, strict=True) for one in _alone(call, words, splitter)]
    print(f"\none side alone, heard as one speaker: {alone.count(True)} of {len(alone)}")
    return 0


def _calls(folder: Path) -> Iterator[Call]:
    for path in sorted((folder / "harper-valley" / "reference").glob("*.json")):
        segments = json.loads(path.read_text("utf-8"))["segments"]
        said = (Segment(s["start"], s["end"], int(s["speaker"] != "agent"), s["text"]) for s in segments)
        yield Call(path.stem, _sound(folder / "harper-valley" / "stereo" / f"{path.stem}.wav"), tuple(said), True)
    # A line of stm: recording, channel, speaker, begin, end, text.
    lines = [line.split(maxsplit=5) for line in (folder / "telephone" / "sample.stm").read_text("utf-8").splitlines()]
    said = (Segment(float(line[3]), float(line[4]), int(line[2] != lines[0][2]), line[5]) for line in lines)
    yield Call("telephone", _sound(folder / "telephone" / "sample.wav"), tuple(said), False)
    yield Call("auto-repairs-40", _sound(folder / "auto-repairs-40.wav"), (), True)


def _sound(path: Path) -> Sound:
    return np.concatenate(list(RecordingReader(path).blocks()), axis=1)


def _heard(calls: Sequence[Call], model: str) -> list[list[Word]]:
    """The words of each call as this program hears them on one channel, into a library that is thrown away."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [_written(folder / f"{call.name}.wav", call.mixed) for call in calls]
        command = [sys.executable, "-m", "desktop", "analyse", *map(str, paths), "--json", "-", "--model", model]
        command += ["--library", str(folder / "library.sqlite")]
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return [_words(line) for line in printed.stdout.splitlines()]


def _written(path: Path, sound: Sound) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((sound * 32768).astype("<i2").tobytes())
    return path


def _words(line: str) -> list[Word]:
    found = [word for turn in json.loads(line)["turns"] for word in turn["words"]]
    words = [Word(f" {w['text']}", w["start_s"], w["end_s"], w["probability"]) for w in found]
    return sorted(words, key=lambda word: word.start_s)


def _row(call: Call, words: Sequence[Word], splitter: SpeakerSplitter) -> Row:
    truth = _truth(call, words)
    began_s = time.process_time()
    speakers = splitter.split(call.mixed, words)
    split_s = time.process_time() - began_s
    systems = {
        "upswing": np.array(speakers.of_words),
        "one speaker": np.zeros(len(words), np.intp),
        "pauses": _alternating(words),
    }
    wrong = {name: min(int((said != truth).sum()), int((said == truth).sum())) for name, said in systems.items()}
    return Row(len(words), wrong, _agent(words, speakers, truth) if call.has_agent else "", split_s)


def _truth(call: Call, words: Sequence[Word]) -> Labels:
    if call.segments:
        return np.array([max(call.segments, key=_belonging(word)).speaker for word in words])
    loud = [
        np.square(call.channels[:, int(w.start_s * SAMPLE_RATE) : int(w.end_s * SAMPLE_RATE) + 1]).sum(1) for w in words
    ]
    return np.argmax(loud, axis=1)


def _belonging(word: Word) -> Callable[[Segment], tuple[float, bool]]:
    """How much of a word a segment covers in tenths, or how far it is off; then whether it holds the word."""

    def covers(segment: Segment) -> tuple[float, bool]:
        shared_s = min(word.end_s, segment.end_s) - max(word.start_s, segment.start_s)
        share = round(shared_s / max(word.end_s - word.start_s, 0.01), 1) if shared_s > 0 else shared_s
        return share, _plain(word.text) in map(_plain, segment.text.split())

    return covers


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9']", "", text.lower())


def _alternating(words: Sequence[Word]) -> Labels:
    starts = np.array([word.start_s for word in words])
    ends = np.array([word.end_s for word in words])
    changes = np.concatenate([[0], (starts[1:] - ends[:-1] >= PAUSE_S).astype(int)])
    return np.cumsum(changes) % 2


def _agent(words: Sequence[Word], speakers: Speakers, truth: Labels) -> str:
    whole = Span(0, words[0].start_s, words[-1].end_s, tuple(words))
    agent, sure = name_agent(by_speaker([whole], speakers), speakers)
    right = float(np.mean(truth[np.array(speakers.of_words) == agent] == 0)) > 0.5
    return f"{'right' if right else 'WRONG'} {sure:.2f}"


def _alone(call: Call, words: Sequence[Word], splitter: SpeakerSplitter) -> Iterator[bool]:
    truth = _truth(call, words)
    for channel, sound in enumerate(call.channels if len(call.channels) == 2 else ()):
        mine = [word for word, speaker in zip(words, truth, strict=True) if speaker == channel]
        yield not splitter.split(sound, mine).two


def _line(name: str, row: Row) -> str:
    shares = " ".join(f"{100 * row.wrong[system] / row.words:>10.1f} %" for system in SYSTEMS)
    return f"{name:20} {row.words:>6} {shares} {row.agent:>12} {row.split_s:>6.2f} s"


if __name__ == "__main__":
    raise SystemExit(main())
