"""What the window says of exports: whoever wrote the file, and with a way to its folder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.archives.archive_desk import MARKDOWN, ArchiveDesk
from stigmer_desktop.ui.archives.archive_news import ArchiveNews
from stigmer_desktop.ui.centre import Centre
from stigmer_desktop.ui.executions.deed import Deed
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.widgets.message_bar import MessageBar


class Dialogs:
    """Names the same file each time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def ask_where_to_save(self, title, name, kinds, then) -> None:
        then(self.path)

    def ask_what_to_open(self, title, kinds, then) -> None:
        then(self.path)


class Folders:
    """A desktop that remembers which folders it was to show."""

    def __init__(self) -> None:
        self.opened: list[Path] = []
        self.can = True

    def open(self, folder: Path) -> bool:
        self.opened.append(folder)
        return self.can


@pytest.fixture
def messages(theme, qtbot) -> MessageBar:
    host = QWidget()
    host.resize(800, 600)
    qtbot.addWidget(host)
    host.show()
    return MessageBar(theme, host)


@pytest.fixture
async def centre(around, qtbot) -> AsyncIterator[Centre]:
    pane = SessionView(around)
    made = Centre(around.theme, pane, ())
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    yield made
    await pane.close()


async def test_an_export_from_the_menu_of_a_block_is_told(around, centre, tmp_path, until) -> None:
    pane = centre._pane
    path = tmp_path / "run.md"
    pane.archives._dialogs = Dialogs(path)
    agents = await around.operations.list_agents()
    agent_id = agents.entries[0].agent.metadata.id
    execution = await around.operations.send_message(message="Count to three", agent_id=agent_id)
    pane.show_session(execution.spec.session_id)
    await until(lambda: pane.model.snapshots())
    menu = pane.actions.menu_for(pane.model.snapshots()[0])
    next(action for action in menu.actions() if action.data() is Deed.EXPORT_MARKDOWN).trigger()
    await until(lambda: centre.messages.isVisible())
    assert centre.messages.text == f"Exported to {path}"
    assert "Count to three" in path.read_text(encoding="utf-8")
    assert centre.messages.button.isVisible()


def test_the_button_opens_the_folder(silent_desk, messages, tmp_path) -> None:
    desk, folders = silent_desk, Folders()
    ArchiveNews(messages, messages, folders.open).follow(desk)
    desk.exported.emit(tmp_path / "a.md")
    assert messages.isVisible() and messages.button.text() == "Open the folder"
    messages.button.click()
    assert folders.opened == [tmp_path]
    assert not messages.isVisible()


def test_a_folder_that_cannot_be_opened_is_named(silent_desk, messages, tmp_path) -> None:
    desk, folders = silent_desk, Folders()
    folders.can = False
    ArchiveNews(messages, messages, folders.open).follow(desk)
    desk.exported.emit(tmp_path / "a.md")
    messages.button.click()
    assert messages.isVisible() and str(tmp_path) in messages.text
    assert not messages.button.isVisible()


def test_only_what_takes_long_says_that_it_is_under_way(silent_desk, messages, tmp_path) -> None:
    desk = silent_desk
    ArchiveNews(messages, messages).follow(desk)
    desk.began.emit("Exporting to a.md…")
    desk.ended.emit()
    QTest.qWait(250)
    assert not messages.isVisible()
    desk.began.emit("Exporting to a.md…")
    QTest.qWait(250)
    assert messages.isVisible() and messages.text == "Exporting to a.md…"
    desk.ended.emit()
    assert not messages.isVisible()


async def test_a_file_that_cannot_be_written_ends_the_work_with_its_failure(
    around, messages, tmp_path, until, failures
) -> None:
    desk = ArchiveDesk(around, messages, Dialogs(tmp_path / "missing" / "a.md"))
    news = ArchiveNews(messages, messages)
    news.follow(desk)
    agents = await around.operations.list_agents()
    agent_id = agents.entries[0].agent.metadata.id
    execution = await around.operations.send_message(message="Count", agent_id=agent_id)
    desk.export_session(execution.spec.session_id, "Count", MARKDOWN)
    await until(lambda: failures)
    await asyncio.sleep(0.25)
    assert not messages.isVisible()


@pytest.fixture
def silent_desk(messages) -> ArchiveDesk:
    """A desk that nobody asks: a test says what it tells."""
    return ArchiveDesk(None, messages)  # type: ignore[arg-type]
