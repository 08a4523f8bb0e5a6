"""Whether the engines' own libraries take a model whose origin is not known."""

from pathlib import Path

from desktop.analysis.weights.architecture import dimensions_of
from desktop.analysis.weights.ct2_file import read_index
from desktop.analysis.weights.folder import MODEL, TOKENIZER, is_tokenizer
from desktop.errors import BadInput


def ensure_loads(path: Path, called: str) -> None:
    """Load a model folder once, on the processor, and let go of it.

    Args:
        path: the folder.
        called: how the user knows it.

    Raises:
        BadInput: CTranslate2 refuses the model, or its tokenizer cannot be read.
    """
    import ctranslate2

    try:
        dimensions_of(read_index(path / MODEL))
        ctranslate2.models.Whisper(str(path), device="cpu", compute_type="float32")
    except (RuntimeError, ValueError, IndexError) as error:
        raise BadInput(
            f"“{called}” holds no Whisper model that can be loaded.", "Convert it again with a current CTranslate2."
        ) from error
    if not is_tokenizer(path / TOKENIZER):
        raise BadInput(
            f"The {TOKENIZER} of “{called}” cannot be read.", "Copy it again from where the model came from."
        )
