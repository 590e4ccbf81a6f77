"""Where one writes to an agent: the text, what goes along, who is asked in what way, and Send."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.executions.card_paint import paint_card
from stigmer_desktop.ui.executions.composer_buttons import ComposerButtons
from stigmer_desktop.ui.executions.composer_chips import ComposerChips
from stigmer_desktop.ui.executions.composer_text import ComposerText, accept_copy, can_be_taken, local_paths
from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.theme import RADIUS_COMPOSER, SPACE_2, SPACE_3, Theme, mixed
from stigmer_desktop.ui.widgets.choice_button import Choice

_SHADOW = 4
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class Composer(QWidget):
    """Keeps its text until it is told to let it go. `send_requested` carries the text.

    `paths_given` carries paths of this machine that were picked, dropped or pasted, and the point of the
    screen where that was, or None.

    Send is disabled, with its reason in the tooltip, while there is nothing to send, nobody to ask, no
    connection, or a message under way. Where the obstacle passes by itself, as at the start, Enter and
    Send are taken at their word: the message goes as soon as it can, unless it is changed before.
    """

    send_requested = Signal(object)
    agent_chosen = Signal(object)
    text_changed = Signal()
    paths_given = Signal(object, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._under_way = False
        self._obstacle = ""
        self._obstacle_passes = False
        self._waits = False
        self._takes_drop = False
        self.text = ComposerText()
        self.text.setAccessibleName(self.tr("Message"))
        self.text.textChanged.connect(self._on_text_changed)
        self.text.submitted.connect(self.submit)
        self.text.focus_changed.connect(self.update)
        self.text.paths_pasted.connect(lambda paths: self.paths_given.emit(paths, None))
        self.chips = ComposerChips(theme)
        self.buttons = ComposerButtons(theme)
        self.attach = self.buttons.attach
        self.folder = self.buttons.folder
        self.approval = self.buttons.approval
        self.agent = self.buttons.agent
        self.model = self.buttons.model
        self.send = self.buttons.send
        self.agent.chosen.connect(self.agent_chosen)
        self.send.clicked.connect(self.submit)
        self.buttons.paths_picked.connect(lambda paths: self.paths_given.emit(paths, None))
        self.error = QLabel()
        self.error.setFont(text_font(12))
        self.error.setProperty("tone", "error")
        self.error.setWordWrap(True)
        self.error.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.error.hide()
        self.setAcceptDrops(True)
        self._lay_out()
        theme.changed.connect(self.update)
        self._judge()

    def _lay_out(self) -> None:
        self._card = QWidget()
        card = QVBoxLayout(self._card)
        card.setContentsMargins(SPACE_3, SPACE_3, SPACE_2, SPACE_2)
        card.setSpacing(SPACE_2)
        card.addWidget(self.chips)
        card.addWidget(self.text)
        card.addWidget(self.buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(_SHADOW, _SHADOW, _SHADOW, _SHADOW)
        whole.setSpacing(SPACE_2)
        whole.addWidget(self._card)
        whole.addWidget(self.error)

    # What the pane says

    def set_placeholder(self, words: str) -> None:
        """Says in the empty field what may be written there."""
        self.text.setPlaceholderText(words)

    def set_message(self, text: str) -> None:
        """Puts `text` in the field, with the cursor behind it."""
        self.text.setPlainText(text)
        cursor = self.text.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.text.setTextCursor(cursor)

    @property
    def message(self) -> str:
        """What stands in the field."""
        return self.text.toPlainText()

    def set_agents(self, agents: Sequence[Choice], agent_id: str) -> None:
        """Offers these agents, with `agent_id` chosen; none at all hides the picker."""
        self.agent.set_choices(agents, agent_id)
        self.agent.setVisible(bool(agents))

    def set_send_words(self, words: str) -> None:
        """Says on the button what it does now; empty stands for sending."""
        self.buttons.set_send_words(words)

    def set_obstacle(self, reason: str, *, passes: bool = False) -> None:
        """Nothing can be sent for this reason; empty takes that away.

        `passes` says that it will be gone in a moment, without anybody doing anything about it.
        """
        if self._obstacle and self.error.text() == self._obstacle:
            self.show_error("")
        self._obstacle = reason
        self._obstacle_passes = passes
        if self._waits and not (reason and passes):
            self.stop_waiting()
            self.submit()
        self._judge()

    @property
    def waits(self) -> bool:
        """Whether the message goes as soon as what hinders it has passed."""
        return self._waits

    def stop_waiting(self) -> None:
        """Takes back that the message is to go as soon as it can."""
        if self._waits:
            self._waits = False
            self.show_error("")
            self._judge()

    def set_under_way(self, under_way: bool) -> None:
        """Shows that the message is on its way."""
        self._under_way = under_way
        if under_way:
            self.error.hide()
        self._judge()

    @property
    def is_under_way(self) -> bool:
        """Whether a message is on its way."""
        return self._under_way

    def show_error(self, sentence: str) -> None:
        """Says beneath the field why the message did not go; empty takes that away."""
        self._say(sentence, "error")

    def _say(self, sentence: str, tone: str) -> None:
        if self.error.property("tone") != tone:
            self.error.setProperty("tone", tone)
            self.error.style().polish(self.error)
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def set_most_height(self, height: int) -> None:
        """Lets the whole composer grow to about `height` pixels."""
        self.text.set_most_height(height - 76 - self.chips.minimumHeight())

    # What the user does

    @Slot()
    def submit(self) -> None:
        """Asks to send what stands in the field, if that can be sent; else says why it cannot."""
        reason = self._reason()
        if not reason:
            self.send_requested.emit(self.message.strip("\n"))
        elif reason == self._obstacle and self.message.strip():
            self._waits = self._obstacle_passes
            later = self.tr("%1 Your message is sent as soon as it is ready.").replace("%1", reason)
            self._say(later if self._waits else reason, "" if self._waits else "error")
            self._judge()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if can_be_taken(event.mimeData()):
            accept_copy(event)
            self.show_drop(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.show_drop(False)

    def dropEvent(self, event: QDropEvent) -> None:
        accept_copy(event)
        self.take(event.mimeData(), self.mapToGlobal(event.position().toPoint()))

    def take(self, data: QMimeData, point: QPoint) -> None:
        """Takes what was dropped at a point of the screen: files go along, words go into the field."""
        self.show_drop(False)
        if paths := local_paths(data):
            self.paths_given.emit(paths, point)
        else:
            self.text.insertPlainText(data.text())
        # Who drops something here goes on writing here.
        self.activateWindow()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_drop(self, takes: bool) -> None:
        """Shows whether what is being dragged could be dropped here."""
        self._takes_drop = takes
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # The whole card is the field, as far as the eye can tell.
        self.text.setFocus(Qt.FocusReason.MouseFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What is typed on a button of the composer is meant for its text.
        typed = event.text()
        if typed.isprintable() and typed.strip() and not event.modifiers() & _COMMANDS:
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            self.text.insertPlainText(typed)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        card = QRectF(self._card.geometry())
        shadow = tokens.text if not self._theme.is_dark else tokens.sidebar
        for step in range(_SHADOW, 0, -1):
            soft = shadow.toRgb()
            soft.setAlphaF(0.012 if not self._theme.is_dark else 0.06)
            grown = card.adjusted(-step + 1, -step + 3, step - 1, step)
            paint_card(painter, grown, soft, radius=RADIUS_COMPOSER + step)
        paint_card(painter, card, tokens.panel, tokens.line, RADIUS_COMPOSER)
        if self.text.hasFocus() or self._takes_drop:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            strength, width = (1.0, 2.0) if self._takes_drop else (0.6, 1.2)
            painter.setPen(QPen(mixed(tokens.line, tokens.accent, strength), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = card.adjusted(0.6, 0.6, -0.6, -0.6)
            painter.drawRoundedRect(ring, RADIUS_COMPOSER, RADIUS_COMPOSER)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.buttons.fit(self.width())

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.buttons.fit(self.width())
        return handled

    @Slot()
    def _on_text_changed(self) -> None:
        self.stop_waiting()
        if self.error.isVisible() and not self.message:
            self.error.hide()
        self._judge()
        self.text_changed.emit()

    def _reason(self) -> str:
        if self._under_way:
            return self.tr("Your message is on its way.")
        if self._obstacle:
            return self._obstacle
        if self.text.document().isEmpty() or not self.message.strip():
            return self.tr("Write a message first.")
        return ""

    def _judge(self) -> None:
        reason = self._reason()
        self.send.set_under_way(self._under_way or self._waits)
        self.send.setEnabled(not reason)
        keys = self.tr("%1 (Enter; Shift+Enter makes a new line)")
        self.send.setToolTip(reason or keys.replace("%1", self.buttons.send_words))
        self.send.setAccessibleDescription(reason)
