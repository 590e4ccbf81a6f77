"""Lines that are read from the right."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, qGray
from PySide6.QtWidgets import QApplication

from stigmer_desktop.ui.widgets.reading import as_read, elided

ARABIC = "بحث عن الأخطاء في الملف وإصلاحها، ثم كتابة اختبار لكل حالة"


@pytest.mark.parametrize("text", ["Fix the lexer", "", "42", "Zoë 🎉", "Lexer: بحث"])
def test_what_is_read_from_the_left_stays_as_it_is(text: str) -> None:
    assert as_read(text) == text


@pytest.mark.parametrize("text", [ARABIC, "דנה and Zoë", "42 بحث"])
def test_what_is_read_from_the_right_is_laid_out_by_itself(text: str) -> None:
    assert text in as_read(text) and len(as_read(text)) == len(text) + 2


def test_the_ellipsis_stands_at_the_end_of_what_is_read(qapp: QApplication) -> None:
    font = QFont()
    font.setPixelSize(20)
    shown = elided(QFontMetrics(font), ARABIC, 160)
    assert "…" in shown
    drawn = QImage(200, 40, QImage.Format.Format_RGB32)
    drawn.fill(0xFFFFFF)
    painter = QPainter(drawn)
    painter.setFont(font)
    painter.drawText(0, 26, shown)
    painter.end()

    def ink_above_the_line(columns: range) -> int:
        return sum(qGray(drawn.pixel(x, y)) < 128 for x in columns for y in range(20))

    # Nothing but an ellipsis stays down at the base line.
    assert ink_above_the_line(range(12)) == 0
    assert ink_above_the_line(range(130, 160)) > 0
