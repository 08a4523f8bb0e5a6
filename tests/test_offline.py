"""What a library would get that tried to reach another computer."""

import subprocess
import sys

import pytest

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


def test_every_process_of_the_program_is_under_it() -> None:
    code = "import sys; sys.argv = ['upswing', 'models', 'list']; from desktop.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport socket; socket.socket()"], capture_output=True, text=True, check=False
    )
    assert "Upswing opens no network connection." in done.stderr
