"""What is printed of an execution as it grows."""

from __future__ import annotations

import io

from stigmer_desktop.api.execution import MESSAGE_AI, AgentExecution
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
    assert screen.getvalue() == f"word1 wo\n{STARTED_AGAIN}\n\n\nword1 word2"


def test_only_what_is_new_is_printed() -> None:
    screen = io.StringIO()
    printer = ExecutionPrinter(screen, io.StringIO())
    execution = AgentExecution()
    message = execution.status.messages.add(type=MESSAGE_AI, content="One")
    printer.show(execution)
    message.content = "One, two"
    printer.show(execution)
    assert screen.getvalue() == "One, two"
