"""Nothing leaves this computer: the second belt, under which Python itself refuses every internet socket.

The first one is that no code here opens a connection. This one answers for the libraries: an audit hook (PEP 578) sees
each attempt of Python code to make a socket, look up a host or connect, and cannot be taken off again.
"""

import socket
import sys

_LOCAL = {family for name in ("AF_UNIX", "AF_NETLINK") if (family := getattr(socket, name, None)) is not None}
_LOOK_UPS = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo", "socket.sendto"}
)


class NetworkRefused(PermissionError):
    """Something asked for a connection."""

    def __init__(self) -> None:
        super().__init__("Upswing opens no network connection.")


def stay_offline() -> None:
    """Refuse, from now on and in this process, every socket that could reach another computer."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if not event.startswith("socket."):
        return
    if event in _LOOK_UPS:
        raise NetworkRefused
    if event == "socket.__new__":
        _, family, *_ = arguments
        if family not in _LOCAL:
            raise NetworkRefused
