"""Draws a line or a few lines of text in which some characters are marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption

Range = tuple[int, int]


@dataclass(frozen=True)
class Mark:
    """How marked characters look: their colour, and what lies behind them if anything does."""

    color: QColor
    ground: QColor | None = None


def utf16_ranges(text: str, ranges: Sequence[Range]) -> list[Range]:
    """`ranges` of characters as ranges of UTF-16 units, which is how Qt counts.

    What lies outside the text is cut off, and what is empty then is left out.
    """
    if text.isascii():
        units = range(len(text) + 1)
    else:
        found = [0]
        for character in text:
            found.append(found[-1] + (2 if ord(character) > 0xFFFF else 1))
        return _cut(found, ranges)
    return _cut(units, ranges)


def _cut(units: Sequence[int], ranges: Sequence[Range]) -> list[Range]:
    last = len(units) - 1
    inside = [(min(max(start, 0), last), min(max(end, 0), last)) for start, end in ranges]
    return [(units[start], units[end]) for start, end in inside if start < end]


def paint_marked_text(
    painter: QPainter,
    box: QRectF,
    text: str,
    ranges: Sequence[Range],
    font: QFont,
    color: QColor,
    mark: Mark,
    lines: int = 1,
) -> float:
    """Draws `text` from the top of `box` in at most `lines` lines, the last one elided where it must be.

    `ranges` are the marked characters, (start, end). Returns the width of the widest line.
    """
    layout = QTextLayout(text, font)
    option = QTextOption()
    wrap = QTextOption.WrapMode.NoWrap if lines == 1 else QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
    option.setWrapMode(wrap)
    layout.setTextOption(option)
    marked = utf16_ranges(text, ranges)
    layout.setFormats(_formats(marked, mark))
    layout.setCacheEnabled(True)
    starts = _lay_out(layout, box.width(), lines)
    rest = _rest(text, starts[-1])
    metrics = QFontMetricsF(font)
    fits = layout.lineAt(len(starts) - 1).naturalTextWidth() <= box.width() and _ends(layout, starts, text)
    if not fits:
        elided = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, box.width())
        whole = text[: len(text) - len(rest)] + elided
        limit = _units(whole) - (1 if elided.endswith("…") else 0)
        layout.setText(whole)
        layout.setFormats(_formats([(a, min(b, limit)) for a, b in marked if a < limit], mark))
        starts = _lay_out(layout, box.width(), lines)
    painter.setPen(color)
    layout.draw(painter, QPointF(box.left(), box.top()))
    return max(layout.lineAt(number).naturalTextWidth() for number in range(len(starts)))


def _formats(ranges: Sequence[Range], mark: Mark) -> list[QTextLayout.FormatRange]:
    formats = []
    for start, end in ranges:
        look = QTextCharFormat()
        look.setForeground(mark.color)
        if mark.ground is not None:
            look.setBackground(mark.ground)
        entry = QTextLayout.FormatRange()
        entry.start = start
        entry.length = end - start
        entry.format = look
        formats.append(entry)
    return formats


def _lay_out(layout: QTextLayout, width: float, lines: int) -> list[int]:
    """Makes at most `lines` lines; gives where each begins, in UTF-16 units."""
    starts: list[int] = []
    y = 0.0
    layout.beginLayout()
    while len(starts) < lines:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, y))
        y += line.height()
        starts.append(line.textStart())
    layout.endLayout()
    return starts or [0]


def _ends(layout: QTextLayout, starts: list[int], text: str) -> bool:
    last = layout.lineAt(len(starts) - 1)
    return last.textStart() + last.textLength() >= _units(text)


def _rest(text: str, start: int) -> str:
    """What of `text` begins at the UTF-16 unit `start`."""
    if text.isascii():
        return text[start:]
    return text.encode("utf-16-le")[2 * start :].decode("utf-16-le", "ignore")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
