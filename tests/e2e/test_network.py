"""Nothing leaves the computer, and the files stay their owner's: watched from outside, with the real weights."""

import json
import shutil
import subprocess
import sys
import wave
from pathlib import Path
from stat import S_IMODE

import numpy as np
import pytest
from traced import ROOT, Ran, watched, why_unwatched

from desktop.analysis.weights.locate import find_model
from desktop.errors import MissingModel
from desktop.media.decode import RecordingReader
from desktop.media.digest import sha256_of
from desktop.model.request import Engine, Request
from desktop.paths import default_paths
from desktop.protocol import Job, encode_job

pytestmark = [
    pytest.mark.weights,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="What is watched here is Linux."),
]

SAMPLE = ROOT / "resources" / "sample" / "replacement-order.flac"
MODEL = "tiny.en"
SECONDS = 8
TELLING = "Wilhelmina-Quackenbush"


def sees() -> None:
    """Skip where nothing can be watched."""
    if reason := why_unwatched():
        pytest.skip(reason)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the quick model, the exports of somebody who let others read that folder, and a recording."""
    try:
        model = find_model(MODEL, default_paths().models).path
    except MissingModel as error:
        pytest.skip(error.what)
    home = tmp_path_factory.mktemp("watched")
    (home / "exports").mkdir()
    (home / "exports").chmod(0o755)
    (home / "models" / MODEL).parent.mkdir(mode=0o700)
    (home / "models" / MODEL).symlink_to(model)
    _clip(home / f"{TELLING}.wav")
    return home


@pytest.fixture(scope="module")
def demo(folder: Path) -> Ran:
    home = _home(folder, "demo")
    return watched(folder, "-m", "desktop", "demo", "--out", home / "out", UPSWING_HOME=str(home))


@pytest.fixture(scope="module")
def window(folder: Path) -> Ran:
    home = _home(folder, "window")
    program = Path(__file__).with_name("quick_window.py")
    recording = folder / f"{TELLING}.wav"
    return watched(folder, program, recording, UPSWING_HOME=str(home), QT_QPA_PLATFORM="offscreen")


@pytest.fixture(scope="module")
def worker(folder: Path) -> Ran:
    """The worker with either engine, and with recordings and a model that it cannot use."""
    whole = folder / f"{TELLING}.wav"
    broken = folder / f"{TELLING}-broken.wav"
    broken.write_bytes(whole.read_bytes()[:30])
    gone = folder / f"{TELLING}-gone.wav"
    jobs = [
        *(_job(whole, Request(engine, MODEL)) for engine in (Engine.FASTER_WHISPER, Engine.OPENAI_WHISPER)),
        _job(broken, Request(Engine.FASTER_WHISPER, MODEL)),
        _job(whole, Request(Engine.FASTER_WHISPER, f"{TELLING}-model")),
        Job(1, str(gone), "0" * 64, str(folder / "models"), Request(Engine.FASTER_WHISPER, MODEL)),
    ]
    given = "".join(f"{encode_job(job)}\n" for job in jobs)
    return watched(folder, "-c", _WORKER, given=given, UPSWING_HOME=str(folder / "worker"))


# The end of stdin ends the worker at once, in the middle of a job: it stays open until the last one has been answered.
_WORKER = """
import subprocess, sys
from desktop.protocol import Failed, Finished, decode_event
jobs = sys.stdin.readlines()
command = [sys.executable, "-m", "desktop", "worker"]
with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as worker:
    for job in jobs:
        worker.stdin.write(job)
        worker.stdin.flush()
        for line in worker.stdout:
            print(line, end="")
            if isinstance(decode_event(line), Failed | Finished):
                break
    worker.stdin.close()
"""


# Nothing leaves


def test_a_socket_to_the_internet_would_be_seen(tmp_path: Path) -> None:
    sees()
    for family in ("AF_INET", "AF_INET6"):
        ran = watched(tmp_path, "-c", f"import socket; socket.socket(socket.{family}, socket.SOCK_DGRAM).close()")
        assert any(f"socket({family}" in line for line in ran.to_other_computers)


def test_a_look_up_in_another_thread_of_a_child_would_be_seen(tmp_path: Path) -> None:
    sees()
    code = (
        "import socket, threading; threading.Thread(target=lambda: socket.socket().connect(('127.0.0.1', 9))).start()"
    )
    ran = watched(tmp_path, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])")
    assert any("connect(" in line for line in ran.to_other_computers)
    assert len(ran.programs) == 2


def test_the_demo_reaches_no_other_computer(demo: Ran) -> None:
    assert demo.status == 0, demo.err
    sees()
    assert demo.to_other_computers == []
    assert len(demo.programs) == 2, "the worker was not watched, or something else was started"


def test_the_window_reaches_no_other_computer(window: Ran) -> None:
    assert window.status == 0, window.err
    sees()
    assert window.to_other_computers == []
    assert {name.rstrip("0123456789.") for name in window.programs} == {"python"}
    assert len(window.programs) >= 2, "the worker was not watched"


def test_the_worker_reaches_no_other_computer_with_either_engine(worker: Ran) -> None:
    events = [json.loads(line) for line in worker.out.splitlines()]
    assert len([event for event in events if "Finished" in json.dumps(event)]) == 2, worker.out
    sees()
    assert worker.to_other_computers == []
    assert len(worker.programs) == 2


def test_nothing_is_kept_for_the_makers_of_libraries(demo: Ran, window: Ran, worker: Ran, folder: Path) -> None:
    ours = {"demo", "window", "worker", "models", "exports", "trace.txt"}
    theirs = {path.name for path in folder.iterdir()} - ours
    assert {name for name in theirs if not name.startswith(TELLING)} <= {".cache", ".config"}
    kept = [path for name in (".cache", ".config") for path in (folder / name).rglob("*") if path.is_file()]
    assert [path for path in kept if "Microsoft" in path.parts or "huggingface" in path.parts] == []


def test_a_call_is_analysed_where_there_is_no_network_at_all(folder: Path) -> None:
    alone = ("unshare", "--map-root-user", "--net")
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("No empty network can be made here.")
    home = _home(folder, "alone")
    command = ("-m", "desktop", "analyse", folder / f"{TELLING}.wav")
    ran = watched(folder, *command, before=alone, UPSWING_HOME=str(home))
    assert ran.status == 0, ran.err
    assert TELLING in ran.out


# What is written is its owner's alone, whatever the system would allow others


def test_whatever_the_program_writes_is_its_owners_alone(demo: Ran, window: Ran, folder: Path) -> None:
    assert (demo.status, window.status) == (0, 0)
    for name in ("demo", "window", "exports"):
        for path in (folder / name).rglob("*"):
            if not path.is_symlink() and MODEL not in path.parts:
                mode = S_IMODE(path.stat().st_mode)
                assert mode == (0o700 if path.is_dir() else 0o600), f"{path} has mode {mode:o}"
    assert (folder / "exports" / "notes.html").is_file()
    assert S_IMODE((folder / "exports").stat().st_mode) == 0o755, "a folder of the user's was changed"


# The log says nothing of anybody


def test_what_the_worker_says_for_the_log_names_nobody_and_quotes_nothing(worker: Ran) -> None:
    heard = {word for word in worker.out.replace('"', " ").split() if word.isalpha() and len(word) > 6}
    assert len(heard) > 3
    for word in (*TELLING.split("-"), *heard):
        assert word.lower() not in worker.err.lower()


def test_the_log_of_the_window_and_the_demo_names_nobody(demo: Ran, window: Ran, folder: Path) -> None:
    for home in ("demo", "window"):
        logs = [path.read_text(encoding="utf-8") for path in (folder / home / "log").iterdir()]
        assert not any(word in log for log in logs for word in (*TELLING.split("-"), "replacement"))


def _home(folder: Path, name: str) -> Path:
    """A data folder that the program has still to make, but for the quick model."""
    home = folder / name
    (home / "models").mkdir(parents=True, mode=0o700)
    home.chmod(0o700)
    (home / "models" / MODEL).symlink_to(folder / "models" / MODEL)
    settings = home / "settings.toml"
    settings.write_text(f'model = "{MODEL}"\n', encoding="utf-8")
    settings.chmod(0o600)
    return home


def _job(file: Path, request: Request) -> Job:
    return Job(1, str(file), sha256_of(file), str(file.parent / "models"), request)


def _clip(path: Path) -> None:
    """The beginning of the sample."""
    samples = np.concatenate(list(RecordingReader(SAMPLE).blocks()), axis=1)[:, : SECONDS * 16_000]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[0])
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((samples.T * 32_767).astype("<i2").tobytes())
