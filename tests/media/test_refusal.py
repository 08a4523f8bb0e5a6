import pytest

from desktop.media.refusal import not_a_recording


@pytest.mark.parametrize(
    ("head", "name", "what", "fix"),
    [
        (b"ffconcat version 1.0", "a.wav", "a text that refers to other files", "the recordings themselves"),
        (b"\xef\xbb\xbf#EXTM3U", "a.wav", "a text that refers to other files", "the recordings themselves"),
        (b"\n<!DOCTYPE html><title>Log in", "call.mp3", "is a web page", "Sign in"),
        (b"<HTML><body>Session expired", "call.mp3", "is a web page", "Sign in"),
        (b"PK\x03\x04" + bytes(60), "calls.wav", "is an archive", "Unpack it"),
        (b"\x1f\x8b\x08" + bytes(60), "calls.wav", "is an archive", "Unpack it"),
        (b"RIFF\x00\x00", "a.wav", "damaged or not complete", "again"),
        (b"\x00\x00\x00\x1cftypM4A ", "a.m4a", "damaged or not complete", "again"),
        (bytes(64), "a.wav", "begins with zeros", "again"),
        (b"Dear team", "a.WAV", "not a recording", "Export or download it again, as WAV"),
        (b"Dear team", "letter.doc", "not a recording", "Choose a sound file such as WAV"),
    ],
)
def test_whatever_it_is_the_sentence_says_what_to_do(head: bytes, name: str, what: str, fix: str) -> None:
    error = not_a_recording(head, name)
    assert error.what.startswith(f"“{name}” ")
    assert what in error.what
    assert fix in error.fix
    assert error.what.endswith(".")
    assert error.fix.endswith(".")
