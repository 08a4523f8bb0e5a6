"""Silences, overlaps and talk ratio of this program and of plain Whisper spans, against people's own times.

    python benchmarks/events.py [--data ../shared/data] [--model base] [--engine faster-whisper] [--tolerance 0.5]

On the calls of harper-valley, which have a human transcript with times per role. `desktop.model.events` is asked for
the events of the reference segments; of what the program hears in the same recordings (`upswing analyse`, into a
library that is thrown away), without and with the stretches of its speech detector; and of the spans that
faster-whisper gives for one channel at a time with the same weights, as they come and drawn in to their words: gaps
between them are the simple way to find silences.

A silence or an overlap is right where one of the reference begins and ends within the tolerance. The limits (3 s,
0.25 s) are hard: a silence of 2.9 s that is heard as one of 3.1 s counts as wrong. `near` is precision and recall where
such pass: the other side need only come within the tolerance of the limit. `who` is the part of the right ones with the
same two people in the same order: before and after a silence, coming in over whom. `off` is how far the bounds of the
right ones are away on average, in seconds. `share` is by how much the agent's share of the talk differs, on average and
at the most, in points of 100.

Segments that hold noise alone are no speech; what a person could not make out is.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import decode_audio

from desktop.analysis.speech import FRAME_SAMPLES, SpeechDetector, pieces_of
from desktop.analysis.weights.locate import find_model
from desktop.model.call import Role
from desktop.model.events.event import Event, EventLimits
from desktop.model.events.floor import talk_time_of
from desktop.model.events.overlaps import overlaps_of
from desktop.model.events.phrases import Voiced, phrases_of
from desktop.model.events.silences import silences_of
from desktop.model.span import Word
from desktop.model.turn import Turn
from desktop.offline import SILENCE
from desktop.paths import default_paths

Calls = dict[str, list[Turn]]
CHANNELS = {Role.AGENT: 0, Role.CUSTOMER: 1}
_NO_SPEECH = re.compile(r"\[(?:noise|laughter)\]")
os.environ.update(SILENCE)


@dataclass(slots=True)
class Tally:
    """How many events there are, were found, and are right, exactly and with limits that are not hard."""

    there: int = 0
    found: int = 0
    right: int = 0
    near_found: int = 0
    near_there: int = 0
    same_people: int = 0
    off_s: float = 0.0

    def row(self) -> str:
        """The figures side by side."""
        precision, recall = (self.right / max(of, 1) for of in (self.found, self.there))
        near_precision, near_recall = self.near_found / max(self.found, 1), self.near_there / max(self.there, 1)
        who, off_s = self.same_people / max(self.right, 1), self.off_s / max(2 * self.right, 1)
        exactly = f"{self.there:4} {self.found:6} {precision:5.2f} {recall:5.2f}"
        return f"{exactly} {near_precision:5.2f} {near_recall:5.2f} {who:5.2f} {off_s:5.2f}"


def main() -> int:
    """Print the table."""
    options = _options()
    folder = options.data / "calls" / "harper-valley"
    reference = {path.stem: _of_people(path) for path in sorted((folder / "reference").glob("*.json"))}
    recordings = [folder / "stereo" / f"{name}.wav" for name in reference]
    ours = _of_program(recordings, options)
    voiced = {path.stem: _voiced(path) for path in recordings}
    rows = {
        "upswing, words": _row(reference, ours, {}, options.tolerance),
        "upswing, and voice": _row(reference, ours, voiced, options.tolerance),
    }
    whisper = WhisperModel(
        str(find_model(options.model, default_paths().models).path), device="cpu", compute_type="int8"
    )
    for name, drawn_in in (("Whisper spans", False), ("… drawn in to words", True)):
        spans = {path.stem: _of_spans(whisper, path, drawn_in) for path in recordings}
        rows[name] = _row(reference, spans, {}, options.tolerance)
    print(f"{len(reference)} calls, model {options.model}, bounds within {options.tolerance} s")
    group = f"{'ref.':>4} {'found':>6} {'prec.':>5} {'rec.':>5} {'near':>11} {'who':>5} {'off':>5}"
    print(f"{'':19} {'silences':43} │ {'overlaps':43} │ {'share':>12}")
    print(f"{'':19} {group} │ {group} │ {'mean':>6} {'most':>5}")
    for name, row in rows.items():
        print(f"{name:19} {row}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", default="base")
    parser.add_argument("--engine", default="faster-whisper")
    parser.add_argument("--tolerance", type=float, default=0.5)
    return parser.parse_args()


def _of_people(path: Path) -> list[Turn]:
    segments = json.loads(path.read_text("utf-8"))["segments"]
    said = [(s, _NO_SPEECH.sub(" ", s["text"]).strip()) for s in segments]
    return [_turn(Role(s["speaker"]), s["start"], s["end"], text) for s, text in said if text]


def _turn(role: Role, start_s: float, end_s: float, text: str) -> Turn:
    """A stretch of speech without times of words: they are spread evenly."""
    parts = text.split()
    bounds = [start_s + (end_s - start_s) * number / len(parts) for number in range(len(parts))] + [end_s]
    words = tuple(Word(f" {part}", bounds[n], bounds[n + 1], 1.0) for n, part in enumerate(parts))
    return Turn(role, CHANNELS[role], start_s, end_s, words)


def _of_program(paths: Sequence[Path], options: argparse.Namespace) -> Calls:
    """Analyse recordings as a user does."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "desktop", "analyse", *map(str, paths), "--json", "-"]
        command += ["--engine", options.engine, "--model", options.model, "--library", f"{folder}/library.sqlite"]
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    calls = [json.loads(line) for line in printed.stdout.splitlines()]
    return {Path(call["call"]["file"]).stem: [_heard(turn) for turn in call["turns"]] for call in calls}


def _heard(turn: dict[str, Any]) -> Turn:
    role = Role(turn["role"])
    words = tuple(Word(f" {w['text']}", w["start_s"], w["end_s"], w["probability"]) for w in turn["words"])
    return Turn(role, CHANNELS.get(role, 0), turn["start_s"], turn["end_s"], words)


def _voiced(path: Path) -> list[Voiced]:
    """Where the program's speech detector hears somebody, without the margins that are decoded besides."""
    voiced: list[Voiced] = []
    for index, channel in enumerate(decode_audio(str(path), split_stereo=True)):
        frames = channel[: len(channel) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
        levels_db = 20 * np.log10(np.sqrt(np.mean(frames.astype(np.float64) ** 2, axis=1)) + 1e-9)
        pieces = pieces_of(index, SpeechDetector().probabilities(frames.reshape(-1)), levels_db)
        voiced += [Voiced(index, piece.voiced_start_s, piece.voiced_end_s) for piece in pieces]
    return voiced


def _of_spans(whisper: WhisperModel, path: Path, drawn_in: bool) -> list[Turn]:
    turns = []
    for role, channel in zip(CHANNELS, decode_audio(str(path), split_stereo=True), strict=True):
        spans, _ = whisper.transcribe(channel, language="en", word_timestamps=drawn_in)
        turns += [_turn(role, span.start, span.end, span.text) for span in spans if span.text.strip()]
    return turns


def _row(reference: Calls, heard: Calls, voiced: Mapping[str, Sequence[Voiced]], tolerance_s: float) -> str:
    limits = EventLimits()
    lower = replace(limits, silence_s=limits.silence_s - tolerance_s, overlap_s=0.0)
    silences, overlaps, differences = Tally(), Tally(), []
    for call, there in reference.items():
        spoken, worded = phrases_of(there), phrases_of(heard[call])
        with_voice = phrases_of(heard[call], voiced.get(call, ()))
        exactly, nearly = ([silences_of(each, bounds) for each in (spoken, with_voice)] for bounds in (limits, lower))
        _count(silences, exactly, nearly, tolerance_s)
        exactly, nearly = ([overlaps_of(each, bounds) for each in (spoken, worded)] for bounds in (limits, lower))
        _count(overlaps, exactly, nearly, tolerance_s)
        shares = [talk_time_of(each).agent_share or 0.0 for each in (spoken, with_voice)]
        differences.append(100 * abs(shares[0] - shares[1]))
    share = f"{statistics.mean(differences):6.1f} {max(differences):5.1f}"
    return f"{silences.row()} │ {overlaps.row()} │ {share}"


def _count(
    tally: Tally, exactly: Sequence[Sequence[Event]], nearly: Sequence[Sequence[Event]], tolerance_s: float
) -> None:
    there, found = exactly
    pairs = _pairs(there, found, tolerance_s)
    tally.there, tally.found, tally.right = tally.there + len(there), tally.found + len(found), tally.right + len(pairs)
    tally.near_found += len(_pairs(nearly[0], found, tolerance_s))
    tally.near_there += len(_pairs(there, nearly[1], tolerance_s))
    tally.same_people += sum((a.role, a.other) == (b.role, b.other) for a, b in pairs)
    tally.off_s += sum(abs(a.start_s - b.start_s) + abs(a.end_s - b.end_s) for a, b in pairs)


def _pairs(there: Iterable[Event], found: Iterable[Event], tolerance_s: float) -> list[tuple[Event, Event]]:
    """Each event with the nearest of the other side that is within the tolerance; none is used twice."""
    left, pairs = list(found), []
    for event in there:
        off = {_off_s(event, other): other for other in left}
        if off and min(off) <= tolerance_s:
            pairs.append((event, off[min(off)]))
            left.remove(off[min(off)])
    return pairs


def _off_s(event: Event, other: Event) -> float:
    return max(abs(event.start_s - other.start_s), abs(event.end_s - other.end_s))


if __name__ == "__main__":
    raise SystemExit(main())
