"""A Markdown text on a page of its own: as high as it needs to be, with links that open outside."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.code_highlight import Highlighter
from stigmer_desktop.ui.executions.document_surface import BLEED, DocumentSurface
from stigmer_desktop.ui.executions.markdown_body import MarkdownBody
from stigmer_desktop.ui.executions.transcript_item import ItemContext, ItemHost
from stigmer_desktop.ui.theme import Theme


class MarkdownView(QWidget):
    """Set as answers in the transcript are; made anew when the theme changes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._highlighter = Highlighter(self)
        self._context = ItemContext(theme, self._highlighter, cast(ItemHost, _NoHost()))
        self._body: MarkdownBody | None = None
        self._markdown = ""
        theme.changed.connect(self._on_theme_changed)

    @property
    def markdown(self) -> str:
        """What it shows."""
        return self._markdown

    def set_markdown(self, markdown: str) -> None:
        """Shows `markdown`."""
        self._markdown = markdown
        if self._body is not None:
            self._body.release()
            self._body.hide()
            self._body.deleteLater()
        self._body = MarkdownBody(self._context, self)
        self._body.set_markdown(markdown)
        for surface in self._body.surfaces():
            if isinstance(surface, DocumentSurface):
                surface.installEventFilter(self)
                surface.setCursor(Qt.CursorShape.ArrowCursor)
        self._body.show()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.MouseButtonRelease
            and isinstance(event, QMouseEvent)
            and isinstance(watched, DocumentSurface)
        ):
            link = QUrl(watched.link_at(event.position()))
            if link.scheme() in ("http", "https", "mailto"):
                QDesktopServices.openUrl(link)
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        if self._body is None or self.width() < 80:
            return
        height = self._body.arrange(self.width())
        self._body.setGeometry(-BLEED, 0, self.width() + 2 * BLEED, height)
        self.setFixedHeight(height)

    def _on_theme_changed(self) -> None:
        if self._body is not None:
            self.set_markdown(self._markdown)


class _NoHost:
    """Text by itself is part of no transcript: there is nothing to fold, to decide or to stop."""

    def __getattr__(self, name: str) -> object:
        return lambda *arguments: False
