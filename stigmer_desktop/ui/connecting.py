"""The way to the server: gone when the window opens, and again when its user wants that."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import grpc
from PySide6.QtCore import QObject, Slot

from stigmer_desktop.ui.doors import Doors
from stigmer_desktop.ui.main_window import MainWindow
from stigmer_desktop.ui.repair import Repair
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.trouble import Mend, refusal_trouble, start_trouble
from stigmer_desktop.ui.user_error import UserError


class Connecting(QObject):
    """Connects `window` through `doors`, says in its banner what fails, and does what mends it."""

    def __init__(self, doors: Doors, around: Surroundings, window: MainWindow) -> None:
        super().__init__(window)
        self._doors = doors
        self._around = around
        self._window = window
        self._connecting: asyncio.Task[None] | None = None
        around.changes.failed.connect(self._on_stream_failed)
        window.mend_wanted.connect(self._on_mend_wanted)

    def begin(self) -> None:
        """Connects, unless that is under way."""
        if self._connecting is None or self._connecting.done():
            self._connecting = asyncio.get_running_loop().create_task(self._connect())

    async def stop(self) -> None:
        """Gives up what is under way, and returns when it has ended."""
        if self._connecting is not None:
            self._connecting.cancel()
            with suppress(asyncio.CancelledError):
                await self._connecting

    async def _connect(self) -> None:
        # One turn of the loop first, so that the window is painted before anything else is begun.
        await asyncio.sleep(0)
        self._window.show_server_failure(None)
        try:
            address, token = await self._doors.connect()
        except Exception as error:
            can_repair = self._doors.repair is not None
            self._window.show_server_failure(start_trouble(error, can_repair=can_repair))
            return
        await self._around.changes.stop()
        await self._around.client.connect_to(address, token)
        self._around.changes.start()

    @Slot(object)
    def _on_stream_failed(self, error: UserError) -> None:
        # A server that is away is the channel's news; one that refuses this window is not.
        if error.code in (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.UNIMPLEMENTED):
            self._window.show_server_failure(refusal_trouble(error.sentence))

    @Slot(object)
    def _on_mend_wanted(self, mend: Mend) -> None:
        if mend is Mend.CONNECT:
            self.begin()
        elif mend is Mend.START_RUNNER and self._doors.restart_runner is not None:
            self._doors.restart_runner()
            self._around.overviews.ask()
        elif mend is Mend.REPAIR and self._doors.repair is not None:
            theme, scope = self._around.theme, self._around.scope
            Repair(theme, self._window, scope, self._doors.repair, self._on_repaired).ask()

    def _on_repaired(self, words: str) -> None:
        self._window.centre.messages.show_note(words)
        self.begin()
