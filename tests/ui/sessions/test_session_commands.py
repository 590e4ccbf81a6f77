"""What can be done with a session, by key, menu and palette, on the real server."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    AgentExecution,
    AgentExecutionId,
    CancelAgentExecutionInput,
)
from stigmer_desktop.api.kinds import AGENT_EXECUTION, API_VERSION
from stigmer_desktop.api.session import SessionId
from stigmer_desktop.ui.archives.archive_desk import JSON, ArchiveDesk
from stigmer_desktop.ui.open_session import OpenSession
from stigmer_desktop.ui.sessions import session_labels as labels
from stigmer_desktop.ui.sessions.pending_deletions import PendingDeletions
from stigmer_desktop.ui.sessions.session_commands import SessionCommands
from stigmer_desktop.ui.sessions.session_list import SessionList
from stigmer_desktop.ui.sessions.tag_dialog import TagDialog, tags_of


class Memory:
    pending_deletions: frozenset[str] = frozenset()

    def save(self) -> None:
        pass


class Dialogs:
    """Takes every file name as it is offered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ask_where_to_save(self, title, name, kinds, then) -> None:
        then(self.folder / name)

    def ask_what_to_open(self, title, kinds, then) -> None:
        raise AssertionError("nobody asked for that")


@pytest.fixture
async def execution(around) -> AgentExecution:
    """An execution that waits for a runner, in a session that is listed."""
    agents = await around.operations.list_agents()
    wanted = AgentExecution(api_version=API_VERSION, kind=AGENT_EXECUTION.name)
    wanted.metadata.SetInParent()
    wanted.spec.agent_id = agents.entries[0].agent.metadata.id
    wanted.spec.message = "Where is the key?"
    made: AgentExecution = await around.client.execution_command.create(wanted)
    await refresh(around)
    return made


async def refresh(around) -> None:
    page = await around.operations.list_sessions()
    around.sessions.load(page.entries, has_more=False)


@pytest.fixture
def listed(around, qtbot, tmp_path) -> SessionList:
    window = QWidget()
    qtbot.addWidget(window)
    deletions = PendingDeletions(
        around.operations, around.sessions, Memory(), window, undo_milliseconds=3_600_000
    )
    archives = ArchiveDesk(around, window, Dialogs(tmp_path))
    commands = SessionCommands(around, deletions, archives, window)
    made = SessionList(around.theme, around.sessions, around.operations, commands)
    qtbot.addWidget(made)
    made.resize(260, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


async def stored(around, session_id: str):
    return await around.client.session_query.get(SessionId(value=session_id))


def dialogs() -> list[QDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


async def test_keys_in_the_list_pin_and_unpin(around, listed, execution, until) -> None:
    session_id = execution.spec.session_id
    changed: list[str] = []
    listed.commands.changed.connect(changed.append)
    listed.view.setCurrentIndex(around.sessions.index(0))
    QTest.keyClicks(listed.view, "p")
    await until(lambda: changed == [session_id])
    assert labels.PINNED in (await stored(around, session_id)).metadata.labels
    await refresh(around)
    listed.view.setCurrentIndex(around.sessions.index(0))
    QTest.keyClicks(listed.view, "p")
    await until(lambda: len(changed) == 2)
    assert labels.PINNED not in (await stored(around, session_id)).metadata.labels


async def test_archiving_takes_it_out_of_sight(around, listed, execution, until) -> None:
    session_id = execution.spec.session_id
    left: list[str] = []
    changed: list[str] = []
    listed.commands.left.connect(left.append)
    listed.commands.changed.connect(changed.append)
    listed.commands.press(session_id, "A")
    await until(lambda: changed)
    assert left == [session_id]
    await refresh(around)
    assert around.sessions.rowCount() == 0
    around.sessions.set_archived_shown(True)
    words = [command.words for command in listed.commands.of(around.sessions.header_of(session_id))]
    assert "Take out of the archive" in words


async def test_tags_are_asked_for_and_kept(around, listed, execution, until) -> None:
    session_id = execution.spec.session_id
    changed: list[str] = []
    listed.commands.changed.connect(changed.append)
    listed.commands.press(session_id, "T")
    (dialog,) = dialogs()
    assert isinstance(dialog, TagDialog)
    dialog.field.set_text("home, #keys,, home")
    dialog.done_button.click()
    await until(lambda: changed)
    assert list((await stored(around, session_id)).metadata.tags) == ["home", "keys"]
    await refresh(around)
    listed.search.open()
    assert [choice.key for choice in listed.search.tags.choices] == ["", "home", "keys"]
    listed.search.tags.chosen.emit("keys")
    assert around.sessions.rowCount() == 1
    around.sessions.set_tag("other")
    assert around.sessions.is_known_empty
    listed.search.close_and_clear()
    assert around.sessions.rowCount() == 1


async def test_what_still_works_is_stopped_first(around, listed, execution, until) -> None:
    session_id = execution.spec.session_id
    listed.commands.delete(session_id)
    (question,) = dialogs()
    assert around.sessions.rowCount() == 1
    question.buttons[-1].click()
    await until(lambda: around.sessions.rowCount() == 0)
    assert listed.undo.isVisible() and listed.undo.text == "Session deleted"
    listed.undo.button.click()
    assert around.sessions.rowCount() == 1 and not listed.undo.isVisible()
    again = await around.client.execution_query.get(AgentExecutionId(value=execution.metadata.id))
    assert again.status.phase == EXECUTION_CANCELLED


async def test_the_menu_has_everything_with_its_key(around, listed, execution, until) -> None:
    def named() -> dict[str, str]:
        menu = listed.menu_for(execution.spec.session_id)
        found = {action.text(): action.shortcut().toString() for action in menu.actions() if action.text()}
        menu.close()
        return found

    listed.view.clearFocus()
    # The letters are the list's: only who goes through it by keys is told of them.
    assert [keys for keys in named().values() if keys] == ["F2"]
    listed.window().activateWindow()
    listed.view.setFocus(Qt.FocusReason.TabFocusReason)
    await until(listed.view.hasFocus)
    assert named() == {
        "Pin": "P",
        "Rename": "F2",
        "Tags…": "T",
        "Archive": "A",
        "Export as Markdown…": "M",
        "Export as JSON…": "J",
        "Delete": "Del",
    }
    assert listed.menu_for("ses-gone").isEmpty()


async def test_the_palette_acts_on_the_open_session(around, listed, execution, tmp_path, until) -> None:
    # It need not be loaded for that.
    around.sessions.load([], has_more=False)
    shown = OpenSession()
    shown.id = execution.spec.session_id
    actions = listed.commands.actions(shown)
    by_name = {action.name: action for action in actions}
    by_name["Export this session as Markdown"].call()
    await until((tmp_path / "Where-is-the-key.md").exists)
    assert listed.listed(0) == ""
    await refresh(around)
    assert listed.listed(0) == execution.spec.session_id
    assert listed.listed(1) == ""


async def test_an_exported_session_can_be_dropped_on_the_list(
    around, listed, execution, tmp_path, until
) -> None:
    session_id = execution.spec.session_id
    await around.client.execution_command.cancel(CancelAgentExecutionInput(id=execution.metadata.id))
    listed.commands.archives.export_session(session_id, "key", JSON)
    path = tmp_path / "key.json"
    await until(path.exists)
    await around.operations.delete_session(session_id=session_id)
    imported: list[str] = []
    listed.commands.archives.session_imported.connect(imported.append)

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "notes.txt"))])
    assert not drag_in(listed, data)
    data.setUrls([QUrl.fromLocalFile(str(path))])
    assert drag_in(listed, data)
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(listed, QDropEvent(QPointF(20, 20), action, data, button, keys))
    await until(lambda: imported == [session_id])


def drag_in(listed: SessionList, data: QMimeData) -> bool:
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), action, data, button, keys)
    # As Qt offers it: not accepted until somebody says so.
    enter.ignore()
    QApplication.sendEvent(listed, enter)
    return enter.isAccepted()


async def test_the_menu_beside_the_sessions(around, listed, execution, until) -> None:
    wanted: list[None] = []
    listed.filter_wanted.connect(lambda: wanted.append(None))
    menu = listed.menu_for_list()
    assert [action.text() for action in menu.actions()] == ["Search and filter", "Import a session…"]
    menu.actions()[0].trigger()
    menu.close()
    assert wanted
    listed.commands.deletions.begin(execution.spec.session_id)
    menu = listed.menu_for_list()
    menu.actions()[-1].trigger()
    menu.close()
    assert listed.commands.deletions.ids == frozenset()


def test_tags_from_text() -> None:
    assert tags_of(" a b , #c,,a b") == ["a b", "c"]
    assert tags_of(" , ") == []
