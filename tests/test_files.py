import errno
import os
import stat
from pathlib import Path

import pytest

from desktop.errors import BadInput
from desktop.files import last_lines, write_atomically


def test_a_file_is_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("old")
    path.chmod(0o644)
    write_atomically(path, "Grüße\n−0.6")
    assert path.read_bytes() == "Grüße\n−0.6".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["notes.md"]


def test_bytes_and_text_that_is_no_text(tmp_path: Path) -> None:
    write_atomically(tmp_path / "arc.png", b"\x89PNG\r\n")
    assert (tmp_path / "arc.png").read_bytes() == b"\x89PNG\r\n"
    write_atomically(tmp_path / "odd.md", "a\ud800b")
    assert (tmp_path / "odd.md").read_bytes() == b"a?b"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no room"),
        (errno.EDQUOT, "no room"),
        (errno.EROFS, "cannot be written"),
        (errno.EIO, "could not"),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def fail(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    path = tmp_path / "notes.md"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(BadInput, match=words) as caught:
        write_atomically(path, "new")
    assert caught.value.fix
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["notes.md"]


def test_a_file_that_another_program_holds_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows does with a document that is open in a word processor."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    path = tmp_path / "notes.html"
    path.write_text("old")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(BadInput, match=r"“notes\.html” cannot be replaced: .* open in another program") as caught:
        write_atomically(path, "new")
    assert "Close it" in caught.value.fix
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["notes.html"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_takes_the_content_and_stays_what_it_is(tmp_path: Path) -> None:
    """Else `--json /dev/null` would put a file in the place of the device for whoever may."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_atomically(pipe, "new")
    assert os.read(reading, 100) == b"new"
    os.close(reading)
    assert pipe.is_fifo()
    write_atomically(Path(os.devnull), "new")
    assert Path(os.devnull).is_char_device()


def test_a_cancel_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cancel(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", cancel)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "notes.md", "new")
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_and_a_folder_in_the_way(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no folder"):
        write_atomically(tmp_path / "nowhere" / "notes.md", "x")
    (tmp_path / "taken").mkdir()
    with pytest.raises(BadInput, match="is a folder"):
        write_atomically(tmp_path / "taken", "x")
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="There is no folder"):
        write_atomically(tmp_path / "file" / "notes.md", "x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "taken"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_only_be_read(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(BadInput, match="cannot be written"):
        write_atomically(tmp_path / "notes.md", "x")


def test_the_end_of_a_long_file_is_read_without_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "upswing.log"
    path.write_text("".join(f"line {n}\n" for n in range(10_000)))

    assert last_lines(path, 3) == ["line 9997", "line 9998", "line 9999"]
    assert last_lines(path, 3, most_bytes=25) == ["line 9998", "line 9999"]


def test_a_short_file_is_read_whole_and_what_is_no_text_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "upswing.log"
    path.write_bytes(b"first\nb\xffd\n")

    assert last_lines(path, 2000) == ["first", "b\ufffdd"]
    path.write_bytes(b"")
    assert last_lines(path, 2000) == []
    with pytest.raises(OSError, match="No such file"):
        last_lines(tmp_path / "nowhere.log", 2000)
