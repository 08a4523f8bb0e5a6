"""Where things lie on this computer, for the window, the command line and the worker alike."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


@dataclass(frozen=True, slots=True)
class Paths:
    """The program's own folders and files; `home` holds all the others."""

    home: Path

    @property
    def library(self) -> Path:
        """The library file that is used unless another one is named."""
        return self.home / "library.sqlite"

    @property
    def models(self) -> Path:
        """One folder per model."""
        return self.home / "models"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.home / "settings.toml"

    @property
    def window_state(self) -> Path:
        """Where the window stood and how it was laid out."""
        return self.home / "window.ini"

    @property
    def log(self) -> Path:
        """The log; it holds ids only."""
        return self.home / "log" / "upswing.log"


def default_paths() -> Paths:
    """The user's data folder, or the folder that `UPSWING_HOME` names."""
    named = os.environ.get("UPSWING_HOME")
    home = Path(named) if named else PlatformDirs("upswing", appauthor=False).user_data_path
    return Paths(home.expanduser().absolute())


def private_folder(path: Path) -> Path:
    """Make a folder, and the parents that it lacks, so that only its owner may read them."""
    if not path.is_dir():
        private_folder(path.parent)
        path.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    return path


def resources() -> Path:
    """What ships with the program: beside the package in a checkout, inside it in an installed wheel."""
    package = Path(__file__).parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def program() -> list[str]:
    """The command that starts this program again, for its child processes."""
    return [sys.executable, "-m", "desktop"]
