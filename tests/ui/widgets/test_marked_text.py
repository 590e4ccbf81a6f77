"""Characters and UTF-16 units are not the same, and marked text stays within its box."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.widgets.marked_text import Mark, paint_marked_text, utf16_ranges

GROUND = QColor("#00ff00")


@pytest.mark.parametrize(
    ("text", "ranges", "units"),
    [
        ("abc", [(1, 2)], [(1, 2)]),
        ("🔑 key", [(2, 5)], [(3, 6)]),
        ("a🔑b", [(1, 2)], [(1, 3)]),
        ("äöü", [(1, 2)], [(1, 2)]),
        ("abc", [(2, 9), (5, 7), (-3, 1)], [(2, 3), (0, 1)]),
        ("", [(0, 1)], []),
    ],
)
def test_ranges_in_utf16(text: str, ranges: list, units: list) -> None:
    assert utf16_ranges(text, ranges) == units


def painted(text: str, ranges: list, width: float, lines: int = 1) -> tuple[QImage, float]:
    image = QImage(400, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    mark = Mark(QColor("black"), GROUND)
    box = QRectF(0, 0, width, 60)
    used = paint_marked_text(painter, box, text, ranges, text_font(), QColor("black"), mark, lines)
    painter.end()
    return image, used


def marked_columns(image: QImage) -> list[int]:
    middle = [(x, y) for x in range(image.width()) for y in (2, 8)]
    return sorted({x for x, y in middle if image.pixelColor(x, y) == GROUND})


def test_a_mark_lies_behind_its_own_characters(qapp) -> None:
    image, used = painted("🔑🔑 key word", [(3, 6)], 400)
    before = painted("🔑🔑 ", [], 400)[1]
    columns = marked_columns(image)
    assert columns
    assert min(columns) >= before - 8
    assert max(columns) < used


def test_what_does_not_fit_is_elided_and_its_marks_with_it(qapp) -> None:
    text = "one two three four five six seven eight nine ten eleven twelve"
    image, used = painted(text, [(0, 3), (50, 62)], 120)
    assert used <= 121
    assert max(marked_columns(image)) < 40
    _, used = painted(text, [(0, 3)], 120, lines=2)
    assert used <= 121
