"""Inter for text and JetBrains Mono for code, loaded from their packages.

Both come as variable fonts. Qt (6.11) does not move the weight axis of such a font by QFont.setWeight,
nor by a style sheet's font-weight: the axis has to be set by name, which is what these functions do.
At weight 700 and above QFont.setWeight would thicken the already bold outline a second time, so the
nominal weight stays below that.

All sizes are those of 100 %. The text size that holds is a property of the application, as its font is, and
every function here takes it into account; `scaled` does the same for heights that follow the text.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

TEXT_FAMILY = "Inter"
CODE_FAMILY = "JetBrains Mono"

REGULAR, MEDIUM, SEMIBOLD, BOLD = 400, 500, 600, 700
TEXT_SIZES = (100, 112, 125, 150)

_WEIGHT_AXIS = QFont.Tag("wght")
_CONTEXTUAL_ALTERNATES = QFont.Tag("calt")
_TABULAR_FIGURES = QFont.Tag("tnum")
_PACKAGES = ("fontpkg_inter", "fontpkg_jetbrains_mono")
_PERCENT = "textPercent"


def load_fonts() -> None:
    """Makes the two families known to the running application. Call it once, before the first widget.

    Raises:
        FileNotFoundError: a font package is missing or empty.
    """
    for package in _PACKAGES:
        files = sorted(_font_files(package))
        if not files:
            raise FileNotFoundError(f"the package {package} has no fonts")
        for file in files:
            QFontDatabase.addApplicationFont(str(file))


def text_percent() -> int:
    """The size of text that holds now, in percent."""
    application = QCoreApplication.instance()
    percent = application.property(_PERCENT) if application is not None else None
    return percent if isinstance(percent, int) else 100


def scaled(pixels: float) -> int:
    """`pixels`, a length at 100 %, at the text size that holds now."""
    return round(pixels * text_percent() / 100)


def set_text_percent(application: QApplication, percent: int) -> None:
    """Makes the text of every widget, and of those that are still to come, `percent` of its usual size."""
    before = text_percent()
    application.setProperty(_PERCENT, percent)
    application.setFont(text_font())
    for widget in application.allWidgets():
        if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
            font = widget.font()
            # Sizes grow by at least a pixel each from 100 % on, so the way back is exact.
            usual = round(font.pixelSize() * 100 / before)
            font.setPixelSize(scaled(usual))
            widget.setFont(font)
    for widget in application.allWidgets():
        if isinstance(widget, QAbstractScrollArea) and widget.viewport().font() != widget.font():
            # With a style sheet the ground of a field is told late, and placeholders are drawn in its font.
            widget.viewport().setFont(widget.font())
            widget.viewport().setAttribute(Qt.WidgetAttribute.WA_SetFont, False)


def text_font(pixel_size: int = 13, weight: int = REGULAR) -> QFont:
    """Inter at `pixel_size` (logical pixels at 100 %) and `weight` (100 to 900)."""
    return _font(TEXT_FAMILY, pixel_size, weight)


def number_font(pixel_size: int = 12, weight: int = REGULAR) -> QFont:
    """Inter with figures of equal width, for times and counts that stand below each other or change."""
    font = text_font(pixel_size, weight)
    font.setFeature(_TABULAR_FIGURES, 1)
    return font


def code_font(pixel_size: int = 12, weight: int = REGULAR) -> QFont:
    """JetBrains Mono at `pixel_size` (logical pixels at 100 %)."""
    font = _font(CODE_FAMILY, pixel_size, weight)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    # Code shows the characters that are there: no arrow in place of "->".
    font.setFeature(_CONTEXTUAL_ALTERNATES, 0)
    return font


def _font(family: str, pixel_size: int, weight: int) -> QFont:
    font = QFont(family)
    font.setPixelSize(scaled(pixel_size))
    font.setWeight(QFont.Weight(min(weight, SEMIBOLD)))
    font.setVariableAxis(_WEIGHT_AXIS, float(weight))
    return font


def _font_files(package: str) -> list[Path]:
    found = importlib.util.find_spec(package)
    folders = found.submodule_search_locations if found else None
    return [file for folder in folders or () for file in Path(folder, "files").glob("*.ttf")]
