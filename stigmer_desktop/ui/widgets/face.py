"""Fonts with their metrics, made once for each text size: rows are drawn by the hundred."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF

from stigmer_desktop.ui.fonts import REGULAR, code_font, number_font, text_font, text_percent


@dataclass(frozen=True, eq=False)
class Face:
    """A font, and how wide and high its text is. Both are shared: nobody changes them."""

    font: QFont
    metrics: QFontMetricsF


def text_face(size: int = 13, weight: int = REGULAR, *, struck: bool = False) -> Face:
    """Inter, as `text_font` has it; `struck` with a line through it."""
    return _face(text_font, size, weight, struck, text_percent())


def number_face(size: int = 12, weight: int = REGULAR) -> Face:
    """Inter with figures of equal width."""
    return _face(number_font, size, weight, False, text_percent())


def code_face(size: int = 12) -> Face:
    """JetBrains Mono."""
    return _face(code_font, size, REGULAR, False, text_percent())


@lru_cache(maxsize=64)
def _face(make: Callable[[int, int], QFont], size: int, weight: int, struck: bool, percent: int) -> Face:
    # `percent` is not used, but is part of what names a face.
    font = make(size, weight)
    font.setStrikeOut(struck)
    return Face(font, QFontMetricsF(font))
