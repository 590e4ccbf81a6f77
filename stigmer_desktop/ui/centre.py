"""The middle of the window: one page at a time, the banner above it, the message bar over its foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from stigmer_desktop.ui.archives.archive_desk import Archiving
from stigmer_desktop.ui.archives.archive_news import ArchiveNews
from stigmer_desktop.ui.inspector.inspector_side import Inspected, InspectorMemory
from stigmer_desktop.ui.palette.window_action import WindowAction
from stigmer_desktop.ui.place import Beginning, Entered, Holding, Place
from stigmer_desktop.ui.places import AGENTS
from stigmer_desktop.ui.resources.resource_place import ResourcePlace
from stigmer_desktop.ui.session_pane import SessionPane
from stigmer_desktop.ui.session_spot import SessionSpot
from stigmer_desktop.ui.starting_page import StartingPage
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.banner import Banner
from stigmer_desktop.ui.widgets.message_bar import MessageBar


class Centre(QWidget):
    """Goes from page to page, but not away from something unsaved without a question. A Navigator.

    `arrived` comes after each move; `session_shown` carries the id of the session that is shown now, or
    an empty text.
    """

    arrived = Signal()
    session_shown = Signal(object)

    def __init__(
        self, theme: Theme, pane: SessionPane, places: Sequence[Place], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pane = pane
        self.places = tuple(places)
        self._pages: dict[str, QWidget] = {}
        self._has_moved = False
        self.banner = Banner(theme)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.stack = QStackedWidget()
        self.stack.addWidget(StartingPage(theme))
        self.stack.addWidget(pane.widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        self.messages = MessageBar(theme, self, pages=self.stack)
        self.archive_news = ArchiveNews(self.messages, self)
        if isinstance(pane, Archiving):
            self.archive_news.follow(pane.archives)
        pane.session_opened.connect(self.session_shown)

    @property
    def has_moved(self) -> bool:
        """Whether a page was shown yet; until then nothing is."""
        return self._has_moved

    @property
    def place(self) -> str:
        """The key of the place that is shown; empty while it is a session."""
        shown = self.stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is shown), "")

    def page(self, key: str) -> QWidget:
        """The page of a place, made if nobody was there yet.

        Raises:
            KeyError: there is no such place.
        """
        if key not in self._pages:
            place = {place.key: place for place in self.places}[key]
            self._pages[key] = place.make(self)
            self.stack.addWidget(self._pages[key])
        return self._pages[key]

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

    @Slot(object)
    def show_session_at(self, spot: SessionSpot) -> None:
        """Shows a session with that place of it in sight, marked."""

        def go() -> None:
            self._go_to(self._pane.widget)
            self._pane.show_session_at(spot)
            self.session_shown.emit(spot.session_id)

        self.leave(go)

    @Slot(object)
    def show_place(self, key: str) -> None:
        """Shows a place by its key.

        Raises:
            KeyError: there is no such place.
        """
        self.leave(partial(self._enter, key))

    @Slot(object)
    def begin_new(self, key: str) -> None:
        """Begins a new one of what the place with this key has.

        Raises:
            KeyError: there is no such place.
        """

        def go() -> None:
            self._enter(key)
            page = self.page(key)
            assert isinstance(page, Beginning), key
            page.begin_new()

        self.leave(go)

    @Slot(object)
    def show_agent(self, agent_id: str) -> None:
        """Opens an agent in the editor; an empty id begins a new one."""

        def go() -> None:
            self._enter(AGENTS)
            page = self.page(AGENTS)
            assert isinstance(page, ResourcePlace)
            page.edit(agent_id)

        self.leave(go)

    @property
    def shows_session(self) -> bool:
        """Whether a session is shown, or the start of one."""
        return self.stack.currentWidget() is self._pane.widget

    @Slot()
    def find_in_session(self) -> None:
        """Opens the bar that finds words in the session that is shown, if one is."""
        if self.shows_session:
            self._pane.find()

    def actions_here(self) -> Sequence[WindowAction]:
        """What can be done with what is shown now."""
        return self._pane.actions_here() if self.shows_session else ()

    def tell(self, words: str) -> None:
        """Says something in passing, over the foot of what is shown."""
        self.messages.show_hint(words)

    def use_memory(self, memory: InspectorMemory) -> None:
        """Takes up how the inspector was left, and tells `memory` how it is from now on."""
        if isinstance(self._pane, Inspected):
            self._pane.side.use_memory(memory)

    def use_workspaces(self, folder: Path) -> None:
        """Says where sessions have their files that were given no folder of their own."""
        if isinstance(self._pane, Inspected):
            self._pane.side.use_workspaces(folder)

    @Slot()
    def toggle_inspector(self) -> None:
        """Shows or hides the inspector of the session that is shown."""
        if isinstance(self._pane, Inspected) and self.stack.currentWidget() is self._pane.widget:
            self._pane.side.toggle()

    def leave(self, then: Callable[[], None]) -> None:
        """Goes on with `then`, unless something unsaved holds the user where they are."""
        shown = self.stack.currentWidget()
        if isinstance(shown, Holding):
            shown.ask_to_leave(then)
        else:
            then()

    def _enter(self, key: str) -> None:
        page = self.page(key)
        self._go_to(page)
        if isinstance(page, Entered):
            page.enter()

    def _go_to(self, page: QWidget) -> None:
        self._has_moved = True
        # Else the focus of a page that goes would jump to whatever button comes next.
        self.setFocus()
        self.stack.setCurrentWidget(page)
        self.arrived.emit()
