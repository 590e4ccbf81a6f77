"""Notes by the desktop's own notification service, for desktops on Linux that have no tray."""

from __future__ import annotations

import asyncio
import os
import sys
from html import escape
from typing import Any

from PySide6.QtCore import QObject, Signal

from stigmer_desktop.ui.operation import Operation, OperationScope
from stigmer_desktop.ui.user_error import UserError

_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_BUS = "DBUS_SESSION_BUS_ADDRESS"
_PATIENCE = 5.0
_CLICKS_AT_ONCE = 50
_CLICKED = "default"
_BY_THE_DESKTOP = -1


class DBusNotes(QObject):
    """Speaks with the bus from the first note on; `clicked` comes when one of its notes was clicked."""

    clicked = Signal()

    def __init__(self, scope: OperationScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scope = scope
        self._waiting: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self._serving: Operation[None] | None = None
        self._shown: set[int] = set()
        # Held until a new note's number is known: its click must not be taken for somebody else's.
        self._asking = asyncio.Lock()
        self._is_silent = False

    @property
    def is_there(self) -> bool:
        """Whether there is a bus, and nothing has gone wrong with it."""
        return sys.platform.startswith("linux") and bool(os.environ.get(_BUS)) and not self._is_silent

    def tell(self, title: str, words: str) -> None:
        """Shows a note; one that cannot be shown is left out."""
        self._waiting.put_nowait((title, words))
        if self._serving is None:
            self._serving = self._scope.start(self._serve()).on_failure(self._on_failed)

    async def _serve(self) -> None:
        from jeepney import MatchRule, message_bus
        from jeepney.io.asyncio import Proxy, open_dbus_router

        clicks = MatchRule(type="signal", interface=_NAME, member="ActionInvoked", path=_PATH)
        async with open_dbus_router(bus="SESSION") as router:
            await Proxy(message_bus, router).AddMatch(clicks)
            with router.filter(clicks, bufsize=_CLICKS_AT_ONCE) as heard:
                listening = asyncio.get_running_loop().create_task(self._listen(heard))
                try:
                    while True:
                        await self._show(router, *await self._waiting.get())
                finally:
                    listening.cancel()
                    await asyncio.gather(listening, return_exceptions=True)

    async def _show(self, router: Any, title: str, words: str) -> None:
        from jeepney import DBusAddress, new_method_call
        from jeepney.wrappers import unwrap_msg

        service = DBusAddress(_PATH, bus_name=_NAME, interface=_NAME)
        # The body may be taken for markup, the title never is.
        what = ("Stigmer Desktop", 0, "stigmer-desktop", title, escape(words, quote=False))
        actions = [_CLICKED, self.tr("Open")]
        hints = {"desktop-entry": ("s", "stigmer-desktop")}
        note = new_method_call(service, "Notify", "susssasa{sv}i", (*what, actions, hints, _BY_THE_DESKTOP))
        async with self._asking, asyncio.timeout(_PATIENCE):
            (number,) = unwrap_msg(await router.send_and_get_reply(note))
            self._shown.add(number)

    async def _listen(self, heard: Any) -> None:
        while True:
            number, action = (await heard.get()).body
            async with self._asking:
                is_ours = number in self._shown
            if is_ours and action == _CLICKED:
                self.clicked.emit()

    def _on_failed(self, error: UserError) -> None:
        """A desktop without the service is no trouble that a message would mend."""
        self._is_silent = True
