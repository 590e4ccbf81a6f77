"""What comes with a message: text in the prompt, everything else readable by its path, in the real runner."""

from __future__ import annotations

from pathlib import Path

import pytest

from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL, Attachment
from stigmer_desktop.api.execution import EXECUTION_COMPLETED, TOOL_CALL_COMPLETED, AgentExecution
from tests.contract.conftest import new_execution
from tests.end2end.program import Program, said
from tests.scripted_model import Call, ScriptedModel, says, steps


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Files outside the workspace."""
    place = tmp_path / "elsewhere"
    (place / "folder").mkdir(parents=True)
    (place / "note.txt").write_text("Buy milk.\n")
    (place / "long.txt").write_text("line\n" * 20_000)
    (place / "picture.png").write_bytes(b"\x89PNG\0\0")
    (place / "folder" / "inner.txt").write_text("Inside.\n")
    (place / "secret.txt").write_text("Not attached.\n")
    return place


def ask(program: Program, message: str, *paths: Path) -> AgentExecution:
    execution = new_execution(message)
    execution.spec.session_id = program.session_id
    execution.spec.attachments.extend(Attachment(name=path.name, path=str(path)) for path in paths)
    created = program.caller.executions.create(execution)
    return program.ended(created, EXECUTION_COMPLETED)


def test_attachments_reach_the_agent(model: ScriptedModel, program: Program, elsewhere: Path) -> None:
    program.work_in(None, APPROVAL_MODE_ALLOW_ALL)
    inner, secret = elsewhere / "folder" / "inner.txt", elsewhere / "secret.txt"
    model.scripts["plain"] = steps(
        says(
            "",
            Call("read_file", {"file_path": str(inner)}),
            Call("read_file", {"file_path": str(elsewhere / "long.txt"), "offset": 19_999}),
            Call("read_file", {"file_path": str(secret)}),
        ),
        says("I have read it."),
    )
    names = ("note.txt", "long.txt", "picture.png", "folder", "gone.txt")
    done = ask(program, "Read these", *(elsewhere / name for name in names))
    question = model.requests[0].question
    assert question.startswith("Read these\n\nThe user has attached what follows.")
    assert f'<file path="{elsewhere / "note.txt"}">\nBuy milk.\n</file>' in question
    assert "cut after 40,000 characters" in question
    assert f'<file path="{elsewhere / "picture.png"}" bytes="6"/>' in question
    assert f'<folder path="{elsewhere / "folder"}"/>' in question
    assert done.status.warnings == ["The attachment gone.txt is not there and was left out."]
    read, last, refused = done.status.tool_calls
    assert "Inside." in read.result
    assert (last.status, last.result) == (TOOL_CALL_COMPLETED, " 20000\tline")
    assert "outside the workspace" in refused.error

    model.scripts["plain"] = steps(
        says("", Call("read_file", {"file_path": str(inner)})), says("It is still there.")
    )
    later = ask(program, "And again?")
    assert "Inside." in later.status.tool_calls[0].result
    assert "Buy milk." in str(model.requests[-1].messages)


def test_a_model_without_tools_gets_the_text_too(
    model: ScriptedModel, program: Program, elsewhere: Path
) -> None:
    program.work_in(None, APPROVAL_MODE_ALLOW_ALL)
    model.scripts["plain"] = says("Milk.", refuses_tools=True)
    done = ask(program, "What to buy?", elsewhere / "note.txt")
    assert said(done) == "Milk."
    assert "Buy milk." in model.requests[-1].question
