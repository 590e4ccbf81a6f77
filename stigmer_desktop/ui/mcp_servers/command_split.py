"""Moves the arguments of a command line that was pasted as the command into their own field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.mcp_servers.command_line import command_words
from stigmer_desktop.ui.theme import SPACE_2, Theme
from stigmer_desktop.ui.widgets.form_field import FormField
from stigmer_desktop.ui.widgets.push_button import PushButton


class CommandSplit(QObject):
    """Does so when a line is pasted or the field is left, says it below the field, and takes it back."""

    def __init__(self, theme: Theme, command: FormField, arguments: FormField) -> None:
        super().__init__(command)
        self._command = command
        self._arguments = arguments
        self._before = ("", "")
        self._kept = ""  # what the user wants to stay as it is
        self.note = QWidget()
        words = QLabel(self.tr("The arguments were put into their own field, below."))
        words.setFont(text_font(12))
        words.setProperty("tone", "second")
        self.undo_button = PushButton(theme, self.tr("Undo"), kind="quiet")
        self.undo_button.setAccessibleName(self.tr("Put the arguments back into the command"))
        self.undo_button.clicked.connect(self._on_undo_clicked)
        row = QHBoxLayout(self.note)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(words)
        row.addWidget(self.undo_button)
        row.addStretch(1)
        self.note.hide()
        layout = command.layout()
        assert layout is not None
        layout.addWidget(self.note)
        command.left.connect(self.split)
        command.edited.connect(self._on_edited)
        command.input.installEventFilter(self)

    def split(self) -> None:
        """Takes the command apart, if it is a whole line."""
        text = self._command.text
        words = command_words(text)
        if not words or text == self._kept:
            return
        before = (text, self._arguments.text)
        self._command.set_text(words[0])
        self._arguments.set_text("\n".join([*words[1:], *filter(None, before[1].splitlines())]))
        self._before = before
        self.note.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
            and not self._command.text
        ):
            line = QGuiApplication.clipboard().text()
            if command_words(line):
                self._command.set_text(line.strip())
                self.split()
                return True
        return super().eventFilter(watched, event)

    def _on_edited(self) -> None:
        self.note.hide()

    def _on_undo_clicked(self) -> None:
        command, arguments = self._before
        self._kept = command
        self._command.input.setFocus()
        self._command.set_text(command)
        self._arguments.set_text(arguments)
