"""Nothing but the dispatch: the worker, or the command line."""

import sys


def main() -> int:
    """Run what the arguments name and return the exit status."""
    if sys.argv[1:2] == ["worker"]:
        from desktop import worker

        return worker.main()
    from desktop import cli

    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
