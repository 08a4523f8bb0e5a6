"""The log: when and where something went wrong, with ids only and never a word of anybody's."""

from datetime import UTC, datetime

from desktop.paths import PRIVATE_FILE, Paths, private_folder

_LARGEST = 2_000_000


def write_log(paths: Paths, text: str) -> None:
    """Add an entry to the log, which begins anew once it has grown too large.

    Raises:
        OSError: the log cannot be written.
    """
    private_folder(paths.log.parent)
    paths.log.touch(mode=PRIVATE_FILE)
    if paths.log.stat().st_size > _LARGEST:
        paths.log.replace(paths.log.with_suffix(".old.log"))
        paths.log.touch(mode=PRIVATE_FILE)
    with paths.log.open("a", encoding="utf-8") as log:
        log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {text.rstrip()}\n")
