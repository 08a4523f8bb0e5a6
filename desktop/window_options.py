"""The options of `upswing window`, apart from both who parses them: the command line and the window itself."""

import argparse
from pathlib import Path


def add_window_options(parser: argparse.ArgumentParser) -> None:
    """Let a parser understand what the window is opened with."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="recordings, or folders of them, to add")
    parser.add_argument("--library", type=Path, metavar="FILE", help="another library than the usual one")
