"""A Markdown text on a page of its own: all of it at once, selectable, with links that open outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QScrollArea, QWidget

from stigmer_desktop.ui.executions.code_highlight import Highlighter
from stigmer_desktop.ui.executions.document_surface import BLEED
from stigmer_desktop.ui.executions.focus_ring import FocusRing
from stigmer_desktop.ui.executions.markdown_body import MarkdownBody
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext, ItemHost
from stigmer_desktop.ui.skills.text_choice import TextChoice
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.menu import Menu


class MarkdownView(QWidget):
    """Set as answers in the transcript are; made anew when the theme changes."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """`name` is what it is called for who does not see it."""
        super().__init__(parent)
        self._theme = theme
        self._highlighter = Highlighter(self)
        self._context = ItemContext(theme, self._highlighter, cast(ItemHost, _NoHost()))
        self._body: MarkdownBody | None = None
        self._ring: FocusRing | None = None
        self._markdown = ""
        self._choice = TextChoice(self, self)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._on_theme_changed)

    @property
    def markdown(self) -> str:
        """What it shows."""
        return self._markdown

    @property
    def selected(self) -> str:
        """What is selected of it; all of it as it was written."""
        return self._choice.selection.text()

    def surfaces(self) -> Sequence[TextSurface]:
        """Its blocks, top to bottom."""
        return self._body.surfaces() if self._body is not None else ()

    def show_focus_on(self, frame: QWidget) -> None:
        """Draws the ring of the keyboard's focus around `frame`."""
        self._ring = FocusRing(self._theme, frame)

    def set_markdown(self, markdown: str) -> None:
        """Shows `markdown`."""
        self._markdown = markdown
        if self._body is not None:
            self._body.release()
            self._body.hide()
            self._body.deleteLater()
        self._body = MarkdownBody(self._context, self)
        self._body.set_markdown(markdown)
        self._choice.selection.clear()
        self._body.show()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._ring is not None:
            self._ring.show_for(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._ring is not None:
            self._ring.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choice.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._choice.move(event)
        self._scroll_to(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        link = QUrl(self._choice.release(event))
        if link.scheme() in ("http", "https", "mailto"):
            QDesktopServices.openUrl(link)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._choice.double_click(event)

    def event(self, event: QEvent) -> bool:
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        asks = event.type() == QEvent.Type.ShortcutOverride
        if asks and is_escape and not self._choice.selection.is_empty:
            # Else it would close the page, where it only lets go of what is selected.
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._choice.key(event):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = Menu(self)
        copy = menu.addAction(self.tr("Copy"), self._choice.copy)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setEnabled(not self._choice.selection.is_empty)
        everything = menu.addAction(self.tr("Select all"), self._choice.selection.select_all)
        everything.setShortcut(QKeySequence.StandardKey.SelectAll)
        menu.popup(event.globalPos())

    def _scroll_to(self, point: QPoint) -> None:
        """Lets the page follow a selection that leads out of sight."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        content = area.widget() if area is not None else None
        if area is not None and content is not None:
            inside = self.mapTo(content, point)
            area.ensureVisible(inside.x(), inside.y(), 0, 0)

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
