"""What the inspector asks of each of its pages."""

from __future__ import annotations

from typing import Protocol

from stigmer_desktop.ui.inspector.inspected_session import InspectedSession


class InspectorPage(Protocol):
    """One page (every implementation is a QWidget). Only the page in sight is refreshed."""

    def refresh(self, session: InspectedSession) -> bool:
        """Brings the page up to date, for a few milliseconds at most.

        Returns:
            True if all is shown; else it is to be called again in another turn of the event loop.
        """
        ...
