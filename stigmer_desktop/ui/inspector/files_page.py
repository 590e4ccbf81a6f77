"""The inspector's page of changed files: of one message or of the session, each with its diff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from stigmer_desktop.ui.executions.amount_text import count_text
from stigmer_desktop.ui.inspector.call_row import BUDGET_SECONDS, SessionCalls
from stigmer_desktop.ui.inspector.diff_panel import DiffPanel
from stigmer_desktop.ui.inspector.empty_note import EmptyNote, Filled
from stigmer_desktop.ui.inspector.file_painter import FilePainter, file_name
from stigmer_desktop.ui.inspector.file_row import FileRow, file_rows
from stigmer_desktop.ui.inspector.inspected_session import InspectedSession
from stigmer_desktop.ui.inspector.inspector_list import InspectorList
from stigmer_desktop.ui.inspector.row_list_model import RowListModel
from stigmer_desktop.ui.inspector.section_head import SectionHead
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, Theme
from stigmer_desktop.ui.widgets.icon_button import IconButton


def show_folder(folder: Path) -> None:
    """Opens a folder in the desktop's own file browser."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class FilesPage(QWidget):
    """A click on a file opens its diff below."""

    def __init__(
        self,
        theme: Theme,
        session: InspectedSession,
        calls: SessionCalls,
        open_folder: Callable[[Path], None] = show_folder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._calls = calls
        self._open_folder = open_folder
        self._shown: object = None
        self.model: RowListModel[FileRow] = RowListModel(lambda row: row.path, file_name, self)
        self.head = SectionHead(theme, self.tr("Files changed"))
        self.folder = IconButton(theme, "folder-open", self.tr("Open the session's folder"), size=15)
        self.list = InspectorList(theme, self.model, FilePainter(theme), self.tr("Files changed"))
        self.diff = DiffPanel(theme)
        self.diff.hide()
        strip = QHBoxLayout()
        strip.setContentsMargins(0, SPACE_1, SPACE_2, SPACE_1)
        strip.setSpacing(0)
        strip.addWidget(self.head, 1)
        strip.addWidget(self.folder)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self._split.addWidget(self.diff)
        self._split.setStretchFactor(0, 2)
        self._split.setStretchFactor(1, 3)
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(strip)
        rows.addWidget(self._split, 1)
        self.filled = Filled(content, EmptyNote(theme, "files", self.tr("No file was changed here.")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.filled)
        self.list.row_chosen.connect(self._on_row_chosen)
        self.diff.closed.connect(self._on_diff_closed)
        self.diff.place_wanted.connect(self._on_place_wanted)
        self.diff.folder_wanted.connect(self._on_folder_wanted)
        self.folder.clicked.connect(lambda: self._open(Path(session.workspace_folder)))

    def refresh(self, session: InspectedSession) -> bool:
        done = self._calls.refresh(session.scope, BUDGET_SECONDS)
        self.folder.setVisible(bool(session.workspace_folder))
        if self._calls.changing is not self._shown:
            self._shown = self._calls.changing
            self._show_rows()
        return done

    def _show_rows(self) -> None:
        rows = file_rows(self._calls.changing)
        self.model.set_rows(rows)
        self.filled.set_filled(bool(rows))
        added, removed = sum(row.added for row in rows), sum(row.removed for row in rows)
        self.head.set_amount(f"+{count_text(added)}  \N{MINUS SIGN}{count_text(removed)}")
        if self.diff.row is not None and not self.diff.isHidden():
            same = next((row for row in rows if self.diff.row and row.path == self.diff.row.path), None)
            if same is None:
                self._on_diff_closed()
            else:
                self.diff.show_file(same)

    def _path(self, row: FileRow) -> Path | None:
        """Where a file is; None where that cannot be known."""
        path = Path(row.path).expanduser()
        if path.is_absolute():
            return path
        folder = self._session.workspace_folder
        return Path(folder).expanduser() / path if folder else None

    def _open(self, folder: Path) -> None:
        # A folder that is gone as well: the nearest one that is there.
        there = next((place for place in (folder, *folder.parents) if place.is_dir()), None)
        if there is not None:
            self._open_folder(there)

    @Slot(object)
    def _on_row_chosen(self, row: FileRow) -> None:
        self.diff.show_file(row)
        self.diff.folder.setEnabled(self._path(row) is not None)
        if self.diff.isHidden():
            self.diff.show()
            half = max(1, self._split.height())
            self._split.setSizes([half * 2 // 5, half * 3 // 5])

    @Slot()
    def _on_diff_closed(self) -> None:
        self.diff.hide()
        self.list.setFocus()

    @Slot(object)
    def _on_place_wanted(self, row: FileRow) -> None:
        self._session.want_place(row.edits[-1].execution_id, row.edits[-1].part)

    @Slot(object)
    def _on_folder_wanted(self, row: FileRow) -> None:
        path = self._path(row)
        if path is not None:
            self._open(path.parent)
