"""The command line with the fake worker, for tests that need a process of its own."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop import child, cli

if __name__ == "__main__":
    child.program = lambda: [sys.executable, str(Path(__file__).with_name("fake_worker.py"))]
    raise SystemExit(cli.main(sys.argv[1:]))
