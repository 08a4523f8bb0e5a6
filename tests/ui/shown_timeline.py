"""A timeline on the screen, for tests that look at it and move it."""

import time

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop.ui.call.timeline.canvas import Canvas
from desktop.ui.call.timeline.view import Timeline
from desktop.ui.theme import Look


def new_timeline(qtbot: QtBot, look: Look, height: int = 500) -> Timeline:
    timeline = Timeline(look, "en")
    qtbot.addWidget(timeline)
    timeline.resize(1200, height)
    timeline.show()
    return timeline


def canvas_of(timeline: Timeline) -> Canvas:
    canvas = timeline.findChild(Canvas)
    assert isinstance(canvas, Canvas)
    return canvas


def picture(timeline: Timeline) -> QImage:
    return canvas_of(timeline).grab().toImage()


def median_pan_s(timeline: Timeline, span_s: float) -> float:
    """The processor's time for a step aside, with so much in view."""
    taken_s = []
    for step in range(10):
        began_s = time.process_time()
        timeline.set_view(step * span_s / 200, step * span_s / 200 + span_s)
        timeline.grab()
        taken_s.append(time.process_time() - began_s)
    return sorted(taken_s)[5]
