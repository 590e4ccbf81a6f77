"""Named values below each other: added, removed, pasted as .env lines, and checked for their names."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, text_font
from stigmer_desktop.ui.resources.env_lines import EnvLines, NamedValue, env_lines
from stigmer_desktop.ui.resources.value_row import FetchValue, ValueRow
from stigmer_desktop.ui.theme import SPACE_2, Theme
from stigmer_desktop.ui.widgets.push_button import PushButton


class ValueRows(QWidget):
    """`fetch` gets the value of a masked secret by its name."""

    edited = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        help_text: str,
        fetch: FetchValue | None = None,
        parent: QWidget | None = None,
        *,
        with_secrets: bool = True,
        with_description: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fetch = fetch
        self._with_secrets = with_secrets
        self._with_description = with_description
        self.rows: list[ValueRow] = []
        self.add_button = PushButton(theme, self.tr("Add a value"), icon_name="plus")
        self.add_button.setAccessibleName(self.tr("Add a value to %1").replace("%1", name))
        self.add_button.clicked.connect(self._on_add_clicked)
        self.paste_button = PushButton(theme, self.tr("Paste lines"), icon_name="clipboard-text")
        self.paste_button.setToolTip(self.tr("Takes NAME=value lines, as of a .env file, from the clipboard"))
        self.paste_button.clicked.connect(self._on_paste_clicked)
        label = QLabel(name)
        label.setFont(text_font(12, MEDIUM))
        self._help = QLabel(help_text)
        self._help.setFont(text_font(12))
        self._help.setProperty("tone", "third")
        self._help.setWordWrap(True)
        if not help_text:
            self._help.hide()
        self._said = QLabel()
        self._said.setFont(text_font(12))
        self._said.setProperty("tone", "second")
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._said.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_2)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.paste_button)
        buttons.addWidget(self._said, 1)
        buttons.addStretch(1)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(label)
        column.addWidget(self._help)
        column.addLayout(self._rows)
        column.addLayout(buttons)

    def set_help(self, words: str) -> None:
        """Says something else about what the values are for."""
        self._help.setText(words)
        self._help.setVisible(bool(words))

    @property
    def values(self) -> list[NamedValue]:
        """What the rows say, without those that are blank."""
        return [row.named_value for row in self.rows if not row.is_blank]

    def set_values(self, values: Sequence[NamedValue]) -> None:
        """Shows `values`."""
        for row in tuple(self.rows):
            self._drop(row)
        for value in values:
            self._put(value)
        self._say("")

    def check(self) -> QWidget | None:
        """Says which rows have no name, or one that is taken; returns the first such."""
        taken: set[str] = set()
        wrong: list[QWidget] = []
        for row in self.rows:
            name = row.named_value.name
            fault = row.unready()
            if not row.is_blank and not name:
                fault = self.tr("A name is needed.")
            elif name in taken:
                fault = self.tr("There is a value with this name already.")
            row.set_fault(fault)
            if fault:
                wrong.append(row.name)
            taken.add(name or "\0")
        return wrong[0] if wrong else None

    def merge(self, lines: EnvLines) -> None:
        """Adds what `lines` set; a value whose name is there already takes its place."""
        values = lines.values
        by_name = {row.named_value.name: row for row in self.rows}
        for row in tuple(self.rows):
            if row.is_blank:
                self._drop(row)
        for value in values:
            known = by_name.get(value.name)
            if known is None or known not in self.rows:
                self._put(value)
            else:
                known.value.setText(value.value)
                known.value.textEdited.emit(value.value)
        self._say(self._told(lines))
        self.edited.emit()

    def _told(self, lines: EnvLines) -> str:
        """What came of lines that were pasted."""
        count, left = len(lines.values), len(lines.left_out)
        if not left:
            words = self.tr("1 value pasted.") if count == 1 else self.tr("%1 values pasted.")
            return words.replace("%1", str(count))
        number, line = lines.left_out[0]
        words = self.tr("%1 pasted, line %2 left out: %3")
        if left > 1:
            words = self.tr("%1 pasted, %4 lines left out; the first is line %2: %3")
        words = words.replace("%1", str(count)).replace("%4", str(left))
        return words.replace("%2", str(number)).replace("%3", line)

    def _put(self, value: NamedValue) -> ValueRow:
        row = ValueRow(
            self._theme,
            value,
            self._fetch,
            with_secrets=self._with_secrets,
            with_description=self._with_description,
        )
        row.edited.connect(self._on_edited)
        row.removed.connect(lambda: self._on_removed(row))
        row.lines_pasted.connect(self.merge)
        self.rows.append(row)
        self._rows.addWidget(row)
        return row

    def _drop(self, row: ValueRow) -> None:
        self.rows.remove(row)
        self._rows.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _on_edited(self) -> None:
        if any(row.fault.text() for row in self.rows):
            self.check()
        self.edited.emit()

    def _on_removed(self, row: ValueRow) -> None:
        place = self.rows.index(row)
        self._drop(row)
        left = self.rows[min(place, len(self.rows) - 1)].name if self.rows else self.add_button
        left.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_edited()

    def _on_add_clicked(self) -> None:
        row = self._put(NamedValue(""))
        row.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_paste_clicked(self) -> None:
        lines = env_lines(QGuiApplication.clipboard().text())
        if lines.values:
            self.merge(lines)
        else:
            self._say(self.tr("The clipboard has no NAME=value lines."))

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.setVisible(bool(words))
