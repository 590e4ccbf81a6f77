"""The middle of the window: one page at a time, the banner above it, the message bar over its foot."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from stigmer_desktop.api.desktop import SEARCH_PLACE_AGENT, Overview, SearchHit
from stigmer_desktop.ui.agents.agent_editor import AgentEditor
from stigmer_desktop.ui.agents.agent_page import AgentPage
from stigmer_desktop.ui.search.search_page import SearchPage
from stigmer_desktop.ui.session_pane import SessionPane, Surroundings
from stigmer_desktop.ui.settings.settings_page import SettingsPage
from stigmer_desktop.ui.widgets.banner import Banner
from stigmer_desktop.ui.widgets.message_bar import MessageBar


class Centre(QWidget):
    """Goes from page to page, but not away from something unsaved without a question.

    `arrived` comes after each move; `session_shown` carries the id of the session that is shown now, or
    an empty text.
    """

    arrived = Signal()
    session_shown = Signal(object)

    def __init__(
        self,
        around: Surroundings,
        pane: SessionPane,
        make_settings_page: Callable[[], SettingsPage],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._around = around
        self._pane = pane
        self._make_settings_page = make_settings_page
        self._overview: Overview | None = None
        self._has_moved = False
        self.banner = Banner(around.theme)
        self.agents = AgentPage(around.theme, around.agents)
        self.editor = AgentEditor(around.theme, around.operations)
        self.settings: SettingsPage | None = None
        self.search: SearchPage | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.stack = QStackedWidget()
        for page in (QWidget(), pane.widget, self.agents, self.editor):
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        self.messages = MessageBar(around.theme, self)
        self.agents.open_wanted.connect(self.show_agent)
        self.agents.session_wanted.connect(self.show_new_session)
        self.agents.new_wanted.connect(partial(self.show_agent, ""))
        self.editor.close_wanted.connect(self.show_agents)
        self.editor.deleted.connect(self.show_agents)
        pane.session_opened.connect(self.session_shown)

    @property
    def has_moved(self) -> bool:
        """Whether a page was shown yet; until then nothing is."""
        return self._has_moved

    @property
    def shows_agents(self) -> bool:
        return self.stack.currentWidget() in (self.agents, self.editor)

    @property
    def shows_settings(self) -> bool:
        return self.settings is not None and self.stack.currentWidget() is self.settings

    @property
    def shows_search(self) -> bool:
        return self.search is not None and self.stack.currentWidget() is self.search

    @Slot()
    def show_new_session(self, agent_id: str = "") -> None:
        """Shows the start of a new session, with that agent chosen if one is given."""

        def go() -> None:
            self._go_to(self._pane.widget)
            self._pane.show_new_session(agent_id)
            self.session_shown.emit("")

        self.leave(go)

    @Slot(object)
    def show_session(self, session_id: str) -> None:
        """Shows a session."""

        def go() -> None:
            self._go_to(self._pane.widget)
            self._pane.show_session(session_id)
            self.session_shown.emit(session_id)

        self.leave(go)

    @Slot()
    def show_agents(self) -> None:
        """Shows all agents."""
        self.leave(partial(self._go_to, self.agents))

    @Slot(object)
    def show_agent(self, agent_id: str) -> None:
        """Opens an agent in the editor; an empty id begins a new one."""

        def go() -> None:
            self._go_to(self.editor)
            if agent_id:
                self.editor.edit(agent_id)
            else:
                self.editor.edit_new()

        self.leave(go)

    @Slot()
    def show_settings(self) -> None:
        """Shows the settings."""
        if self.settings is None:
            self.settings = self._make_settings_page()
            self.stack.addWidget(self.settings)
            if self._overview is not None:
                self.settings.endpoint.show_overview(self._overview)
        self.leave(partial(self._go_to, self.settings))

    @Slot()
    def show_search(self) -> None:
        """Shows the search over everything, with the cursor in its field."""
        if self.search is None:
            self.search = SearchPage(self._around.theme, self._around.operations, self._around.agents)
            self.search.hit_chosen.connect(self.show_hit)
            self.stack.addWidget(self.search)
        page = self.search

        def go() -> None:
            self._go_to(page)
            page.enter()

        self.leave(go)

    @Slot(object)
    def show_hit(self, hit: SearchHit) -> None:
        """Opens the agent that was found, or the session in which something was found."""
        if hit.place == SEARCH_PLACE_AGENT:
            self.show_agent(hit.agent_id)
        else:
            self.show_session(hit.session_id)

    @Slot(object)
    def show_overview(self, overview: Overview) -> None:
        """Keeps what the settings show of the server up to date."""
        self._overview = overview
        if self.settings is not None:
            self.settings.endpoint.show_overview(overview)

    def leave(self, then: Callable[[], None]) -> None:
        """Goes on with `then`, unless something unsaved holds the user where they are."""
        if self.stack.currentWidget() is self.editor:
            self.editor.ask_to_leave(then)
        else:
            then()

    def _go_to(self, page: QWidget) -> None:
        self._has_moved = True
        # Else the focus of a page that goes would jump to whatever button comes next.
        self.setFocus()
        self.stack.setCurrentWidget(page)
        self.arrived.emit()
