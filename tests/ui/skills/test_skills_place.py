"""The place of the skills against the real server: adding, versions, tags, refusals."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from stigmer_desktop.ui.skills.skill_operations import skill_shelf
from stigmer_desktop.ui.skills.skills_place import SkillsPlace
from stigmer_desktop.ui.skills.tag_dialog import TagDialog
from stigmer_desktop.ui.widgets.copy_button import CopyButton
from tests.ui.resources.made import new_agent
from tests.ui.resources.use import answer, click, write

SKILL_MD = """---
name: Reviewing
description: How we review code.
---
# Reviewing

Read the *whole* change first.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reviewing-folder"
    (made / "scripts").mkdir(parents=True)
    (made / ".git").mkdir()
    (made / ".git" / "config").write_text("[core]")
    (made / "SKILL.md").write_text(SKILL_MD)
    (made / "scripts" / "check.py").write_text("print('ok')\n")
    return made


@pytest.fixture
async def place(qtbot, around) -> SkillsPlace:
    made = SkillsPlace(around, skill_shelf(around))
    qtbot.addWidget(made)
    made.resize(900, 800)
    made.show()
    around.changes.start()
    made.enter()
    return made


def drop(place: SkillsPlace, source: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(source))])
    action, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPointF(5, 5).toPoint(), action, data, button, key)
    place.dragEnterEvent(entering)
    assert entering.isAccepted()
    place.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, key))


async def added(place: SkillsPlace, source: Path, until) -> None:
    drop(place, source)
    await until(lambda: place.adder.source.archive)
    click(place.adder.add_button)
    await until(lambda: place.currentWidget() is place.page)
    await until(lambda: place.page.rows and place.page.text.markdown)


async def test_a_folder_is_added_and_shown(place, folder, client, until) -> None:
    await until(lambda: place.list.part is place.list.empty)
    drop(place, folder)
    assert place.currentWidget() is place.adder
    await until(lambda: place.adder.source.archive)
    assert place.adder.name.text == "Reviewing"
    # What git keeps beside the files is no part of the skill.
    assert place.adder.source.archive.files == 2
    assert "2 files" in place.adder.source.heading.text
    write(place.adder.tag.input, "no good!")
    click(place.adder.add_button)
    assert place.adder.tag.fault == (
        "Possible are letters from a to z, figures, dots, dashes and underscores."
    )
    write(place.adder.tag.input, "stable")
    click(place.adder.add_button)
    await until(lambda: place.currentWidget() is place.page)
    await until(lambda: place.page.rows)
    page = place.page
    assert page.header.title.text == "Reviewing"
    assert page.header.detail.text == "1 version"
    assert page.rows[0].version.spec.tag == "stable"
    assert page.text.markdown.startswith("# Reviewing")
    assert page._about.text() == "How we review code."
    page.close_wanted.emit()
    await until(lambda: place.list.cards)
    assert place.list.cards[0].accessibleDescription() == "How we review code."


async def test_a_new_version_is_added_and_an_old_one_can_be_looked_at(place, folder, until) -> None:
    await added(place, folder, until)
    (folder / "SKILL.md").write_text(SKILL_MD.replace("first", "twice"))
    click(place.page.add_button)
    assert place.adder.header.title.text == "New version of Reviewing"
    assert not place.adder.name.isVisible()
    drop(place, folder)
    await until(lambda: place.adder.source.archive)
    click(place.adder.add_button)
    await until(lambda: len(place.page.rows) == 2)
    await until(lambda: "twice" in place.page.text.markdown)
    place.page.rows[1].chosen.emit()
    await until(lambda: "first" in place.page.text.markdown)
    assert [row.property("surface") for row in place.page.rows] == ["choice", "chosen"]


async def test_a_version_is_tagged_and_its_hash_copied(place, folder, until) -> None:
    await added(place, folder, until)
    click(place.page.rows[0].tag_button)
    (dialog,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, TagDialog) and w.isVisible())
    height = dialog.field.input.height()
    click(dialog.tag_button)
    assert dialog.field.fault == "This is needed."
    write(dialog.field.input, "not this one")
    click(dialog.tag_button)
    assert dialog.field.fault.startswith("Possible are letters from a to z")
    dialog.layout().activate()
    await until(lambda: dialog.height() >= dialog.layout().totalHeightForWidth(dialog.width()))
    assert dialog.field.input.height() == height
    write(dialog.field.input, "stable")
    click(dialog.tag_button)
    await until(lambda: place.page.rows[0].tags == ["stable"])
    assert len(place.page.rows) == 1
    version_hash = place.page.rows[0].version.status.version_hash
    click(place.page.rows[0].findChild(CopyButton))
    assert QGuiApplication.clipboard().text() == version_hash


async def test_a_tag_moves_from_the_version_that_had_it(place, folder, until) -> None:
    drop(place, folder)
    await until(lambda: place.adder.source.archive)
    write(place.adder.tag.input, "stable")
    click(place.adder.add_button)
    await until(lambda: place.currentWidget() is place.page and place.page.rows)
    (folder / "SKILL.md").write_text(SKILL_MD.replace("first", "twice"))
    click(place.page.add_button)
    drop(place, folder)
    await until(lambda: place.adder.source.archive)
    write(place.adder.tag.input, "")
    click(place.adder.add_button)
    await until(lambda: [row.tags for row in place.page.rows] == [[], ["stable"]])
    click(place.page.rows[0].tag_button)
    (dialog,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, TagDialog) and w.isVisible())
    write(dialog.field.input, "stable")
    click(dialog.tag_button)
    await until(lambda: [row.tags for row in place.page.rows] == [["stable"], []])
    assert place.page.header.detail.text == "2 versions"
    assert [row.property("surface") for row in place.page.rows] == ["chosen", "choice"]


async def test_what_is_no_skill_is_refused_in_words(place, folder, tmp_path, until) -> None:
    source = place.adder.source
    empty = tmp_path / "empty"
    empty.mkdir()
    drop(place, empty)
    await until(source.fault.text)
    assert source.fault.text() == "There is no SKILL.md in this folder."
    click(place.adder.add_button)
    assert source.fault.text() == "There is no SKILL.md in this folder."
    text = tmp_path / "notes.txt"
    text.write_text("notes")
    drop(place, text)
    await until(lambda: "neither" in source.fault.text())
    (folder / "link").symlink_to("SKILL.md")
    drop(place, folder)
    await until(lambda: "“link” is a link" in source.fault.text())


async def test_the_server_has_the_last_word_on_a_zip(place, tmp_path, until) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SKILL.md", SKILL_MD)
        archive.writestr("zeros", b"\0" * 3_000_000)
    drop(place, bomb)
    await until(lambda: place.adder.source.archive)
    click(place.adder.add_button)
    await until(place.adder.source.fault.isVisible)
    assert "more than 100 times its size" in place.adder.source.fault.text()
    assert place.adder.has_unsaved


async def test_leaving_with_something_chosen_asks(place, folder, until) -> None:
    left: list[bool] = []
    click(place.list.new_button)
    place.ask_to_leave(lambda: left.append(True))
    assert left == [True]
    drop(place, folder)
    await until(lambda: place.adder.source.archive)
    place.ask_to_leave(lambda: left.append(True))
    answer("Stay")
    assert left == [True]
    place.adder.close_wanted.emit()
    answer("Leave")
    assert place.currentWidget() is place.list


async def test_one_that_is_needed_is_kept(place, folder, client, until) -> None:
    await added(place, folder, until)
    agent = new_agent()
    agent.spec.skill_refs.add(kind=43, slug="reviewing")
    await client.agent_command.create(agent)
    click(place.page.delete_button)
    answer("Delete")
    await until(place.page.page.fault.isVisible)
    assert "is referred to by Reviewer" in place.page.page.fault.text()


async def test_one_that_nobody_needs_goes(place, folder, until) -> None:
    await added(place, folder, until)
    click(place.page.delete_button)
    answer("Delete")
    await until(lambda: place.currentWidget() is place.list)
    await until(lambda: place.list.part is place.list.empty)


async def test_the_same_folder_is_the_same_version(place, folder, until) -> None:
    await added(place, folder, until)
    first = place.page.rows[0].version.status.version_hash
    click(place.page.add_button)
    drop(place, folder)
    await until(lambda: place.adder.source.archive)
    click(place.adder.add_button)
    await until(lambda: place.currentWidget() is place.page)
    await until(lambda: place.page.rows)
    assert [row.version.status.version_hash for row in place.page.rows] == [first]
