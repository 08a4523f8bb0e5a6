"""What a library would get that tried to reach another computer; and that nothing of ours tries."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.offline import SILENCE

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "desktop").rglob("*.py"))
# What could speak to another computer, or start a program that does.
SPEAKING = {
    "aiohttp", "asyncio", "ftplib", "http", "httpx", "huggingface_hub", "imaplib", "multiprocessing", "poplib", "pty",
    "requests", "smtplib", "socket", "socketserver", "ssl", "subprocess", "telnetlib", "urllib", "urllib3",
    "webbrowser", "websockets", "xmlrpc",
}  # fmt: skip
SPEAKING_OF_QT = {"QtNetwork", "QtWebSockets", "QtWebEngineCore", "QtWebEngineWidgets", "QtWebView", "QtHttpServer"}
STARTING = {"QProcess", "openUrl"}
STARTING_OF_SYSTEM = ("exec", "spawn", "posix_spawn", "fork", "system", "popen", "startfile")
LOADING = {"hub", "load_model", "download", "hf_hub_download", "snapshot_download", "download_model"}
# Each exception with its reason.
ALLOWED = {
    ("desktop/offline.py", "socket"): "the belt itself",
    ("desktop/cli/network.py", "socket"): "tries the belt out",
    ("desktop/cli/worker_process.py", "subprocess"): "the worker, which is this program again",
    ("desktop/ui/queue/worker.py", "QProcess"): "the worker, which is this program again",
    ("desktop/export/notes.py", "urllib"): "quotes the name of a file",
    ("desktop/ui/dialogs/reveal.py", "openUrl"): "shows a file of this computer when asked",
    ("desktop/ui/library/operations.py", "openUrl"): "shows a folder of this computer when asked",
}

ATTEMPTS = {
    "a socket": "import socket; socket.socket()",
    "a socket of the other family": "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
    "a look-up": "import socket; socket.getaddrinfo('localhost', 80)",
    "a connection": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "a page": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    "a page by requests": "import requests; requests.get('http://127.0.0.1:9/')",
}


def run(code: str) -> subprocess.CompletedProcess[str]:
    offline = "from desktop.offline import stay_offline; stay_offline()"
    return subprocess.run([sys.executable, "-c", f"{offline}\n{code}"], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_an_attempt_to_reach_another_computer_is_refused(attempt: str) -> None:
    done = run(attempt)
    assert done.returncode == 1
    assert "Upswing opens no network connection." in done.stderr


def test_a_socket_within_the_computer_is_not() -> None:
    done = run("import socket; socket.socketpair()" if sys.platform != "win32" else "pass")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("verb", ["", "window", "worker", "analyse", "demo", "doctor", "check"])
def test_every_process_of_the_program_is_under_it_before_anything_else_is_imported(verb: str) -> None:
    code = (
        "import socket, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name in ('desktop.app', 'desktop.worker', 'desktop.cli'):\n"
        "            socket.socket()\n"
        "sys.meta_path.insert(0, Finder())\n"
        f"sys.argv = {['upswing', *verb.split()]}\n"
        "from desktop.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "Upswing opens no network connection." in done.stderr


# Nothing of ours tries


def speaking(path: Path) -> Iterator[str]:
    """What a module imports or calls that could reach another computer or start another program."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (n.name.partition(".")[0] for n in names if n.name.partition(".")[0] in SPEAKING)
            case ast.ImportFrom(module=str(module), names=names):
                yield from {module.partition(".")[0]} & SPEAKING
                yield from ({module.rpartition(".")[2]} | {n.name for n in names}) & (SPEAKING_OF_QT | STARTING)
                yield from {n.name for n in names} & LOADING if not module.startswith("desktop.") else ()
                yield from (n.name for n in names if module == "os" and n.name.startswith(STARTING_OF_SYSTEM))
            case ast.Attribute(value=ast.Name(id=library), attr=name):
                yield from {name} & LOADING if library in {"torch", "whisper", "faster_whisper"} else ()
                yield from {name} & STARTING
                yield from [name] if library == "os" and name.startswith(STARTING_OF_SYSTEM) else ()


def test_no_module_of_ours_could_reach_another_computer_or_start_another_program() -> None:
    found = {(path.relative_to(ROOT).as_posix(), name) for path in MODULES for name in speaking(path)}
    assert found - set(ALLOWED) == set()
    assert set(ALLOWED) - found == set(), "an exception that is not needed any more"


@pytest.mark.parametrize(
    "line",
    [
        "import socket",
        "import urllib.request",
        "from urllib.request import urlopen",
        "from PySide6.QtNetwork import QNetworkAccessManager",
        "from PySide6 import QtNetwork",
        "import os\nos.system('curl')",
        "import os\nos.execv('curl', [])",
        "from os import posix_spawn",
        "import torch\ntorch.hub.load('a', 'b')",
        "from whisper import load_model",
        "import whisper\nwhisper.load_model('base')",
        "from faster_whisper.utils import download_model",
    ],
)
def test_what_could_would_be_found(line: str, tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(line, encoding="utf-8")
    assert list(speaking(tmp_path / "module.py"))


def test_files_and_folders_are_the_only_things_that_are_handed_to_the_system() -> None:
    calls = [
        ast.unparse(node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("openUrl")
    ]
    assert calls
    assert all("QUrl.fromLocalFile(" in call for call in calls), calls


# The libraries that would speak of themselves


def test_libraries_are_told_to_stay_silent_whatever_was_set_before() -> None:
    code = "import os; from desktop.offline import stay_offline; stay_offline(); print(dict(os.environ))"
    environment = {**os.environ, "ORT_DISABLE_TELEMETRY": "0", "HF_HUB_OFFLINE": "0"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert SILENCE.items() <= ast.literal_eval(done.stdout).items()


def test_the_program_imports_nothing_that_could_speak_before_it_is_silent() -> None:
    code = "import sys; import desktop.__main__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded & {"onnxruntime", "torch", "huggingface_hub", "faster_whisper", "PySide6", "requests"} == set()


# What is said about it


def doctor(start: str) -> subprocess.CompletedProcess[str]:
    arguments = "sys.argv = ['upswing', 'doctor', '--network']"
    code = f"import sys; {arguments}; {start}; raise SystemExit(main(*sys.argv[2:0]))"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_the_doctor_tries_it_and_says_how_to_see_it_for_oneself() -> None:
    done = doctor("from desktop.__main__ import main")
    assert (done.returncode, done.stderr) == (0, "")
    assert "a socket: refused" in done.stdout
    assert "a look-up of a host: refused" in done.stdout
    assert all(f"{name}={value}" in done.stdout for name, value in SILENCE.items())
    if sys.platform.startswith("linux"):
        assert "strace -f -e trace=network" in done.stdout
        assert "unshare --map-root-user --net" in done.stdout


def test_the_doctor_says_so_where_it_is_not_in_force() -> None:
    done = doctor("from desktop.cli import main as run; main = lambda: run(sys.argv[1:])")
    assert done.returncode == 1
    assert "a socket: NOT refused" in done.stdout


def test_the_tests_that_the_doctor_names_are_there() -> None:
    told = doctor("from desktop.__main__ import main").stdout
    named = [word.rstrip(".") for word in told.split() if word.startswith("tests/")]
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []
