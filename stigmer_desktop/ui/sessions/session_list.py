"""The sessions part of the sidebar: the list, its search, its menu and what stands where it is empty."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from stigmer_desktop.ui.archives.archive_desk import JSON
from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.sessions.empty_list import EmptyList
from stigmer_desktop.ui.sessions.line_dialog import TitleDialog
from stigmer_desktop.ui.sessions.session_commands import SessionCommands
from stigmer_desktop.ui.sessions.session_delegate import SessionDelegate
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel, SessionRole
from stigmer_desktop.ui.sessions.session_list_view import SessionListView
from stigmer_desktop.ui.sessions.session_search import SessionSearch
from stigmer_desktop.ui.sessions.undo_bar import UndoBar
from stigmer_desktop.ui.theme import SPACE_2, Theme
from stigmer_desktop.ui.widgets.menu import Menu

_PATIENCE_MILLISECONDS = 200


class SessionList(QWidget):
    """`session_chosen` is emitted with a session's id; `filter_wanted` asks for the search to be shown."""

    session_chosen = Signal(object)
    filter_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        model: SessionListModel,
        operations: Operations,
        commands: SessionCommands,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._failed = False
        self._model = model
        self._operations = operations
        self.commands = commands
        delegate = SessionDelegate(theme, self)
        delegate.renamed.connect(self._on_renamed)
        self._writing_at: QWidget | None = None
        self.view = SessionListView(theme, model, delegate)
        delegate.closeEditor.connect(self._on_editor_closed)
        self.view.session_chosen.connect(self.session_chosen)
        self.view.menu_wanted.connect(self._on_menu_wanted)
        self.view.list_menu_wanted.connect(self._on_list_menu_wanted)
        self.view.delete_wanted.connect(commands.delete)
        self.view.key_pressed.connect(commands.press)
        commands.rename_wanted.connect(self.edit_title)
        self.search = SessionSearch(theme, model, commands.tags)
        self.search.list_wanted.connect(self._on_list_wanted)
        self.undo = UndoBar(theme)
        self.undo.undo_wanted.connect(commands.undo)
        commands.deletions.changed.connect(self._on_deletions_changed)
        # For the whole window as long as there is something to bring back; fields undo their own first.
        self._undoing = QAction(self)
        self._undoing.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        self._undoing.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._undoing.setEnabled(False)
        self._undoing.triggered.connect(commands.undo)
        self.addAction(self._undoing)
        self._empty = EmptyList(theme)
        self._empty.clear.clicked.connect(self.search.clear)
        self._empty.bring.clicked.connect(commands.archives.import_session)
        self.setAcceptDrops(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        holder = QVBoxLayout()
        holder.setContentsMargins(SPACE_2, 0, SPACE_2, SPACE_2)
        holder.addWidget(self.undo)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.search)
        column.addWidget(self._stack, 1)
        column.addLayout(holder)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._on_patience_ended)
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.page_added):
            signal.connect(self._on_count_changed)
        self._on_count_changed()

    def set_search_shown(self, shown: bool) -> None:
        """Opens the search field and puts the cursor there, or closes it and shows all sessions."""
        if shown:
            self.search.open()
        else:
            self.search.close_and_clear()

    def listed(self, place: int) -> str:
        """The id of the session at `place` of the list, from 0; empty where there is none."""
        return str(self._model.index(place).data(SessionRole.ID) or "")

    @Slot(object, object)
    def edit_title(self, session_id: str, title: str) -> None:
        """Opens the title of a session for editing: in its row, or where there is none, in a dialog."""
        row = self._model.row_of(session_id)
        if row < 0 or not self.view.isVisible():
            save = partial(self._on_renamed, session_id)
            TitleDialog(self._theme, self.window(), title, save).open()
            return
        index = self._model.index(row)
        before = QApplication.focusWidget()
        self._writing_at = before if before is not self.view else None
        self.view.setFocus()
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
        self.view.edit(index)

    def menu_for(self, session_id: str) -> Menu:
        """What can be done with a session; empty for one that is not there any more."""
        menu = Menu(self)
        tokens = self._theme.tokens
        header = self._model.header_of(session_id)
        for command in self.commands.of(header) if header is not None else ():
            if command.parted:
                menu.addSeparator()
            token = tokens.red if command.loses else tokens.second_text
            action = menu.addAction(icon(command.icon_name, token, 15), command.words)
            # Shown only: the list itself knows its keys, and away from it there is F2 alone.
            if self.view.is_at_keyboard or command.key == "F2":
                action.setShortcut(QKeySequence(command.key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _=False, call=command.call: call())
        if header is not None and header.session.metadata.tags:
            menu.addSeparator()
            for tag in header.session.metadata.tags:
                words = self.tr("Only sessions with #%1").replace("%1", tag.replace("&", "&&"))
                only = menu.addAction(icon("funnel-simple", tokens.second_text, 15), words)
                only.triggered.connect(lambda _=False, tag=tag: self._show_only(tag))
        return menu

    def menu_for_list(self) -> Menu:
        """What can be done beside the sessions that are listed."""
        menu, color = Menu(self), self._theme.tokens.second_text
        search = menu.addAction(icon("funnel-simple", color, 15), self.tr("Search and filter"))
        search.triggered.connect(lambda _=False: self.filter_wanted.emit())
        bring = menu.addAction(icon("download-simple", color, 15), self.tr("Import a session…"))
        bring.triggered.connect(lambda _=False: self.commands.archives.import_session())
        if self.commands.deletions.ids:
            undo = menu.addAction(
                icon("arrow-counter-clockwise", color, 15), self.tr("Undo deleting sessions")
            )
            undo.triggered.connect(lambda _=False: self.commands.undo())
        return menu

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _archives_in(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        for path in _archives_in(event.mimeData()):
            self.commands.archives.import_file(path)

    def _show_only(self, tag: str) -> None:
        self.filter_wanted.emit()
        self.search.choose_tag(tag)

    @Slot(object)
    def _on_list_menu_wanted(self, position: QPoint) -> None:
        self.menu_for_list().popup(position)

    @Slot()
    def _on_list_wanted(self) -> None:
        if self._model.rowCount() and self.view.isVisible():
            self.view.setCurrentIndex(self._model.index(0))
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object, object)
    def _on_menu_wanted(self, session_id: str, position: QPoint) -> None:
        self.menu_for(session_id).popup(position)

    @Slot(object, object)
    def _on_renamed(self, session_id: str, title: str) -> None:
        self._operations.rename_session(session_id=session_id, subject=title).on_success(
            lambda _: self.commands.changed.emit(session_id)
        )

    @Slot()
    def _on_editor_closed(self) -> None:
        # Qt gives the focus to the list after this.
        QTimer.singleShot(0, self, self._give_focus_back)

    @Slot()
    def _give_focus_back(self) -> None:
        """Who was elsewhere when the title was to be written goes on there, unless they went on already."""
        before, self._writing_at = self._writing_at, None
        now = QApplication.focusWidget()
        strayed = now is None or now is self.view or self.view.isAncestorOf(now)
        if before is not None and isValid(before) and before.isVisible() and strayed:
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_deletions_changed(self) -> None:
        self.undo.tell(len(self.commands.deletions.ids))
        self._undoing.setEnabled(bool(self.commands.deletions.ids))

    def show_failure(self, failed: bool) -> None:
        """Says in place of the list that there is no server which could fill it, or that this is over."""
        self._failed = failed
        self._on_count_changed()

    @Slot()
    def _on_count_changed(self) -> None:
        is_empty = self._model.is_known_empty
        if is_empty:
            self._empty.tell(self._model.filter)
        elif self._failed and not self._model.rowCount():
            is_empty = True
            self._empty.tell_failure()
        elif not self._model.rowCount():
            # Nothing fits yet, and there is more to come: a word of it, unless it comes at once.
            if self._stack.currentWidget() is self._empty and self._empty.is_waiting:
                return
            if not self._patience.isActive():
                self._patience.start()
        if is_empty or self._model.rowCount():
            self._patience.stop()
        self._stack.setCurrentWidget(self._empty if is_empty else self.view)

    @Slot()
    def _on_patience_ended(self) -> None:
        self._empty.tell_waiting(is_search=self._model.is_loaded)
        self._stack.setCurrentWidget(self._empty)


def _archives_in(dragged: QMimeData) -> list[Path]:
    """The files among what is dragged that may be exported sessions."""
    paths = [Path(url.toLocalFile()) for url in dragged.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() == JSON.suffix]
