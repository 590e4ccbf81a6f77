"""Makes the inspector's pages, each when it is visited the first time."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.inspector.call_row import SessionCalls
from stigmer_desktop.ui.inspector.inspected_session import InspectedSession
from stigmer_desktop.ui.theme import Theme

OVERVIEW, CALLS, TIMELINE, AGENTS, FILES, RAW = "overview", "calls", "timeline", "agents", "files", "raw"


def make_page(key: str, theme: Theme, session: InspectedSession, calls: SessionCalls) -> QWidget:
    """The page with that key, which is an InspectorPage.

    Raises:
        KeyError: there is no such page.
    """
    # Imported here: a session opens with one page, and mostly that is the only one that is looked at.
    match key:
        case "overview":
            from stigmer_desktop.ui.inspector.overview_page import OverviewPage

            return OverviewPage(theme, session)
        case "calls":
            from stigmer_desktop.ui.inspector.calls_page import CallsPage

            return CallsPage(theme, session, calls)
        case "timeline":
            from stigmer_desktop.ui.inspector.timeline_page import TimelinePage

            return TimelinePage(theme, session)
        case "agents":
            from stigmer_desktop.ui.inspector.agents_page import AgentsPage

            return AgentsPage(theme, session)
        case "files":
            from stigmer_desktop.ui.inspector.files_page import FilesPage

            return FilesPage(theme, session, calls)
        case "raw":
            from stigmer_desktop.ui.inspector.raw_page import RawPage

            return RawPage(theme, session)
    raise KeyError(key)
