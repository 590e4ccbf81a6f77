"""The inspector's pages, by mouse and keyboard, while the session goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    EXECUTION_PENDING,
    EXECUTION_WAITING_FOR_APPROVAL,
    TODO_COMPLETED,
    TOOL_CALL_RUNNING,
    TOOL_KIND_SEARCH,
    AgentExecution,
)
from stigmer_desktop.ui.inspector.call_row import SessionCalls
from stigmer_desktop.ui.inspector.empty_note import EmptyNote, Filled
from stigmer_desktop.ui.inspector.files_page import FilesPage
from stigmer_desktop.ui.inspector.inspected_session import CURRENT, IN_VIEW, WHOLE
from stigmer_desktop.ui.inspector.pages import AGENTS, CALLS, FILES, OVERVIEW, RAW, TIMELINE
from tests.execution_snapshots import execution, said, tool
from tests.ui.inspector.conftest import Inspecting
from tests.ui.inspector.snapshots import at, plan, rich

ALL = (OVERVIEW, CALLS, TIMELINE, AGENTS, FILES, RAW)


class Paints(QObject):
    """Counts the paint events of a widget and all in it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.count = 0
        for part in (widget, *widget.findChildren(QWidget)):
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return False


def grown(snapshot: AgentExecution, text: str = "more") -> AgentExecution:
    newer = AgentExecution()
    newer.CopyFrom(snapshot)
    newer.status.revision += 1
    newer.status.messages.append(said(text))
    return newer


def names(inspecting: Inspecting) -> list[str]:
    return [row.call.name for row in inspecting.page(CALLS).model.rows]


async def test_without_anything_each_page_says_so(inspecting, until) -> None:
    inspecting.model.load([])
    await until(lambda: not inspecting.inspector.filled.is_filled)
    inspecting.model.load([execution()])
    await until(lambda: inspecting.inspector.filled.is_filled)
    for key in (OVERVIEW, CALLS, TIMELINE, AGENTS, FILES):
        inspecting.inspector.show_page(key)
        page = inspecting.page(key)
        filled: Filled = page.filled
        await until(lambda filled=filled: filled.note.isVisible() and filled.note.sentence)
    assert all(note.sentence for note in inspecting.inspector.findChildren(EmptyNote) if note.isVisible())


async def test_an_attempt_after_an_approval_is_no_new_start(inspecting, until) -> None:
    running = rich(phase=EXECUTION_IN_PROGRESS)
    running.status.attempt = 3
    inspecting.model.load([running])
    page = inspecting.page(OVERVIEW)
    await until(lambda: page.facts.value("id") == "aex-1")
    assert page.facts.value("restarts") == ""
    again = grown(running)
    again.status.restarts = 2
    inspecting.model.apply(again)
    await until(lambda: page.facts.value("restarts") == "2 times")


async def test_todos_and_facts_follow_the_execution(inspecting, until) -> None:
    running = rich(phase=EXECUTION_IN_PROGRESS)
    inspecting.model.load([running])
    page = inspecting.page(OVERVIEW)
    await until(lambda: page.head.amount == "2 of 4")
    assert page.facts.value("calls") == "3 · 1,234 tokens"
    assert page.facts.value("id") == "aex-1"
    newer = grown(running)
    for name, todo in plan(TODO_COMPLETED, TODO_COMPLETED, TODO_COMPLETED).items():
        newer.status.todos[name].CopyFrom(todo)
    inspecting.model.apply(newer)
    await until(lambda: page.head.amount == "4 of 4")


async def test_the_overview_shows_the_last_of_the_timeline(inspecting, until) -> None:
    inspecting.model.load([rich()])
    glance = inspecting.page(OVERVIEW).glance
    await until(glance.isVisible)
    labels = ["grep", "model", "test-writer", "namer", "model", "waiting for you", "edit_file", "model"]
    assert [row.label for row in glance.model.rows] == labels[1:]
    assert glance.head.amount == "last 7 of 9"
    glance.list.row_chosen.emit(glance.model.row(1))
    assert inspecting.places == [("aex-1", "aex-1/sub-agent/s1")]
    inspecting.inspector.resize(360, 420)
    await until(lambda: not glance.isVisible())


async def test_tool_calls_of_the_whole_session_are_listed_and_lead_to_their_place(inspecting, until) -> None:
    inspecting.model.load([rich(created=1), execution("aex-2", calls=[tool("x", "ls")], created=2)])
    inspecting.inspector.show_page(CALLS)
    inspecting.inspector.chooser.chosen.emit(WHOLE)
    await until(lambda: names(inspecting) == ["grep", "shell", "task", "edit_file", "ls"])
    view = inspecting.page(CALLS).list
    QTest.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=view.visualRect(inspecting.page(CALLS).model.index(1)).center(),
    )
    view.setFocus()
    view.setCurrentIndex(inspecting.page(CALLS).model.index(4))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert inspecting.places == [("aex-1", "aex-1/call/c9"), ("aex-2", "aex-2/call/x")]


async def test_tool_calls_are_filtered_and_all_are_shown_again(inspecting, until) -> None:
    inspecting.model.load([rich()])
    inspecting.inspector.show_page(CALLS)
    page = inspecting.page(CALLS)
    await until(lambda: len(names(inspecting)) == 4)
    page.kind.pressed.emit()
    assert len(page.kind.choices) == 5
    page.kind.set_key(str(TOOL_KIND_SEARCH))
    page.kind.chosen.emit(str(TOOL_KIND_SEARCH))
    assert names(inspecting) == ["grep"]
    page.status.pressed.emit()
    page.status.set_choices(page.status.choices, "")
    page.clear.click()
    assert len(names(inspecting)) == 4
    assert page.clear.isHidden()


async def test_the_tabs_say_how_much_there_is(inspecting, until) -> None:
    inspecting.inspector.resize(420, 700)
    inspecting.model.load([rich()])
    tabs = inspecting.inspector.tabs
    await until(lambda: tabs.tabText(1) == "Tools 4")
    assert tabs.tabText(4) == "Files 1"
    assert tabs.tabText(3) == "Agents 2"
    tabs.set_count(CALLS, 123_456)
    inspecting.inspector.resize(320, 700)
    await until(lambda: tabs.width() < 320 and tabs.tabText(1) == "Tools")
    assert tabs.tabRect(5).right() <= tabs.width()


async def test_all_tabs_are_in_sight_with_large_text(inspecting, theme) -> None:
    theme.set_text_percent(150)
    try:
        tabs = inspecting.inspector.tabs
        inspecting.inspector.resize(360, 700)
        assert tabs.tabRect(5).right() <= tabs.width()
        assert tabs.tabText(5) == "Raw"
    finally:
        theme.set_text_percent(100)


async def test_bars_lead_to_their_place_and_are_zoomed_by_keys(inspecting, until) -> None:
    inspecting.model.load([rich()])
    inspecting.inspector.show_page(TIMELINE)
    page = inspecting.page(TIMELINE)
    await until(lambda: len(page.model.rows) == 15)
    page.list.setFocus()
    page.list.setCurrentIndex(page.model.index(1))
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert inspecting.places == [("aex-1", "aex-1/call/c1")]
    QTest.keyClick(page.list, Qt.Key.Key_Plus)
    assert page.scale.zoom > 1
    assert page.bar.isVisible()
    QTest.keyClick(page.list, Qt.Key.Key_Right)
    assert page.scale.offset > 0
    QTest.keyClick(page.list, Qt.Key.Key_0)
    assert page.scale.zoom == 1
    assert not page.bar.isVisible()


async def test_a_long_timeline_keeps_rows_and_time_together(inspecting, until) -> None:
    calls = [tool(f"c{n}", started_at=at(n * 10), completed_at=at(n * 10 + 1)) for n in range(300)]
    inspecting.model.load([execution(calls=calls, started_at=at(0), completed_at=at(3000))])
    inspecting.inspector.show_page(TIMELINE)
    page = inspecting.page(TIMELINE)
    await until(lambda: len(page.model.rows) > 300)
    for _ in range(8):
        page.larger.click()

    def bars_in_sight() -> float:
        """Which share of the rows in sight has its bar in sight."""
        start = page.scale.first + page.scale.offset
        rows = [page.model.row(number) for number in page.list.visible_rows()]
        return sum(start <= row.start <= start + page.scale.visible for row in rows) / len(rows)

    page.list.scrollToBottom()
    assert bars_in_sight() >= 0.5
    page.bar.setValue(0)
    assert bars_in_sight() >= 0.5
    assert page.list.visible_rows().start == 0


async def test_a_sub_agent_leads_to_its_block(inspecting, until) -> None:
    inspecting.session.set_about("Helper", "")
    inspecting.model.load([rich()])
    inspecting.inspector.show_page(AGENTS)
    page = inspecting.page(AGENTS)
    await until(lambda: [row.name for row in page.model.rows] == ["Helper", "test-writer", "namer"])
    page.list.row_chosen.emit(page.model.row(1))
    assert inspecting.places == [("aex-1", "aex-1/sub-agent/s1")]


async def test_a_file_opens_its_diff_and_its_folder(inspecting, theme, qtbot, until, tmp_path: Path) -> None:
    opened: list[Path] = []
    (tmp_path / "src").mkdir()
    page = FilesPage(theme, inspecting.session, SessionCalls(), opened.append)
    qtbot.addWidget(page)
    page.resize(360, 700)
    page.show()
    inspecting.session.set_about("Helper", str(tmp_path))
    inspecting.model.load([rich()])
    page.refresh(inspecting.session)
    assert page.head.amount.startswith("+2")
    page.list.setFocus()
    page.list.setCurrentIndex(page.model.index(0))
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert page.diff.isVisible()
    assert page.diff.lines.text().startswith("    def next_token(self):")
    page.diff.folder.click()
    page.folder.click()
    assert opened == [tmp_path / "src", tmp_path]
    page.diff.jump.click()
    assert inspecting.places == [("aex-1", "aex-1/call/c2")]
    page.diff.close_button.click()
    assert not page.diff.isVisible()


async def test_raw_shows_and_copies_the_execution(inspecting, until) -> None:
    first = rich()
    inspecting.model.load([first])
    inspecting.inspector.show_page(RAW)
    page = inspecting.page(RAW)
    await until(lambda: '"id": "aex-1"' in page.list.text())
    page.copy.click()
    assert json.loads(QGuiApplication.clipboard().text()) == json.loads(page.list.text())
    inspecting.model.apply(grown(first, "the newest words"))
    await until(lambda: "the newest words" in page.list.text())
    page.list.setFocus()
    page.list.setCurrentIndex(page.list.model_of_lines.index(1))
    QTest.keySequence(page.list, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == page.list.model_of_lines.row(1).text


async def test_another_execution_of_the_session_can_be_inspected(inspecting, until) -> None:
    inspecting.model.load([rich("aex-1", created=1), rich("aex-2", created=2)])
    page, chooser = inspecting.page(OVERVIEW), inspecting.inspector.chooser
    await until(lambda: page.facts.value("id") == "aex-2")
    assert chooser.isVisible()
    assert [choice.key for choice in chooser.choices] == [CURRENT, IN_VIEW, "aex-2", "aex-1"]
    chooser.chosen.emit("aex-1")
    await until(lambda: page.facts.value("id") == "aex-1")
    inspecting.model.apply(rich("aex-3", created=3))
    await until(lambda: len(chooser.choices) == 5)
    assert page.facts.value("id") == "aex-1"
    inspecting.model.remove("aex-1")
    await until(lambda: page.facts.value("id") == "aex-3")


@pytest.mark.parametrize("phase", [EXECUTION_IN_PROGRESS, EXECUTION_WAITING_FOR_APPROVAL])
async def test_what_runs_is_shown_and_not_what_waits_for_its_turn(inspecting, until, phase: int) -> None:
    inspecting.model.load(
        [
            rich("aex-1", created=1, phase=phase),
            execution("aex-2", created=2, phase=EXECUTION_PENDING),
            execution("aex-3", created=3, phase=EXECUTION_PENDING),
        ]
    )
    page = inspecting.page(OVERVIEW)
    await until(lambda: page.facts.value("id") == "aex-1")
    assert page.head.amount == "2 of 4"
    ended = rich("aex-1", created=1, revision=2)
    inspecting.model.apply(ended)
    await until(lambda: page.facts.value("id") == "aex-3")


async def test_all_tabs_are_of_the_message_that_the_chooser_names(inspecting, until) -> None:
    inspecting.inspector.resize(480, 700)
    inspecting.model.load([rich("aex-1", created=1), rich("aex-2", created=2)])
    tabs, chooser = inspecting.inspector.tabs, inspecting.inspector.chooser

    def counts() -> list[str]:
        return [tabs.tabText(1), tabs.tabText(3), tabs.tabText(4)]

    await until(lambda: counts() == ["Tools 4", "Agents 2", "Files 1"])
    for key in ALL:
        inspecting.inspector.show_page(key)
        await until(chooser.isVisible)
        assert chooser.shown_text == "The current message"
    inspecting.inspector.show_page(CALLS)
    await until(lambda: {row.execution_id for row in inspecting.page(CALLS).model.rows} == {"aex-2"})
    chooser.chosen.emit(WHOLE)
    await until(lambda: counts() == ["Tools 8", "Agents 4", "Files 1"])
    await until(lambda: len(names(inspecting)) == 8 and chooser.shown_text == "The whole session")
    inspecting.inspector.show_page(AGENTS)
    agents = inspecting.page(AGENTS)
    await until(lambda: len(agents.model.rows) == 6)
    agents.list.row_chosen.emit(agents.model.row(1))
    assert inspecting.places == [("aex-1", "aex-1/sub-agent/s1")]
    # There is no page of the facts of several messages, and what is named is what is shown.
    inspecting.inspector.show_page(OVERVIEW)
    await until(lambda: inspecting.page(OVERVIEW).facts.value("id") == "aex-2")
    assert chooser.shown_text == "The current message"


@pytest.mark.parametrize("key", ALL)
async def test_nothing_is_painted_while_nothing_changes(inspecting, until, key: str) -> None:
    inspecting.model.load([rich()])
    inspecting.inspector.show_page(key)
    page = inspecting.page(key)
    await until(lambda: inspecting.inspector.tabs.tabText(1).startswith("Tools"))
    QTest.qWait(1200)
    paints = Paints(inspecting.inspector)
    QTest.qWait(700)
    assert paints.count == 0
    assert page.isVisible()


async def test_a_hidden_inspector_does_nothing(inspecting, until) -> None:
    inspecting.inspector.hide()
    asked: list[str] = []
    for key in ALL:
        page = inspecting.page(key)
        page.refresh = lambda _, key=key: asked.append(key) or True
    inspecting.model.load([rich()])
    QTest.qWait(250)
    assert asked == []
    inspecting.inspector.show()
    await until(lambda: asked == [OVERVIEW])


async def test_five_hundred_calls_are_rows_and_not_widgets(inspecting, until) -> None:
    calls = [tool(f"c{n}", status=TOOL_CALL_RUNNING if n == 499 else 3, started_at=at(n)) for n in range(500)]
    inspecting.model.load([execution(calls=calls, phase=EXECUTION_IN_PROGRESS)])
    page = inspecting.page(CALLS)
    before = len(inspecting.inspector.findChildren(QWidget))
    inspecting.inspector.show_page(CALLS)
    await until(lambda: len(names(inspecting)) == 500)
    assert len(inspecting.inspector.findChildren(QWidget)) <= before + 4
    # Stands at the end, where the newest is, as the transcript does.
    await until(lambda: 499 in page.list.visible_rows())
    page.list.verticalScrollBar().setValue(0)
    inspecting.model.apply(
        execution(calls=[*calls, tool("new", "ls")], phase=EXECUTION_IN_PROGRESS, revision=2)
    )
    await until(lambda: len(names(inspecting)) == 501)
    assert 0 in page.list.visible_rows()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 680])
async def test_every_page_draws_itself(inspecting, theme, until, mode: str, width: int) -> None:
    theme.set_mode(mode)
    inspecting.inspector.resize(width, 480)
    inspecting.model.load([rich()])
    for key in ALL:
        inspecting.inspector.show_page(key)
        await until(lambda key=key: getattr(inspecting.page(key), "filled", None).is_filled)
        picture = inspecting.inspector.grab().toImage()
        panel = theme.tokens.panel.rgb()
        inked = sum(
            picture.pixel(x, y) != panel
            for x in range(0, picture.width(), 3)
            for y in range(60, picture.height(), 3)
        )
        assert inked > 150, key
    theme.set_mode("light")
