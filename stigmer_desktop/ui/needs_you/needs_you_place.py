"""The place of what needs the user, with its count."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.needs_you.needs_you_feed import NeedsYouFeed
from stigmer_desktop.ui.needs_you.needs_you_page import NeedsYouPage
from stigmer_desktop.ui.place import Navigator, Place
from stigmer_desktop.ui.session_pane import Surroundings

NEEDS_YOU = "needs-you"


def needs_you_place(around: Surroundings, feed: NeedsYouFeed) -> Place:
    """The place; its page is made when it is gone to."""

    def make(navigator: Navigator) -> QWidget:
        return NeedsYouPage(around.theme, around.operations, feed, navigator)

    name = QCoreApplication.translate("Places", "Needs you")
    return Place(NEEDS_YOU, name, "bell", make, counted=feed.model)
