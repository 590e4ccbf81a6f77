"""What is printed of an execution as it grows."""

from __future__ import annotations

import io
import os
from pathlib import Path

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    MESSAGE_AI,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_FAILED,
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecution,
)
from stigmer_desktop.terminal.execution_printer import STARTED_AGAIN, ExecutionPrinter


def test_what_was_started_again_is_said_once_between_the_two() -> None:
    screen = io.StringIO()
    printer = ExecutionPrinter(screen, screen)
    execution = AgentExecution()
    half = execution.status.messages.add(type=MESSAGE_AI, content="word1 wo")
    printer.show(execution)
    half.metadata.update({"broken_off": True})
    printer.show(execution)
    anew = execution.status.messages.add(type=MESSAGE_AI, content="word1")
    printer.show(execution)
    anew.content += " word2"
    printer.show(execution)
    assert screen.getvalue() == f"word1 wo\n{STARTED_AGAIN}\n\nword1 word2"


def test_in_one_file_notes_stand_where_they_belong_on_lines_of_their_own(tmp_path: Path) -> None:
    with (tmp_path / "all.txt").open("w+") as out, os.fdopen(os.dup(out.fileno()), "w") as notes:
        printer = ExecutionPrinter(out, notes)
        execution = AgentExecution()
        first = execution.status.messages.add(type=MESSAGE_AI, content="Step 1.")
        first.tool_calls.add(id="c1", name="echo")
        call = execution.status.tool_calls.add(id="c1", name="echo", status=TOOL_CALL_WAITING_APPROVAL)
        printer.show(execution)
        printer.end_line()
        print("waits for your approval", file=notes, flush=True)
        call.status = TOOL_CALL_COMPLETED
        second = execution.status.messages.add(type=MESSAGE_AI, content="Step 2.")
        second.tool_calls.add(id="c2", name="list")
        execution.status.tool_calls.add(id="c2", name="list", status=TOOL_CALL_FAILED, error="nothing")
        execution.status.tool_calls.add(id="c3", name="apart", status=TOOL_CALL_COMPLETED)
        printer.show(execution)
        execution.status.messages.add(type=MESSAGE_AI, content="Done.")
        execution.status.phase = EXECUTION_COMPLETED
        printer.show(execution)
        printer.finish(execution)
        out.seek(0)
        assert out.read().splitlines() == [
            *("Step 1.", "waits for your approval", "tool: echo: done", ""),
            *("Step 2.", "tool: list: nothing", "tool: apart: done", "", "Done."),
        ]


def test_what_goes_to_another_place_gets_no_line_breaks_for_notes() -> None:
    answer, notes = io.StringIO(), io.StringIO()
    printer = ExecutionPrinter(answer, notes)
    execution = AgentExecution()
    message = execution.status.messages.add(type=MESSAGE_AI, content="One, ")
    printer.show(execution)
    execution.status.tool_calls.add(id="c1", name="echo", status=TOOL_CALL_COMPLETED)
    printer.show(execution)
    message.content += "two"
    printer.show(execution)
    assert answer.getvalue() == "One, two"
    assert notes.getvalue() == "tool: echo: done\n"


def test_only_what_is_new_is_printed() -> None:
    screen = io.StringIO()
    printer = ExecutionPrinter(screen, io.StringIO())
    execution = AgentExecution()
    message = execution.status.messages.add(type=MESSAGE_AI, content="One")
    printer.show(execution)
    message.content = "One, two"
    printer.show(execution)
    assert screen.getvalue() == "One, two"
