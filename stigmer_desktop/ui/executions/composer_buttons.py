"""The row of buttons beneath the text one writes: what goes along, who is asked in what way, Send."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from stigmer_desktop.ui.executions.approval_choice import ApprovalChoice
from stigmer_desktop.ui.executions.folder_button import FolderButton
from stigmer_desktop.ui.executions.model_choice import ModelChoice
from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, Theme
from stigmer_desktop.ui.widgets.choice_button import ChoiceButton
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.menu import Menu
from stigmer_desktop.ui.widgets.push_button import PushButton

# What the card and its margins take of the composer's width.
_AROUND = 64


class ComposerButtons(QWidget):
    """`paths_picked` carries the paths that were picked in a dialog."""

    paths_picked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = ""
        self._room = 0
        self.attach = IconButton(theme, "paperclip", self.tr("Attach files or a folder"))
        self.attach.clicked.connect(self._on_attach_clicked)
        self.folder = FolderButton(theme)
        self.approval = ApprovalChoice(theme)
        self.agent = ChoiceButton(theme, self.tr("Agent"), icon_name="robot")
        self.model = ModelChoice(theme)
        # The icon stands behind the word, which Qt does for a button that reads from the right.
        self.send = PushButton(theme, self.tr("Send"), kind="primary", icon_name="paper-plane-right")
        self.set_send_words("")
        self.send.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.stop = PushButton(theme, self.tr("Stop"), icon_name="stop")
        self.stop.setAccessibleName(self.tr("Stop"))
        self.stop.setToolTip(self.tr("Stop what is under way (Esc); what was said is kept"))
        self.stop.hide()
        self.approval.changed.connect(self._on_mode_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_1, 0, 0, 0)
        row.setSpacing(SPACE_1)
        for widget in (self.attach, self.folder, self.agent, self.model, self.approval):
            widget.installEventFilter(self)
            row.addWidget(widget)
        self.stop.installEventFilter(self)
        row.addStretch(1)
        row.addSpacing(SPACE_2)
        row.addWidget(self.stop)
        row.addWidget(self.send)

    @property
    def send_words(self) -> str:
        """What the button says that it does."""
        return self._words

    def set_send_words(self, words: str) -> None:
        """Says on the button what it does now; empty stands for sending."""
        shown = words or self.tr("Send")
        if shown != self._words:
            self._words = shown
            self.send.setAccessibleName(shown)
            if self._room:
                self.fit(self._room)
            else:
                self.send.setText(shown)

    def fit(self, room: int) -> None:
        """Where there is little room, buttons go without their words, the least important first.

        Args:
            room: how wide the whole composer is, in pixels.
        """
        self._room = room
        buttons = [self.approval, self.folder, self.agent, self.model]
        if self.approval.asks_nothing:
            # That nothing is asked is the last that goes out of sight.
            buttons = [*buttons[1:], self.approval]
        shown = [button for button in buttons if not button.isHidden()]
        left = room - _width(self.send, self._words) - self.attach.sizeHint().width() - _AROUND
        left -= sum(button.whole_width + SPACE_1 for button in shown)
        if not self.stop.isHidden():
            left -= _width(self.stop, self.tr("Stop")) + SPACE_1
        saved = {button: button.whole_width - button.compact_width for button in shown}
        compact = []
        for button in shown:
            if left < 0:
                compact.append(button)
                left += saved[button]
        for button in compact[:]:
            # A later one with more words may have left room for an earlier one.
            if left >= saved[button]:
                compact.remove(button)
                left -= saved[button]
        risky = self.approval in compact and self.approval.asks_nothing
        wanted = saved[self.approval] if risky else 0
        # Their icons say the same, and their names stay for who cannot see them.
        for last, words in ((self.stop, self.tr("Stop")), (self.send, self._words)):
            gain = _width(last, words) - _width(last, "")
            gives = not last.isHidden() and (left < 0 or left < wanted <= left + gain)
            left += gain if gives else 0
            shown_words = "" if gives else words
            if last.text() != shown_words:
                last.setText(shown_words)
        if risky and left >= wanted:
            compact.remove(self.approval)
        for button in shown:
            button.set_compact(button in compact)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._room and event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.fit(self._room)
        return super().eventFilter(watched, event)

    def menu_of_attachments(self) -> Menu:
        """The ways to attach something."""
        menu = Menu(self.attach)
        color = self._theme.tokens.second_text
        files = menu.addAction(icon("file-plus", color, 15), self.tr("Attach files…"))
        files.triggered.connect(lambda _=False: self._ask_for(QFileDialog.FileMode.ExistingFiles))
        folder = menu.addAction(icon("folder-plus", color, 15), self.tr("Attach a folder…"))
        folder.triggered.connect(lambda _=False: self._ask_for(QFileDialog.FileMode.Directory))
        return menu

    @Slot()
    def _on_mode_changed(self) -> None:
        if self._room:
            self.fit(self._room)

    @Slot()
    def _on_attach_clicked(self) -> None:
        menu = self.menu_of_attachments()
        menu.popup(self.attach.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))

    def _ask_for(self, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self.window(), self.tr("Attach to the message"), self.folder.start)
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(lambda paths: self.paths_picked.emit(list(paths)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _width(button: PushButton, words: str) -> int:
    """How wide a button is with these words, whatever stands on it now."""
    metrics = button.fontMetrics()
    mnemonic = Qt.TextFlag.TextShowMnemonic

    def taken(text: str) -> int:
        return metrics.size(mnemonic, text).width() if text else 0

    return button.sizeHint().width() - taken(button.text()) + taken(words)
