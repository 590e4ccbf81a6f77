"""Asks what becomes of the work under way when the window is closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.overview_feed import OverviewFeed
from stigmer_desktop.ui.presence.presence import running_in
from stigmer_desktop.ui.presence.tray import Tray
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.question import Answer, Question


class Farewell:
    """Asks only where something runs that would be stopped with the program."""

    def __init__(self, theme: Theme, overviews: OverviewFeed, tray: Tray, *, owns_server: bool) -> None:
        """Takes how things stand.

        Args:
            owns_server: whether server and runner end with the window.
        """
        self._theme = theme
        self._overviews = overviews
        self._tray = tray
        self._owns_server = owns_server
        self._is_asking = False

    def ask(self, window: QWidget, go: Callable[[], None], hide: Callable[[], None]) -> None:
        """Calls `go` to end the program or `hide` to go on without its window, or neither.

        Asked again before there is an answer, it leaves the question as it stands.
        """
        if self._is_asking:
            return
        overview = self._overviews.current
        running = running_in(overview) if overview is not None and self._owns_server else 0
        if not running:
            go()
            return
        title = _words("Something is still running")
        if running > 1:
            title = _words("%1 runs are still under way").replace("%1", str(running))
        if self._tray.is_there:
            words = _words(
                "It can go on while the window is hidden; the icon in the tray brings the window back. "
                "If you quit, it is stopped."
            )
            stay_on = _words("Keep running in the tray")
        else:
            words = _words(
                "It can go on without a window. Start Stigmer Desktop again to bring the window back; "
                "otherwise the program ends by itself once nothing runs. If you quit, it is stopped."
            )
            stay_on = _words("Keep running")
        question = Question(
            self._theme,
            window,
            title,
            words,
            [
                Answer(_words("Stay")),
                Answer(_words("Stop and quit"), go, "danger"),
                Answer(stay_on, hide, "primary"),
            ],
        )
        self._is_asking = True
        question.finished.connect(self._on_answered)
        question.open()

    def _on_answered(self) -> None:
        self._is_asking = False


def _words(source: str) -> str:
    return QCoreApplication.translate("Farewell", source)
