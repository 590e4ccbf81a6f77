"""The field one writes in: grows with its text, Enter sends, Shift+Enter makes a new line."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontMetricsF, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from stigmer_desktop.ui.fonts import text_font

_MARGIN = 2
_LETTERS_LOOKED_AT = 500


class ComposerText(QPlainTextEdit):
    """Plain text only.

    `submitted` asks to send, `height_changed` says that another height would fit, `page_requested` asks
    to turn the page elsewhere: down if it carries True. `paths_pasted` carries files and folders.
    """

    submitted = Signal()
    height_changed = Signal()
    focus_changed = Signal()
    page_requested = Signal(object)
    paths_pasted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = 0
        self._most = 10_000
        self.setFont(text_font(14))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(_MARGIN)
        self.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, False)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("QPlainTextEdit { background: transparent; border: none; }")
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self.textChanged.connect(self._on_text_changed)
        self._on_size_changed()

    def set_most_height(self, height: int) -> None:
        """Lets the field grow to `height` pixels, and scroll from there on."""
        self._most = max(self._line_height() * 2, height)
        self._apply_height()

    def sizeHint(self) -> QSize:
        return QSize(300, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            event.accept()
            self.submitted.emit()
            return
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and self._wanted <= self._most:
            # The field shows all that it has; what one wants to see more of is the transcript.
            self.page_requested.emit(event.key() == Qt.Key.Key_PageDown)
            return
        if is_return:
            self.insertPlainText("\n")
            self.ensureCursorVisible()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        is_asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_asked and event.matches(QKeySequence.StandardKey.Undo):  # type: ignore[attr-defined]
            # Where nothing was typed that could be undone, the window may have something.
            event.setAccepted(self.document().isUndoAvailable())
            return True
        handled = super().event(event)
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focus_changed.emit()
        return handled

    def insertFromMimeData(self, source: QMimeData) -> None:
        paths = local_paths(source)
        if paths:
            self.paths_pasted.emit(paths)
        else:
            super().insertFromMimeData(source)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # Files are the composer's to take, words are ours.
        if local_paths(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_size_changed()

    @Slot()
    def _on_text_changed(self) -> None:
        """The whole field stands at the right where its first letter is of a script that begins there."""
        option = self.document().defaultTextOption()
        right = reads_from_right(self.document().begin().text())
        alignment = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        if option.alignment() != alignment:
            option.setAlignment(alignment)
            self.document().setDefaultTextOption(option)

    @Slot()
    def _on_size_changed(self) -> None:
        height = 0.0
        block = self.document().begin()
        # QPlainTextEdit measures its document in lines, which are not all of one height.
        while block.isValid() and height < self._most:
            height += self.blockBoundingRect(block).height()
            block = block.next()
        wanted = max(round(height + 0.49), self._line_height()) + 2 * _MARGIN + 2
        if wanted != self._wanted:
            self._wanted = wanted
            self._apply_height()

    def _apply_height(self) -> None:
        height = min(self._wanted, self._most)
        policy = Qt.ScrollBarPolicy
        scrolls = self._wanted > self._most
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if scrolls else policy.ScrollBarAlwaysOff)
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)
            self.height_changed.emit()

    def _line_height(self) -> int:
        return round(QFontMetricsF(self.font()).lineSpacing() + 0.49)


def local_paths(source: QMimeData) -> list[str]:
    """The files and folders of this machine that were dragged or copied; none if it was anything else."""
    return [url.toLocalFile() for url in source.urls() if url.isLocalFile()]


def can_be_taken(source: QMimeData) -> bool:
    """Whether a message can do something with what is dragged: files, or words."""
    return bool(local_paths(source)) or source.hasText()


def accept_copy(event: QDropEvent) -> None:
    """Accepts what is dragged; whoever it comes from keeps it."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def reads_from_right(text: str) -> bool:
    """Whether the first letter of `text` that has a direction is written from right to left."""
    for character in text[:_LETTERS_LOOKED_AT]:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
