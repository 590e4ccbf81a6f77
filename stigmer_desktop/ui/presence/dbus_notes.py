"""Notes by the desktop's own notification service, as desktops on Linux have it."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from dataclasses import dataclass
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
# After a failure the service is asked again this much later: a desktop may start it anew.
_SILENCE_SECONDS = 60.0
# A desktop may keep its notes for days; older ones than these are not followed any more.
_MOST_FOLLOWED = 500


@dataclass(frozen=True)
class _Note:
    title: str
    words: str
    about: object


class DBusNotes(QObject):
    """Speaks with the bus from the first note on.

    `clicked` carries what the note that was clicked is about, be it the newest or not. `missed` carries
    title, words and what it is about of a note that could not be shown.
    """

    clicked = Signal(object)
    missed = Signal(str, str, object)

    def __init__(self, scope: OperationScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scope = scope
        self._waiting: asyncio.Queue[_Note] = asyncio.Queue()
        self._serving: Operation[None] | None = None
        self._showing: _Note | None = None
        # By the numbers that the service gave them, the oldest first.
        self._shown: dict[int, object] = {}
        # Held until a new note's number is known: its click must not be taken for somebody else's.
        self._asking = asyncio.Lock()
        self._silent_until = 0.0

    @property
    def is_there(self) -> bool:
        """Whether there is a bus, and nothing has gone wrong with it lately."""
        has_bus = sys.platform.startswith("linux") and bool(os.environ.get(_BUS))
        return has_bus and time.monotonic() >= self._silent_until

    def tell(self, title: str, words: str, about: object) -> None:
        """Shows a note; `clicked` will carry `about` when it is clicked."""
        self._waiting.put_nowait(_Note(title, words, about))
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
                        self._showing = await self._waiting.get()
                        await self._show(router, self._showing)
                        self._showing = None
                finally:
                    listening.cancel()
                    await asyncio.gather(listening, return_exceptions=True)

    async def _show(self, router: Any, shown: _Note) -> None:
        from jeepney import DBusAddress, new_method_call
        from jeepney.wrappers import unwrap_msg

        service = DBusAddress(_PATH, bus_name=_NAME, interface=_NAME)
        # The body may be taken for markup, the title never is.
        words = escape(shown.words, quote=False)
        what = ("Stigmer Desktop", 0, "stigmer-desktop", shown.title, words)
        actions = [_CLICKED, self.tr("Open")]
        hints = {"desktop-entry": ("s", "stigmer-desktop")}
        note = new_method_call(service, "Notify", "susssasa{sv}i", (*what, actions, hints, _BY_THE_DESKTOP))
        async with self._asking, asyncio.timeout(_PATIENCE):
            (number,) = unwrap_msg(await router.send_and_get_reply(note))
            # One that replaced another has its number, and counts as the newest.
            self._shown.pop(number, None)
            self._shown[number] = shown.about
            if len(self._shown) > _MOST_FOLLOWED:
                del self._shown[next(iter(self._shown))]

    async def _listen(self, heard: Any) -> None:
        while True:
            number, action = (await heard.get()).body
            async with self._asking:
                is_ours, about = number in self._shown, self._shown.get(number)
            if is_ours and action == _CLICKED:
                self.clicked.emit(about)

    def _on_failed(self, error: UserError) -> None:
        """A desktop without the service is no trouble that a message would mend."""
        self._silent_until = time.monotonic() + _SILENCE_SECONDS
        self._serving = None
        left, self._showing = ([] if self._showing is None else [self._showing]), None
        while not self._waiting.empty():
            left.append(self._waiting.get_nowait())
        for note in left:
            self.missed.emit(note.title, note.words, note.about)
