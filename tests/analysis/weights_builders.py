"""Small models, wheels and catalogues for the tests of the weights."""

import hashlib
import json
import struct
import zipfile
from pathlib import Path

import numpy as np

from desktop.analysis.weights.catalogue import Catalogue, KnownModel, Source, SourceFile, Wheel
from desktop.analysis.weights.checkpoint import Checkpoint, spec_of
from desktop.analysis.weights.files import FileRecord
from desktop.analysis.weights.layout import Dimensions, pairs

SPECIAL = ["<|endoftext|>", "<|startoftranscript|>", "<|translate|>", "<|transcribe|>", "<|startofprev|>"]
TOKENS = [*(f"token{i}" for i in range(40)), *SPECIAL, "<|nospeech|>", "<|notimestamps|>", "<|0.00|>", "<|30.00|>"]
SMALL = Dimensions(80, 1500, 16, 2, 1, len(TOKENS), 32, 16, 2, 2)
TYPE_IDS = {"float32": 0, "int8": 1, "int16": 2, "int32": 3, "float16": 4, "uint16": 5}
CONFIG = json.dumps({"alignment_heads": [[1, 0]], "lang_ids": [], "suppress_ids": [1], "suppress_ids_begin": []})
TOKENIZER = json.dumps({"model": {"type": "BPE", "vocab": {}, "merges": []}})


def record(name: str, content: bytes) -> FileRecord:
    return FileRecord(name, len(content), hashlib.sha256(content).hexdigest())


def text(value: str) -> bytes:
    raw = value.encode() + b"\0"
    return struct.pack("<H", len(raw)) + raw


def model_bytes(
    variables: dict[str, np.ndarray], aliases: dict[str, str] | None = None, name: str = "WhisperSpec"
) -> bytes:
    """A model.bin as CTranslate2 writes it, by a writer of our own."""
    parts = [struct.pack("<I", 6), text(name), struct.pack("<II", 3, len(variables))]
    for key, value in variables.items():
        parts += [text(key), struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape)]
        parts += [struct.pack("<BI", TYPE_IDS[value.dtype.name], value.nbytes), value.tobytes()]
    parts += [struct.pack("<I", len(aliases or {})), *(text(a) + text(b) for a, b in (aliases or {}).items())]
    return b"".join(parts)


def plain_files() -> dict[str, bytes]:
    """The files of a model that is whole for our own checks, though no engine would load it."""
    embeddings = np.arange(12, dtype=np.float16).reshape(4, 3)
    return {
        "model.bin": model_bytes({"decoder/embeddings/weight": embeddings}),
        "config.json": CONFIG.encode(),
        "tokenizer.json": TOKENIZER.encode(),
        "vocabulary.txt": b"a\nb\nc\nd\n",
    }


def write_files(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def write_wheel(path: Path, members: dict[str, bytes]) -> Wheel:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return Wheel(path.name.split("-")[0], "1.0", record(path.name, path.read_bytes()))


def halved_catalogue(folder: Path, files: dict[str, bytes], name: str = "known") -> Catalogue:
    """Two wheels with a half of model.bin each, written to a folder, and the catalogue that lists them."""
    middle = len(files["model.bin"]) // 2
    halves = files["model.bin"][:middle], files["model.bin"][middle:]
    rest = {f"one/{key}": value for key, value in files.items() if key != "model.bin"}
    wheels = (
        write_wheel(folder / "one-1.0-py3-none-any.whl", {"one/model.bin.part1": halves[0], **rest}),
        write_wheel(folder / "two-1.0-py3-none-any.whl", {"two/model.bin.part2": halves[1]}),
    )
    members = {key: (f"one/{key}",) for key in files} | {"model.bin": ("one/model.bin.part1", "two/model.bin.part2")}
    sources = (Source("here", wheels, tuple(SourceFile(record(k, v), members[k]) for k, v in files.items())),)
    return Catalogue((KnownModel(name, "A small model", "MIT", "there", "0" * 64, sources),))


def small_checkpoint(seed: int = 1, dimensions: Dimensions = SMALL) -> Checkpoint:
    """A Whisper of random weights, small enough to be made and loaded in no time."""
    random = np.random.default_rng(seed)
    width, vocabulary = dimensions.n_audio_state, dimensions.n_vocab
    shapes = {
        "encoder.conv1.weight": (width, dimensions.n_mels, 3),
        "encoder.conv2.weight": (width, width, 3),
        "encoder.positional_embedding": (dimensions.n_audio_ctx, width),
        "decoder.token_embedding.weight": (vocabulary, width),
        "decoder.positional_embedding": (dimensions.n_text_ctx, width),
    }
    names = [t for p in pairs(dimensions.n_audio_layer, dimensions.n_text_layer) for t in p.tensors if t is not None]
    state = {name: random.normal(size=shapes.get(name) or _shape(name, width)) for name in names}
    return Checkpoint(dimensions, {name: value.astype(np.float16) for name, value in state.items()})


def write_small_model(folder: Path, content: Checkpoint, quantization: str = "float16") -> Path:
    """A small model as ctranslate2 itself saves it."""
    folder.mkdir(parents=True, exist_ok=True)
    spec = spec_of(content)
    spec.register_vocabulary(TOKENS)
    spec.config.alignment_heads = [(1, 0)]
    spec.validate()
    spec.optimize(quantization)
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text(TOKENIZER)
    return folder


def _shape(name: str, width: int) -> tuple[int, ...]:
    outputs = 4 * width if ".mlp.0." in name else width
    inputs = 4 * width if ".mlp.2." in name else width
    is_matrix = name.endswith(".weight") and "_ln." not in name and ".ln" not in name
    return (outputs, inputs) if is_matrix else (outputs,)
