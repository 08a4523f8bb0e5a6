"""A tooltip that says what somebody has said or written, letter for letter."""

from html import escape


def plain_tip(text: str) -> str:
    """The text for `setToolTip`, which would take what looks like markup for it."""
    return f"<p style='white-space: pre-wrap'>{escape(text)}</p>" if "<" in text or "&" in text else text
