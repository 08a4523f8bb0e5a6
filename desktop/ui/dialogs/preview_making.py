"""Previews of documents, made off the thread of the window."""

from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRunnable, Signal

from desktop.errors import UserError
from desktop.export.documents import Choice, Document, document, picture_name
from desktop.export.preview import Preview, preview_of
from desktop.model.drawing.palette import Theme
from desktop.model.report import CallReport


@dataclass(frozen=True, slots=True)
class Asked:
    """What a preview is to be made of."""

    report: CallReport
    choice: Choice
    locale: str
    theme: Theme
    density: float
    width: int
    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """A preview, or why there is none."""

    asked: Asked
    document: Document | None = None
    page: Preview | None = None
    error: UserError | None = None


class Answer(QObject):
    """Carries what another thread has made into this one."""

    made = Signal(object)


class Making(QRunnable):
    """Makes a preview off the thread of the window: an hour's call takes some tenths of a second."""

    def __init__(self, asked: Asked, answer: Answer) -> None:
        super().__init__()
        self._asked = asked
        self._answer = answer

    def run(self) -> None:
        """Make it and hand it over; when the program ends meanwhile, nobody wants it any more."""
        made = _make(self._asked)
        with suppress(RuntimeError):
            self._answer.made.emit(made)


def _make(asked: Asked) -> Made:
    try:
        made = document(asked.report, asked.choice, locale=asked.locale, picture=picture_name(asked.name))
    except UserError as error:
        return Made(asked, error=error)
    if not asked.choice.kind.is_page:
        return Made(asked, made)
    return Made(asked, made, preview_of(made.text, asked.theme, width=asked.width, density=asked.density))
