"""Phosphor icons as outlines: any size, any colour, sharp at any device pixel ratio.

The font is the one that qtawesome ships as its prefix `ph`. Importing qtawesome would load a dozen
other icon fonts and cost a good part of the window's start, so only the file is used.
"""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPainterPath, QPixmap, QPixmapCache, QRawFont

_EM = 256.0
_RATIOS = (1.0, 1.25, 1.5, 2.0, 3.0)
_DISABLED_OPACITY = 0.45


def icon(
    name: str,
    color: QColor,
    size: int = 16,
    gap: int = 0,
    disabled: QColor | None = None,
    *,
    gap_before: bool = False,
) -> QIcon:
    """The Phosphor icon `name` (for example "magnifying-glass"), `size` logical pixels square.

    `gap` adds empty room at its right, or with `gap_before` at its left: buttons leave no more than 4 pixels
    between icon and words.
    `disabled` is its colour where it cannot be used; without it, it is fainter there.

    Raises:
        KeyError: there is no such icon.
    """
    result = QIcon()
    faded = QColor(disabled or color)
    if disabled is None:
        faded.setAlphaF(color.alphaF() * _DISABLED_OPACITY)
    for ratio in _RATIOS:
        result.addPixmap(pixmap(name, color, size, ratio, gap, gap_before))
        result.addPixmap(pixmap(name, faded, size, ratio, gap, gap_before), QIcon.Mode.Disabled)
    return result


def pixmap(
    name: str,
    color: QColor,
    size: int = 16,
    ratio: float = 1.0,
    gap: int = 0,
    gap_before: bool = False,
) -> QPixmap:
    """The icon as a pixmap for a screen of the device pixel `ratio`; kept in Qt's pixmap cache.

    Raises:
        KeyError: there is no such icon.
    """
    key = f"ph:{name}:{color.rgba():x}:{size}:{ratio}:{-gap if gap_before else gap}"
    cached = QPixmap()
    if QPixmapCache.find(key, cached):
        return cached
    # An unknown name must be found out before a painter is at work on the pixmap.
    outline(name)
    side = round(size * ratio)
    drawn = QPixmap(QSize(round((size + gap) * ratio), side))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    left = gap if gap_before else 0
    paint_icon(painter, QRectF(left, 0, side / ratio, side / ratio), name, color)
    painter.end()
    QPixmapCache.insert(key, drawn)
    return drawn


def paint_icon(painter: QPainter, rect: QRectF, name: str, color: QColor) -> None:
    """Draws the icon into `rect`, for delegates and widgets that paint themselves.

    Raises:
        KeyError: there is no such icon.
    """
    shape = outline(name)
    side = min(rect.width(), rect.height())
    origin = rect.center() - QPointF(side / 2, side / 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(origin)
    painter.scale(side / _EM, side / _EM)
    painter.fillPath(shape, color)
    painter.restore()


@cache
def outline(name: str) -> QPainterPath:
    """The outline of the icon in a square of 256 by 256.

    Raises:
        KeyError: there is no such icon.
    """
    font, characters = _phosphor()
    glyph = font.glyphIndexesForString(characters[name])[0]
    path = font.pathForGlyph(glyph)
    path.translate(0.0, font.ascent())
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


@cache
def _phosphor() -> tuple[QRawFont, dict[str, str]]:
    found = importlib.util.find_spec("qtawesome")
    folders = found.submodule_search_locations if found else None
    for folder in folders or ():
        fonts = Path(folder, "fonts")
        for file in fonts.glob("phosphor-*.ttf"):
            font = QRawFont(str(file), _EM, QFont.HintingPreference.PreferNoHinting)
            codes = json.loads(next(fonts.glob("phosphor-charmap*.json")).read_text(encoding="utf-8"))
            return font, {name: chr(int(code, 16)) for name, code in codes.items()}
    raise FileNotFoundError("qtawesome has no Phosphor font")
