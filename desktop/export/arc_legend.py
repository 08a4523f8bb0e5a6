"""What the signs in the picture of an arc mean, in words: only of those that are in it."""

from collections.abc import Iterator

from desktop.export.sentences.corrections import corrected_turns
from desktop.model.drawing.rings import Ring, ring_of
from desktop.model.report import CallReport


def legend(report: CallReport) -> str:
    """One paragraph; empty where there is no arc."""
    return " ".join(_signs(report)) if report.arc.enough and report.no_arc is None else ""


def _signs(report: CallReport) -> Iterator[str]:
    yield "Dot: a customer’s turn, larger where it weighs more. Line: smoothed over turns."
    if report.band.lower:
        yield "Shaded: how far the line moves when smoothing, thresholds and recognition are varied."
    yield "Open and full square: start and end. Triangle under the line: low."
    if report.pivots:
        yield "Arrow: a pivot, from the level before to the level after."
    if any(said.score and ring_of(said.score.voice) is not Ring.NONE for said in report.turns):
        yield "Ring around a dot: more energy in the customer’s voice than is usual for them."
    if corrected_turns(report):
        yield "Dot with a hole: set by a coach; the dashed open circle is what the model had said."
