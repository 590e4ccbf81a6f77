"""What the window remembers from one start to the next: places, sizes, and the session that was open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

_GEOMETRY = "window/geometry"
_SPLIT = "window/split"
_SIDEBAR = "window/sidebar"
_INSPECTOR = "inspector/shown"
_INSPECTOR_WIDTH = "inspector/width"
_INSPECTOR_PAGE = "inspector/page"
_SESSION = "session/open"
_SEEN_UNTIL = "needs/seen-until"
_UNREAD = "needs/unread"
_DELETIONS = "session/deletions"
_FILTER = "sessions/filter"
_TAG = "sessions/tag"
_ARCHIVED = "sessions/archived"
_MOST_UNREAD = 500


class WindowMemory:
    """Reads and writes window.ini; what is missing or damaged there is as if it had never been set."""

    def __init__(self, file: Path) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def geometry(self) -> QByteArray:
        return self._bytes(_GEOMETRY)

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue(_GEOMETRY, value)

    @property
    def split(self) -> QByteArray:
        return self._bytes(_SPLIT)

    @split.setter
    def split(self, value: QByteArray) -> None:
        self._settings.setValue(_SPLIT, value)

    @property
    def sidebar_shown(self) -> bool:
        return self._settings.value(_SIDEBAR, "true") != "false"

    @sidebar_shown.setter
    def sidebar_shown(self, shown: bool) -> None:
        self._settings.setValue(_SIDEBAR, "true" if shown else "false")

    @property
    def inspector_shown(self) -> bool:
        return self._settings.value(_INSPECTOR, "true") != "false"

    @inspector_shown.setter
    def inspector_shown(self, shown: bool) -> None:
        self._settings.setValue(_INSPECTOR, "true" if shown else "false")

    @property
    def inspector_width(self) -> int:
        """In pixels; 0 if it was never changed."""
        width = str(self._settings.value(_INSPECTOR_WIDTH, ""))
        return int(width) if width.isdecimal() else 0

    @inspector_width.setter
    def inspector_width(self, width: int) -> None:
        self._settings.setValue(_INSPECTOR_WIDTH, str(width))

    @property
    def inspector_page(self) -> str:
        """The key of the page that was in sight; empty if none was chosen."""
        return str(self._settings.value(_INSPECTOR_PAGE, ""))

    @inspector_page.setter
    def inspector_page(self, key: str) -> None:
        self._settings.setValue(_INSPECTOR_PAGE, key)

    @property
    def session_id(self) -> str:
        """The session that was open last; empty if none was."""
        return str(self._settings.value(_SESSION, ""))

    @session_id.setter
    def session_id(self, session_id: str) -> None:
        self._settings.setValue(_SESSION, session_id)

    @property
    def filter_shown(self) -> bool:
        """Whether what narrows the list of sessions is shown."""
        return self._settings.value(_FILTER, "false") == "true"

    @filter_shown.setter
    def filter_shown(self, shown: bool) -> None:
        self._settings.setValue(_FILTER, "true" if shown else "false")

    @property
    def filter_tag(self) -> str:
        """The tag that the list of sessions is narrowed to; empty if it is not."""
        return str(self._settings.value(_TAG, ""))

    @filter_tag.setter
    def filter_tag(self, tag: str) -> None:
        self._settings.setValue(_TAG, tag)

    @property
    def archived_shown(self) -> bool:
        """Whether the list has archived sessions too."""
        return self._settings.value(_ARCHIVED, "false") == "true"

    @archived_shown.setter
    def archived_shown(self, shown: bool) -> None:
        self._settings.setValue(_ARCHIVED, "true" if shown else "false")

    @property
    def needs_seen_until(self) -> float:
        """Until when what ended is known, in seconds since 1970; 0 when the window never ran."""
        try:
            return float(str(self._settings.value(_SEEN_UNTIL, "0")))
        except ValueError:
            return 0.0

    @needs_seen_until.setter
    def needs_seen_until(self, moment: float) -> None:
        self._settings.setValue(_SEEN_UNTIL, repr(moment))

    @property
    def needs_unread(self) -> frozenset[str]:
        """The executions that ended and that nobody has looked at."""
        return frozenset(str(self._settings.value(_UNREAD, "")).split())

    @needs_unread.setter
    def needs_unread(self, execution_ids: frozenset[str]) -> None:
        self._settings.setValue(_UNREAD, " ".join(sorted(execution_ids)[-_MOST_UNREAD:]))

    @property
    def pending_deletions(self) -> frozenset[str]:
        """The sessions that were deleted and may still be brought back."""
        return frozenset(str(self._settings.value(_DELETIONS, "")).split())

    @pending_deletions.setter
    def pending_deletions(self, session_ids: frozenset[str]) -> None:
        self._settings.setValue(_DELETIONS, " ".join(sorted(session_ids)))

    def save(self) -> None:
        """Writes everything to the file now."""
        self._settings.sync()

    def _bytes(self, key: str) -> QByteArray:
        value = self._settings.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()
