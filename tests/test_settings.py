"""The settings file and the glossary: what they may hold, and a sentence where they cannot be used."""

from pathlib import Path

import pytest

from desktop.errors import BadInput
from desktop.model.request import Engine
from desktop.settings import Settings, read_glossary, read_settings


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_without_a_file_nothing_was_chosen(settings: Path) -> None:
    assert read_settings(settings) == Settings(Engine.AUTO, "base", "en", "", "", "")


def test_what_the_file_says_counts_and_the_rest_is_as_it_came(settings: Path) -> None:
    settings.write_text('engine = "faster-whisper"\nauthor = "Zoë “Z”"\n', encoding="utf-8")

    assert read_settings(settings) == Settings(engine=Engine.FASTER_WHISPER, author="Zoë “Z”")


def test_every_setting_can_be_set(settings: Path) -> None:
    chosen = Settings(Engine.OPENAI_WHISPER, "tiny.en", "auto", "/names.txt", "Ann", "de_CH")
    settings.write_text(
        'engine = "openai-whisper"\nmodel = "tiny.en"\nlanguage = "auto"\n'
        'glossary = "/names.txt"\nauthor = "Ann"\nlocale = "de_CH"\n'
    )

    assert read_settings(settings) == chosen


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"engine = ", "settings.toml"),
        (b"\xff\xfe\x00", "settings.toml"),
        (b'engine = "quick"', "engine"),
        (b'colour = "blue"', "colour"),
        (b"model = 3", "model"),
        (b"[model]\nname = 'base'", "model"),
        (b'language = ["en"]', "language"),
        (b"author = true", "author"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_a_fix(settings: Path, content: bytes, named: str) -> None:
    settings.write_bytes(content)

    with pytest.raises(BadInput) as caught:
        read_settings(settings)

    assert str(settings) in caught.value.what
    assert named in caught.value.what
    assert caught.value.fix


def test_a_wrong_engine_is_told_the_right_ones(settings: Path) -> None:
    settings.write_text('engine = "quick"')

    with pytest.raises(BadInput, match="auto, openai-whisper, faster-whisper"):
        read_settings(settings)


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        read_settings(tmp_path)


def test_a_folder_that_may_not_be_looked_into_is_bad_input(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", refuse)
    monkeypatch.setattr(Path, "read_text", refuse)

    with pytest.raises(BadInput):
        read_settings(settings)


def test_an_empty_file_is_as_good_as_none(settings: Path) -> None:
    settings.write_text("# nothing chosen yet\n")

    assert read_settings(settings) == Settings()


class TestGlossary:
    def test_names_one_per_line(self, tmp_path: Path) -> None:
        file = tmp_path / "names.txt"
        file.write_text("\ufeffWillow Kettle\r\n  Daniel \n\n# products\nÜber-Lamp\nDaniel\n", encoding="utf-8")

        assert read_glossary(file) == ("Willow Kettle", "Daniel", "Über-Lamp")

    def test_an_empty_one_names_nobody(self, tmp_path: Path) -> None:
        file = tmp_path / "names.txt"
        file.write_bytes(b"")

        assert read_glossary(file) == ()

    @pytest.mark.parametrize("content", [b"\xff\xfeW\x00", None])
    def test_what_is_no_text_is_bad_input(self, tmp_path: Path, content: bytes | None) -> None:
        file = tmp_path / "names.txt"
        if content is not None:
            file.write_bytes(content)

        with pytest.raises(BadInput, match="glossary"):
            read_glossary(file)
