"""A whole piece of an agent's work, by the real program, as the real window shows it while it goes on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TypeVar

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    SUB_AGENT_COMPLETED,
    TOOL_CALL_COMPLETED,
    TOOL_KIND_FILE_EDIT,
    TOOL_KIND_SHELL,
    TOOL_KIND_TODO,
)
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.runner.model_choice import API_KEY_VARIABLE, BASE_URL_VARIABLE, MODEL_VARIABLE
from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.doors import Doors
from stigmer_desktop.ui.executions.approval_item import ApprovalItem
from stigmer_desktop.ui.executions.diff_block import DiffBlock
from stigmer_desktop.ui.executions.fold_header import FoldHeader
from stigmer_desktop.ui.executions.fold_item import SubAgentItem
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.executions.tool_item import ToolItem
from stigmer_desktop.ui.executions.transcript_row import (
    AnswerRow,
    ApprovalRow,
    ErrorRow,
    HeaderRow,
    NoticeRow,
    SubAgentRow,
    ToolRow,
    TranscriptRow,
    UserMessageRow,
)
from stigmer_desktop.ui.window_life import WindowLife
from tests.end2end.program import Program
from tests.end2end.repository_work import POLITE, QUESTION, REPORT, REVIEW, RepositoryWork, make_repository
from tests.scripted_model import KEY, ScriptedModel
from tests.ui.fixed_trials import FixedTrials

Row = TypeVar("Row", bound=TranscriptRow)
Item = TypeVar("Item", bound=QWidget)

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """As for all tests of the window, but the synchronous gRPC client keeps threads that are not ours."""
    threads = set(threading.enumerate())
    yield
    left = [each for each in set(threading.enumerate()) - threads if each.is_alive()]
    ours = [each for each in left if "_poll_wrapper" not in each.name and not each.name.startswith("Dummy-")]
    assert not ours
    assert not psutil.Process().children(recursive=True)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedModel]:
    with ScriptedModel() as server:
        monkeypatch.setenv(BASE_URL_VARIABLE, server.base_url)
        monkeypatch.setenv(API_KEY_VARIABLE, KEY)
        monkeypatch.setenv(MODEL_VARIABLE, "openai:plain")
        yield server


@pytest.fixture
def program(data: DataFolder, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    made = Program(data)
    yield made
    made.stop()


@pytest.fixture
async def life(qapp, data, program, until) -> AsyncIterator[WindowLife]:
    async def connect() -> tuple[str, str]:
        return program.endpoint.address, program.endpoint.token

    async def on_quit() -> None:
        pass

    made = WindowLife(
        qapp, Doors(connect, on_quit, FixedTrials()), SettingsFile(data.settings_file), data, SessionView
    )
    task = asyncio.get_running_loop().create_task(made.run())
    await until(lambda: made._around.agents.is_loaded)
    made.window.activateWindow()
    await until(made.window.isActiveWindow)
    yield made
    made.close()
    await task
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})


class Shown:
    """What the transcript shows."""

    def __init__(self, view: SessionView) -> None:
        self.view = view

    def rows(self, kind: type[Row]) -> list[Row]:
        return [row for row in self.view.model.rows() if isinstance(row, kind)]

    def item(self, row: TranscriptRow, kind: type[Item]) -> Item | None:
        """The widget of `row`, once it is drawn."""
        stage = self.view.transcript._stage
        widget = stage.widget(stage.index_of(row.key))
        return widget if isinstance(widget, kind) else None


async def test_everything_is_in_the_window(life, program, model, tmp_path: Path, until) -> None:
    work = await asyncio.to_thread(RepositoryWork, program, model, make_repository(tmp_path / "greeter"))
    life.window.centre.show_session(work.execution.spec.session_id)
    shown = Shown(life._pane)

    async def approve(tool: str) -> None:
        await until(lambda: [row.call.name for row in shown.rows(ApprovalRow)] == [tool], 60)
        (row,) = shown.rows(ApprovalRow)
        await until(lambda: shown.item(row, ApprovalItem), 30)
        QTest.keyClick(shown.item(row, ApprovalItem), Qt.Key.Key_Y)
        await until(lambda: row.key not in [each.key for each in shown.rows(ApprovalRow)], 60)

    await approve("edit_file")
    await approve("execute")
    await asyncio.to_thread(work.lose_runner, 1)
    await asyncio.to_thread(work.lose_runner, 2)
    await until(lambda: [row.phase for row in shown.rows(ErrorRow)] == [EXECUTION_FAILED], 60)
    await asyncio.to_thread(work.recover)
    await until(lambda: [row.phase for row in shown.rows(HeaderRow)] == [EXECUTION_COMPLETED], 60)
    await _check(shown, until)


async def _check(shown: Shown, until) -> None:
    assert [row.text for row in shown.rows(UserMessageRow)] == [QUESTION]
    assert [row.text for row in shown.rows(AnswerRow)][-1] == REPORT
    assert not shown.rows(ErrorRow)
    assert any("goes on from its checkpoint" in row.text for row in shown.rows(NoticeRow))
    tools = shown.rows(ToolRow)
    assert {row.call.status for row in tools} == {TOOL_CALL_COMPLETED}
    assert [row.call.tool_kind for row in tools].count(TOOL_KIND_TODO) == 3
    assert [row.call.result for row in tools if row.call.tool_kind == TOOL_KIND_SHELL] == ["tests passed"]

    (agent,) = shown.rows(SubAgentRow)
    assert (agent.name, agent.status, agent.opened) == ("reviewer", SUB_AGENT_COMPLETED, False)
    await _click(shown, agent, SubAgentItem, until)
    inside = [row for row in shown.view.model.rows() if row.depth == 1]
    assert [row.text for row in inside if isinstance(row, UserMessageRow)] == [REVIEW]
    assert [row.call.name for row in inside if isinstance(row, ToolRow)] == ["read_file", "grep"]

    (edited,) = [row for row in tools if row.call.tool_kind == TOOL_KIND_FILE_EDIT]
    item = await _click(shown, edited, ToolItem, until)
    (difference,) = item.findChildren(DiffBlock)
    assert difference.isVisible()
    (surface,) = difference.surfaces()
    assert POLITE in surface.text_between(0, surface.length)


async def _click(shown: Shown, row: TranscriptRow, kind: type[Item], until) -> Item:
    """Brings a row into sight and clicks its header; returns its item."""
    view = shown.view.transcript
    stage = view._stage
    view.verticalScrollBar().setValue(max(0, stage.heights.offset(stage.index_of(row.key)) - 40))
    await until(lambda: shown.item(row, kind), 30)
    item = shown.item(row, kind)
    assert item is not None
    QTest.mouseClick(item.findChild(FoldHeader), Qt.MouseButton.LeftButton)
    await until(lambda: item.findChild(FoldHeader).isChecked())
    return item
