"""The page that searches everything: one field, filters, and what was found."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.fonts import number_font
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.search.hit_delegate import COLUMN_WIDTH
from stigmer_desktop.ui.search.hit_list_model import HitListModel
from stigmer_desktop.ui.search.hit_list_view import HitListView
from stigmer_desktop.ui.search.search_feed import SearchFeed
from stigmer_desktop.ui.search.search_filters import SearchFilters
from stigmer_desktop.ui.search.search_question import MOST_CHARACTERS
from stigmer_desktop.ui.search.search_welcome import SearchWelcome
from stigmer_desktop.ui.theme import SPACE_2, SPACE_4, SPACE_6, Theme
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.page_header import PageHeader
from stigmer_desktop.ui.widgets.page_note import PageNote
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.search_field import SearchField
from stigmer_desktop.ui.widgets.spinner import Spinner

_FIELD_HEIGHT = 40
# Work that is over sooner than this needs no sign.
_SPINNER_MILLISECONDS = 200


class SearchPage(QWidget):
    """`hit_chosen` carries the SearchHit that the user wants to see in its place."""

    hit_chosen = Signal(object)

    def __init__(
        self, theme: Theme, operations: Operations, agents: AgentListModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.model = HitListModel(self)
        self.feed = SearchFeed(operations, self.model, self)
        words = self.tr("Search messages, tool calls, sessions and agents")
        self.field = SearchField(theme, words, size=14)
        self.filters = SearchFilters(theme, agents)
        self.summary = ElidedLabel(theme, number_font(12), "second_text")
        self.more_button = PushButton(theme, self.tr("Try again"), kind="quiet")
        self.spinner = Spinner(theme)
        self.view = HitListView(theme, self.model, agents)
        self.welcome = SearchWelcome(theme)
        self.nothing = PageNote(theme, "magnifying-glass", self.tr("Clear the filters"))
        self.failure = PageNote(theme, "warning-circle", self.tr("Try again"))
        self._stack = QStackedWidget()
        self._slow = QTimer(self, singleShot=True, interval=_SPINNER_MILLISECONDS)
        self._dress_field()
        self._lay_out()
        self._wire()
        self._on_feed_changed()

    @property
    def part(self) -> QWidget | None:
        """What stands below the filters now: `welcome`, `view`, `nothing` or `failure`."""
        return self._stack.currentWidget()

    def enter(self) -> None:
        """Puts the cursor into the field, ready to search for something else."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._takes(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.feed.resume()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.feed.pause()

    def _takes(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Down:
            self.view.enter()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.feed.is_asking or self.part is not self.view:
                self.feed.ask_now()
            else:
                self.view.choose(max(0, self.view.currentIndex().row()))
        elif key == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
        else:
            return False
        return True

    def _dress_field(self) -> None:
        self.field.setAccessibleName(self.tr("Search everywhere"))
        self.field.setMinimumHeight(_FIELD_HEIGHT)
        self.field.setMaxLength(MOST_CHARACTERS)
        self.field.installEventFilter(self)
        self.field.clear_action.setToolTip(self.tr("Clear (Esc)"))

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(SPACE_2)
        tools.addWidget(self.filters)
        tools.addStretch(1)
        tools.addWidget(self.spinner)
        tools.addWidget(self.summary, 1000)
        tools.addWidget(self.more_button)
        head = QWidget()
        head.setMaximumWidth(COLUMN_WIDTH)
        rows = QVBoxLayout(head)
        rows.setContentsMargins(0, SPACE_4, 0, SPACE_2)
        rows.setSpacing(SPACE_2)
        rows.addWidget(self.field)
        rows.addLayout(tools)
        line = QHBoxLayout()
        line.setContentsMargins(SPACE_6, 0, SPACE_6, 0)
        line.addStretch(1)
        line.addWidget(head, 1000)
        line.addStretch(1)
        for part in (self.welcome, self.view, self.nothing, self.failure):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PageHeader(self._theme, self.tr("Search")))
        column.addLayout(line)
        column.addWidget(self._stack, 1)

    def _wire(self) -> None:
        self.field.textChanged.connect(self._on_question_changed)
        self.filters.changed.connect(self._on_question_changed)
        self.feed.changed.connect(self._on_feed_changed)
        self.view.hit_chosen.connect(self.hit_chosen)
        self.view.left_upwards.connect(self.enter)
        self.nothing.button.clicked.connect(self._on_clear_clicked)
        self.failure.button.clicked.connect(self.feed.ask_now)
        self.more_button.clicked.connect(self.feed.load_more_again)
        self._slow.timeout.connect(self._on_slow)

    @Slot()
    def _on_question_changed(self) -> None:
        self.feed.ask(self.filters.question(self.field.text()))

    @Slot()
    def _on_clear_clicked(self) -> None:
        self.filters.clear()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_feed_changed(self) -> None:
        feed = self.feed
        if not feed.is_asking:
            self._slow.stop()
            self.spinner.hide()
        elif not self._slow.isActive() and not self.spinner.isVisible():
            self._slow.start()
        self._show_part()
        self._show_summary()

    @Slot()
    def _on_slow(self) -> None:
        self.spinner.setVisible(self.feed.is_asking)

    def _show_part(self) -> None:
        feed = self.feed
        if feed.question.is_empty:
            self._show(self.welcome)
        elif feed.error is not None and not feed.failed_on_further_page:
            self.failure.tell(self.tr("The search did not work"), feed.error.sentence)
            self._show(self.failure)
        elif self.model.rowCount():
            self._show(self.view)
        elif feed.answer is not None and not feed.is_asking:
            self._tell_nothing()
            self._show(self.nothing)

    def _show(self, part: QWidget) -> None:
        if self.part is not part:
            self._stack.setCurrentWidget(part)

    def _tell_nothing(self) -> None:
        question = self.feed.question
        heading = self.tr("Nothing has “%1”").replace("%1", " ".join(question.text.split()))
        if question.is_filtered:
            chosen = " · ".join(self.filters.chosen_words())
            words = self.tr("Searched only in: %1.").replace("%1", chosen)
        else:
            words = self.tr("Searched in all messages, tool calls, sub-agents, errors, sessions and agents.")
        if self.feed.answer is not None and self.feed.answer.catching_up:
            words += " " + self.tr("The newest may still be missing: the index is catching up.")
        self.nothing.tell(heading, words, with_button=question.is_filtered)

    def _show_summary(self) -> None:
        answer = self.feed.answer
        error = self.feed.error if self.feed.failed_on_further_page else None
        self.more_button.setVisible(error is not None)
        if error is not None:
            self.summary.set_text(error.sentence)
        elif answer is None or not answer.total_count:
            self.summary.set_text("")
        else:
            count = self.tr("1 hit") if answer.total_count == 1 else self.tr("%1 hits")
            parts = [count.replace("%1", QLocale().toString(answer.total_count))]
            if answer.newest_ranked_only:
                parts.append(self.tr("only the newest are ranked"))
            if answer.catching_up:
                parts.append(self.tr("still catching up"))
            self.summary.set_text(" · ".join(parts))
