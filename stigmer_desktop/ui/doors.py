"""What stands between the window and the composition root: what each asks of the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot

from stigmer_desktop.ui.main_window import MainWindow
from stigmer_desktop.ui.repair import RepairDoor
from stigmer_desktop.ui.trials import Trials


class WindowHandle(QObject):
    """What other threads may ask of the window."""

    _raise_asked = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self._raise_asked.connect(self._on_raise_asked, Qt.ConnectionType.QueuedConnection)

    def request_raise(self) -> None:
        """Brings the window to the front; may be called from any thread."""
        self._raise_asked.emit()

    @Slot()
    def _on_raise_asked(self) -> None:
        self._window.bring_to_front()


@dataclass(frozen=True)
class Doors:
    """What the composition root gives the window, and takes from it.

    Attributes:
        connect: starts or finds the server; gives its address and token. What it raises is shown.
        on_quit: stops what `connect` started; awaited when the window has let go of the server.
        trials: tries models and MCP servers, whosever the server is.
        restart_runner: starts the runner anew and returns at once; None where the runner is not ours.
        repair: mends a damaged database; None where the database is not ours.
        on_ready: called once, on the GUI thread, when the window is there.
        introduce: whether the window begins with the first steps.
    """

    connect: Callable[[], Awaitable[tuple[str, str]]]
    on_quit: Callable[[], Awaitable[None]]
    trials: Trials
    restart_runner: Callable[[], None] | None = None
    repair: RepairDoor | None = None
    on_ready: Callable[[WindowHandle], None] | None = None
    introduce: bool = False
