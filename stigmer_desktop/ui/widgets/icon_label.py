"""An icon that stands by itself and keeps its tint when the theme changes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.theme import RADIUS_CONTROL, Theme


class IconLabel(QWidget):
    """Draws the icon `size` pixels square; with `tile`, on a rounded square of `tile_token`."""

    def __init__(
        self,
        theme: Theme,
        icon_name: str,
        token: str = "second_text",
        size: int = 16,
        parent: QWidget | None = None,
        *,
        tile: int = 0,
        tile_token: str = "accent_tint",
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon_name
        self._token = token
        self._size = size
        self._tile = tile
        self._tile_token = tile_token
        self._set_size()
        theme.changed.connect(self._set_size)

    @Slot()
    def _set_size(self) -> None:
        side = scaled(self._tile or self._size)
        self.setFixedSize(QSize(side, side))
        self.update()

    def set_icon(self, icon_name: str, token: str) -> None:
        """Shows another icon in another colour."""
        self._icon_name, self._token = icon_name, token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        box = QRectF(self.rect())
        if self._tile:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(tokens.by_name(self._tile_token))
            painter.setBrush(tokens.by_name(self._tile_token))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CONTROL, RADIUS_CONTROL)
        picture = QRectF(0, 0, scaled(self._size), scaled(self._size))
        picture.moveCenter(box.center())
        paint_icon(painter, picture, self._icon_name, tokens.by_name(self._token))
