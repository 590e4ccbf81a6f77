"""Agents at work, in the real runner: plan, tools, sub-agents, and how all of it is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.protobuf.json_format import MessageToDict

from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    MESSAGE_AI,
    MESSAGE_THINKING,
    SUB_AGENT_COMPLETED,
    TODO_COMPLETED,
    TODO_IN_PROGRESS,
    TODO_PENDING,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_FAILED,
    TOOL_CALL_RUNNING,
    TOOL_KIND_FILE_EDIT,
    TOOL_KIND_FILE_READ,
    TOOL_KIND_LIST,
    TOOL_KIND_SHELL,
    TOOL_KIND_SUBAGENT,
    TOOL_KIND_TODO,
)
from tests.end2end.program import Program, said
from tests.scripted_model import Call, Request, Script, ScriptedModel, says, steps


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "repository"
    place.mkdir()
    (place / "README.md").write_text("# Title\n\nSome words.\n")
    return place


@pytest.fixture
def working(program: Program, folder: Path) -> Program:
    """The program with a session in `folder` in which nothing asks."""
    program.work_in(folder, APPROVAL_MODE_ALLOW_ALL)
    return program


def test_a_tool_is_called_and_its_result_used(model: ScriptedModel, working: Program) -> None:
    model.scripts["plain"] = steps(
        says("I look.", Call("ls", {}), Call("read_file", {"file_path": "README.md"})),
        says("It has a title."),
    )
    done = working.answer("What is here?")
    listed, read = done.status.tool_calls
    assert (listed.name, listed.tool_kind, listed.status) == ("ls", TOOL_KIND_LIST, TOOL_CALL_COMPLETED)
    assert listed.result == "README.md"
    assert (read.tool_kind, read.args_preview) == (TOOL_KIND_FILE_READ, "README.md")
    assert MessageToDict(read.args) == {"file_path": "README.md"}
    assert "1\t# Title" in read.result
    assert read.started_at <= read.completed_at
    first, second = done.status.messages
    assert (first.content, second.content) == ("I look.", "It has a title.")
    assert [call.id for call in first.tool_calls] == [listed.id, read.id]
    assert first.timestamp <= listed.started_at <= second.timestamp
    assert model.requests[-1].results == ["README.md", read.result]
    (usage,) = done.status.usage.models
    assert (usage.calls, usage.input_tokens, usage.output_tokens) == (2, 22, 8)
    assert done.status.model == "plain"
    assert not done.status.warnings


def test_a_plan_becomes_todos(model: ScriptedModel, working: Program) -> None:
    def plan(*states: str) -> Call:
        todos = [{"content": f"Step {n}", "status": state} for n, state in enumerate(states, start=1)]
        return Call("write_todos", {"todos": todos})

    model.scripts["plain"] = steps(
        says("", plan("in_progress", "pending")),
        says("", plan("completed", "in_progress")),
        Script(text=["Done."], wait_at=0),
    )
    execution = working.ask("Plan!")
    now = working.until(execution, lambda now: len(now.status.tool_calls) == 2 and len(model.requests) == 3)
    now = working.until(
        execution, lambda now: now.status.todos and now.status.todos["todo-001"].status == TODO_COMPLETED
    )
    assert [
        (now.status.todos[key].content, now.status.todos[key].status) for key in sorted(now.status.todos)
    ] == [
        ("Step 1", TODO_COMPLETED),
        ("Step 2", TODO_IN_PROGRESS),
    ]
    assert TODO_PENDING not in {todo.status for todo in now.status.todos.values()}
    assert {call.tool_kind for call in now.status.tool_calls} == {TOOL_KIND_TODO}
    model.proceed()
    assert said(working.ended(execution, EXECUTION_COMPLETED)) == "Done."


def test_thinking_is_a_message_of_its_own(model: ScriptedModel, working: Program) -> None:
    model.scripts["plain"] = steps(
        Script(thinking=["Where", " to look?"], text=["Here."], calls=[Call("ls")]), says("Found.")
    )
    done = working.answer("Look")
    assert [(each.type, each.content) for each in done.status.messages] == [
        (MESSAGE_THINKING, "Where to look?"),
        (MESSAGE_AI, "Here."),
        (MESSAGE_AI, "Found."),
    ]


def test_an_edit_is_told_with_its_difference(model: ScriptedModel, working: Program, folder: Path) -> None:
    edit = {"file_path": "README.md", "old_string": "Some words.", "new_string": "Better words."}
    model.scripts["plain"] = steps(says("", Call("edit_file", edit)), says("Changed."))
    done = working.answer("Change it")
    (call,) = done.status.tool_calls
    assert call.tool_kind == TOOL_KIND_FILE_EDIT
    (change,) = call.file_changes
    assert (change.path, change.lines_added, change.lines_removed) == ("README.md", 1, 1)
    assert "-Some words.\n+Better words." in change.unified_diff
    assert (folder / "README.md").read_text() == "# Title\n\nBetter words.\n"


def test_what_goes_wrong_is_told_to_the_model_and_the_user(model: ScriptedModel, working: Program) -> None:
    model.scripts["plain"] = steps(
        says(
            "",
            Call("read_file", {"file_path": "none.txt"}),
            Call("read_file", {"file_path": "../../etc/passwd"}),
            Call("read_file", '{"file_path": '),
            Call("read_file", {"path": "README.md"}),
            Call("no_such_tool", {}),
            Call("execute", {"command": "exit 3"}),
        ),
        says("So be it."),
    )
    done = working.answer("Fail")
    assert all(call.status == TOOL_CALL_FAILED for call in done.status.tool_calls)
    errors = [call.error for call in done.status.tool_calls]
    assert errors[0] == "There is no file none.txt."
    assert "lies outside the workspace folder" in errors[1]
    assert "not a JSON object" in errors[2]
    assert "do not fit" in errors[3]
    assert "There is no tool no_such_tool" in errors[4]
    assert "Exit status 3" in errors[5]
    assert model.requests[-1].results == [call.result for call in done.status.tool_calls]


def test_output_of_a_command_streams_and_all_of_it_is_kept(
    model: ScriptedModel, working: Program, folder: Path
) -> None:
    command = "echo begun; while [ ! -e go ]; do sleep 0.05; done; seq 1 20000"
    model.scripts["plain"] = steps(says("", Call("execute", {"command": command})), says("Done."))
    execution = working.ask("Run")
    now = working.until(
        execution, lambda now: now.status.tool_calls and "begun" in now.status.tool_calls[0].result
    )
    assert now.status.tool_calls[0].status == TOOL_CALL_RUNNING
    assert now.status.tool_calls[0].is_streaming
    (folder / "go").touch()
    done = working.ended(execution, EXECUTION_COMPLETED)
    (call,) = done.status.tool_calls
    assert call.tool_kind == TOOL_KIND_SHELL
    assert "characters left out; the whole is in .stigmer/output/" in call.result
    assert call.result.endswith("20000")
    (kept,) = (folder / ".stigmer" / "output").iterdir()
    assert kept.read_text().endswith("19999\n20000\n")


def test_a_sub_agent_is_told_with_its_messages_and_calls(model: ScriptedModel, working: Program) -> None:
    def behave(request: Request) -> Script:
        if request.question == "Count the words of README.md":
            return steps(
                says("I read.", Call("read_file", {"file_path": "README.md"})), says("It has 3 words.")
            )(request)
        task = {"description": "Count the words of README.md", "subagent_type": "general-purpose"}
        return steps(says("I delegate.", Call("task", task)), says("3 words."))(request)

    model.scripts["plain"] = behave
    done = working.answer("How many words?")
    (call,) = done.status.tool_calls
    (agent,) = done.status.sub_agent_executions
    assert (call.tool_kind, call.status) == (TOOL_KIND_SUBAGENT, TOOL_CALL_COMPLETED)
    assert (agent.id, agent.name, agent.status) == (call.id, "general-purpose", SUB_AGENT_COMPLETED)
    assert (agent.input, agent.output) == ("Count the words of README.md", "It has 3 words.")
    assert [each.content for each in agent.messages] == ["I read.", "It has 3 words."]
    (nested,) = agent.messages[0].tool_calls
    assert (nested.name, nested.status) == ("read_file", TOOL_CALL_COMPLETED)
    assert "# Title" in nested.result
    assert said(done) == "I delegate.3 words."
    assert "task" not in model.requests[1].tools


def test_work_for_a_sub_agent_that_is_not_there_is_a_failed_call_and_no_sub_agent(
    model: ScriptedModel, working: Program
) -> None:
    task = {"description": "Dig", "subagent_type": "Digger"}
    model.scripts["plain"] = steps(says("", Call("task", task)), says("I do it myself."))
    done = working.answer("Dig!")
    (call,) = done.status.tool_calls
    words = "There is no sub-agent “Digger”. Work can be handed to: general-purpose."
    assert (call.status, call.error) == (TOOL_CALL_FAILED, words)
    assert list(done.status.sub_agent_executions) == []
    assert model.requests[-1].results == [words]
    assert said(done) == "I do it myself."


def test_two_sub_agents_work_at_the_same_time(model: ScriptedModel, working: Program) -> None:
    def behave(request: Request) -> Script:
        if request.question in ("one", "two"):
            listing = says(f"I am {request.question}.", Call("ls", {}, id="same-id"))
            return steps(listing, says(f"Done {request.question}."))(request)
        tasks = [Call("task", {"description": n, "subagent_type": "general-purpose"}) for n in ("one", "two")]
        return steps(says("", *tasks), says("Both."))(request)

    model.scripts["plain"] = behave
    done = working.answer("Both!")
    told = {
        agent.input: [each.content for each in agent.messages] for agent in done.status.sub_agent_executions
    }
    assert told == {"one": ["I am one.", "Done one."], "two": ["I am two.", "Done two."]}
    ids = {agent.messages[0].tool_calls[0].id for agent in done.status.sub_agent_executions}
    assert len(ids) == 2


def test_the_next_message_knows_what_was_done_also_after_a_restart(
    model: ScriptedModel, working: Program
) -> None:
    model.scripts["plain"] = steps(says("", Call("ls")), says("One file."))
    working.answer("List")
    runner = working.runner()
    working.backend.restart_runner()
    working.until_gone(runner)
    model.scripts["plain"] = says("README.md, as I said.")
    working.answer("Which?")
    roles = [role for role, _ in model.requests[-1].messages]
    assert roles == ["system", "user", "assistant", "tool", "assistant", "user"]
    assert model.requests[-1].results == ["README.md"]


def test_a_model_without_tools_replies_and_says_so(model: ScriptedModel, working: Program) -> None:
    model.scripts["plain"] = Script(refuses_tools=True)
    done = working.answer("Hello")
    assert said(done) == "Hello from the script."
    assert "cannot use tools" in done.status.warnings[0]
    model.scripts["plain"] = says("Now with tools.")
    working.answer("And now?")
    assert [content for role, content in model.requests[-1].messages if role != "system"] == [
        "Hello",
        "Hello from the script.",
        "And now?",
    ]
