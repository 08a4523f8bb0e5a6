"""The waveform of one channel."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.model.drawing.waveform import Heights, columns, coverage
from desktop.model.peaks import Peaks
from desktop.ui.call.timeline.lane import Lane
from desktop.ui.theme import FontSize, Look, sized

_GAP = 4


class WaveLane(Lane):
    """One channel's waveform, or a quiet sentence where there is none."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look)
        self._name = name
        self._pyramid: Sequence[Peaks] = ()
        self._channel = 0
        self._gain = 1.0
        self._missing = ""

    def show_wave(self, pyramid: Sequence[Peaks], channel: int, gain: float) -> None:
        """Show a channel of a waveform, multiplied by a gain."""
        self._pyramid, self._channel, self._gain, self._missing = pyramid, channel, gain, ""
        self.redraw()

    def show_missing(self, sentence: str) -> None:
        """Say why there is no waveform."""
        self._pyramid, self._missing = (), sentence
        self.redraw()

    def draw(self, painter: QPainter) -> None:
        """Draw the columns of pixels that are in view, or the sentence."""
        if self._pyramid:
            self._draw_wave(painter)
        elif self._missing:
            painter.setFont(sized(painter.font(), FontSize.CAPTION))
            painter.setPen(QColor(self._colours.quiet))
            lane = QRectF(12, 0, self._area.width() - 24, self._area.height())
            painter.drawText(lane, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._missing)

    def _draw_wave(self, painter: QPainter) -> None:
        device = painter.device()
        ratio = device.devicePixelRatio() if device else 1.0
        s_per_px = self._scale.s_per_px / ratio
        first = math.floor(self._scale.t(0.0) / s_per_px)
        # An odd number of rows has one in the middle, on which silence is a sharp line.
        count, height = (
            math.ceil(self._area.width() * ratio) + 1,
            int((self._area.height() - 2 * _GAP) * ratio) // 2 * 2 - 1,
        )
        if height < 2:
            return
        low, high = columns(self._pyramid, self._channel, first, count, s_per_px)
        covered = coverage(self._loud(low), self._loud(high), height)
        image = _tinted(covered, self._colour())
        image.setDevicePixelRatio(ratio)
        left = round(self._scale.x(first * s_per_px) * ratio) / ratio
        painter.drawImage(QPointF(left, _GAP), image)

    def _loud(self, heights: Heights) -> Heights:
        return np.asarray(np.clip(heights * self._gain, -1.0, 1.0), np.float32)

    def _colour(self) -> QColor:
        colours = self._colours
        return QColor({"Customer": colours.customer, "Agent": colours.agent}.get(self._name, colours.quiet))


def _tinted(covered: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], colour: QColor) -> QImage:
    """An image of one colour that is as opaque as each pixel is covered."""
    height, width = covered.shape
    rgb = np.array([colour.blue(), colour.green(), colour.red(), 255], np.uint32)
    shades = (np.arange(256, dtype=np.uint32)[:, None] * rgb // 255).astype(np.uint8).view("<u4").ravel()
    pixels = np.ascontiguousarray(shades[covered])
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()
