"""Shows the keys of one action, and takes new ones when it is clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from stigmer_desktop.ui.fonts import scaled, text_font
from stigmer_desktop.ui.palette.window_action import key_names
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.key_caps import caps_width, paint_caps

_HEIGHT = 30
_PADDING = 6
_MODIFIERS = (
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_unknown,
)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class KeyField(QAbstractButton):
    """Checked while it waits for keys. `captured` carries them in Qt's portable form, or an empty text.

    Escape leaves everything as it was, Backspace takes the keys away. `refused` says that the keys are
    such as one types with.
    """

    captured = Signal(object)
    refused = Signal()

    def __init__(self, theme: Theme, label: str, shortcut: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._label = label
        self._shortcut = shortcut
        self.setCheckable(True)
        self.setFont(text_font(12))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("Change the keys"))
        self.toggled.connect(self._on_toggled)
        theme.changed.connect(self.updateGeometry)
        self.set_shortcut(shortcut)

    def set_shortcut(self, shortcut: str) -> None:
        """Shows these keys."""
        self._shortcut = shortcut
        self.setAccessibleName(f"{self._label}: {'+'.join(self._keys) or self.tr('no keys')}")
        self.updateGeometry()
        self.update()

    @property
    def _keys(self) -> list[str]:
        return key_names(self._shortcut)

    @property
    def _words(self) -> str:
        if self.isChecked():
            return self.tr("Press the new keys")
        return "" if self._keys else self.tr("None")

    def sizeHint(self) -> QSize:
        wanted = caps_width(self._keys)
        if self._words:
            wanted = QFontMetricsF(self.font()).horizontalAdvance(self._words)
        return QSize(round(wanted) + 2 * scaled(_PADDING) + 1, scaled(_HEIGHT))

    def event(self, event: QEvent) -> bool:
        # What would be a shortcut elsewhere is only a key here.
        if event.type() == QEvent.Type.ShortcutOverride and self.isChecked():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.isChecked():
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.setChecked(True)
            else:
                super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key in _MODIFIERS:
            return
        commands = bool(event.modifiers() & _COMMANDS)
        if key == Qt.Key.Key_Escape and not commands:
            self.setChecked(False)
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and not commands:
            self._take("")
        elif commands or Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35:
            pressed = QKeySequence(event.keyCombination())
            self._take(pressed.toString(QKeySequence.SequenceFormat.PortableText))
        else:
            self.refused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.setChecked(False)
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.hasFocus() or self.isChecked():
            painter.setPen(QPen(tokens.accent, 2))
            painter.drawRoundedRect(frame, 7, 7)
        elif self.underMouse():
            painter.setPen(QPen(tokens.line, 1))
            painter.drawRoundedRect(frame, 7, 7)
        if self._words:
            painter.setFont(self.font())
            painter.setPen(tokens.accent if self.isChecked() else tokens.third_text)
            painter.drawText(QRectF(self.rect()), int(Qt.AlignmentFlag.AlignCenter), self._words)
        else:
            paint_caps(painter, self.width() - scaled(_PADDING), self.height() / 2, self._keys, self._theme)

    def _take(self, shortcut: str) -> None:
        self.setChecked(False)
        self.captured.emit(shortcut)

    @Slot()
    def _on_toggled(self) -> None:
        self.updateGeometry()
        self.update()
