"""The sessions part of the sidebar: the list, its search, its menu and what stands where it is empty."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.sessions.session_delegate import SessionDelegate
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel, title_of
from stigmer_desktop.ui.sessions.session_list_view import SessionListView
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4, Theme
from stigmer_desktop.ui.widgets.menu import Menu
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.question import Answer, Question


class SessionList(QWidget):
    """`session_chosen` is emitted with a session's id, `session_deleted` once the server deleted it."""

    session_chosen = Signal(object)
    session_deleted = Signal(object)
    search_closed = Signal()

    def __init__(
        self,
        theme: Theme,
        model: SessionListModel,
        operations: Operations,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._operations = operations
        delegate = SessionDelegate(theme, self)
        delegate.renamed.connect(self._on_renamed)
        self.view = SessionListView(theme, model, delegate)
        self.view.session_chosen.connect(self.session_chosen)
        self.view.menu_wanted.connect(self._on_menu_wanted)
        self.view.delete_wanted.connect(self.ask_to_delete)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search titles and agents"))
        self.search.setAccessibleName(self.tr("Search sessions"))
        self.search.setFont(text_font(13))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(model.set_filter)
        self.search.hide()
        escape = QAction(self.search)
        escape.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        escape.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        escape.triggered.connect(self.search_closed)
        self.search.addAction(escape)
        self._empty = _EmptyList(theme)
        self._empty.clear.clicked.connect(self.search.clear)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        holder = QVBoxLayout()
        holder.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, 0)
        holder.addWidget(self.search)
        column.addLayout(holder)
        column.addWidget(self._stack, 1)
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.page_added):
            signal.connect(self._on_count_changed)
        self._on_count_changed()

    def set_search_shown(self, shown: bool) -> None:
        """Opens the search field and puts the cursor there, or closes it and shows all sessions."""
        self.search.setVisible(shown)
        if shown:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        else:
            self.search.clear()

    @Slot(object)
    def ask_to_delete(self, session_id: str) -> None:
        """Asks, and deletes the session with everything that was said in it."""
        header = self._model.header_of(session_id)
        if header is None:
            return
        Question(
            self._theme,
            self.window(),
            self.tr("Delete this session?"),
            self.tr("“%1” and everything that was said in it will be gone for good.").replace(
                "%1", title_of(header)
            ),
            [
                Answer(self.tr("Keep it")),
                Answer(self.tr("Delete"), lambda: self._delete(session_id), "danger"),
            ],
        ).open()

    def menu_for(self, session_id: str) -> Menu:
        """What can be done with a session."""
        menu = Menu(self)
        tokens = self._theme.tokens
        rename = menu.addAction(icon("pencil-simple", tokens.second_text, 15), self.tr("Rename"))
        rename.triggered.connect(lambda: self._edit(session_id))
        menu.addSeparator()
        delete = menu.addAction(icon("trash", tokens.red, 15), self.tr("Delete…"))
        delete.triggered.connect(lambda: self.ask_to_delete(session_id))
        return menu

    @Slot(object, object)
    def _on_menu_wanted(self, session_id: str, position: QPoint) -> None:
        self.menu_for(session_id).popup(position)

    def _edit(self, session_id: str) -> None:
        row = self._model.row_of(session_id)
        if row >= 0:
            index = self._model.index(row)
            self.view.setCurrentIndex(index)
            self.view.edit(index)

    @Slot(object, object)
    def _on_renamed(self, session_id: str, title: str) -> None:
        self._operations.rename_session(session_id=session_id, subject=title)

    def _delete(self, session_id: str) -> None:
        self._operations.delete_session(session_id=session_id).on_success(
            lambda _: self.session_deleted.emit(session_id)
        )

    @Slot()
    def _on_count_changed(self) -> None:
        is_empty = self._model.is_known_empty
        if is_empty:
            self._empty.tell(self._model.filter_text)
        self._stack.setCurrentWidget(self._empty if is_empty else self.view)


class _EmptyList(QWidget):
    """What stands where no session is: what was searched and a way back, or a word of welcome."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words = QLabel()
        self._words.setFont(text_font(12))
        self._words.setProperty("tone", "third")
        self._words.setWordWrap(True)
        self.clear = PushButton(theme, self.tr("Show all sessions"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4 + 2, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(self._words)
        column.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def tell(self, searched: str) -> None:
        """Says that nothing has the words `searched`, or, without them, that there is nothing yet."""
        self.clear.setVisible(bool(searched))
        if searched:
            words = self.tr("No session has “%1” in its title or agent.").replace("%1", searched)
        else:
            words = self.tr("No sessions yet. What you ask an agent will be listed here.")
        self._words.setText(words)
