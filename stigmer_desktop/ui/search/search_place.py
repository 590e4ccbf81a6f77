"""Where a hit was found: icon and words for each place."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from stigmer_desktop.api.desktop import (
    SEARCH_PLACE_AGENT,
    SEARCH_PLACE_ERROR,
    SEARCH_PLACE_MESSAGE,
    SEARCH_PLACE_SESSION_SUBJECT,
    SEARCH_PLACE_SUB_AGENT,
    SEARCH_PLACE_TOOL_CALL,
    SEARCH_PLACE_USER_MESSAGE,
)


@dataclass(frozen=True)
class PlaceStyle:
    """How a place is shown: icon, its name for one hit, and its name as a filter (not translated yet)."""

    icon: str
    one: str
    all: str


_UNKNOWN = PlaceStyle("question", str(QT_TRANSLATE_NOOP("SearchPlace", "Hit")), "")
STYLES: dict[int, PlaceStyle] = {
    SEARCH_PLACE_USER_MESSAGE: PlaceStyle(
        "user",
        str(QT_TRANSLATE_NOOP("SearchPlace", "Your message")),
        str(QT_TRANSLATE_NOOP("SearchPlace", "Your messages")),
    ),
    SEARCH_PLACE_MESSAGE: PlaceStyle(
        "chat-text",
        str(QT_TRANSLATE_NOOP("SearchPlace", "Reply")),
        str(QT_TRANSLATE_NOOP("SearchPlace", "Replies")),
    ),
    SEARCH_PLACE_TOOL_CALL: PlaceStyle(
        "wrench",
        str(QT_TRANSLATE_NOOP("SearchPlace", "Tool call")),
        str(QT_TRANSLATE_NOOP("SearchPlace", "Tool calls")),
    ),
    SEARCH_PLACE_SUB_AGENT: PlaceStyle(
        "git-branch",
        str(QT_TRANSLATE_NOOP("SearchPlace", "Sub-agent")),
        str(QT_TRANSLATE_NOOP("SearchPlace", "Sub-agents")),
    ),
    SEARCH_PLACE_ERROR: PlaceStyle(
        "warning-circle",
        str(QT_TRANSLATE_NOOP("SearchPlace", "Error")),
        str(QT_TRANSLATE_NOOP("SearchPlace", "Errors")),
    ),
    SEARCH_PLACE_SESSION_SUBJECT: PlaceStyle(
        "chats-circle",
        str(QT_TRANSLATE_NOOP("SearchPlace", "Session")),
        str(QT_TRANSLATE_NOOP("SearchPlace", "Session titles")),
    ),
    SEARCH_PLACE_AGENT: PlaceStyle(
        "robot",
        str(QT_TRANSLATE_NOOP("SearchPlace", "Agent")),
        str(QT_TRANSLATE_NOOP("SearchPlace", "Agents")),
    ),
}


def place_icon(place: int) -> str:
    """The icon of a place."""
    return STYLES.get(place, _UNKNOWN).icon


def place_words(place: int) -> str:
    """What a hit in this place is called."""
    return QCoreApplication.translate("SearchPlace", STYLES.get(place, _UNKNOWN).one)


def filter_words(place: int) -> str:
    """What the filter for this place is called."""
    return QCoreApplication.translate("SearchPlace", STYLES[place].all)
