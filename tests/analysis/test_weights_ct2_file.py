from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from weights_builders import model_bytes

from desktop.analysis.weights.ct2_file import UnreadableModel, read_index

EMBEDDINGS = "decoder/embeddings/weight"
WEIGHTS = np.array([[1.0, -2.0, 0.5], [4.0, 0.25, -8.0]], dtype=np.float32)


def written(folder: Path, variables: dict[str, np.ndarray], aliases: dict[str, str] | None = None) -> Path:
    path = folder / "model.bin"
    path.write_bytes(model_bytes(variables, aliases))
    return path


@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_a_float_tensor_is_read_as_it_is(tmp_path: Path, kind: type) -> None:
    index = read_index(written(tmp_path, {EMBEDDINGS: WEIGHTS.astype(kind)}))

    assert index.read(EMBEDDINGS).dtype == np.float32
    assert np.array_equal(index.read(EMBEDDINGS), WEIGHTS)
    assert index.vocabulary_size == 2


def test_int8_rows_are_divided_by_their_scales(tmp_path: Path) -> None:
    scale = (127 / np.abs(WEIGHTS).max(axis=1)).astype(np.float32)
    quantised = np.rint(WEIGHTS * scale[:, None]).astype(np.int8)

    read = read_index(written(tmp_path, {EMBEDDINGS: quantised, f"{EMBEDDINGS}_scale": scale})).read(EMBEDDINGS)

    assert np.all(np.abs(read - WEIGHTS) <= 0.5 / scale[:, None] + 1e-6)


def test_a_convolution_has_one_scale_per_output(tmp_path: Path) -> None:
    kernel = np.arange(12, dtype=np.int8).reshape(2, 2, 3)
    scale = np.array([2.0, 4.0], dtype=np.float32)
    variables = {EMBEDDINGS: WEIGHTS, "encoder/conv1/weight": kernel, "encoder/conv1/weight_scale": scale}

    read = read_index(written(tmp_path, variables)).read("encoder/conv1/weight")

    assert np.array_equal(read, kernel / scale[:, None, None])


def test_int16_has_one_scale_for_all(tmp_path: Path) -> None:
    variables = {EMBEDDINGS: (WEIGHTS * 64).astype(np.int16), f"{EMBEDDINGS}_scale": np.array(64, dtype=np.float32)}

    assert np.array_equal(read_index(written(tmp_path, variables)).read(EMBEDDINGS), WEIGHTS)


def test_bfloat16_is_the_upper_half_of_float32(tmp_path: Path) -> None:
    raw = model_bytes({EMBEDDINGS: (WEIGHTS.view(np.uint32) >> 16).astype(np.uint16)})
    path = tmp_path / "model.bin"
    path.write_bytes(raw)

    assert np.array_equal(read_index(path).read(EMBEDDINGS), WEIGHTS)


def test_an_alias_is_read_with_the_scale_of_what_it_stands_for(tmp_path: Path) -> None:
    variables = {EMBEDDINGS: np.ones((2, 3), np.int8), f"{EMBEDDINGS}_scale": np.array([2.0, 4.0], np.float32)}

    index = read_index(written(tmp_path, variables, {"decoder/projection/weight": EMBEDDINGS}))

    assert np.array_equal(index.read("decoder/projection/weight"), index.read(EMBEDDINGS))


def test_layers_are_counted_without_the_final_norm(tmp_path: Path) -> None:
    names = ["decoder/layer_0/ffn/x", "decoder/layer_1/ffn/x", "decoder/layer_norm/beta", "encoder/layer_0/ffn/x"]

    index = read_index(written(tmp_path, {EMBEDDINGS: WEIGHTS} | dict.fromkeys(names, WEIGHTS)))

    assert (index.count_layers("encoder"), index.count_layers("decoder")) == (1, 2)


def test_a_missing_tensor_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableModel, match="encoder/num_heads"):
        read_index(written(tmp_path, {EMBEDDINGS: WEIGHTS})).read("encoder/num_heads")


@given(cut=st.integers(min_value=1))
def test_a_file_cut_anywhere_is_refused(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    whole = model_bytes({EMBEDDINGS: WEIGHTS, "x": WEIGHTS}, {"y": EMBEDDINGS})
    path = tmp_path_factory.mktemp("cut") / "model.bin"
    path.write_bytes(whole[: -(1 + cut % len(whole))])

    with pytest.raises(UnreadableModel):
        read_index(path)


@given(st.binary(max_size=200))
def test_no_bytes_bring_the_reader_down(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "model.bin"
    path.write_bytes(raw)

    with pytest.raises(UnreadableModel):
        read_index(path)


@given(place=st.integers(min_value=0), value=st.integers(0, 255))
def test_a_changed_byte_gives_an_index_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, place: int, value: int
) -> None:
    raw = bytearray(model_bytes({EMBEDDINGS: WEIGHTS, "x": WEIGHTS}, {"y": EMBEDDINGS}))
    raw[place % len(raw)] = value
    path = tmp_path_factory.mktemp("changed") / "model.bin"
    path.write_bytes(bytes(raw))

    with suppress(UnreadableModel):
        assert EMBEDDINGS in read_index(path).variables


def test_a_translator_is_no_whisper(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(model_bytes({EMBEDDINGS: WEIGHTS}, name="TransformerSpec"))

    with pytest.raises(UnreadableModel, match="no Whisper model"):
        read_index(path)
