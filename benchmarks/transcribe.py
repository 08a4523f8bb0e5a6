"""Seconds, word error rate and memory of this program and of its peers, on the same recordings with the same weights.

    python benchmarks/transcribe.py [--data ../shared/data] [--model base] [--runs 3] [--only NAME ...]

Every system runs in processes of its own. Time is of the four-minute two-channel call `calls/auto-repairs-40.wav`, best
of the runs, with models loaded: for a peer a stopwatch around the call, for this program its `analysis_s`, beside which
stands what a stopwatch around the whole command shows, from its start over the loading of the model to its end. WER is
after Whisper's English normaliser: over the two-channel calls with a reference per role, and over the English
recordings with one voice or one channel. Peers get one channel at a time, as their interface wants it. No system gets
a glossary. Memory is the peak of the largest process.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
from faster_whisper import BatchedInferencePipeline, WhisperModel
from faster_whisper.audio import decode_audio
from numpy.typing import NDArray
from whisper.normalizers import EnglishTextNormalizer

from desktop.analysis.weights.locate import find_model
from desktop.offline import SILENCE
from desktop.paths import default_paths, resources

Sound = NDArray[np.float32]
Transcribe = Callable[[Sound], str]
OURS = {"upswing faster-whisper": "faster-whisper", "upswing openai-whisper": "openai-whisper"}
PEERS = ("whisper.transcribe", "faster-whisper, VAD", "faster-whisper, batched")
ROLES = ("agent", "customer")
OTHER = "other"
_TIMED_MINUTES = 245.38 / 60
# The peers are told too, before they import it.
os.environ.update(SILENCE)


@dataclass(frozen=True, slots=True)
class Reference:
    """A recording with what was said in it: by role where it has two channels, of which 0 is the agent's."""

    path: Path
    said: dict[str, str]


@dataclass(slots=True)
class Figures:
    """What a system did."""

    seconds: float
    memory_mib: float
    command_s: float | None = None
    heard: list[dict[str, str]] = field(default_factory=list)


def main() -> int:
    """Print the table."""
    options = _options()
    if options.peer:
        return _run_peer(options)
    timed = options.data / "calls" / "auto-repairs-40.wav"
    references = list(_references(options.data))
    print(f"{os.cpu_count()} cores, model {options.model}, time of {timed.name}, best of {options.runs}")
    print(f"{'':26} {'':36} {'WER of calls':>21} {'WER of':>8}")
    columns = (f"{'seconds':>8} {'a minute':>9} {'command':>8} {'ratio':>6}", f"{'agent':>7} {'cust.':>6} {'both':>6}")
    print(f"{'':26} {columns[0]} {columns[1]} {'others':>8} {'MiB':>6}")
    rows = {name: _measure(name, timed, references, options) for name in options.only or [*OURS, *PEERS]}
    baseline = rows.get("faster-whisper, batched")
    for name, figures in rows.items():
        print(_row(name, figures, references, baseline))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", default="base")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", action="append", choices=[*OURS, *PEERS])
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    return parser.parse_args()


def _references(data: Path) -> Iterator[Reference]:
    """Every English recording with a reference; the sample is there where no data folder is."""
    harper = data / "calls" / "harper-valley"
    for path in sorted((harper / "reference").glob("*.json")):
        segments = json.loads(path.read_text(encoding="utf-8"))["segments"]
        yield Reference(harper / "stereo" / f"{path.stem}.wav", _said(segments))
    sample = resources() / "sample" / "replacement-order"
    yield Reference(sample.with_suffix(".flac"), _said(json.loads(sample.with_suffix(".json").read_text("utf-8"))))
    if (data / "asr").is_dir():
        yield from (Reference(path, {OTHER: text}) for path, text in _others(data))


def _others(data: Path) -> Iterator[tuple[Path, str]]:
    """Recordings with one voice, and two people on one channel, with what is said in them."""
    for pattern in ("librivox/*.wav", "fleurs/fleurs-en-*.ogg"):
        for path in sorted((data / "asr").glob(pattern)):
            if path.with_suffix(".txt").exists():
                yield path, path.with_suffix(".txt").read_text("utf-8")
    (harvard,) = json.loads((data / "asr" / "harvard-list-72.json").read_text("utf-8"))
    yield data / "asr" / "harvard-list-72-8k.wav", harvard["transcription"]
    lines = (data / "calls" / "telephone" / "sample.stm").read_text("utf-8").splitlines()
    # A line of stm: recording, channel, speaker, begin, end, text.
    yield data / "calls" / "telephone" / "sample.wav", " ".join(line.split(maxsplit=5)[5] for line in lines)


def _said(segments: Sequence[dict[str, Any]]) -> dict[str, str]:
    return {role: " ".join(s["text"] for s in segments if s["speaker"] == role) for role in ROLES}


def _measure(name: str, timed: Path, references: Sequence[Reference], options: argparse.Namespace) -> Figures:
    paths = [reference.path for reference in references]
    if name in OURS:
        return _measure_ours(OURS[name], timed, paths, options)
    command = [sys.executable, __file__, "--peer", name, "--model", options.model, "--runs", str(options.runs)]
    printed = subprocess.run(
        [*command, "--data", str(options.data)], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return Figures(**json.loads(printed.splitlines()[-1]))


def _measure_ours(engine: str, timed: Path, paths: Sequence[Path], options: argparse.Namespace) -> Figures:
    runs = [_analyse(engine, options.model, [timed]) for _ in range(options.runs)]
    everything = _analyse(engine, options.model, paths)
    seconds = min(run.calls[0]["call"]["analysis_s"] for run in runs)
    memory_mib = max(run.memory_mib for run in (*runs, everything))
    heard = [_text_by_role(call["turns"]) for call in everything.calls]
    return Figures(seconds, memory_mib, min(run.command_s for run in runs), heard)


def _text_by_role(turns: Sequence[dict[str, Any]]) -> dict[str, str]:
    said = {role: " ".join(turn["text"] for turn in turns if turn["role"] == role) for role in ROLES}
    return {**said, OTHER: " ".join(turn["text"] for turn in turns)}


@dataclass(frozen=True, slots=True)
class _Analysed:
    """What one command made of recordings."""

    calls: list[dict[str, Any]]
    command_s: float
    memory_mib: float


def _analyse(engine: str, model: str, paths: Sequence[Path]) -> _Analysed:
    """Analyse recordings as a user does, into a library that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "desktop", "analyse", *map(str, paths), "--json", "-"]
        command += ["--engine", engine, "--model", model, "--library", f"{folder}/library.sqlite"]
        printed, began_s = Path(folder) / "printed", time.perf_counter()
        with printed.open("wb") as out:
            running = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
            # Of the command and of whatever it waited for, which is its worker.
            _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        command_s, text = time.perf_counter() - began_s, printed.read_text("utf-8")
    if running.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {running.returncode}")
    calls = [json.loads(line) for line in text.splitlines()] if len(paths) > 1 else [json.loads(text)]
    return _Analysed(calls, command_s, used.ru_maxrss / 1024)


def _run_peer(options: argparse.Namespace) -> int:
    """Be one peer, and print its figures for the parent."""
    transcribe = _peer(options.peer, options.model)
    channels = decode_audio(str(options.data / "calls" / "auto-repairs-40.wav"), split_stereo=True)
    transcribe(channels[0][: 16_000 * 5])
    seconds = min(_timed(lambda: [transcribe(channel) for channel in channels]) for _ in range(options.runs))
    heard = []
    for reference in _references(options.data):
        if OTHER in reference.said:
            heard.append({OTHER: transcribe(decode_audio(str(reference.path)))})
        else:
            left, right = decode_audio(str(reference.path), split_stereo=True)
            heard.append({"agent": transcribe(left), "customer": transcribe(right)})
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "memory_mib": memory, "heard": heard}))
    return 0


def _timed(work: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    work()
    return time.perf_counter() - began_s


def _peer(name: str, model: str) -> Transcribe:
    folder = find_model(model, default_paths().models)
    if name == "whisper.transcribe":
        return _openai_whisper(folder)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    whisper = WhisperModel(str(folder.path), device="cpu", compute_type="int8", cpu_threads=cores)
    if name == "faster-whisper, VAD":
        return lambda sound: _text(whisper.transcribe(sound, language="en", vad_filter=True, word_timestamps=True)[0])
    batched = BatchedInferencePipeline(whisper)
    return lambda sound: _text(batched.transcribe(sound, language="en", word_timestamps=True)[0])


def _openai_whisper(folder: Any) -> Transcribe:
    import whisper

    from desktop.analysis.weights.reference import openai_model

    model = openai_model(folder, "cpu")

    def transcribe(sound: Sound) -> str:
        return str(whisper.transcribe(model, sound, language="en", word_timestamps=True, fp16=False)["text"])

    return transcribe


def _text(segments: Iterable[Any]) -> str:
    return " ".join(segment.text for segment in segments)


def _row(name: str, figures: Figures, references: Sequence[Reference], baseline: Figures | None) -> str:
    pairs = {
        role: [(r.said[role], h[role]) for r, h in zip(references, figures.heard, strict=True) if role in r.said]
        for role in (*ROLES, OTHER)
    }
    ratio = f"{figures.seconds / baseline.seconds:.2f}" if baseline else "–"
    command = f"{figures.command_s:.1f}" if figures.command_s is not None else "–"
    other = f"{_wer(pairs[OTHER]):8.3f}" if pairs[OTHER] else f"{'–':>8}"
    time_of = f"{figures.seconds:8.1f} {figures.seconds / _TIMED_MINUTES:9.2f} {command:>8} {ratio:>6}"
    agent, customer = (_wer(pairs[role]) for role in ROLES)
    calls = f"{agent:7.3f} {customer:6.3f} {_wer(pairs['agent'] + pairs['customer']):6.3f}"
    return f"{name:26} {time_of} {calls} {other} {figures.memory_mib:6.0f}"


def _wer(pairs: Sequence[tuple[str, str]]) -> float:
    normalise = EnglishTextNormalizer()
    said = [(normalise(_spoken(a)), normalise(b)) for a, b in pairs]
    kept = [(a, b) for a, b in said if a]
    return float(jiwer.wer([a for a, _ in kept], [b for _, b in kept]))


def _spoken(text: str) -> str:
    """Reference text without marks for what is no word: `[noise]`, `<unk>`."""
    return re.sub(r"\[[^\]]*\]|<[^>]*>", " ", text)


if __name__ == "__main__":
    raise SystemExit(main())
