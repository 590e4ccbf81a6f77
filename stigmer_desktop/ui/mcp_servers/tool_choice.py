"""Which tools of an MCP server may be used: all of them, or only those that are marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, text_font
from stigmer_desktop.ui.mcp_servers.tool_row import ToolRow
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_3, Theme
from stigmer_desktop.ui.trials import McpTool
from stigmer_desktop.ui.widgets.choice_button import Choice
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.segmented_control import SegmentedControl

_ALL, _CHOSEN = "all", "chosen"


class ToolChoice(QWidget):
    """`chosen` is empty while all tools may be used, as the contract has it."""

    edited = Signal()

    def __init__(self, theme: Theme, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offered: tuple[McpTool, ...] | None = None
        self._marked: list[str] = []
        self.rows: list[ToolRow] = []
        self.mode = SegmentedControl(
            theme, label, [Choice(_ALL, self.tr("All tools")), Choice(_CHOSEN, self.tr("Only the marked"))]
        )
        self.mode.set_key(_ALL)
        self.mode.chosen.connect(self._on_mode_chosen)
        self._count = QLabel()
        self._count.setFont(text_font(12, MEDIUM))
        self._count.setProperty("tone", "second")
        self.all_button = PushButton(theme, self.tr("Mark all"), kind="quiet")
        self.all_button.clicked.connect(lambda: self._mark([row.tool.name for row in self.rows]))
        self.none_button = PushButton(theme, self.tr("Mark none"), kind="quiet")
        self.none_button.clicked.connect(lambda: self._mark([]))
        self.fault = QLabel()
        self.fault.setFont(text_font(12))
        self.fault.setProperty("tone", "error")
        self.fault.setWordWrap(True)
        self.fault.hide()
        head = QHBoxLayout()
        head.setSpacing(SPACE_3)
        head.addWidget(self.mode)
        head.addWidget(self._count, 1)
        head.addWidget(self.all_button)
        head.addWidget(self.none_button)
        self._frame = QFrame()
        self._frame.setProperty("surface", "card")
        self._list = QVBoxLayout(self._frame)
        self._list.setContentsMargins(SPACE_1, SPACE_1, SPACE_1, SPACE_1)
        self._list.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(head)
        column.addWidget(self.fault)
        column.addWidget(self._frame)
        self._show()

    @property
    def chosen(self) -> list[str]:
        """The names of the tools that may be used; empty means all."""
        return [] if self.mode.key == _ALL else list(self._marked)

    def usable(self, default: Sequence[str] = ()) -> tuple[McpTool, ...] | None:
        """The tools that may be used, as far as one knows; None if that is not known.

        `default` are those that hold where none is chosen; empty means all.
        """
        names = self.chosen or list(default)
        if not names:
            return self._offered
        known = {tool.name: tool for tool in self._offered or ()}
        return tuple(known.get(name) or McpTool(name, "", False) for name in names)

    def set_chosen(self, names: Sequence[str]) -> None:
        """Shows that only `names` may be used; empty shows all."""
        self._marked = list(names)
        self.mode.set_key(_CHOSEN if names else _ALL)
        self._say("")
        self._show()

    def set_offered(self, tools: Sequence[McpTool] | None) -> None:
        """Shows what the server offers; None if that is not known."""
        self._offered = None if tools is None else tuple(tools)
        self._show()

    def check(self) -> QWidget | None:
        """Says so if no tool at all is marked."""
        missing = self.mode.key == _CHOSEN and not self._marked
        self._say(self.tr("Mark at least one tool, or take all.") if missing else "")
        return self.mode if missing else None

    def _show(self) -> None:
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        offered = self._offered or ()
        names = {tool.name for tool in offered}
        others = [McpTool(name, "", False) for name in self._marked if name not in names]
        self.rows = []
        for tool in (*offered, *others):
            row = ToolRow(self._theme, tool, is_offered=self._offered is None or tool.name in names)
            row.setChecked(tool.name in self._marked)
            row.toggled.connect(lambda on, name=tool.name: self._on_toggled(name, on))
            self.rows.append(row)
            self._list.addWidget(row)
        self._dress()

    def _dress(self) -> None:
        choosing = self.mode.key == _CHOSEN
        for row in self.rows:
            row.set_has_mark(choosing)
        self._frame.setVisible(bool(self.rows))
        marked, count = len(self._marked), len(self.rows)
        for button, is_done in ((self.all_button, marked == count), (self.none_button, not marked)):
            button.setVisible(choosing and count > 1)
            button.setEnabled(not is_done)
        words = ""
        if choosing and count:
            words = self.tr("%1 of %2").replace("%1", str(marked)).replace("%2", str(count))
        elif choosing:
            words = self.tr("Try the server to see its tools.")
        elif count:
            words = self.tr("1 tool") if count == 1 else self.tr("%1 tools").replace("%1", str(count))
        self._count.setText(words)

    def _on_toggled(self, name: str, on: bool) -> None:
        if on and name not in self._marked:
            self._marked.append(name)
            order = [row.tool.name for row in self.rows]
            self._marked.sort(key=order.index)
        elif not on and name in self._marked:
            self._marked.remove(name)
        self._changed()

    def _mark(self, names: list[str]) -> None:
        self._marked = names
        for row in self.rows:
            with QSignalBlocker(row):
                row.setChecked(row.tool.name in names)
            row.update()
        self._changed()

    def _on_mode_chosen(self, key: str) -> None:
        if key == _CHOSEN and not self._marked:
            # One begins with all, and takes away.
            self._marked = [tool.name for tool in self._offered or ()]
            self._show()
        self._changed()

    def _changed(self) -> None:
        self._say("")
        self._dress()
        self.edited.emit()

    def _say(self, words: str) -> None:
        self.fault.setText(words)
        self.fault.setVisible(bool(words))
