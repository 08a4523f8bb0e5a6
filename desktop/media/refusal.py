"""What a file is that is no recording, by how it begins, and what to do about it."""

from pathlib import Path

from desktop.errors import BadInput
from desktop.media.folders import RECORDING_SUFFIXES

AGAIN = "Export or download the recording again."
_SOUND = (b"RIFF", b"RF64", b"riff", b"OggS", b"fLaC", b"ID3", b"#!AMR", b"FORM", b".snd", b"caff")
_ASF_AND_MATROSKA = (b"\x30\x26\xb2\x75", b"\x1aE\xdf\xa3")
_LISTS = (b"ffconcat", b"#extm3u", b"[playlist]", b"<mpd", b"<?xml", b"<asx", b"v=0")
_PAGES = (b"<!doctype html", b"<html")
_ARCHIVES = (b"pk\x03\x04", b"rar!\x1a", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
_KINDS = "WAV, MP3, M4A, OGG, FLAC or WMA"


def not_a_recording(head: bytes, name: str) -> BadInput:
    """The sentence on a file that cannot be opened as a recording.

    Args:
        head: its first bytes, 64 or fewer.
        name: of the file.
    """
    text = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if text.startswith(_LISTS):
        what, fix = "is not a recording: it is a text that refers to other files", "Choose the recordings themselves."
    elif text.startswith(_PAGES):
        what, fix = "is a web page and not a recording", "Sign in where the recordings are and download it again."
    elif text.startswith(_ARCHIVES):
        what, fix = "is an archive and not a recording", "Unpack it and choose the recordings in it."
    elif head.startswith(_SOUND + _ASF_AND_MATROSKA) or head[4:8] == b"ftyp":
        what, fix = "is damaged or not complete and cannot be opened", AGAIN
    elif not any(head):
        what, fix = "begins with zeros and not with sound: copying or downloading it was not finished", AGAIN
    else:
        called_one = Path(name).suffix.lower() in RECORDING_SUFFIXES
        what = "is not a recording, or in a format that is not supported"
        fix = f"{'Export or download it again, as' if called_one else 'Choose a sound file such as'} {_KINDS}."
    return BadInput(f"“{name}” {what}.", fix)
