"""Damage to the bytes of any file: what a broken disk, a cut transfer or an evil hand makes of it."""

import random
from collections.abc import Callable

Mutation = Callable[[random.Random, bytes], bytes]

_HEADER = 256
_EXTREMES = (b"\x00", b"\x7f", b"\x80", b"\xff", b"\x01")
_MOST_RUBBISH = 70_000


def flipped(rng: random.Random, content: bytes) -> bytes:
    """A few bytes anywhere."""
    return _with_bytes(rng, content, len(content), rng.choice((1, 3, 30, 300)))


def flipped_header(rng: random.Random, content: bytes) -> bytes:
    """A few bytes near the beginning."""
    return _with_bytes(rng, content, _HEADER, rng.choice((1, 2, 5, 12)))


def extreme_field(rng: random.Random, content: bytes) -> bytes:
    """Numbers near the beginning as large or as small as they can be."""
    changed = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 4))):
        size = rng.choice((1, 2, 4, 8))
        at = rng.randrange(max(min(len(changed), _HEADER * rng.choice((1, 4))) - size, 1))
        field = rng.choice(_EXTREMES) * size
        changed[at : at + size] = rng.choice((field, field[:-1] + b"\x7f", b"\x00" * (size - 1) + b"\x01"))
    return bytes(changed)


def truncated(rng: random.Random, content: bytes) -> bytes:
    """Only the beginning of it."""
    return content[: rng.randrange(len(content))]


def beheaded(rng: random.Random, content: bytes) -> bytes:
    """Only the end of it."""
    return content[rng.randrange(1, len(content)) :]


def emptied(rng: random.Random, content: bytes) -> bytes:
    """A stretch of zeros, as of a block that was never written."""
    start, end = _stretch(rng, content)
    return content[:start] + bytes(end - start) + content[end:]


def cut(rng: random.Random, content: bytes) -> bytes:
    """A stretch that is gone."""
    start, end = _stretch(rng, content)
    return content[:start] + content[end:]


def repeated(rng: random.Random, content: bytes) -> bytes:
    """A stretch that is there twice."""
    start, end = _stretch(rng, content)
    return content[:end] + content[start:]


def swapped(rng: random.Random, content: bytes) -> bytes:
    """Two stretches in each other's place."""
    a, b, c, d = sorted(rng.randrange(len(content) + 1) for _ in range(4))
    return content[:a] + content[c:d] + content[b:c] + content[a:b] + content[d:]


def with_rubbish(rng: random.Random, content: bytes) -> bytes:
    """Something else behind it, before it or within it."""
    rubbish = rng.randbytes(rng.randrange(1, rng.choice((10, 1_000, _MOST_RUBBISH))))
    at = rng.choice((0, rng.randrange(len(content)), len(content), len(content)))
    return content[:at] + rubbish + content[at:]


ALL: tuple[Mutation, ...] = (
    flipped,
    flipped_header,
    extreme_field,
    truncated,
    beheaded,
    emptied,
    cut,
    repeated,
    swapped,
    with_rubbish,
)


def _with_bytes(rng: random.Random, content: bytes, within: int, count: int) -> bytes:
    changed = bytearray(content)
    for _ in range(count):
        changed[rng.randrange(min(within, len(changed)))] = rng.randrange(256)
    return bytes(changed)


def _stretch(rng: random.Random, content: bytes) -> tuple[int, int]:
    start = rng.randrange(len(content))
    return start, min(start + 1 + rng.randrange(rng.choice((4, 64, 4096, len(content)))), len(content))
