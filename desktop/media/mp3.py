"""What an MP3 says of its own length: only where its encoder wrote it down does it prove that the file was cut."""

from pathlib import Path

_TAG_HEADER = 10
# The first frame, in which an encoder leaves its note behind the side information.
_FIRST_FRAME = 2_048
_NOTES = (b"Xing", b"Info", b"VBRI")


def states_length(path: Path) -> bool:
    """Whether the length stands in the file, so that it was not estimated from its size.

    The layout of the tags is that of ID3v2.3, section 3.1; the notes are those of Xing, LAME and Fraunhofer.
    """
    with path.open("rb") as file:
        head = file.read(_TAG_HEADER)
        file.seek(_tag_length(head) if head.startswith(b"ID3") else 0)
        frame = file.read(_FIRST_FRAME)
    return any(note in frame for note in _NOTES)


def _tag_length(head: bytes) -> int:
    """How long an ID3 tag is with its header: seven bits of its length in each of four bytes."""
    length = 0
    for byte in head[6:_TAG_HEADER]:
        length = length << 7 | byte & 0x7F
    return _TAG_HEADER + length
