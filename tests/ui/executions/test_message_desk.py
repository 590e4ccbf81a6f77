"""What goes along with a message: files and folders, the folder to work in, the approval mode."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL
from stigmer_desktop.api.session import SessionId
from stigmer_desktop.ui.executions.folder_button import short_folder
from stigmer_desktop.ui.executions.order import FOLDER_TYPE
from stigmer_desktop.ui.executions.user_message_item import UserMessageItem
from stigmer_desktop.ui.widgets.menu import Menu
from tests.ui.executions.pane import Pane

Until = Callable[..., Awaitable[None]]


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(target: QWidget, data: QMimeData) -> None:
    """Drags `data` in and lets it go."""
    point = QPoint(40, 20)
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(point, action, data, button, keys)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(point), action, data, button, keys))


async def test_files_and_folders_go_along(pane: Pane, until: Until, tmp_path: Path, qtbot: QtBot) -> None:
    notes, folder = tmp_path / "notes.md", tmp_path / "src"
    notes.write_text("12345")
    folder.mkdir()
    composer = pane.view.composer
    drop(composer, mime(notes, folder, tmp_path / "gone", notes))
    await until(lambda: composer.chips.texts == ["notes.md", "src/"])
    composer.text.insertFromMimeData(mime(notes))
    await until(lambda: True)
    assert composer.message == ""
    qtbot.mouseClick(composer.chips.button(1), Qt.MouseButton.LeftButton)
    assert composer.chips.texts == ["notes.md"]
    composer.paths_given.emit([str(folder)], None)
    await until(lambda: composer.chips.texts == ["notes.md", "src/"])
    pane.write("Look")
    pane.send()
    await until(lambda: pane.opened)
    sent = pane.view.model.snapshots()[0].spec.attachments
    assert [(each.name, each.media_type, each.path, each.size_bytes) for each in sent] == [
        ("notes.md", "text/markdown", str(notes), 5),
        ("src", FOLDER_TYPE, str(folder), 0),
    ]
    assert composer.chips.texts == []
    await until(lambda: pane.view.transcript.findChildren(UserMessageItem))
    (item,) = pane.view.transcript.findChildren(UserMessageItem)
    assert f"{folder}/" in item.accessibleName()


async def test_a_dropped_folder_may_become_the_workspace(pane: Pane, until: Until, tmp_path: Path) -> None:
    composer = pane.view.composer
    drop(composer, mime(tmp_path))
    await until(lambda: isinstance(QApplication.activePopupWidget(), Menu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, Menu)
    menu.actions()[0].trigger()
    menu.close()
    assert composer.folder.folder == str(tmp_path)
    assert composer.chips.texts == []
    pane.write("Work")
    pane.send()
    await until(lambda: pane.opened)
    session = await pane.client.session_query.get(SessionId(value=pane.opened[0]))
    assert session.spec.workspace_folder == str(tmp_path)
    assert session.spec.subject == "Work"
    await until(lambda: pane.view.page.bar.detail.text == f"Helper · {short_folder(str(tmp_path))}")
    assert composer.folder.folder == str(tmp_path)


async def test_files_may_be_dropped_anywhere_in_the_session(pane: Pane, until: Until, tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("x")
    drop(pane.view.page, mime(notes))
    await until(lambda: pane.view.composer.chips.texts == ["notes.md"])


async def test_the_folder_of_a_session_can_be_changed(pane: Pane, until: Until, tmp_path: Path) -> None:
    made = await pane.ask("Hello")
    pane.view.show_session(made.spec.session_id)
    await until(lambda: pane.view.page.bar.detail.text == "Helper")
    pane.view.composer.folder.choose(str(tmp_path))

    async def stored() -> str:
        session = await pane.client.session_query.get(SessionId(value=made.spec.session_id))
        return session.spec.workspace_folder

    while await stored() != str(tmp_path):
        pass


async def test_a_session_that_could_not_be_asked_is_not_left_behind(pane: Pane, until: Until) -> None:
    pane.view.desk.choices._on_folder_chosen("/somewhere")
    pane.view.desk.drafts.change("", approval=77)
    pane.view.desk.show_choices()
    pane.write("Hello")
    pane.send()
    await until(lambda: pane.view.composer.error.isVisible())
    assert pane.view.composer.message == "Hello"
    assert not (await pane.operations.list_sessions()).entries


async def test_the_approval_mode_goes_along_and_stays(pane: Pane, until: Until) -> None:
    approval = pane.view.composer.approval
    assert approval.text() == "Ask"
    approval.menu_of_choices().actions()[2].trigger()
    assert approval.shown_text == "Allow all"
    pane.write("Go")
    pane.send()
    await until(lambda: pane.opened)
    (sent,) = pane.view.model.snapshots()
    assert sent.spec.execution_config.approval_mode == APPROVAL_MODE_ALLOW_ALL
    pane.view.show_new_session()
    assert approval.shown_text == "Ask"
    pane.view.show_session(pane.opened[0])
    await until(lambda: approval.shown_text == "Allow all")


async def test_words_are_dropped_as_words(pane: Pane, until: Until) -> None:
    data = QMimeData()
    data.setText("some words")
    composer = pane.view.composer
    composer.text.insertFromMimeData(data)
    assert composer.message == "some words"
    QTest.keyClick(composer.text, Qt.Key.Key_Space)
    assert composer.chips.texts == []


async def test_words_may_be_dropped_anywhere_in_the_session(pane: Pane, until: Until) -> None:
    composer = pane.view.composer
    data = QMimeData()
    data.setText("some words")
    drop(pane.view.page, data)
    assert composer.message == "some words"
    data.setText(" and more")
    drop(composer, data)
    assert composer.message == "some words and more"
    assert composer.text.hasFocus()
    # The address of a page is words, too.
    link = QMimeData()
    link.setUrls([QUrl("https://example.org/a")])
    link.setText(" https://example.org/a")
    drop(composer, link)
    assert composer.message.endswith("https://example.org/a")
    assert composer.chips.texts == []


async def test_an_empty_file_goes_along_and_one_that_cannot_be_read_does_not(
    pane: Pane, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty, locked = tmp_path / "empty.txt", tmp_path / "locked.txt"
    empty.touch()
    locked.write_text("secret")
    may = os.access
    # A test may run as a user who may read everything.
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) != str(locked) and may(path, mode))
    composer = pane.view.composer
    drop(composer, mime(empty, locked))
    await until(lambda: composer.chips.texts == ["empty.txt"])
    assert composer.error.text() == "locked.txt cannot be read, and does not go along."
    drop(composer, mime(tmp_path / "gone.txt"))
    await until(lambda: composer.error.text() == "gone.txt is not there any more.")
    drop(composer, mime(empty))
    await until(lambda: composer.error.text() == "")


@pytest.mark.parametrize(("width", "whole"), [(740, True), (430, False)])
async def test_buttons_go_without_words_where_there_is_little_room(
    pane: Pane, until: Until, width: int, whole: bool
) -> None:
    composer = pane.view.composer
    composer.folder.set_folder("/home/ada/code/calculator")
    pane.view.widget.resize(width + 420, 700)
    composer.setFixedWidth(width)
    await until(lambda: composer.width() == width and bool(composer.folder.text()) is whole)

    def is_laid_out() -> bool:
        buttons = [composer.attach, composer.folder, composer.agent, composer.model, composer.approval]
        areas = [button.geometry() for button in (*buttons, composer.send) if button.isVisible()]
        return all(one.right() < other.left() for one, other in pairwise(areas)) and (
            areas[-1].right() < width
        )

    await until(is_laid_out)
