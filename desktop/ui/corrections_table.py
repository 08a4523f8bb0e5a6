"""What coaches have corrected in all calls of a library, saved as one table."""

from pathlib import Path

from desktop.export.retraining import CorrectedTurn, corrected_in, corrections_csv
from desktop.files import write_atomically
from desktop.storage.library import Library

TABLE_NAME = "corrections.csv"


def corrections_of(library: Library) -> list[CorrectedTurn]:
    """Every corrected turn, call by call."""
    corrections = library.corrections
    calls = (library.calls.get(call_id) for call_id in corrections.calls())
    return [each for call in calls for each in corrected_in(library.report(call), corrections.of(call.id))]


def save_corrections(path: Path, turns: list[CorrectedTurn]) -> None:
    """Write the table.

    Raises:
        BadInput: it cannot be written there.
    """
    write_atomically(path, corrections_csv(turns))
