"""The command line: the same verbs as the window's, without Qt."""

from desktop.cli.main import main

__all__ = ["main"]
