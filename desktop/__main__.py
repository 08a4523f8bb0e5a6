"""Nothing but the dispatch: the window, the worker, or the command line."""

import os
import signal
import sys

from desktop.offline import stay_offline

# Written out: what knows it by name takes a while to import, and Ctrl-C may come in that while.
_CANCELLED = 130


def main() -> int:
    """Run what the arguments name and return the exit status."""
    stay_offline()
    try:
        match sys.argv[1:]:
            case [] | ["window", *_]:
                return _window()
            case ["worker", *_]:
                return _worker()
            case _:
                return _command_line()
    except KeyboardInterrupt:
        return _CANCELLED


def _window() -> int:
    from desktop import app

    return app.main(sys.argv[2:])


def _worker() -> int:
    # The terminal sends Ctrl-C to the whole group; what becomes of the job is for the parent to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Read when torch is imported. By default its threads spin while they wait for each other; where other programs
    # want the processor too, openai-whisper then takes four times as long.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from desktop import worker

    return worker.main()


def _command_line() -> int:
    from desktop import cli

    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
