"""The list narrowed to what is wanted, on the real server: also to sessions that are not loaded yet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from stigmer_desktop.ui.archives.archive_desk import ArchiveDesk
from stigmer_desktop.ui.sessions.pending_deletions import PendingDeletions
from stigmer_desktop.ui.sessions.session_commands import SessionCommands
from stigmer_desktop.ui.sessions.session_feed import SessionFeed
from stigmer_desktop.ui.sessions.session_list import SessionList
from stigmer_desktop.ui.sessions.session_operations import SessionOperations
from stigmer_desktop.ui.sessions.session_tags import SessionTags
from stigmer_desktop.ui.sessions.tag_dialog import TagDialog


@dataclass
class Memory:
    pending_deletions: frozenset[str] = frozenset()
    filter_shown: bool = False
    filter_tag: str = ""
    archived_shown: bool = False

    def save(self) -> None:
        pass


@pytest.fixture
async def sessions(around, monkeypatch) -> list[str]:
    """Eight sessions of which a page has three; the oldest one is tagged, "old & gold"."""
    monkeypatch.setattr("stigmer_desktop.ui.operations.SESSION_PAGE", 3)
    agents = await around.operations.list_agents()
    agent_id = agents.entries[0].agent.metadata.id
    made = [
        (
            await around.operations.send_message(message=f"Question {number}", agent_id=agent_id)
        ).spec.session_id
        for number in range(8)
    ]
    operations = SessionOperations(around.client, around.scope)
    await operations.set_tags(session_id=made[0], tags=["old & gold"])
    await operations.set_tags(session_id=made[1], tags=["old & gold", "Zebra"])
    # What was tagged is the newest now: the others come in front of it again.
    for session_id in made[2:]:
        await around.operations.rename_session(session_id=session_id, subject=f"Later {session_id[-3:]}")
    return made


@pytest.fixture
async def listed(around, sessions, qtbot, until) -> AsyncIterator[SessionList]:
    """The list with its feed; it is so low that one page is enough for it."""
    window = QWidget()
    deletions = PendingDeletions(around.operations, around.sessions, Memory(), window)
    commands = SessionCommands(around, deletions, ArchiveDesk(around, window), window)
    feed = SessionFeed(around.operations, around.changes, around.sessions, window)
    made = SessionList(around.theme, around.sessions, around.operations, commands)
    made.search.archived_wanted.connect(feed.show_archived)
    made.resize(260, 400)
    made.show()
    qtbot.waitExposed(made)
    around.changes.start()
    await until(lambda: around.sessions.rowCount() >= 3)
    yield made
    await around.changes.stop()
    # What was asked for ends before the widgets go, as with the window.
    await around.scope.close()
    for widget in (made, window):
        widget.close()
        widget.deleteLater()


def titles(around) -> list[str]:
    return [around.sessions.index(row).data() for row in range(around.sessions.rowCount())]


async def test_tags_of_sessions_that_are_not_loaded_are_known(around, sessions, until) -> None:
    tags = SessionTags(SessionOperations(around.client, around.scope), around.sessions)
    assert tags.names == []
    told: list[None] = []
    tags.changed.connect(lambda: told.append(None))
    tags.ask()
    await until(lambda: told)
    assert tags.names == ["old & gold", "Zebra"]
    assert tags.most_used == ["old & gold", "Zebra"]
    assert (tags.count("old & gold"), tags.count("other")) == (2, 0)


async def test_sessions_asked_for_by_their_ids_all_come(around, sessions) -> None:
    page = await around.operations.list_sessions(ids=sessions)
    assert {entry.session.metadata.id for entry in page.entries} == set(sessions)


async def test_a_tag_finds_sessions_that_are_not_loaded(around, listed, sessions, until) -> None:
    around.sessions.more_wanted.disconnect()
    around.sessions.load([], has_more=True)
    around.sessions.set_tag("old & gold")
    await until(lambda: around.sessions.rowCount() == 2)
    assert [around.sessions.index(row).data(Qt.ItemDataRole.DisplayRole) for row in range(2)] == [
        "Question 1",
        "Question 0",
    ]
    # All of them are there: no page of all sessions is gone through for more.
    await until(lambda: not around.sessions.canFetchMore(around.sessions.index(-1)))
    around.sessions.set_tag("nobody has it")
    await until(lambda: around.sessions.is_known_empty)


async def test_words_find_sessions_that_are_not_loaded(around, listed, until) -> None:
    around.sessions.more_wanted.disconnect()
    around.sessions.load([], has_more=True)
    around.sessions.set_filter("question 0")
    await until(lambda: titles(around) == ["Question 0"])


async def test_the_menu_of_tags_counts_and_chooses(around, listed, until) -> None:
    listed.set_search_shown(True)
    await until(lambda: len(listed.search.tags.choices) == 3)
    shown = [(choice.text, choice.detail) for choice in listed.search.tags.choices]
    assert shown == [("All tags", ""), ("#old & gold", "2"), ("#Zebra", "1")]
    menu = listed.search.tags.menu_of_choices()
    menu.actions()[2].trigger()
    menu.close()
    await until(lambda: titles(around) == ["Question 1"])
    listed.search.clear()
    await until(lambda: around.sessions.rowCount() > 2)


async def test_of_many_tags_the_menu_has_those_in_most_use(around, listed, until, monkeypatch) -> None:
    monkeypatch.setattr("stigmer_desktop.ui.sessions.session_search._MOST_OFFERED", 1)
    listed.set_search_shown(True)
    await until(lambda: len(listed.search.tags.choices) == 2)
    assert [choice.key for choice in listed.search.tags.choices] == ["", "old & gold"]
    assert "type # and its name" in listed.search.tags.toolTip()
    listed.search.choose_tag("Zebra")
    assert [choice.key for choice in listed.search.tags.choices] == ["", "old & gold", "Zebra"]
    listed.search.clear()
    listed.search.field.setText("#zeb")
    await until(lambda: titles(around) == ["Question 1"])


async def test_the_menu_of_a_session_narrows_to_its_tags(around, listed, sessions, until) -> None:
    around.sessions.set_tag("Zebra")
    await until(lambda: around.sessions.rowCount() == 1)
    around.sessions.set_tag("")
    wanted: list[None] = []
    listed.filter_wanted.connect(lambda: wanted.append(None))
    menu: QMenu = listed.menu_for(sessions[1])
    words = [action.text() for action in menu.actions()]
    assert words[-2:] == ["Only sessions with #old && gold", "Only sessions with #Zebra"]
    menu.actions()[-1].trigger()
    menu.close()
    assert wanted
    assert titles(around) == ["Question 1"]
    assert listed.search.tags.shown_text == "#Zebra"


async def test_from_the_field_the_arrow_leads_to_what_was_found(around, listed, until) -> None:
    listed.activateWindow()
    await until(listed.isActiveWindow)
    chosen: list[str] = []
    listed.session_chosen.connect(chosen.append)
    listed.set_search_shown(True)
    QTest.keyClicks(listed.search.field, "question 0")
    await until(lambda: titles(around) == ["Question 0"])
    QTest.keyClick(listed.search.field, Qt.Key.Key_Down)
    assert listed.view.hasFocus() and listed.view.currentIndex().row() == 0
    QTest.keyClick(listed.view, Qt.Key.Key_Return)
    assert chosen == [listed.listed(0)]


async def test_what_is_searched_for_longer_says_so(around, listed, until) -> None:
    around.sessions.more_wanted.disconnect()
    around.sessions.load([], has_more=True)
    around.sessions.set_filter("nothing has these words")
    assert not listed._empty.isVisible()
    await until(listed._empty.isVisible)
    assert listed._empty.is_waiting
    around.sessions.append([], has_more=False)
    assert listed._empty.isVisible() and not listed._empty.is_waiting


async def test_the_filter_is_remembered(around, listed, until) -> None:
    memory = Memory(filter_shown=True, filter_tag="Zebra", archived_shown=True)
    listed.search.use_memory(memory)
    await until(lambda: titles(around) == ["Question 1"])
    assert around.sessions.filter.archived
    assert listed.search.tags.shown_text == "#Zebra"
    listed.search.close_and_clear()
    assert (memory.filter_tag, memory.archived_shown) == ("", False)
    listed.search.choose_tag("old & gold")
    assert memory.filter_tag == "old & gold"
    await until(lambda: around.sessions.rowCount() == 2)


def dialog() -> TagDialog:
    (found,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())
    assert isinstance(found, TagDialog)
    return found


async def test_tags_of_other_sessions_are_offered_as_one_types(around, listed, sessions, until) -> None:
    listed.commands.press(sessions[7], "T")
    asked = dialog()
    await until(lambda: asked.choices == ["old & gold", "Zebra"])
    assert asked.offered.isVisible() and "old&nbsp;&amp;&nbsp;gold" in asked.offered.text()
    QTest.keyClicks(asked.line, "home, ze")
    assert asked.choices == ["Zebra"]
    asked.offered.linkActivated.emit("Zebra")
    assert asked.line.text() == "home, Zebra, "
    assert asked.choices == ["old & gold"]
    asked.offered.linkActivated.emit("old%20%26%20gold")
    assert asked.choices == [] and not asked.offered.isVisible()
    asked.done_button.click()
    tags = ["home", "Zebra", "old & gold"]
    header = around.sessions.header_of
    await until(lambda: list(header(sessions[7]).session.metadata.tags) == tags)


async def test_the_keyboard_takes_a_tag_that_is_offered(listed, sessions, until) -> None:
    listed.commands.press(sessions[7], "T")
    asked = dialog()
    await until(lambda: asked.choices)
    QTest.keyClicks(asked.line, "home, GOLD")
    QTest.keyClick(asked.line, Qt.Key.Key_Down)
    assert asked.line.accessibleDescription() == "#old & gold"
    QTest.keyClick(asked.line, Qt.Key.Key_Return)
    assert asked.line.text() == "home, old & gold, " and asked.isVisible()
    QTest.keyClick(asked.line, Qt.Key.Key_Down)
    QTest.keyClick(asked.line, Qt.Key.Key_Up)
    saved: list[str] = []
    listed.commands.changed.connect(saved.append)
    # None is chosen any more: Enter is done.
    QTest.keyClick(asked.line, Qt.Key.Key_Return)
    await until(lambda: saved == [sessions[7]])


async def test_what_is_typed_is_added_to_the_tags_that_are_there(listed, sessions, until) -> None:
    listed.commands.press(sessions[1], "T")
    await until(lambda: any(isinstance(w, TagDialog) for w in QApplication.topLevelWidgets()))
    asked = dialog()
    await until(lambda: asked.line.cursorPosition() and not asked.line.hasSelectedText())
    assert asked.line.text() == "old & gold, Zebra, "
    QTest.keyClicks(asked.line, "home")
    assert asked.line.text() == "old & gold, Zebra, home"
    asked.reject()


async def test_a_tag_that_is_written_out_is_not_lost_when_another_is_taken(listed, sessions, until) -> None:
    listed.commands.press(sessions[7], "T")
    asked = dialog()
    await until(lambda: asked.choices)
    QTest.keyClicks(asked.line, "#Zebra")
    assert asked.choices == ["old & gold"]
    asked.take("old%20%26%20gold")
    assert asked.line.text() == "Zebra, old & gold, "
    asked.reject()
    await asyncio.sleep(0)
