"""The lines that were changed in one file, below the list of files."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import code_font
from stigmer_desktop.ui.inspector.code_list import CodeList
from stigmer_desktop.ui.inspector.file_row import FileRow, diff_of
from stigmer_desktop.ui.inspector.row_painter import ROW_LEFT
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, Theme
from stigmer_desktop.ui.widgets.copy_button import CopyButton
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.icon_button import IconButton


class DiffPanel(QWidget):
    """`place_wanted` and `folder_wanted` carry the row; `closed` comes when it was closed."""

    place_wanted = Signal(object)
    folder_wanted = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: FileRow | None = None
        line = QFrame()
        line.setProperty("surface", "hairline")
        self.path = ElidedLabel(theme, code_font(11), "second_text", elided_in_the_middle=True)
        self.jump = IconButton(theme, "crosshair-simple", self.tr("Show in the transcript"), size=14)
        self.folder = IconButton(theme, "folder-open", self.tr("Open the folder"), size=14)
        self.copy = CopyButton(theme, self.tr("Copy the diff"), self._diff)
        self.close_button = IconButton(theme, "x", self.tr("Close the diff"), size=13)
        self.lines = CodeList(theme, self.tr("Changed lines"))
        strip = QHBoxLayout()
        strip.setContentsMargins(ROW_LEFT, SPACE_1, SPACE_2, SPACE_1)
        strip.setSpacing(0)
        strip.addWidget(self.path, 1)
        for button in (self.jump, self.folder, self.copy, self.close_button):
            strip.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        column.addLayout(strip)
        column.addWidget(self.lines, 1)
        self.jump.clicked.connect(lambda: self.place_wanted.emit(self._row))
        self.folder.clicked.connect(lambda: self.folder_wanted.emit(self._row))
        self.close_button.clicked.connect(self.closed)

    @property
    def row(self) -> FileRow | None:
        """The file that is shown."""
        return self._row

    def show_file(self, row: FileRow) -> None:
        """Shows all changes of a file."""
        if row == self._row:
            return
        if self._row is None or self._row.path != row.path:
            self.lines.scrollToTop()
            self.lines.clearSelection()
        self._row = row
        self.path.set_text(row.path)
        self.lines.set_lines(diff_of(row, self.tr("Change %1 of %2")))

    def _diff(self) -> str:
        edits = self._row.edits if self._row is not None else ()
        return "".join(edit.change.unified_diff for edit in edits)
