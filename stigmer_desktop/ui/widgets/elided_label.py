"""A line of text that ends in an ellipsis where there is no room, and shows whole in a tooltip."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.reading import as_read


class ElidedLabel(QWidget):
    """Draws one line in the colour of `token`; line breaks in the text become spaces."""

    def __init__(
        self,
        theme: Theme,
        font: QFont,
        token: str = "text",
        text: str = "",
        parent: QWidget | None = None,
        *,
        elided_in_the_middle: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._token = token
        self._text = ""
        elide = Qt.TextElideMode
        self._mode = elide.ElideMiddle if elided_in_the_middle else elide.ElideRight
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)
        self.set_text(text)

    @property
    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        """Shows `text`."""
        self._text = " ".join(text.split())
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self._update_tooltip()
        self.update()

    def set_token(self, token: str) -> None:
        """Shows the text in the colour of `token`."""
        self._token = token
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_tooltip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.tokens.by_name(self._token))
        # On the base line of its own font, also where another one has to help out.
        metrics = QFontMetrics(self.font())
        base = (self.height() - metrics.height()) // 2 + metrics.ascent()
        painter.drawText(QPoint(0, base), as_read(self._shown()))

    @Slot()
    def _on_theme_changed(self) -> None:
        # The text may be of another size now.
        self.updateGeometry()
        self._update_tooltip()
        self.update()

    def _shown(self) -> str:
        return QFontMetrics(self.font()).elidedText(self._text, self._mode, self.width())

    def _update_tooltip(self) -> None:
        self.setToolTip("" if self._shown() == self._text else self._text)
