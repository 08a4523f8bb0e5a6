"""The settings file and the glossary: what they may hold, and a sentence where they cannot be used."""

import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import BadInput, MissingModel
from desktop.model.request import Engine
from desktop.settings import (
    LONGEST_LAG_S,
    Settings,
    ThemeChoice,
    check_folder,
    check_language,
    check_model,
    read_glossary,
    read_settings,
    write_settings,
)


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_without_a_file_nothing_was_chosen(settings: Path) -> None:
    assert read_settings(settings) == Settings(Engine.AUTO, "base", "en", "", "", "")


def test_what_the_file_says_counts_and_the_rest_is_as_it_came(settings: Path) -> None:
    settings.write_text('engine = "faster-whisper"\nauthor = "Zoë “Z”"\n', encoding="utf-8")

    assert read_settings(settings) == Settings(engine=Engine.FASTER_WHISPER, author="Zoë “Z”")


def test_every_setting_can_be_set(settings: Path) -> None:
    chosen = Settings(
        Engine.OPENAI_WHISPER, "tiny.en", "auto", "/names.txt", "Ann", "de_CH", 0.5, ThemeChoice.DARK, "/in", "/out"
    )
    settings.write_text(
        'engine = "openai-whisper"\nmodel = "tiny.en"\nlanguage = "auto"\n'
        'glossary = "/names.txt"\nauthor = "Ann"\nlocale = "de_CH"\nreaction_lag_s = 0.5\n'
        'theme = "dark"\nrecordings_folder = "/in"\nexports_folder = "/out"\n'
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
        (b'reaction_lag_s = "1"', "a number of seconds from 0 to 5"),
        (b"reaction_lag_s = true", "reaction_lag_s"),
        (b"reaction_lag_s = -0.1", "reaction_lag_s"),
        (b"reaction_lag_s = 5.01", "reaction_lag_s"),
        (b"reaction_lag_s = nan", "reaction_lag_s"),
        (b"reaction_lag_s = [1]", "reaction_lag_s"),
        (b'theme = "blue"', "none of system, light, dark"),
        (b"exports_folder = 1", "exports_folder"),
        (b"reaction_lag_s = 0x" + b"f" * 5000, "reaction_lag_s"),
        (b"reaction_lag_s = " + b"1" * 5000, "make no sense"),
        (b"model = " + b"[" * 100_000, "make no sense"),
        ('model = "base"'.encode("utf-16"), "not saved as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_a_fix(settings: Path, content: bytes, named: str) -> None:
    settings.write_bytes(content)

    with pytest.raises(BadInput) as caught:
        read_settings(settings)

    assert str(settings) in caught.value.what
    assert named in caught.value.what
    assert caught.value.fix


def test_a_file_from_an_editor_that_marks_it_as_utf_8_is_read(settings: Path) -> None:
    settings.write_bytes(b'\xef\xbb\xbfmodel = "tiny.en"\r\n')

    assert read_settings(settings).model == "tiny.en"


def test_what_the_system_has_against_the_file_is_said_without_its_numbers(settings: Path) -> None:
    settings.mkdir()

    with pytest.raises(BadInput) as caught:
        read_settings(settings)

    assert caught.value.what.startswith(f"The settings in {settings} cannot be read: ")
    assert "Errno" not in caught.value.what


def test_a_full_disk_keeps_the_settings_that_were_there(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_settings(settings, Settings(model="tiny.en"))

    def fail(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(BadInput, match="no room left"):
        write_settings(settings, Settings(model="base"))

    assert read_settings(settings).model == "tiny.en"


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


def test_a_whole_number_of_seconds_will_do(settings: Path) -> None:
    settings.write_text("reaction_lag_s = 2")

    assert read_settings(settings) == Settings(reaction_lag_s=2.0)


ONE_LINE = st.text(st.characters(codec="utf-8")).filter(lambda text: text.splitlines() in ([], [text]))


class TestWriting:
    def test_only_what_was_chosen_is_written_for_its_owner_alone(self, settings: Path) -> None:
        write_settings(settings, Settings(author="Zoë", theme=ThemeChoice.DARK))

        assert settings.read_text(encoding="utf-8") == 'author = "Zoë"\ntheme = "dark"\n'
        assert stat.S_IMODE(settings.stat().st_mode) == 0o600

    @given(
        st.builds(
            Settings,
            model=ONE_LINE,
            author=ONE_LINE,
            exports_folder=ONE_LINE,
            reaction_lag_s=st.floats(0, LONGEST_LAG_S),
        )
    )
    def test_what_was_written_is_read_again(self, chosen: Settings) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "settings.toml"
            write_settings(path, chosen)

            assert read_settings(path) == chosen

    def test_what_could_not_be_read_again_is_not_written(self, settings: Path) -> None:
        write_settings(settings, Settings(author="Zoë"))

        with pytest.raises(BadInput, match="“exports_folder” is not a text in one line"):
            write_settings(settings, Settings(exports_folder="/calls/two\nlines"))

        assert read_settings(settings).author == "Zoë"

    def test_a_folder_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match="There is no folder"):
            write_settings(tmp_path / "nowhere" / "settings.toml", Settings())


class TestChecks:
    def test_a_folder_must_be_there(self, tmp_path: Path, settings: Path) -> None:
        settings.touch()
        check_folder("")
        check_folder(str(tmp_path))

        for wrong in (str(tmp_path / "nowhere"), str(settings), "a\0b", "~nobody-of-that-name/x", "x" * 5000):
            with pytest.raises(BadInput, match="There is no folder"):
                check_folder(wrong)

    def test_a_model_is_a_name_or_a_path(self, tmp_path: Path) -> None:
        model = tmp_path / "models" / "base"
        model.mkdir(parents=True)
        (model / "model.bin").touch()
        (tmp_path / "small.pt").touch()
        for right in ("base", str(model), str(tmp_path / "small.pt")):
            check_model(right, tmp_path / "models")

        for missing in ("large", str(tmp_path / "nowhere"), "a\0b"):
            with pytest.raises(MissingModel, match="not installed"):
                check_model(missing, tmp_path / "models")
        for wrong in (" ", str(tmp_path)):
            with pytest.raises(BadInput):
                check_model(wrong, tmp_path / "models")

    def test_a_model_that_knows_english_only_is_told_so(self) -> None:
        check_language("en", "tiny.en")
        check_language("auto", "base")
        for language in ("auto", "de"):
            with pytest.raises(BadInput, match="English only"):
                check_language(language, "tiny.en")


class TestGlossary:
    def test_names_one_per_line(self, tmp_path: Path) -> None:
        file = tmp_path / "names.txt"
        file.write_text("\ufeffWillow Kettle\r\n  Daniel \n\n# products\nÜber-Lamp\nDaniel\n", encoding="utf-8")

        assert read_glossary(file) == ("Willow Kettle", "Daniel", "Über-Lamp")

    def test_an_empty_one_names_nobody(self, tmp_path: Path) -> None:
        file = tmp_path / "names.txt"
        file.write_bytes(b"")

        assert read_glossary(file) == ()

    def test_a_name_that_no_disk_knows_is_bad_input(self) -> None:
        with pytest.raises(BadInput, match="glossary"):
            read_glossary(Path("a\0b"))

    @pytest.mark.parametrize("content", [b"\xff\xfeW\x00", None])
    def test_what_is_no_text_is_bad_input(self, tmp_path: Path, content: bytes | None) -> None:
        file = tmp_path / "names.txt"
        if content is not None:
            file.write_bytes(content)

        with pytest.raises(BadInput, match="glossary"):
            read_glossary(file)
