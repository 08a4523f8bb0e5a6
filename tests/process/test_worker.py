"""The real child process: jobs on stdin, events and nothing else on stdout, and an end as soon as nobody needs it."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.analysis.text.network import MODEL, VOCABULARY
from desktop.media.decode import RecordingReader
from desktop.media.digest import sha256_of
from desktop.model.request import Engine, Request
from desktop.protocol import (
    Cause,
    Event,
    Failed,
    Finished,
    Job,
    ModelLoaded,
    Progress,
    SpansHeard,
    Stage,
    Started,
    decode_event,
    encode_job,
)

pytestmark = pytest.mark.weights

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "resources" / "sample" / "replacement-order.flac"
PATIENCE_S = 60.0


class Worker:
    """A worker with its stdout read by a thread, as a window reads it by signals."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._stderr = log.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "desktop", "worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            start_new_session=True,
            # What a computer in English or German does; only in the C locale is Python lenient with odd bytes.
            env={**os.environ, "PYTHONIOENCODING": "utf-8:strict"},
        )
        self.lines: list[str] = []
        self._events: queue.Queue[Event | Exception | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.decode())
            try:
                self._events.put(decode_event(line.decode()))
            except Exception as error:  # noqa: BLE001  # handed to the test
                self._events.put(error)
        self._events.put(None)

    def write(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def send(self, job: Job) -> None:
        self.write(encode_job(job).encode() + b"\n")

    def until(self, wanted: Callable[[Event], bool]) -> list[Event]:
        """Every event up to one that is wanted."""
        seen: list[Event] = []
        while not seen or not wanted(seen[-1]):
            event = self._events.get(timeout=PATIENCE_S)
            assert event is not None, f"the worker ended after {seen}: {self.log()}"
            assert not isinstance(event, Exception), event
            seen.append(event)
        return seen

    def run(self, job: Job) -> list[Event]:
        self.send(job)
        return self.until(lambda event: isinstance(event, Finished | Failed))

    def hang_up(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def ends(self) -> int:
        """Wait with patience, and give the exit status."""
        return self.process.wait(timeout=PATIENCE_S)

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for stream in (self.process.stdin, self.process.stdout, self._stderr):
            with suppress(BrokenPipeError):
                stream.close()  # type: ignore[union-attr]


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    own = Worker(tmp_path / "worker.log")
    yield own
    own.close()


@pytest.fixture
def confidential(tmp_path: Path) -> Path:
    """The sample under a name that says too much."""
    return Path(shutil.copy(SAMPLE, tmp_path / "laura-bennett-complaint.flac"))


@pytest.fixture
def job(confidential: Path, models_folder: Path) -> Job:
    request = Request(Engine.FASTER_WHISPER, "tiny.en")
    return Job(7, str(confidential), sha256_of(confidential), str(models_folder), request)


@pytest.fixture
def clip(tmp_path: Path, job: Job) -> Job:
    """The first twelve seconds of the sample, to be heard quickly."""
    file = tmp_path / "laura-bennett-clip.wav"
    sound = next(RecordingReader(SAMPLE).blocks(block_s=12.0))
    with wave.open(str(file), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes((sound.T * 32_767).astype("<i2").tobytes())
    return replace(job, file=str(file), sha256=sha256_of(file))


def is_stage(stage: Stage) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, Progress) and event.stage is stage


def test_a_day_in_the_life_of_a_worker(worker: Worker, job: Job, tmp_path: Path) -> None:
    """One child for all of it: a call, a bad file, garbage, and the call again with the model still there."""
    first = worker.run(job)
    bad = tmp_path / "secret-name.wav"
    bad.write_text("this is no recording")
    refused = worker.run(Job(8, str(bad), sha256_of(bad), job.models, job.request))
    worker.write(b"\n{garbage\n")
    (misunderstood,) = worker.until(lambda event: isinstance(event, Failed))
    missing = worker.run(Job(9, job.file, job.sha256, job.models, Request(Engine.FASTER_WHISPER, "enormous")))
    second = worker.run(job)

    assert isinstance(first[0], Started)
    assert isinstance(first[-1], Finished)
    heard = " ".join(span.text for event in first if isinstance(event, SpansHeard) for span in event.spans)
    assert "Willow" in heard
    assert isinstance(refused[-1], Failed)
    assert refused[-1].cause is Cause.BAD_INPUT
    assert "secret-name.wav" in refused[-1].what
    assert isinstance(misunderstood, Failed)
    assert misunderstood.cause is Cause.UNEXPECTED
    assert isinstance(missing[-1], Failed)
    assert missing[-1].cause is Cause.MISSING_MODEL
    loaded = [event for event in (*first, *second) if isinstance(event, ModelLoaded)]
    assert [event.seconds > 0 for event in loaded] == [True, False]
    assert [e for e in second if isinstance(e, SpansHeard)] == [e for e in first if isinstance(e, SpansHeard)]
    log = worker.log().lower()
    for word in ("willow", "lamp", "laura", "bennett", "secret-name", "complaint"):
        assert word not in log
    worker.hang_up()
    assert worker.ends() == 0
    assert all(line.endswith("\n") for line in worker.lines)


@pytest.mark.parametrize("line", [b"\xff\xfe\x80\n", b"[" * 100_000 + b"\n", b"\x00\n"], ids=["bytes", "deep", "zero"])
def test_no_line_whatsoever_ends_it_or_makes_it_deaf(worker: Worker, line: bytes) -> None:
    worker.write(line)
    (answer,) = worker.until(lambda event: isinstance(event, Failed))
    assert isinstance(answer, Failed)
    worker.write(b"{}\n")
    worker.until(lambda event: isinstance(event, Failed))
    worker.hang_up()

    assert worker.ends() == 0


@pytest.mark.parametrize("stage", [Stage.READING, Stage.LISTENING])
def test_it_ends_with_its_stdin_in_the_middle_of_a_job(worker: Worker, job: Job, stage: Stage) -> None:
    worker.send(job)
    worker.until(is_stage(stage))

    worker.hang_up()

    assert worker.ends() == 0
    with pytest.raises(AssertionError, match="the worker ended"):
        worker.until(lambda event: isinstance(event, Finished))


def test_it_ends_with_its_stdin_while_it_has_nothing_to_do(worker: Worker) -> None:
    worker.hang_up()

    assert worker.ends() == 0
    assert worker.lines == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_killed_in_the_middle_it_leaves_whole_lines(worker: Worker, job: Job) -> None:
    worker.send(job)
    worker.until(is_stage(Stage.LISTENING))

    os.kill(worker.process.pid, signal.SIGKILL)

    assert worker.ends() == -signal.SIGKILL
    for line in worker.lines:
        decode_event(line)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_ctrl_c_is_for_its_parent(worker: Worker, clip: Job) -> None:
    worker.send(clip)
    worker.until(is_stage(Stage.READING))

    for _ in range(3):
        os.kill(worker.process.pid, signal.SIGINT)
        time.sleep(0.05)

    assert isinstance(worker.until(lambda event: isinstance(event, Finished | Failed))[-1], Finished)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_it_does_not_outlive_a_parent_that_was_killed(job: Job, tmp_path: Path) -> None:
    """The parent holds the only other end of stdin, so that its end is the worker's."""
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'desktop', 'worker'], stdin=subprocess.PIPE)\n"
        "child.stdin.write(sys.argv[1].encode() + b'\\n'); child.stdin.flush(); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, encode_job(job)], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert decode_event(parent.stdout.readline().decode()) == Started()

    parent.kill()
    parent.wait()

    # The pipe ends once nobody holds it any more: the child is gone.
    done = threading.Thread(target=parent.stdout.read, daemon=True)
    done.start()
    done.join(timeout=PATIENCE_S)
    assert not done.is_alive()
    parent.stdout.close()


@pytest.mark.parametrize("engine", [Engine.FASTER_WHISPER, Engine.OPENAI_WHISPER])
def test_neither_engine_says_a_word_of_its_own_on_the_channel(worker: Worker, clip: Job, engine: Engine) -> None:
    events = worker.run(replace(clip, request=Request(engine, "tiny.en")))

    assert isinstance(events[-1], Finished)
    assert [e.engine for e in events if isinstance(e, ModelLoaded)] == [engine.value]
    assert [decode_event(line) for line in worker.lines] == events
    heard = [
        word.text.strip(" .,?!").lower()
        for e in events
        if isinstance(e, SpansHeard)
        for s in e.spans
        for word in s.words
    ]
    assert "lamp" in heard
    log = worker.log().lower()
    assert not [word for word in {*heard, "laura-bennett"} if len(word) > 4 and word in log]


def test_what_libraries_print_goes_to_the_log() -> None:
    """Printed by Python and by C, before and after: the channel carries events alone."""
    code = (
        "import os, sys, warnings\n"
        "from desktop import worker\n"
        "from desktop.protocol import Finished\n"
        "def run(job):\n"
        "    print('printed'); sys.stdout.write('written\\n'); os.write(1, b'from C\\n')\n"
        "    os.system('echo from a child'); warnings.warn('careful')\n"
        "    yield Finished(1)\n"
        "channel = worker._private_stdout()\n"
        f"line = {encode_job(Job(1, 'a', 's', 'm', Request()))!r}\n"
        "worker.serve(iter([line]), run, channel)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert [decode_event(line) for line in done.stdout.splitlines()] == [Finished(1)]
    for printed in ("printed", "written", "from C", "from a child", "careful"):
        assert printed in done.stderr


def test_an_unexpected_error_is_logged_without_what_was_said() -> None:
    code = (
        "from desktop import worker\n"
        "def run(job):\n"
        "    raise KeyError('my lamp is broken')\n"
        "    yield\n"
        "channel = worker._private_stdout()\n"
        f"line = {encode_job(Job(1, 'secret.wav', 's', 'm', Request()))!r}\n"
        "worker.serve(iter([line]), run, channel)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    (failed,) = [decode_event(line) for line in done.stdout.splitlines()]
    assert isinstance(failed, Failed)
    assert failed.cause is Cause.UNEXPECTED
    assert "KeyError" in done.stderr
    assert "worker.py" in done.stderr
    # The line of code that raised is ours and known; what it was given at run time is not.
    for said in ("secret.wav", "my lamp is broken"):
        assert said not in done.stderr
        assert said not in failed.what + failed.fix


@pytest.mark.parametrize("model", [None, b"", b"no network"], ids=["missing", "empty", "damaged"])
def test_without_a_text_model_every_job_fails_with_one_clear_sentence(tmp_path: Path, model: bytes | None) -> None:
    (tmp_path / "models").mkdir()
    shutil.copy(ROOT / "resources" / "models" / VOCABULARY, tmp_path / "models")
    if model is not None:
        (tmp_path / "models" / MODEL).write_bytes(model)
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from desktop import worker\n"
        "from desktop.analysis.text import reader\n"
        "reader.resources = lambda: Path(sys.argv[1])\n"
        "sys.exit(worker.main())\n"
    )
    line = encode_job(Job(1, "a.wav", "s", "m", Request())).encode() + b"\n"
    with subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for _ in range(2):
            child.stdin.write(line)
            child.stdin.flush()
            event = decode_event(child.stdout.readline().decode())

            assert isinstance(event, Failed)
            assert event.cause is Cause.MISSING_MODEL
            assert event.what == f"The text model, {MODEL}, is missing or damaged."
        child.stdin.close()
        assert child.wait(timeout=PATIENCE_S) == 0
