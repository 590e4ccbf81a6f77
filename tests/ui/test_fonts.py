"""The variable fonts really change their weight, and figures stand below each other."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication

from stigmer_desktop.ui.fonts import BOLD, MEDIUM, REGULAR, SEMIBOLD, code_font, number_font, text_font


def width(weight: int) -> float:
    return QFontMetricsF(text_font(13, weight)).horizontalAdvance("Fix the lexer crash on empty input")


def test_each_weight_is_wider_than_the_one_before(qapp: QApplication) -> None:
    widths = [width(weight) for weight in (REGULAR, MEDIUM, SEMIBOLD, BOLD)]
    assert widths == sorted(set(widths))


def test_the_families_are_the_ones_asked_for(qapp: QApplication) -> None:
    assert QFontInfo(text_font()).family() == "Inter"
    assert QFontInfo(code_font()).family() == "JetBrains Mono"


@pytest.mark.parametrize("pixel_size", [11, 12, 13])
def test_figures_are_of_equal_width(qapp: QApplication, pixel_size: int) -> None:
    metrics = QFontMetricsF(number_font(pixel_size))
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")
