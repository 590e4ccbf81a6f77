"""The command palette: floats over the window, finds every action and every session by a few letters."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from stigmer_desktop.ui.fonts import scaled, text_font
from stigmer_desktop.ui.palette.palette_delegate import ROW_HEIGHT, PaletteDelegate
from stigmer_desktop.ui.palette.palette_model import PaletteModel
from stigmer_desktop.ui.palette.window_action import WindowAction
from stigmer_desktop.ui.theme import SPACE_2, SPACE_4, Theme

_WIDEST = 620
_TOP = 72
_MOST_VISIBLE_ROWS = 10
TYPING_MILLISECONDS = 150


class Palette(QFrame):
    """Lives while it is open. `more_wanted` carries what was typed: the server may know more sessions.

    It closes on Escape, on a click beside it, and when the focus goes elsewhere; Escape gives the focus
    back to where it was.
    """

    more_wanted = Signal(object)
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        actions: Sequence[WindowAction],
        sessions: Sequence[WindowAction],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._scrim = _Scrim(window)
        self._actions = actions
        self._sessions = list(sessions)
        self._before = QApplication.focusWidget()
        self._is_open = True
        self.setProperty("surface", "palette")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Command palette"))
        self.field = QLineEdit()
        self.view = QListView()
        self.model = PaletteModel(self)
        self._nothing = QLabel(self.tr("No action and no session has these letters."))
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MILLISECONDS)
        self._typing.timeout.connect(lambda: self.more_wanted.emit(self.typed))
        self._dress(theme)
        self._lay_out()
        self.field.textChanged.connect(self._on_typed)
        self.view.clicked.connect(self._on_clicked)
        window.installEventFilter(self)
        self._scrim.pressed.connect(self.dismiss)
        _application().focusChanged.connect(self._on_focus_changed)
        self._fill()
        self._scrim.show()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def is_open(self) -> bool:
        return self._is_open

    @property
    def typed(self) -> str:
        return self.field.text().strip()

    def add_sessions(self, sessions: Sequence[WindowAction]) -> None:
        """Offers further sessions for whatever is typed by now."""
        if sessions and self._is_open:
            self._sessions.extend(sessions)
            self._fill()

    def choose(self, row: int) -> None:
        """Closes the palette and does what stands in a row, if there is such a row."""
        if 0 <= row < self.model.rowCount():
            action = self.model.found(row).action
            self.dismiss()
            action.call()

    def dismiss(self) -> None:
        """Closes the palette and gives the focus back."""
        before = self._before
        self._close()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    # What comes in

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._window and kind == QEvent.Type.Resize:
            self._place()
        elif watched is self.field and kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._takes(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _takes(self, key: Qt.Key) -> bool:
        row, count = self.view.currentIndex().row(), self.model.rowCount()
        page = _MOST_VISIBLE_ROWS - 1
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: min(page, count - 1 - row),
            Qt.Key.Key_PageUp: max(-page, -row),
        }
        if key in steps:
            if count:
                self._stand_on((row + steps[key]) % count)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(row)
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            # Tab would leave; everything else is typing.
            return False
        return True

    @Slot()
    def _on_typed(self) -> None:
        self._fill()
        if self.typed:
            self._typing.start()
        else:
            self._typing.stop()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.choose(index.row())

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now is not self and not self.isAncestorOf(now):
            self._close()

    # How it looks

    def _fill(self) -> None:
        self.model.fill(self.typed, self._actions, self._sessions)
        has_rows = self.model.rowCount() > 0
        self.view.setVisible(has_rows)
        self._nothing.setVisible(not has_rows)
        if has_rows:
            self._stand_on(0)
        self._place()

    def _stand_on(self, row: int) -> None:
        index = self.model.index(row)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)

    def _dress(self, theme: Theme) -> None:
        self.field.setPlaceholderText(self.tr("Do something, or go to a session"))
        self.field.setAccessibleName(self.tr("Command palette"))
        self.field.setProperty("kind", "bare")
        self.field.setFont(text_font(15))
        self.field.installEventFilter(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(PaletteDelegate(theme, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.viewport().setAutoFillBackground(False)
        self.view.setAccessibleName(self.tr("Matching actions and sessions"))
        # The field keeps the keyboard; it moves the row as well.
        self.view.setFocusProxy(self.field)
        self._nothing.setFont(text_font(13))
        self._nothing.setProperty("tone", "second")
        self._nothing.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_4)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(48)
        shadow.setOffset(0, 12)
        shadow.setColor(QColor(0, 0, 0, 140 if theme.is_dark else 70))
        self.setGraphicsEffect(shadow)

    def _lay_out(self) -> None:
        line = QFrame()
        line.setProperty("surface", "hairline")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.field)
        column.addWidget(line)
        column.addSpacing(SPACE_2)
        column.addWidget(self.view, 1)
        column.addWidget(self._nothing)
        column.addSpacing(SPACE_2)

    def _place(self) -> None:
        width = min(_WIDEST, self._window.width() - 2 * SPACE_4)
        rows = min(self.model.rowCount(), _MOST_VISIBLE_ROWS)
        room = self._window.height() - _TOP - 2 * SPACE_4 - self.field.sizeHint().height()
        height = scaled(ROW_HEIGHT)
        self.view.setFixedHeight(max(height, min(rows * height, room)))
        self.setFixedWidth(width)
        self.adjustSize()
        self._scrim.setGeometry(self._window.rect())
        left = (self._window.width() - width) // 2
        self.setGeometry(QRect(QPoint(left, _TOP), self.size()))

    def _close(self) -> None:
        if not self._is_open:
            return
        self._is_open = False
        self._typing.stop()
        _application().focusChanged.disconnect(self._on_focus_changed)
        self._window.removeEventFilter(self)
        for widget in (self, self._scrim):
            widget.hide()
            widget.deleteLater()
        self.closed.emit()


class _Scrim(QWidget):
    """Lies over the window while the palette is open, so that a click beside it only closes it."""

    pressed = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()


def _application() -> QApplication:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise RuntimeError("the palette needs a running application")
    return application
