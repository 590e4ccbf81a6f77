"""The pages of a very long execution are made a few milliseconds at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.inspector.code_line import CodeLine
from stigmer_desktop.ui.inspector.code_list import CodeList
from stigmer_desktop.ui.inspector.pages import RAW, TIMELINE
from stigmer_desktop.ui.inspector.raw_lines import RawLines
from stigmer_desktop.ui.inspector.row_list_model import RowListModel
from stigmer_desktop.ui.inspector.timeline_row import timeline_rows
from tests.execution_snapshots import execution, said
from tests.ui.inspector.snapshots import at


async def test_a_long_execution_is_made_in_pieces(inspecting, until) -> None:
    messages = [said(f"words {number}", at=at(number)) for number in range(2000)]
    long = execution("aex-9", messages=messages, started_at=at(0), completed_at=at(2000), revision=1)
    inspecting.model.load([long])
    for key in (TIMELINE, RAW):
        page = inspecting.page(key)
        assert not page.refresh(inspecting.session)
        turns = 1
        while not page.refresh(inspecting.session):
            turns += 1
        assert turns > 1
    assert list(inspecting.page(TIMELINE).model.rows) == timeline_rows(long)
    raw = inspecting.page(RAW)
    lines = [line for piece in RawLines().pieces(long) for line in piece]
    assert list(raw.list.model_of_lines.rows) == lines


async def test_another_execution_is_not_waited_for(inspecting, until) -> None:
    messages = [said(f"words {number}", at=at(number)) for number in range(2000)]
    long = execution("aex-9", messages=messages, started_at=at(0), completed_at=at(2000), created=9)
    other = execution("aex-8", messages=[said("other", at=at(1))], started_at=at(0), completed_at=at(2))
    inspecting.model.load([long, other])
    page = inspecting.page(TIMELINE)
    assert not page.refresh(inspecting.session)
    inspecting.session.choose("aex-8")
    assert page.refresh(inspecting.session)
    assert list(page.model.rows) == timeline_rows(other)


async def test_a_change_that_comes_while_a_page_is_made_is_shown_too(inspecting, until) -> None:
    inspecting.inspector.show_page(TIMELINE)
    messages = [said(f"words {number}", at=at(number)) for number in range(3000)]
    long = execution("aex-9", messages=messages, started_at=at(0), completed_at=at(4000), revision=1)
    inspecting.model.load([long])
    page = inspecting.page(TIMELINE)
    await until(lambda: page._work is not None)
    newer = AgentExecution()
    newer.CopyFrom(long)
    newer.status.revision = 2
    newer.status.messages.append(said("the last", at=at(3500)))
    inspecting.model.apply(newer)
    await until(lambda: page.model.rows and page.model.rows[-1].part.endswith("/3000"))


async def test_many_lines_are_laid_out_without_asking_for_each(theme, qtbot: QtBot, monkeypatch) -> None:
    lines = CodeList(theme, "Lines")
    qtbot.addWidget(lines)
    lines.resize(300, 400)
    lines.show()
    asked: list[int] = []
    count = RowListModel.rowCount
    monkeypatch.setattr(RowListModel, "rowCount", lambda self, *a: asked.append(1) or count(self, *a))
    lines.set_lines([CodeLine(f"line {number}") for number in range(20_000)])
    qtbot.waitUntil(lambda: lines.verticalScrollBar().maximum() > 20_000)
    lines.verticalScrollBar().setValue(lines.verticalScrollBar().maximum())
    lines.viewport().repaint()
    assert len(asked) < 2_000
    # Adding to them looks at nothing else.
    lines.set_range(20_000, 20_000, [CodeLine("x" * 300)])
    assert lines.columnWidth(0) > 300 * 5
    lines.setFocus()
    QTest.keyClick(lines, Qt.Key.Key_End)
    assert lines.currentIndex().row() == 20_000
    QTest.keyClick(lines, Qt.Key.Key_Right)
    sideways = lines.horizontalScrollBar().value()
    assert sideways > 0
    QTest.keyClick(lines, Qt.Key.Key_Up)
    assert lines.currentIndex().row() == 19_999
    assert lines.horizontalScrollBar().value() == sideways
    QTest.keyClick(lines, Qt.Key.Key_Home)
    assert lines.currentIndex().row() == 0
