"""Nothing leaves this computer: the second belt, under which libraries are told to stay silent and Python obeys too.

The first one is that no code here opens a connection. This one answers for the libraries: an audit hook (PEP 578) sees
each attempt of Python code to make a socket, look up a host or connect, and cannot be taken off again. It does not see
native code, such as onnxruntime's, which reports to its maker unless a variable forbids it; nor other programs. The
only one that is started without being asked for is this program itself, as its worker, which begins here too.
"""

import os
import socket
import sys
from collections.abc import Mapping
from types import MappingProxyType

_LOCAL = {family for name in ("AF_UNIX", "AF_NETLINK") if (family := getattr(socket, name, None)) is not None}
_LOOK_UPS = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo", "socket.sendto"}
)

# Read by the libraries when they are imported, and inherited by the worker.
SILENCE: Mapping[str, str] = MappingProxyType(
    {
        "ORT_DISABLE_TELEMETRY": "1",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "DO_NOT_TRACK": "1",
    }
)


class NetworkRefused(PermissionError):
    """Something asked for a connection."""

    def __init__(self) -> None:
        super().__init__("Upswing opens no network connection.")


def stay_offline() -> None:
    """Refuse, from now on and in this process, every socket that could reach another computer.

    To be called before any library that could speak to one is imported.
    """
    silence_libraries()
    sys.addaudithook(_refuse)


def silence_libraries() -> None:
    """Tell the libraries that would report to somebody, or look for models elsewhere, not to."""
    os.environ.update(SILENCE)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if not event.startswith("socket."):
        return
    if event in _LOOK_UPS:
        raise NetworkRefused
    if event == "socket.__new__":
        _, family, *_ = arguments
        if family not in _LOCAL:
            raise NetworkRefused
