"""Everything that can be done in the window by name or by key: shortcuts, the palette, the list of keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.desktop import ListSessionHeadersResponse, SessionHeader
from stigmer_desktop.ui.executions.moment import seconds_of
from stigmer_desktop.ui.fonts import TEXT_SIZES
from stigmer_desktop.ui.palette.key_book import KeyBook
from stigmer_desktop.ui.palette.key_list import KeyList
from stigmer_desktop.ui.palette.palette import Palette
from stigmer_desktop.ui.palette.window_action import WindowAction
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.sessions.session_rows import title_of
from stigmer_desktop.ui.sessions.time_text import time_text

# More loaded sessions than these are left to the server's search.
_MOST_SESSIONS = 1000


class SessionGoer(Protocol):
    """Where sessions are shown."""

    def show_session(self, session_id: str) -> None: ...

    def show_new_session(self, agent_id: str = "") -> None: ...

    def actions_here(self) -> Sequence[WindowAction]:
        """What can be done with what is shown now."""
        ...

    def tell(self, words: str) -> None:
        """Says something in passing."""


class WindowActions(QObject):
    """Gives the window's actions their keys, and shows them in the palette and in the list of keys.

    `keys_changed` carries `keys` when they are others than before.
    """

    keys_changed = Signal(object)

    def __init__(
        self, window: QWidget, around: Surroundings, goer: SessionGoer, actions: Sequence[WindowAction]
    ) -> None:
        """`actions` are the window's own; themes, agents and sessions are added to them."""
        super().__init__(window)
        self._window = window
        self._around = around
        self._goer = goer
        self._palette: Palette | None = None
        self._offered: set[str] = set()
        self._fixed = [*actions, *self._themes(), *self._texts(), *self._helps()]
        self._bound = [self._bind(action) for action in self._fixed]
        self._keys = KeyBook(around.settings, self)
        self._keys.changed.connect(self._on_keys_changed)
        self._on_keys_changed()

    @property
    def fixed(self) -> tuple[WindowAction, ...]:
        """The actions that are always there, with the keys that they have now."""
        return tuple(self._keys.dressed(action) for action in self._fixed)

    @property
    def keys(self) -> dict[str, str]:
        """The keys of each action, as this system calls them, by what the settings call it."""
        return {action.identity: "+".join(action.keys) for action in self.fixed}

    @property
    def palette(self) -> Palette | None:
        """The palette that is open now; None if none is."""
        return self._palette

    def all(self) -> list[WindowAction]:
        """Every action: for what is shown, those that are always there, a new session with each agent."""
        begin = self.tr("New session with %1")
        return [*self._goer.actions_here(), *self.fixed] + [
            WindowAction(
                begin.replace("%1", header.agent.metadata.name),
                "robot",
                partial(self._goer.show_new_session, header.agent.metadata.id),
            )
            for header in self._around.agents.headers
        ]

    def toggle_palette(self) -> None:
        """Opens the palette, or closes it."""
        if self._palette is not None:
            self._palette.dismiss()
            return
        headers = self._around.sessions.newest(_MOST_SESSIONS)
        self._offered = {header.session.metadata.id for header in headers}
        sessions = [self._session(header) for header in headers]
        actions = [action for action in self.all() if action.in_palette and not action.obstacle()]
        palette = Palette(self._around.theme, self._window, actions, sessions)
        palette.more_wanted.connect(partial(self._look_for_sessions, palette))
        palette.closed.connect(self._on_palette_closed)
        self._palette = palette

    def show_keys(self) -> None:
        """Opens the list of keys."""
        KeyList(self._around.theme, self._window, self._fixed, self._keys).open()

    def _look_for_sessions(self, palette: Palette, typed: str) -> None:
        def found(page: ListSessionHeadersResponse) -> None:
            if palette is not self._palette:
                return
            new = [entry for entry in page.entries if entry.session.metadata.id not in self._offered]
            self._offered.update(entry.session.metadata.id for entry in new)
            palette.add_sessions([self._session(entry) for entry in new])

        # What is loaded is there all the same; whether the server answers, the banner says.
        self._around.operations.list_sessions(text=typed).on_success(found).on_failure(lambda _: None)

    def _on_palette_closed(self) -> None:
        self._palette = None

    def _session(self, header: SessionHeader) -> WindowAction:
        time = time_text(seconds_of(header.active_at))
        detail = " · ".join(part for part in (header.agent_name, time) if part)
        go = partial(self._goer.show_session, header.session.metadata.id)
        return WindowAction(title_of(header), "chat-circle", go, detail=detail)

    def _themes(self) -> list[WindowAction]:
        return [
            WindowAction(name, icon_name, partial(self._set_theme, mode), key=f"theme-{mode}")
            for name, icon_name, mode in (
                (self.tr("Theme: light"), "sun", "light"),
                (self.tr("Theme: dark"), "moon", "dark"),
                (self.tr("Theme: as the system"), "circle-half", "system"),
            )
        ]

    def _texts(self) -> list[WindowAction]:
        larger, smaller, usual = partial(self._step_text, 1), partial(self._step_text, -1), self._reset_text
        plus = "magnifying-glass-plus"
        return [
            # The plus of many keyboards needs Shift.
            WindowAction(
                self.tr("Larger text"),
                plus,
                larger,
                "Ctrl++",
                key="larger-text",
                also=("Ctrl+=",),
                obstacle=lambda: self._end_of_texts(-1, self.tr("Text is as large as it can be.")),
            ),
            WindowAction(
                self.tr("Smaller text"),
                "magnifying-glass-minus",
                smaller,
                "Ctrl+-",
                key="smaller-text",
                obstacle=lambda: self._end_of_texts(0, self.tr("Text is as small as it can be.")),
            ),
            WindowAction(self.tr("Text in its usual size"), "text-aa", usual, "Ctrl+0", key="usual-text"),
        ]

    def _helps(self) -> list[WindowAction]:
        return [
            WindowAction(
                self.tr("Command palette"),
                "command",
                self.toggle_palette,
                "Ctrl+K",
                key="palette",
                in_palette=False,
            ),
            WindowAction(self.tr("List of keys"), "keyboard", self.show_keys, "F1", key="keys"),
            WindowAction(self.tr("Quit"), "sign-out", self._quit, "Ctrl+Q", key="quit"),
        ]

    def _quit(self) -> None:
        self._window.close()

    def _set_theme(self, mode: str) -> None:
        self._around.theme.set_mode(mode)
        self._around.settings.change(theme=mode)

    def _reset_text(self) -> None:
        self._around.settings.change(text_size=100)

    def _end_of_texts(self, end: int, words: str) -> str:
        return words if self._around.theme.text_percent == TEXT_SIZES[end] else ""

    def _step_text(self, step: int) -> None:
        place = TEXT_SIZES.index(self._around.theme.text_percent) + step
        self._around.settings.change(text_size=TEXT_SIZES[max(0, min(place, len(TEXT_SIZES) - 1))])

    def _bind(self, action: WindowAction) -> QAction:
        bound = QAction(action.name, self._window)
        # A lambda, because an action hands over whether it is checked.
        bound.triggered.connect(lambda _=False: self._press(action))
        self._window.addAction(bound)
        return bound

    def _press(self, action: WindowAction) -> None:
        if words := action.obstacle():
            self._goer.tell(words)
        else:
            action.call()

    @Slot()
    def _on_keys_changed(self) -> None:
        for bound, action in zip(self._bound, self.fixed, strict=True):
            shortcuts = [action.shortcut, *action.also]
            bound.setShortcuts([QKeySequence(shortcut) for shortcut in shortcuts if shortcut])
        self.keys_changed.emit(self.keys)
