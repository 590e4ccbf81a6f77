"""What a terminal asks about a tool call, and what it says where nobody can answer."""

from __future__ import annotations

import io

import grpc
import pytest

from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    APPROVAL_ACTION_APPROVE_ALL,
    APPROVAL_ACTION_REJECT,
    APPROVAL_ACTION_SKIP,
    AgentExecution,
    SubmitApprovalInput,
)
from stigmer_desktop.terminal.approval_desk import ApprovalDesk, Person


def waiting(*files: str, content: str = "hello") -> AgentExecution:
    execution = AgentExecution()
    execution.metadata.id = "aex-1"
    for file in files:
        call = execution.status.tool_calls.add(id=f"call-{file}", name="write_file")
        call.args.update({"file_path": file, "content": content})
        execution.status.pending_approvals.add(
            tool_call_id=call.id, tool_name="write_file", message="Write this file?", args_preview="{…}"
        )
    return execution


class Terminal:
    """A desk, what it has written, and the decisions that it sent."""

    def __init__(self, answers: str | None) -> None:
        self.notes = io.StringIO()
        self.sent: list[SubmitApprovalInput] = []
        there = None if answers is None else io.StringIO(answers)
        self.desk = ApprovalDesk(Person(self.notes, there), self.take)

    def take(self, decision: SubmitApprovalInput) -> None:
        self.sent.append(decision)


def test_where_nobody_can_answer_it_says_once_what_waits_and_where() -> None:
    terminal = Terminal(None)
    for _ in range(3):
        terminal.desk.consider(waiting("hello.txt"))
    assert terminal.notes.getvalue() == (
        "waits for your approval of write_file hello.txt; decide in the window, or use --approve\n"
    )
    assert not terminal.sent


@pytest.mark.parametrize(
    ("answers", "action", "comment"),
    [
        ("y\n", APPROVAL_ACTION_APPROVE, ""),
        ("S\n", APPROVAL_ACTION_SKIP, ""),
        ("r\nuse another name\n", APPROVAL_ACTION_REJECT, "use another name"),
        ("a\n", APPROVAL_ACTION_APPROVE_ALL, ""),
        ("\nwhat?\nyes\n", APPROVAL_ACTION_APPROVE, ""),
    ],
)
def test_the_answer_becomes_a_decision(answers: str, action: int, comment: str) -> None:
    terminal = Terminal(answers)
    terminal.desk.consider(waiting("hello.txt"))
    assert [(each.tool_call_id, each.action, each.comment) for each in terminal.sent] == [
        ("call-hello.txt", action, comment)
    ]
    assert terminal.sent[0].agent_execution_id == "aex-1"


def test_what_is_to_be_run_is_shown_and_cannot_steer_the_terminal() -> None:
    terminal = Terminal("y\n")
    terminal.desk.consider(waiting("a.txt", content="one\ntwo\x1b[2K"))
    shown = terminal.notes.getvalue()
    assert "file_path: a.txt" in shown
    assert "    one\n    two\\x1b[2K\n" in shown
    assert "\x1b" not in shown


def test_a_long_argument_is_shortened_and_says_so() -> None:
    terminal = Terminal("y\n")
    terminal.desk.consider(waiting("a.txt", content="line\n" * 100))
    shown = terminal.notes.getvalue()
    assert shown.count("    line\n") == 30
    assert "more characters" in shown


def test_always_leaves_the_others_to_the_server() -> None:
    terminal = Terminal("a\ny\n")
    terminal.desk.consider(waiting("a.txt", "b.txt"))
    assert [each.tool_call_id for each in terminal.sent] == ["call-a.txt"]


def test_the_end_of_input_decides_nothing() -> None:
    terminal = Terminal("")
    terminal.desk.consider(waiting("a.txt"))
    assert not terminal.sent
    assert "decide in the window" in terminal.notes.getvalue()


class _Refusal(grpc.RpcError):
    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.FAILED_PRECONDITION


def test_a_decision_that_came_too_late_is_no_failure() -> None:
    notes = io.StringIO()

    def refuse(decision: SubmitApprovalInput) -> None:
        raise _Refusal

    ApprovalDesk(Person(notes, io.StringIO("y\n")), refuse).consider(waiting("a.txt"))
    assert "decided elsewhere" in notes.getvalue()
