import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.model.drawing.palette import Theme
from desktop.ui.theme import Look


@pytest.mark.parametrize("kind", [QLineEdit, QSpinBox, QComboBox, QCheckBox])
@pytest.mark.parametrize("theme", Theme)
def test_fields_and_boxes_have_an_outline_that_can_be_seen(
    qtbot: QtBot, look: Look, theme: Theme, kind: type[QWidget]
) -> None:
    look.choose(theme)
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    field = kind()
    column.addWidget(field)
    other = QLineEdit()
    column.addWidget(other)
    other.setFocus()
    window.resize(200, 90)
    with qtbot.waitExposed(window):
        window.show()

    drawn = window.grab().toImage()
    y = field.geometry().center().y()
    edge = [drawn.pixelColor(x, y) for x in range(field.x(), field.x() + 6)]

    wanted = QColor(look.colours.outline)
    assert any(_apart(colour, wanted) <= 4 for colour in edge), [colour.name() for colour in edge]


def _apart(one: QColor, other: QColor) -> int:
    """How far two colours are apart, of 255 at the most."""
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return max(abs(a - b) for a, b in pairs)
