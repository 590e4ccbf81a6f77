"""What can be done with an execution: by its menu, by the links of its header, by the palette."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    EXECUTION_PENDING,
    EXECUTION_TERMINATED,
    AgentExecution,
)
from stigmer_desktop.ui.comparison.comparison_page import ComparisonPage
from stigmer_desktop.ui.executions.again_item import AgainItem
from stigmer_desktop.ui.executions.deed import Deed
from stigmer_desktop.ui.executions.header_item import HeaderItem
from stigmer_desktop.ui.executions.link_button import LinkButton
from stigmer_desktop.ui.executions.order import AGAIN_OF
from stigmer_desktop.ui.executions.transcript_row import AgainRow
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.menu import Menu
from stigmer_desktop.ui.widgets.question import Question
from tests.execution_snapshots import said
from tests.ui.executions.pane import Pane

Until = Callable[..., Awaitable[None]]


async def shown(pane: Pane, until: Until, message: str = "Do it") -> str:
    """Asks, and shows the session; gives the execution's id."""
    made = await pane.ask(message)
    pane.view.show_session(made.spec.session_id)
    await until(lambda: message in pane.texts())
    return made.metadata.id


def deeds(pane: Pane) -> list[Deed]:
    return [deed for deed, _ in pane.view.actions.offered(pane.view.model.snapshots()[-1])]


def phase(pane: Pane) -> int:
    return pane.view.model.snapshots()[-1].status.phase


def link(pane: Pane, words: str) -> LinkButton:
    found = [
        child
        for child in pane.view.transcript.findChildren(LinkButton)
        if child.text() == words and child.isVisible()
    ]
    assert len(found) == 1, [child.text() for child in found]
    return found[0]


async def test_each_phase_offers_what_it_allows(pane: Pane, until: Until) -> None:
    made = await shown(pane, until)
    assert deeds(pane)[:3] == [Deed.EDIT, Deed.REMOVE, Deed.PAUSE]
    assert Deed.DELETE not in deeds(pane)
    await pane.report(made, EXECUTION_IN_PROGRESS)
    await until(lambda: phase(pane) == EXECUTION_IN_PROGRESS)
    assert deeds(pane)[:3] == [Deed.PAUSE, Deed.CANCEL, Deed.TERMINATE]
    await pane.report(made, EXECUTION_FAILED, error="broken")
    await until(lambda: phase(pane) == EXECUTION_FAILED)
    exports = [Deed.EXPORT_MARKDOWN, Deed.EXPORT_JSON]
    assert deeds(pane) == [Deed.RECOVER, Deed.REPEAT, Deed.AGAIN, Deed.COPY, *exports, Deed.DELETE]
    assert "Delete…" in [action.name for action in pane.view.actions_here()]


async def test_the_pages_of_the_inspector_are_in_the_palette(pane: Pane, until: Until) -> None:
    await shown(pane, until)
    pages = {
        action.name.removeprefix("Inspector: "): action
        for action in pane.view.actions_here()
        if action.name.startswith("Inspector: ")
    }
    assert list(pages) == ["Overview", "Tools", "Timeline", "Agents", "Files", "Raw"]
    side = pane.view.side
    if side.sides.is_side_shown:
        side.toggle()
    for name, key in (("Timeline", "timeline"), ("Raw", "raw")):
        pages[name].call()
        assert side.sides.is_side_shown
        assert side.inspector.tabs.key == key


async def test_pause_resume_terminate(pane: Pane, until: Until) -> None:
    made = await shown(pane, until)
    await pane.report(made, EXECUTION_IN_PROGRESS)
    for deed, expected in (
        (Deed.PAUSE, EXECUTION_PAUSED),
        (Deed.RESUME, EXECUTION_IN_PROGRESS),
        (Deed.TERMINATE, EXECUTION_TERMINATED),
    ):
        pane.view.actions.do(made, deed)
        await until(lambda expected=expected: phase(pane) == expected)


@pytest.mark.parametrize("deed", [Deed.CANCEL, Deed.TERMINATE])
async def test_what_ended_in_the_moment_before_is_shown_and_nothing_said(
    pane: Pane, until: Until, failures: list[UserError], deed: Deed
) -> None:
    made = await shown(pane, until)
    await pane.report(made, EXECUTION_IN_PROGRESS)
    await pane.report(made, EXECUTION_COMPLETED, said("done"))
    answers: list[AgentExecution] = []
    pane.view.actions.answered.connect(answers.append)
    pane.view.actions.do(made, deed)
    await until(lambda: answers or failures)
    assert not failures
    assert answers[0].status.phase == EXECUTION_COMPLETED
    await until(lambda: phase(pane) == EXECUTION_COMPLETED)


async def test_recover(pane: Pane, until: Until) -> None:
    made = await shown(pane, until)
    await pane.report(made, EXECUTION_FAILED, error="broken")
    await until(lambda: phase(pane) == EXECUTION_FAILED)
    pane.view.actions.do(made, Deed.RECOVER)
    await until(lambda: phase(pane) in (EXECUTION_PENDING, EXECUTION_IN_PROGRESS))


async def test_the_menu_opens_by_keyboard_and_deletes_after_a_question(pane: Pane, until: Until) -> None:
    made = await shown(pane, until)
    await pane.report(made, EXECUTION_COMPLETED, said("done"))
    await until(lambda: "done" in pane.texts())
    (header,) = pane.view.transcript.findChildren(HeaderItem)
    header.menu_button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(header.menu_button, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, Menu)
    (delete,) = [action for action in menu.actions() if action.data() is Deed.DELETE]
    delete.trigger()
    menu.close()
    (question,) = pane.view.page.window().findChildren(Question)
    question.buttons[-1].click()
    await until(lambda: not pane.view.model.rowCount())


async def test_copy_as_markdown(pane: Pane, until: Until) -> None:
    made = await shown(pane, until)
    await pane.report(made, EXECUTION_COMPLETED, said("**done**"))
    await until(lambda: "**done**" in pane.texts())
    pane.view.actions.do(made, Deed.COPY)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("## You\n\nDo it\n\n## Agent\n\n")
    assert copied.endswith("\n\n**done**\n")


async def test_a_queued_message_is_edited(pane: Pane, until: Until, qtbot: QtBot) -> None:
    made = await shown(pane, until, "first thoght")
    pane.write("half a sentence")
    qtbot.mouseClick(link(pane, "Edit"), Qt.MouseButton.LeftButton)
    composer = pane.view.composer
    assert composer.message == "first thoght"
    assert composer.chips.texts == ["Editing the queued message"]
    assert composer.send.accessibleName() == "Save"
    composer.set_message("first thought")
    pane.send()
    await until(lambda: pane.texts() == ["first thought"])
    assert pane.last_id() == made
    assert composer.message == "half a sentence"
    assert composer.chips.texts == []


async def test_an_edit_is_left_by_escape_and_by_its_chip(pane: Pane, until: Until, qtbot: QtBot) -> None:
    await shown(pane, until, "queued")
    pane.write("mine")
    composer = pane.view.composer
    for leave in (
        lambda: QTest.keyClick(composer.text, Qt.Key.Key_Escape),
        lambda: qtbot.mouseClick(composer.chips.button(0), Qt.MouseButton.LeftButton),
    ):
        qtbot.mouseClick(link(pane, "Edit"), Qt.MouseButton.LeftButton)
        assert composer.message == "queued"
        leave()
        assert composer.message == "mine"
    assert phase(pane) == EXECUTION_PENDING


async def test_a_queued_message_is_removed(pane: Pane, until: Until, qtbot: QtBot) -> None:
    first = await shown(pane, until, "running")
    await pane.report(first, EXECUTION_IN_PROGRESS)
    await pane.ask("queued", pane.view.session_id)
    await until(lambda: pane.texts() == ["running", "queued"])
    await until(lambda: pane.view.transcript.findChildren(HeaderItem))
    qtbot.mouseClick(link(pane, "Remove"), Qt.MouseButton.LeftButton)
    await until(lambda: pane.texts() == ["running"])


async def test_what_began_meanwhile_is_cancelled_and_kept(pane: Pane, until: Until) -> None:
    made = await shown(pane, until)
    await pane.report(made, EXECUTION_IN_PROGRESS, started_at="2026-01-01T00:00:00Z")
    pane.view.actions.do(made, Deed.REMOVE)
    await until(lambda: phase(pane) == EXECUTION_CANCELLED)
    assert pane.texts()[0] == "Do it"


async def test_run_again_with_changes(pane: Pane, until: Until, qtbot: QtBot) -> None:
    made = await shown(pane, until, "Count to three")
    await pane.report(made, EXECUTION_COMPLETED, said("1 2 3"))
    await until(lambda: "1 2 3" in pane.texts())
    pane.view.actions.do(made, Deed.AGAIN)
    composer = pane.view.composer
    assert composer.chips.texts == ["Run again with changes"]
    assert composer.agent.isVisible()
    assert composer.send.accessibleName() == "Run again"
    composer.set_message("Count to four")
    composer.approval.menu_of_choices().actions()[2].trigger()
    pane.send()
    await until(lambda: pane.texts() == ["Count to three", "1 2 3", "Count to four"])
    again = pane.view.model.snapshots()[-1]
    assert again.metadata.labels[AGAIN_OF] == made
    assert again.spec.execution_config.approval_mode == 3
    assert isinstance(pane.view.model.rows()[-1], AgainRow)
    await until(lambda: pane.view.transcript.findChildren(AgainItem))
    qtbot.mouseClick(link(pane, "Show the original"), Qt.MouseButton.LeftButton)
    assert pane.view.transcript._mark.key == f"{made}/ask"
    assert Deed.COMPARE in deeds(pane)


async def test_run_again_with_another_agent_has_a_session_of_its_own(
    pane: Pane, until: Until, add_agent: Callable[[str], Awaitable[str]]
) -> None:
    made = await shown(pane, until, "Count")
    session_id = pane.view.session_id
    await until(lambda: pane.view.page.bar.detail.text == "Helper")
    await pane.report(made, EXECUTION_COMPLETED, said("1"))
    await until(lambda: phase(pane) == EXECUTION_COMPLETED)
    other = await add_agent("Other")
    pane.view.actions.do(made, Deed.AGAIN)
    pane.view.composer.agent._pick(other)
    pane.send()
    await until(lambda: pane.opened)
    await until(lambda: pane.texts() == ["Count"])
    assert pane.opened[-1] == pane.view.session_id != session_id
    await until(lambda: pane.view.page.bar.detail.text == "Other")
    pane.view.actions.do(pane.last_id(), Deed.ORIGINAL)
    await until(lambda: pane.view.session_id == session_id)
    await until(lambda: pane.view.transcript._mark.key == f"{made}/ask")


async def test_a_failed_one_is_sent_again_as_it_was(pane: Pane, until: Until) -> None:
    made = await shown(pane, until)
    await pane.report(made, EXECUTION_FAILED, error="broken")
    await until(lambda: phase(pane) == EXECUTION_FAILED)
    pane.write("something else")
    pane.view.actions.do(made, Deed.REPEAT)
    await until(lambda: pane.texts() == ["Do it", "broken", "Do it"])
    assert pane.view.composer.message == "something else"


async def test_two_runs_are_compared(pane: Pane, until: Until, qtbot: QtBot) -> None:
    made = await shown(pane, until, "Count to three")
    await pane.report(made, EXECUTION_COMPLETED, said("1 2 3"))
    await until(lambda: "1 2 3" in pane.texts())
    pane.view.actions.do(made, Deed.AGAIN)
    pane.send()
    await until(lambda: len(pane.view.model.snapshots()) == 2)
    await pane.report(pane.last_id(), EXECUTION_COMPLETED, said("one two three"))
    await until(lambda: "one two three" in pane.texts())
    view = pane.view
    view.actions.do(pane.last_id(), Deed.COMPARE)
    await until(lambda: view.page.is_comparing)
    page = view.page.part
    assert isinstance(page, ComparisonPage)
    assert page.summary.text == "1 changed · 1 the same"
    assert not view.composer.isVisible()
    assert page.detail.text == "1 2 3\none two three"
    page.view.activated.emit(page.view.currentIndex())
    assert not view.page.is_comparing
    assert view.composer.isVisible()
    assert view.transcript._mark.key == f"{pane.last_id()}/message/0"
    view.actions.do(pane.last_id(), Deed.COMPARE)
    await until(lambda: view.page.is_comparing)
    qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)
    assert view.page.part is view.transcript


async def test_one_execution_is_exported(pane: Pane, until: Until, tmp_path: Path) -> None:
    made = await shown(pane, until, "Where is: the key?\nQuickly")

    class Dialogs:
        def ask_where_to_save(self, title, name, kinds, then) -> None:
            then(tmp_path / name)

    pane.view.archives._dialogs = Dialogs()
    pane.view.actions.do(made, Deed.EXPORT_MARKDOWN)
    pane.view.actions.do(made, Deed.EXPORT_JSON)
    files = [tmp_path / f"Where-is-the-key.{suffix}" for suffix in ("md", "json")]
    await until(lambda: all(file.exists() for file in files))
    assert "Quickly" in files[0].read_text(encoding="utf-8")
    assert made in files[1].read_text(encoding="utf-8")


async def test_the_palette_compares_with_the_message_before(pane: Pane, until: Until) -> None:
    made = await pane.ask("one")
    await pane.report(made.metadata.id, EXECUTION_COMPLETED, said("1"))
    pane.view.show_session(made.spec.session_id)
    await until(lambda: pane.view.feed.is_loaded)
    name = "Compare with the message before"
    assert name not in [action.name for action in pane.view.actions_here()]
    await pane.told(made.spec.session_id, "two", said("2"))
    await until(lambda: len(pane.view.model.snapshots()) == 2)
    (compare,) = [action for action in pane.view.actions_here() if action.name == name]
    compare.call()
    await until(lambda: pane.view.page.is_comparing)
