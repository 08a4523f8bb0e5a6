import errno
import os
import time
from pathlib import Path

import pytest

from desktop.errors import BadInput
from desktop.media.digest import Original, opened, sha256_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "call.wav"
    file.write_bytes(b"sound" * 1000)
    return file


def refused(original: Original) -> str:
    with pytest.raises(BadInput) as caught:
        original.check()
    assert caught.value.fix.endswith(".")
    return caught.value.what


def changed(path: Path, content: bytes) -> None:
    """Written anew, as a clock sees it that may be no finer than a hundredth of a second."""
    path.write_bytes(content)
    later = time.time() + 5
    os.utime(path, (later, later))


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.ENODEV])
def test_a_disk_that_goes_away_while_it_is_read_is_told_in_words(path: Path, number: int) -> None:
    with pytest.raises(BadInput) as caught, opened(path):
        raise OSError(number, os.strerror(number))
    assert caught.value.what.startswith("“call.wav” cannot be read: its disk, or the network")
    assert "copy the recording to this computer" in caught.value.fix


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="this system has no links")
@pytest.mark.parametrize("target", ["call.lnk", "gone.wav"], ids=["loop", "nowhere"])
def test_a_link_that_leads_nowhere_is_no_missing_file(tmp_path: Path, target: str) -> None:
    link = tmp_path / "call.lnk"
    link.symlink_to(target)
    with pytest.raises(BadInput, match=r"“call\.lnk” is a link that leads nowhere"):
        sha256_of(link)


def test_what_stays_as_it_was_is_read_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Original(path, sha256_of(path))
    original.check()
    monkeypatch.setattr(Path, "open", None)
    original.check()


def test_another_file_in_its_place_is_refused_from_the_beginning(path: Path) -> None:
    assert "not the recording any more" in refused(Original(path, sha256_of(path)[::-1]))


@pytest.mark.parametrize("content", [b"SOUND" * 1000, b"sound" * 1001, b"sound", b""])
def test_what_is_changed_grows_or_is_cut_meanwhile_is_refused(path: Path, content: bytes) -> None:
    original = Original(path, sha256_of(path))
    original.check()
    changed(path, content)
    assert "“call.wav” is" in refused(original)
    refused(original)


def test_what_is_only_touched_is_the_same(path: Path) -> None:
    original = Original(path, sha256_of(path))
    original.check()
    changed(path, path.read_bytes())
    original.check()
    os.utime(path, (0, 0))
    original.check()


def test_what_is_taken_away_meanwhile_can_be_read_on_but_not_begun_with(path: Path) -> None:
    original = Original(path, sha256_of(path))
    original.check()
    path.unlink()
    original.check()
    assert refused(Original(path, "0" * 64)) == "“call.wav” does not exist."
