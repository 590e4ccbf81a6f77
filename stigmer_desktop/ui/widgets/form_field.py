"""A field of a form: its name above, a word of help below, and what is wrong with it in place of that."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, text_font
from stigmer_desktop.ui.theme import SPACE_1


class FormField(QWidget):
    """Holds a QLineEdit or, where `lines` is more than 1, a QPlainTextEdit."""

    edited = Signal()
    left = Signal()

    def __init__(
        self, name: str, help_text: str = "", parent: QWidget | None = None, *, lines: int = 1
    ) -> None:
        super().__init__(parent)
        self._help = help_text
        self.input: QLineEdit | QPlainTextEdit = QLineEdit() if lines == 1 else QPlainTextEdit()
        self.input.setFont(text_font(13))
        self.input.setAccessibleName(name)
        self.input.setProperty("kind", "field")
        self.input.textChanged.connect(lambda *_: self.edited.emit())
        self.input.installEventFilter(self)
        if isinstance(self.input, QPlainTextEdit):
            self.input.setTabChangesFocus(True)
            self.input.setMinimumHeight(self.input.fontMetrics().lineSpacing() * lines + 16)
        label = QLabel(name)
        label.setFont(text_font(12, MEDIUM))
        label.setBuddy(self.input)
        self._note = QLabel(help_text)
        self._note.setFont(text_font(12))
        self._note.setWordWrap(True)
        self._note.setProperty("tone", "third")
        # Only ever hidden here: without a parent yet, it would be shown as a window of its own.
        if not help_text:
            self._note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1 + 2)
        column.addWidget(label)
        column.addWidget(self.input, 1)
        column.addWidget(self._note, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def text(self) -> str:
        if isinstance(self.input, QLineEdit):
            return self.input.text()
        return self.input.toPlainText()

    @property
    def fault(self) -> str:
        """What it says is wrong; empty if nothing."""
        return self._note.text() if self.input.property("invalid") else ""

    def set_text(self, text: str) -> None:
        """Shows `text`."""
        if isinstance(self.input, QLineEdit):
            self.input.setText(text)
            self.input.setCursorPosition(0)
        else:
            self.input.setPlainText(text)

    def set_fault(self, fault: str) -> None:
        """Says what is wrong with the field; empty takes that away."""
        self._note.setText(fault or self._help)
        self._note.setVisible(bool(fault or self._help))
        self.input.setAccessibleDescription(fault or self._help)
        if bool(self.input.property("invalid")) != bool(fault):
            self.input.setProperty("invalid", bool(fault))
            self._note.setProperty("tone", "error" if fault else "third")
            for widget in (self.input, self._note):
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.input and event.type() == QEvent.Type.FocusOut:
            if _is_of_mouse(event):
                # What is said below the field would move what is being clicked from under the pointer.
                self._application().installEventFilter(self)
            else:
                self.left.emit()
        elif event.type() == QEvent.Type.MouseButtonRelease and watched is not self.input:
            self._application().removeEventFilter(self)
            # After what the release itself does.
            QTimer.singleShot(0, self, self.left.emit)
        return super().eventFilter(watched, event)

    @staticmethod
    def _application() -> QCoreApplication:
        application = QCoreApplication.instance()
        assert application is not None
        return application


def _is_of_mouse(event: QEvent) -> bool:
    """Whether the focus goes because a button of the mouse is down."""
    if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
        return True
    return isinstance(event, QFocusEvent) and event.reason() == Qt.FocusReason.MouseFocusReason
