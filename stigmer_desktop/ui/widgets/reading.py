"""Lets a line that is read from the right stand in a window that is read from the left."""

from __future__ import annotations

from unicodedata import bidirectional

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF

# What Unicode has for this: text between the two is laid out by itself, from the right.
_FROM_THE_RIGHT, _END = "\N{RIGHT-TO-LEFT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def as_read(text: str) -> str:
    """`text` so that its end, and an ellipsis there, stands at the left if it is read from the right."""
    is_mirrored = not text.isascii() and _starts_from_the_right(text)
    return f"{_FROM_THE_RIGHT}{text}{_END}" if is_mirrored else text


def elided(
    metrics: QFontMetrics | QFontMetricsF,
    text: str,
    width: float,
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> str:
    """`text` as it is to be drawn in one line of `width` pixels."""
    if isinstance(metrics, QFontMetrics):
        return as_read(metrics.elidedText(text, mode, int(width)))
    return as_read(metrics.elidedText(text, mode, width))


def _starts_from_the_right(text: str) -> bool:
    """Whether the first character that has a direction is read from the right."""
    for character in text:
        direction = bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False
