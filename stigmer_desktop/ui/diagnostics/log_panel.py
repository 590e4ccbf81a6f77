"""The end of a log, live: which log, from which level on, following or standing still, copied."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from stigmer_desktop.ui.diagnostics.log_line import Level, LevelFilter
from stigmer_desktop.ui.diagnostics.log_tail import LogTail
from stigmer_desktop.ui.fonts import code_font, scaled, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, Theme
from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton
from stigmer_desktop.ui.widgets.copy_button import CopyButton
from stigmer_desktop.ui.widgets.segmented_control import SegmentedControl
from stigmer_desktop.ui.widgets.switch import Switch
from stigmer_desktop.ui.widgets.wrapping_line import WrappingLine

_MOST_LINES = 5000
_HEIGHT = 320


class LogPanel(QFrame):
    """Reads only while it is visible."""

    def __init__(
        self, theme: Theme, logs: dict[str, tuple[str, Path]], parent: QWidget | None = None
    ) -> None:
        """`logs` has the words and the file of each log by its key; the first one is shown."""
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._logs = logs
        self._tail: LogTail | None = None
        self._lines: list[str] = []
        self._filter = LevelFilter(Level.ALL)
        self.which = SegmentedControl(
            theme, self.tr("Log"), [Choice(key, words) for key, (words, _) in logs.items()]
        )
        self.which.set_key(next(iter(logs)))
        self.which.chosen.connect(self._on_which_chosen)
        self.level = ChoiceButton(theme, self.tr("Level"), icon_name="funnel-simple")
        self.level.set_choices(
            [
                Choice(str(Level.ALL.value), self.tr("All lines")),
                Choice(str(Level.INFO.value), self.tr("Notes and worse")),
                Choice(str(Level.WARNING.value), self.tr("Warnings and errors")),
                Choice(str(Level.ERROR.value), self.tr("Errors")),
            ],
            str(Level.ALL.value),
        )
        self.level.chosen.connect(self._on_level_chosen)
        self.follow = Switch(theme, self.tr("Follow"))
        self.follow.setChecked(True)
        self.follow.toggled.connect(self._scroll)
        follow_words = QLabel(self.tr("Follow"))
        follow_words.setFont(text_font(12))
        follow_words.setProperty("tone", "second")
        self.copy = CopyButton(theme, self.tr("Copy these lines"), lambda: self.text.toPlainText())
        self.text = QPlainTextEdit()
        self.text.setProperty("kind", "log")
        self.text.setReadOnly(True)
        self.text.setUndoRedoEnabled(False)
        self.text.setFont(code_font(11))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setMaximumBlockCount(_MOST_LINES)
        self.text.setAccessibleName(self.tr("Log lines"))
        self.text.setPlaceholderText(self.tr("Nothing was written here yet."))
        self.text.setTabChangesFocus(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._set_height()
        theme.changed.connect(self._set_height)
        tools = QVBoxLayout()
        tools.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        chosen = _group(self.which)
        shown = _group(self.level, follow_words, self.follow, self.copy)
        tools.addWidget(WrappingLine(chosen, shown, least=240))
        line = QFrame()
        line.setProperty("surface", "hairline")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(tools)
        column.addWidget(line)
        column.addWidget(self.text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        self._end()
        super().hideEvent(event)

    def _begin(self) -> None:
        self._end()
        self._tail = LogTail(self._logs[self.which.key][1], self)
        self._tail.began_anew.connect(self._on_began_anew)
        self._tail.lines_came.connect(self._on_lines_came)
        self._on_began_anew()
        self._tail.start()

    def _end(self) -> None:
        if self._tail is not None:
            self._tail.stop()
            self._tail.deleteLater()
            self._tail = None

    @Slot()
    def _set_height(self) -> None:
        self.text.setFixedHeight(scaled(_HEIGHT))

    @Slot(object)
    def _on_which_chosen(self, key: str) -> None:
        self._begin()

    @Slot(object)
    def _on_level_chosen(self, key: str) -> None:
        lines = self._lines
        self._on_began_anew()
        self._on_lines_came(lines)

    @Slot()
    def _on_began_anew(self) -> None:
        self._lines = []
        self._filter = LevelFilter(Level(int(self.level.key)))
        self.text.clear()

    @Slot(object)
    def _on_lines_came(self, lines: list[str]) -> None:
        self._lines = (self._lines + lines)[-_MOST_LINES:]
        shown = list(self._filter.passed(lines))
        if not shown:
            return
        bar = self.text.verticalScrollBar()
        place = bar.value()
        self.text.appendPlainText("\n".join(shown))
        if self.follow.isChecked():
            self._scroll()
        else:
            bar.setValue(place)

    @Slot()
    def _scroll(self) -> None:
        if self.follow.isChecked():
            bar = self.text.verticalScrollBar()
            bar.setValue(bar.maximum())
            self.text.horizontalScrollBar().setValue(0)


def _group(*widgets: QWidget) -> QWidget:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_2)
    for widget in widgets:
        row.addWidget(widget)
    if len(widgets) == 1:
        row.addStretch(1)
    return group
