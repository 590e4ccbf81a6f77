"""The panel at the right of a session: its tabs, the execution that is meant, and the page in sight."""

from __future__ import annotations

import time
from typing import cast

from PySide6.QtCore import QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from stigmer_desktop.ui.executions.tool_summary import shortened
from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.inspector.call_row import BUDGET_SECONDS, SessionCalls
from stigmer_desktop.ui.inspector.empty_note import EmptyNote, Filled
from stigmer_desktop.ui.inspector.inspected_session import CURRENT, IN_VIEW, WHOLE, InspectedSession
from stigmer_desktop.ui.inspector.inspector_page import InspectorPage
from stigmer_desktop.ui.inspector.pages import (
    AGENTS,
    CALLS,
    FILES,
    OVERVIEW,
    RAW,
    TIMELINE,
    make_page,
)
from stigmer_desktop.ui.inspector.tab_strip import TabStrip
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_3, Theme
from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.page_header import HEADER_HEIGHT

# What these say can be said of several executions at once.
_OF_MANY = (CALLS, AGENTS, FILES)
_PAUSE_MS, _LONGEST_PAUSE_MS = 150, 1500
_PAUSE_FACTOR = 20
_COUNTS_PAUSE_MS = 800
_TITLE = 60
# So wide is what of the panel can be gripped; a list below the grip could not move its pixels.
EDGE = 5


class Inspector(QFrame):
    """Refreshes the page in sight, some times a second at most.

    `page_changed` carries the key of the page in sight, `page_made` comes when there is one more of them, and
    `close_wanted` comes from the button that there is
    while the panel lies over a session.
    """

    page_changed = Signal(object)
    page_made = Signal()
    close_wanted = Signal()

    def __init__(self, theme: Theme, session: InspectedSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._session = session
        self._calls = SessionCalls()
        self._counted: object = None
        self._pause = _PAUSE_MS
        # What the refresh that is under way took until now, and whether something changed since it began.
        self._took = 0.0
        self._has_news = False
        self.setAccessibleName(self.tr("Inspector"))
        self.tabs = TabStrip(theme, self.tr("Pages of the inspector"))
        self.close_button = IconButton(theme, "x", self.tr("Close the inspector"), size=14)
        self.close_button.hide()
        self.close_button.clicked.connect(self.close_wanted)
        self.chooser = ChoiceButton(theme, self.tr("Inspected message"))
        self.chooser.set_choices([self._current()], CURRENT)
        self._pages = QStackedWidget()
        self._made: dict[str, QWidget] = {}
        for key, name, explanation in (
            (OVERVIEW, self.tr("Overview"), self.tr("Overview and todos")),
            (CALLS, self.tr("Tools"), self.tr("Tool calls")),
            (TIMELINE, self.tr("Timeline"), self.tr("Timeline")),
            (AGENTS, self.tr("Agents"), self.tr("Sub-agents")),
            (FILES, self.tr("Files"), self.tr("Files changed")),
            (RAW, self.tr("Raw"), self.tr("Execution as JSON")),
        ):
            self.tabs.add(key, name, explanation)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._on_due)
        self._counting = QTimer(self, singleShot=True)
        self._counting.timeout.connect(self._on_counting_due)
        self.tabs.tab_chosen.connect(self._on_tab_chosen)
        self.chooser.chosen.connect(session.choose)
        session.changed.connect(self._on_changed)
        session.execution_chosen.connect(self._on_execution_chosen)
        theme.changed.connect(self._set_height)
        self._show_chooser()

    @property
    def page(self) -> str:
        """The key of the page in sight."""
        return self.tabs.key

    def page_of(self, key: str) -> QWidget:
        """The page with that key, made if nobody has visited it yet.

        Raises:
            KeyError: there is no such page.
        """
        if key not in self._made:
            self._made[key] = make_page(key, self._theme, self._session, self._calls)
            self._pages.addWidget(self._made[key])
            self.page_made.emit()
        return self._made[key]

    def show_page(self, key: str) -> None:
        """Shows a page; an unknown key shows the first."""
        self.tabs.set_key(key)

    def set_closable(self, closable: bool) -> None:
        """Shows the button that closes the panel, or hides it."""
        self.close_button.setVisible(closable)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_now()
        self._counting.start(_COUNTS_PAUSE_MS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.fillRect(self.rect(), tokens.panel)
        painter.fillRect(QRectF(0, scaled(HEADER_HEIGHT) - 1, self.width(), 1), tokens.line)
        painter.fillRect(QRectF(0, 0, 1, self.height()), tokens.line)

    @Slot()
    def _set_height(self) -> None:
        """The strip goes on where the page's own ends."""
        self._strip.setFixedHeight(scaled(HEADER_HEIGHT))
        self.update()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_1, 0, SPACE_2, 0)
        head.setSpacing(0)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.close_button)
        self._strip = QWidget()
        self._strip.setLayout(head)
        self._set_height()
        self._chooser_row = QWidget()
        row = QHBoxLayout(self._chooser_row)
        row.setContentsMargins(SPACE_1, SPACE_2, SPACE_3, 0)
        row.addWidget(self.chooser)
        row.addStretch(1)
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._chooser_row)
        rows.addWidget(self._pages, 1)
        note = EmptyNote(self._theme, "chat-circle-dots", self.tr("Nothing was asked in this session yet."))
        self.filled = Filled(content, note)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._strip)
        column.addWidget(self.filled, 1)

    # When what is refreshed

    @Slot()
    def _on_changed(self) -> None:
        if self.isVisible():
            self._has_news = True
            if not self._soon.isActive():
                self._soon.start(self._pause)
            if not self._counting.isActive():
                self._counting.start(_COUNTS_PAUSE_MS)

    @Slot()
    def _refresh_now(self) -> None:
        if self.isVisible():
            self._soon.start(0)

    @Slot()
    def _on_execution_chosen(self) -> None:
        self._refresh_now()
        if self.isVisible():
            # What the tabs count is of another message now.
            self._counting.start(0)

    @Slot()
    def _on_due(self) -> None:
        if not self.isVisible():
            return
        executions = self._session.executions
        self.filled.set_filled(bool(executions))
        self._show_chooser()
        self._pages.setCurrentWidget(self.page_of(self.page))
        page = cast(InspectorPage, self.page_of(self.page))
        if not self._took:
            self._has_news = False
        began = time.perf_counter()
        done = page.refresh(self._session)
        self._took += (time.perf_counter() - began) * 1000
        if not done:
            self._soon.start(0)
            return
        # What takes longer is done less often, so that a long execution does not slow the window down.
        self._pause = min(_LONGEST_PAUSE_MS, max(_PAUSE_MS, round(_PAUSE_FACTOR * self._took)))
        self._took = 0.0
        if self._has_news:
            # It came while the page was being made.
            self._soon.start(self._pause)

    @Slot()
    def _on_counting_due(self) -> None:
        """Says on the tabs how much there is, a little behind the page itself."""
        if not self.isVisible():
            return
        scope = self._session.scope
        if not self._calls.refresh(scope, BUDGET_SECONDS):
            self._counting.start(0)
            return
        if self._calls.rows is not self._counted:
            self._counted = self._calls.rows
            self.tabs.set_count(CALLS, len(self._calls.rows))
            changes = (change for row in self._calls.changing for change in row.call.file_changes)
            self.tabs.set_count(FILES, len({change.path for change in changes}))
        self.tabs.set_count(AGENTS, sum(len(one.status.sub_agent_executions) for one in scope))

    @Slot(object)
    def _on_tab_chosen(self, key: str) -> None:
        self._pages.setCurrentWidget(self.page_of(key))
        self._show_chooser()
        self._refresh_now()
        self.page_changed.emit(key)

    def _current(self) -> Choice:
        return Choice(CURRENT, self.tr("The current message"))

    def _show_chooser(self) -> None:
        executions = self._session.executions
        wanted = len(executions) > 1
        if self._chooser_row.isHidden() == wanted:
            self._chooser_row.setVisible(wanted)
        if not wanted:
            return
        choices = [self._current(), Choice(IN_VIEW, self.tr("The message in view"))]
        if self.page in _OF_MANY:
            choices.append(Choice(WHOLE, self.tr("The whole session")))
        for number in range(len(executions), 0, -1):
            execution = executions[number - 1]
            title = shortened(execution.spec.message, _TITLE)
            choices.append(Choice(execution.metadata.id, f"{number}. {title}"))
        # Where there is no page of the whole session, the current message is shown and named.
        shown = self._session.chosen if self.page in _OF_MANY or self._session.chosen != WHOLE else CURRENT
        if tuple(choices) != self.chooser.choices or self.chooser.key != shown:
            self.chooser.set_choices(choices, shown)
