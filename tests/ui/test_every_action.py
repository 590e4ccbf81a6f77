"""Every action of the window, by its name in the palette or by its keys; a new one is to be added here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.main_window import MainWindow
from stigmer_desktop.ui.palette.key_list import KeyList
from stigmer_desktop.ui.palette.window_action import WindowAction
from stigmer_desktop.ui.sessions.session_commands import SessionCommands
from stigmer_desktop.ui.window_life import WindowLife

PLACES = (
    "needs-you",
    "search",
    "agents",
    "mcp-servers",
    "environments",
    "skills",
    "settings",
    "diagnostics",
    "first-steps",
)
# What is done with the session that is open, and the key that does the same in the list.
OF_SESSION = {
    "pin-or-unpin-this-session": "P",
    "rename-this-session": "F2",
    "tags-of-this-session": "T",
    "archive-this-session-or-take-it-out": "A",
    "export-this-session-as-markdown": "M",
    "export-this-session-as-json": "J",
    "delete-this-session": "Del",
}


class Hand:
    """Does one action in a window with sessions, and says what came of it."""

    def __init__(self, life: WindowLife, until: Callable[..., Awaitable[None]]) -> None:
        self.life = life
        self.until = until

    @property
    def window(self) -> MainWindow:
        return self.life.window

    def action(self, identity: str) -> WindowAction:
        (found,) = [each for each in self.window.actions_of_window.fixed if each.identity == identity]
        return found

    def do(self, identity: str) -> None:
        """By the palette if it offers the action, else by its keys."""
        action = self.action(identity)
        if not action.in_palette:
            (bound,) = [each for each in self.window.actions() if each.text() == action.name]
            assert bound.shortcut().toString() == action.shortcut
            bound.trigger()
            return
        self.window.actions_of_window.toggle_palette()
        palette = self.window.actions_of_window.palette
        assert palette is not None
        palette.field.setText(action.name)
        assert palette.model.found(0).action.identity == identity
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
        assert self.window.actions_of_window.palette is None

    async def ask(self, message: str) -> AgentExecution:
        """A new session."""
        agent_id = self.life.around.agents.headers[0].agent.metadata.id
        before = self.life.around.sessions.rowCount()
        made = await self.life.around.operations.send_message(message=message, agent_id=agent_id)
        await self.until(lambda: self.life.around.sessions.rowCount() > before)
        return made

    async def open_one(self, message: str = "Where is the key?") -> str:
        """Opens a new session; gives its id."""
        made = await self.ask(message)
        session_id = made.spec.session_id
        self.window.centre.show_session(session_id)
        pane: Any = self.life.pane
        await self.until(lambda: pane.page.part is pane.page.transcript)
        return session_id


async def _new_session(hand: Hand) -> None:
    hand.window.centre.show_place("settings")
    hand.do("new-session")
    assert hand.window.centre.shows_session


async def _find(hand: Hand) -> None:
    await hand.open_one()
    hand.do("find-in-session")
    pane: Any = hand.life.pane
    assert pane.page.find_bar.isVisible()


async def _place(hand: Hand, key: str) -> None:
    hand.do(key)
    assert hand.window.centre.place == key


async def _new_agent(hand: Hand) -> None:
    hand.do("new-agent")
    place: Any = hand.window.centre.page("agents")
    assert place.currentWidget() is place.editor


async def _sidebar(hand: Hand) -> None:
    for shown in (False, True):
        hand.do("sidebar")
        assert hand.window.sidebar.isVisible() is shown


async def _filter(hand: Hand) -> None:
    hand.window.sidebar.hide()
    hand.do("filter-sessions")
    assert hand.window.sidebar.sessions.search.isVisible()


async def _with_tag(hand: Hand) -> None:
    clicks: list[bool] = []
    hand.window.sidebar.sessions.search.tags.clicked.connect(lambda *_: clicks.append(True))
    hand.do("sessions-with-tag")
    assert len(clicks) == 1
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()


async def _inspector(hand: Hand) -> None:
    await hand.open_one()
    pane: Any = hand.life.pane
    before = pane.side.sides.is_side_shown
    hand.do("inspector")
    assert pane.side.sides.is_side_shown is not before


async def _next_need(hand: Hand) -> None:
    hand.do("next-need")
    assert hand.window.centre.place == "needs-you"


async def _listed(hand: Hand, place: int) -> None:
    for number in range(place):
        await hand.ask(f"Number {number}")
    wanted = hand.window.sidebar.sessions.listed(place - 1)
    hand.do(f"session-{place}")
    assert wanted and hand.life.pane.session_id == wanted


async def _of_session(hand: Hand, identity: str, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = await hand.open_one()
    pressed: list[tuple[str, str]] = []
    monkeypatch.setattr(SessionCommands, "press", lambda self, *given: pressed.append(given))
    hand.do(identity)
    assert pressed == [(session_id, OF_SESSION[identity])]


async def _undo(hand: Hand) -> None:
    session_id = await hand.open_one()
    deletions = hand.window.commands.deletions
    hand.window.commands._begin_to_delete(session_id)
    assert session_id in deletions.ids
    hand.do("undo-deleting-sessions")
    assert not deletions.ids


async def _import(hand: Hand) -> None:
    hand.do("import-a-session")
    (dialog,) = hand.window.findChildren(QFileDialog)
    assert dialog.isVisible()
    dialog.reject()


async def _theme(hand: Hand, mode: str) -> None:
    hand.do(f"theme-{mode}")
    assert (hand.life.around.theme.mode, hand.life.around.settings.current.theme) == (mode, mode)


async def _text(hand: Hand, identity: str, before: int, after: int) -> None:
    hand.life.around.settings.change(text_size=before)
    hand.do(identity)
    assert hand.life.around.settings.current.text_size == after


async def _palette(hand: Hand) -> None:
    hand.do("palette")
    palette = hand.window.actions_of_window.palette
    assert palette is not None and palette.isVisible()
    hand.do("palette")
    assert hand.window.actions_of_window.palette is None


async def _keys(hand: Hand) -> None:
    hand.do("keys")
    (shown,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, KeyList)]
    assert shown.isVisible()
    shown.reject()


async def _quit(hand: Hand) -> None:
    closings: list[None] = []
    hand.window.closing.connect(lambda: closings.append(None))
    hand.do("quit")
    await hand.until(lambda: closings)


TRIALS: dict[str, Callable[[Hand], Awaitable[None]]] = {
    "new-session": _new_session,
    "find-in-session": _find,
    **{key: partial(_place, key=key) for key in PLACES},
    "new-agent": _new_agent,
    "sidebar": _sidebar,
    "filter-sessions": _filter,
    "sessions-with-tag": _with_tag,
    "inspector": _inspector,
    "next-need": _next_need,
    **{f"session-{place}": partial(_listed, place=place) for place in range(1, 10)},
    "undo-deleting-sessions": _undo,
    "import-a-session": _import,
    **{f"theme-{mode}": partial(_theme, mode=mode) for mode in ("light", "dark", "system")},
    "larger-text": partial(_text, identity="larger-text", before=100, after=112),
    "smaller-text": partial(_text, identity="smaller-text", before=150, after=125),
    "usual-text": partial(_text, identity="usual-text", before=125, after=100),
    "palette": _palette,
    "keys": _keys,
    "quit": _quit,
}


async def test_no_action_is_without_a_trial(window: MainWindow) -> None:
    there = {action.identity for action in window.actions_of_window.fixed}
    assert there == {*TRIALS, *OF_SESSION}


@pytest.mark.parametrize("identity", TRIALS)
async def test_it_does_what_it_says(life: WindowLife, until: Any, identity: str) -> None:
    await TRIALS[identity](Hand(life, until))


@pytest.mark.parametrize("identity", OF_SESSION)
async def test_what_is_done_with_the_open_session(
    life: WindowLife, until: Any, identity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _of_session(Hand(life, until), identity, monkeypatch)


async def test_each_agent_has_an_action_that_begins_a_session_with_it(life: WindowLife) -> None:
    window, agents = life.window, life.around.agents.headers
    for header in agents:
        window.centre.show_place("settings")
        name = f"New session with {header.agent.metadata.name}"
        window.actions_of_window.toggle_palette()
        palette = window.actions_of_window.palette
        assert palette is not None
        QTest.keyClicks(palette.field, name)
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
        assert window.centre.shows_session
        pane: Any = life.pane
        assert pane.composer.agent.key == header.agent.metadata.id
