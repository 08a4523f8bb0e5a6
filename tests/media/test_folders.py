"""Which files of a folder are taken for recordings, and what becomes of links and of what cannot be looked into."""

import os
from pathlib import Path

import pytest

from desktop.errors import BadInput
from desktop.media.folders import recordings_in


def found(folder: Path) -> list[str]:
    refused: list[BadInput] = []
    names = [path.relative_to(folder).as_posix() for path in recordings_in(folder, refused.append)]
    assert refused == []
    return names


@pytest.mark.skipif(os.name != "posix", reason="links and such names need rights or are not there")
def test_a_link_in_circles_hides_no_recording_and_is_left_to_its_reader(tmp_path: Path) -> None:
    folder, outside = tmp_path / "calls", tmp_path / "outside.wav"
    folder.mkdir()
    outside.touch()
    for name in ("a.wav", 'it\'s "quoted"\nbroken.wav', os.fsdecode(b"b\xfcro.wav")):
        (folder / name).touch()
    (folder / "loop.wav").symlink_to("loop.wav")
    (folder / "nowhere.wav").symlink_to("gone.wav")
    (folder / "inside.wav").symlink_to("a.wav")
    (folder / "outside.wav").symlink_to(outside)
    (folder / "around").symlink_to(folder)
    (folder / "folder.wav").mkdir()

    names = found(folder)

    assert set(names) == {
        "a.wav", "inside.wav", "it's \"quoted\"\nbroken.wav", "loop.wav", "nowhere.wav", os.fsdecode(b"b\xfcro.wav"),
    }  # fmt: skip
    assert names == sorted(names)
