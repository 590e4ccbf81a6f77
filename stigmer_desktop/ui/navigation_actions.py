"""The actions that lead from place to place in the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from stigmer_desktop.ui.centre import Centre
from stigmer_desktop.ui.executions.approval_item import is_in_card
from stigmer_desktop.ui.needs_you.need import Need, NeedKind, spot_of
from stigmer_desktop.ui.needs_you.needs_you_model import NeedsYouModel
from stigmer_desktop.ui.needs_you.needs_you_page import NeedsYouPage
from stigmer_desktop.ui.needs_you.needs_you_place import NEEDS_YOU
from stigmer_desktop.ui.open_session import OpenSession
from stigmer_desktop.ui.palette.window_action import WindowAction
from stigmer_desktop.ui.sidebar import Sidebar

_LISTED = 9


class NavigationActions(QObject):
    """Makes them; what is done by each is the centre's, the list's or `toggle_sidebar`."""

    def __init__(
        self,
        centre: Centre,
        sidebar: Sidebar,
        shown: OpenSession,
        needs: NeedsYouModel,
        toggle_sidebar: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._shown = shown
        self._needs = needs
        # What was gone to last in the session that is shown.
        self._led_to: tuple[str, str] | None = None
        self._centre = centre
        self._sidebar = sidebar
        self._toggle_sidebar = toggle_sidebar

    def all(self) -> list[WindowAction]:
        """The actions, in the order of the palette."""
        centre = self._centre
        return [
            WindowAction(
                self.tr("New session"), "plus", centre.show_new_session, "Ctrl+N", key="new-session"
            ),
            WindowAction(
                self.tr("Find in this session"),
                "text-aa",
                centre.find_in_session,
                "Ctrl+F",
                key="find-in-session",
                obstacle=self._shown.obstacle,
            ),
            *(
                WindowAction(
                    place.name,
                    place.icon_name,
                    partial(centre.show_place, place.key),
                    place.shortcut,
                    key=place.key,
                )
                for place in centre.places
            ),
            WindowAction(
                self.tr("New agent"), "plus-circle", partial(centre.show_agent, ""), key="new-agent"
            ),
            WindowAction(
                self.tr("Show or hide the sidebar"),
                "columns",
                self._toggle_sidebar,
                "Ctrl+B",
                key="sidebar",
            ),
            WindowAction(
                self.tr("Search and filter the list of sessions"),
                "funnel-simple",
                self._open_filter,
                "Ctrl+L",
                key="filter-sessions",
            ),
            WindowAction(
                self.tr("Only sessions with a tag…"), "tag", self._choose_tag, key="sessions-with-tag"
            ),
            WindowAction(
                self.tr("Show or hide the inspector"),
                "square-half",
                centre.toggle_inspector,
                "Ctrl+I",
                key="inspector",
                obstacle=self._shown.obstacle,
            ),
            WindowAction(
                self.tr("Next that needs you"), "bell", self._go_to_next_need, "Ctrl+J", key="next-need"
            ),
            *(self._action_of_listed(place) for place in range(_LISTED)),
        ]

    def _action_of_listed(self, place: int) -> WindowAction:
        name = self.tr("Session %1 of the list").replace("%1", str(place + 1))
        shortcut = f"Ctrl+{place + 1}"
        return WindowAction(
            name,
            "chat-circle",
            partial(self._open_listed, place),
            shortcut,
            key=f"session-{place + 1}",
            in_palette=False,
        )

    def _go_to_next_need(self) -> None:
        """First what waits in the session that is shown, then the list of everything."""
        need = self._next_here()
        if need is not None:
            self._led_to = need.key
            self._centre.show_session_at(spot_of(need))
            return
        self._led_to = None
        if self._centre.place != NEEDS_YOU:
            self._centre.show_place(NEEDS_YOU)
            return
        page = self._centre.page(NEEDS_YOU)
        assert isinstance(page, NeedsYouPage)
        page.step()

    def _next_here(self) -> Need | None:
        if self._centre.place or not self._shown.id:
            return None
        waiting = [
            need
            for need in self._needs.needs
            if need.kind is NeedKind.APPROVAL and need.header.session_id == self._shown.id
        ]
        keys = [need.key for need in waiting]
        if self._led_to not in keys or not is_in_card(QApplication.focusWidget()):
            return waiting[0] if waiting else None
        return next(iter(waiting[keys.index(self._led_to) + 1 :]), None)

    def _open_filter(self) -> None:
        if self._sidebar.isHidden():
            self._toggle_sidebar()
        self._sidebar.open_filter()

    def _choose_tag(self) -> None:
        self._open_filter()
        self._sidebar.sessions.search.tags.click()

    def _open_listed(self, place: int) -> None:
        if session_id := self._sidebar.sessions.listed(place):
            self._centre.show_session(session_id)
