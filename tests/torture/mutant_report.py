"""How the reading of a mutated file came out, and what an error for a user must look like."""

import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from desktop.errors import UserError

_QUOTED = re.compile("“.*?”", re.DOTALL)
WORKS, REFUSED = "works", "refused in words"
_Result = TypeVar("_Result")


@dataclass(slots=True)
class Report:
    """What was done to the file, and what became of each use of it."""

    mutation: str = ""
    outcomes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def use(self, what: Callable[[], _Result]) -> _Result | None:
        """Use the file; it works or says in two sentences why it does not, and all else is wrong."""
        with self.using():
            return what()
        return None

    @contextmanager
    def using(self) -> Iterator[None]:
        """As `use`, for a block; what is raised in it ends there."""
        try:
            yield
        except UserError as error:
            self.outcomes.append(REFUSED)
            self.wrong += [f"no sentence: {text!r}" for text in (error.what, error.fix) if not is_sentence(text)]
        except Exception:  # noqa: BLE001  # whatever it is, it is what is looked for
            self.wrong.append(traceback.format_exc())
        else:
            self.outcomes.append(WORKS)

    def claim(self, holds: object, otherwise: str) -> None:
        """Something that must be so."""
        if not holds:
            self.wrong.append(otherwise)


def is_sentence(text: str) -> bool:
    """Whether a text is one a user may be shown: a beginning, an end, and nothing of Python's."""
    # What is in quotation marks is the user's own.
    ours = _QUOTED.sub("“”", text)
    begins = ours[:1].isupper() or ours[:1] in "“/"
    return begins and ours.endswith(".") and not any(odd in ours for odd in ("\n", "Traceback", "0x", "Error("))
