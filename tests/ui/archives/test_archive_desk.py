"""Exports into files and imports from them, on the real server: what was deleted comes back as it was."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    MESSAGE_AI,
    MESSAGE_THINKING,
    TOOL_CALL_COMPLETED,
    AgentExecution,
    AgentExecutionStatus,
    AgentExecutionUpdateStatusInput,
    ToolCall,
)
from stigmer_desktop.api.kinds import AGENT_EXECUTION, API_VERSION
from stigmer_desktop.api.session import SessionId
from stigmer_desktop.ui.archives.agent_question import AgentQuestion
from stigmer_desktop.ui.archives.archive_desk import JSON, MARKDOWN, ArchiveDesk, file_name
from stigmer_desktop.ui.archives.archive_json import NotAnArchive, archive_of
from stigmer_desktop.ui.archives.archive_reader import read_execution, read_session
from stigmer_desktop.ui.widgets.question import Question


class Dialogs:
    """Answers at once, and remembers the name that was offered."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.names: list[str] = []

    def ask_where_to_save(self, title, name, kinds, then) -> None:
        self.names.append(name)
        then(self.path)

    def ask_what_to_open(self, title, kinds, then) -> None:
        then(self.path)


@pytest.fixture
async def session_id(around) -> str:
    """A session of 60 executions, more than a page; the last one has a tool call and thinking."""
    agents = await around.operations.list_agents()
    around.agents.apply(agents.entries)
    session_id = ""
    for number in range(60):
        execution = AgentExecution(api_version=API_VERSION, kind=AGENT_EXECUTION.name)
        execution.metadata.SetInParent()
        execution.spec.message = f"Question {number}"
        execution.spec.session_id = session_id
        execution.spec.agent_id = "" if session_id else agents.entries[0].agent.metadata.id
        if number == 0:
            execution.spec.runtime_env["TOKEN"].value = "hush"
            execution.spec.runtime_env["TOKEN"].is_secret = True
        made = await around.client.execution_command.create(execution)
        session_id = made.spec.session_id
        status = AgentExecutionStatus(phase=EXECUTION_COMPLETED, model="tiny")
        status.messages.add(type=MESSAGE_AI, content=f"Answer {number}")
        if number == 59:
            status.messages.add(type=MESSAGE_THINKING, content="Let me think")
            call = ToolCall(id="c1", name="shell", status=TOOL_CALL_COMPLETED, result="```\n<done>\n```")
            call.args["command"] = "ls"
            status.tool_calls.append(call)
            status.messages[0].tool_calls.add(id="c1")
        update = AgentExecutionUpdateStatusInput(execution_id=made.metadata.id, status=status)
        await around.client.execution_command.updateStatus(update)
    return str(session_id)


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


async def test_json_there_and_back(around, session_id, window, tmp_path, until) -> None:
    path = tmp_path / "session.json"
    dialogs = Dialogs(path)
    desk = ArchiveDesk(around, window, dialogs)
    before = await read_session(around.client, session_id)
    assert len(before.executions) == 60
    written: list[Path] = []
    desk.exported.connect(written.append)
    desk.export_session(session_id, "Where is: the/key?", JSON)
    await until(lambda: written == [path])
    assert dialogs.names == ["Where-is-the-key.json"]
    text = path.read_text(encoding="utf-8")
    assert "hush" not in text
    assert json.loads(text)["executions"][0]["spec"]["message"] == "Question 0"

    await around.operations.delete_session(session_id=session_id)
    imported: list[str] = []
    desk.session_imported.connect(imported.append)
    desk.import_session()
    await until(lambda: imported == [session_id])
    _close_dialogs("TOKEN")
    after = await read_session(around.client, session_id)
    del before.executions[0].spec.runtime_env["TOKEN"]
    before.exported_at = after.exported_at
    for execution in [*before.executions, *after.executions]:
        execution.status.revision = 0
    assert after == before

    # A second import says what is there, opens it, or makes a copy beside it.
    title = (await around.client.session_query.get(SessionId(value=session_id))).spec.subject
    desk.import_session()
    await until(_dialogs)
    assert f"You have this session already: “{title}”" in _words_of_dialogs()
    _answer("Open")
    assert imported == [session_id] * 2
    desk.import_session()
    await until(_dialogs)
    _answer("Import a copy")
    await until(lambda: len(imported) == 3)
    _close_dialogs("TOKEN")
    copy = await read_session(around.client, imported[2])
    assert copy.session.metadata.id != session_id
    assert copy.session.spec.subject == f"{title} (copy)"
    assert [each.spec.message for each in copy.executions] == [each.spec.message for each in after.executions]
    assert {each.metadata.id for each in copy.executions}.isdisjoint(
        each.metadata.id for each in after.executions
    )
    assert (await read_session(around.client, session_id)).session == after.session


async def test_another_agent_takes_over_where_its_own_is_gone(
    around, session_id, window, tmp_path, until
) -> None:
    path = tmp_path / "session.json"
    desk = ArchiveDesk(around, window, Dialogs(path))
    await desk.write(path, JSON, partial(read_session, around.client, session_id))
    content = json.loads(path.read_text(encoding="utf-8"))
    content["session"]["spec"]["agent_instance_id"] = "ain-elsewhere"
    path.write_text(json.dumps(content), encoding="utf-8")
    await around.operations.delete_session(session_id=session_id)
    imported: list[str] = []
    desk.session_imported.connect(imported.append)
    desk.import_session()
    await until(_dialogs)
    (question,) = _dialogs()
    assert isinstance(question, AgentQuestion)
    question.done_button.click()
    await until(lambda: imported == [session_id])
    _close_dialogs("goes on with")


async def test_markdown_tells_everything_in_order(around, session_id, window, tmp_path) -> None:
    path = tmp_path / "session.md"
    desk = ArchiveDesk(around, window, Dialogs(path))
    await desk.write(path, MARKDOWN, partial(read_session, around.client, session_id))
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Question 0\n")
    assert text.index("Question 58") < text.index("Answer 58") < text.index("Question 59")
    last = text[text.index("Question 59") :]
    assert last.index("Answer 59") < last.index("<summary>shell ls") < last.index("Let me think")
    # What has fences itself stands in a longer one.
    assert "````\n```\n<done>\n```\n````" in last
    assert "hush" not in text


async def test_one_execution_alone(around, session_id, window, tmp_path) -> None:
    whole = await read_session(around.client, session_id)
    wanted = whole.executions[0].metadata.id
    path = tmp_path / "one.json"
    desk = ArchiveDesk(around, window, Dialogs(path))
    await desk.write(path, JSON, partial(read_execution, around.client, wanted))
    archive = archive_of(path.read_bytes())
    assert [each.metadata.id for each in archive.executions] == [wanted]
    assert archive.executions[0].spec.runtime_env["TOKEN"].value == "••••"
    assert archive.session.metadata.id == session_id


async def test_a_file_that_is_something_else_is_refused(around, window, tmp_path, until, failures) -> None:
    path = tmp_path / "notes.json"
    path.write_text('{"notes": []}', encoding="utf-8")
    ArchiveDesk(around, window, Dialogs(path)).import_session()
    await until(lambda: failures)
    assert "not a session" in failures[0].sentence
    for wrong in (b"\xff\xfe", b"{}", b"[]", b'{"executions": []}'):
        with pytest.raises(NotAnArchive):
            archive_of(wrong)


def test_file_names_are_good_everywhere() -> None:
    assert file_name("  Über: a/b\\c? ") == "Über-a-b-c"
    assert file_name("???") == "session"
    assert len(file_name("word " * 40)) <= 60


def _dialogs() -> list[QDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def _words_of_dialogs() -> str:
    return "\n".join(label.text() for each in _dialogs() for label in each.findChildren(QLabel))


def _answer(words: str) -> None:
    (dialog,) = _dialogs()
    assert isinstance(dialog, Question)
    next(each for each in dialog.buttons if each.text() == words).click()


def _close_dialogs(words: str) -> None:
    (dialog,) = _dialogs()
    assert any(words in label.text() for label in dialog.findChildren(QLabel)), words
    dialog.reject()
