"""The few things that a palette cannot say; buttons and fields stay Fusion's own.

Widgets choose these looks by dynamic properties: `quiet`, `primary`, `error`, `panel` and `roomy`.
"""

from desktop.model.drawing.palette import Palette


def style_sheet(colours: Palette) -> str:
    """The style sheet of the application in these colours."""
    return "".join(part(colours) for part in (_plain_parts, _buttons, _tabs_and_texts, _scroll_bars))


def _plain_parts(colours: Palette) -> str:
    """Tooltips, labels, panels and what parts them."""
    return f"""
        QToolTip {{
            color: {colours.text}; background: {colours.panel}; border: 1px solid {colours.line}; padding: 4px;
        }}
        QLabel[quiet="true"] {{ color: {colours.quiet}; }}
        QLabel[error="true"] {{ color: {colours.error}; }}
        QFrame[panel="true"] {{ background: {colours.panel}; border: 1px solid {colours.line}; }}
        QListView[roomy="true"]::item {{ padding: 4px; }}
        QSplitter::handle {{ background: {colours.line}; }}
        QSplitter::handle:horizontal {{ width: 1px; }}
        QSplitter::handle:vertical {{ height: 1px; }}
    """


def _buttons(colours: Palette) -> str:
    """The button that stands out on a screen, and the flat ones of bars."""
    return f"""
        QPushButton[primary="true"] {{
            color: {colours.on_accent}; background: {colours.accent}; border: 1px solid {colours.accent};
            border-radius: 3px; padding: 5px 14px;
        }}
        QPushButton[primary="true"]:hover {{ border-color: {colours.text}; }}
        QPushButton[primary="true"]:focus {{ border: 2px solid {colours.text}; padding: 4px 13px; }}
        QPushButton[primary="true"]:disabled {{
            color: {colours.quiet}; background: {colours.window}; border-color: {colours.line};
        }}
        QToolButton[autoRaise="true"] {{
            background: transparent; border: 1px solid transparent; border-radius: 3px; padding: 3px;
        }}
        QToolButton[badge="true"] {{ border-color: {colours.accent}; border-radius: 9px; padding: 2px 8px; }}
        QToolButton[badge="true"]:focus {{ padding: 1px 7px; }}
        QToolButton[autoRaise="true"]:hover, QToolButton[autoRaise="true"]:checked {{ background: {colours.line}; }}
        QToolButton[autoRaise="true"]:checked {{ border-color: {colours.outline}; }}
        QToolButton[autoRaise="true"]:pressed {{ background: {colours.window}; }}
        QToolButton[autoRaise="true"]:focus {{ border: 2px solid {colours.accent}; padding: 2px; }}
    """


def _tabs_and_texts(colours: Palette) -> str:
    """Tabs, and boxes with more than a line of text."""
    return f"""
        QTabBar::tab {{
            color: {colours.quiet}; background: transparent; border: 2px solid transparent; padding: 4px 10px;
        }}
        QTabBar::tab:hover {{ color: {colours.text}; }}
        QTabBar::tab:selected {{ color: {colours.text}; border-bottom-color: {colours.accent}; }}
        QTabBar::tab:selected:focus {{ border-color: {colours.accent}; }}
        QTextEdit, QPlainTextEdit[readOnly="true"] {{ background: {colours.panel}; border: 1px solid {colours.line}; }}
        QTextEdit:focus, QPlainTextEdit[readOnly="true"]:focus {{ border-color: {colours.accent}; }}
    """


def _scroll_bars(colours: Palette) -> str:
    """Bars without buttons or a groove."""
    return f"""
        QScrollBar {{ background: transparent; border: none; margin: 0; }}
        QScrollBar:vertical {{ width: 12px; }}
        QScrollBar:horizontal {{ height: 12px; }}
        QScrollBar::handle {{ background: {colours.outline}; margin: 3px; border-radius: 3px; }}
        QScrollBar::handle:vertical {{ min-height: 32px; }}
        QScrollBar::handle:horizontal {{ min-width: 32px; }}
        QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {colours.quiet}; }}
        QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
        QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """
