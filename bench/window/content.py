"""What the measured window shows: a session that is long, and executions that grow."""

from __future__ import annotations

import random

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_IN_PROGRESS,
    MESSAGE_AI,
    TOOL_CALL_COMPLETED,
    TOOL_KIND_FILE_READ,
    AgentExecutionStatus,
)

# A session of 2,000 messages and 500 tool calls.
EXECUTIONS, MESSAGES, CALL_EVERY = 50, 40, 4
# Executions at work.
LIVE, LIVE_MESSAGES = 10, 200
WORDS = ("parser", "reads", "token", "and", "writes", "it", "down", "before", "any", "input", "is", "left")


class Content:
    """Makes the same texts in every run."""

    def __init__(self) -> None:
        self._random = random.Random(1)

    def ended(self) -> AgentExecutionStatus:
        """40 messages of some 500 characters with 10 tool calls."""
        status = AgentExecutionStatus(phase=EXECUTION_COMPLETED)
        for index in range(MESSAGES):
            message = status.messages.add(type=MESSAGE_AI, content=self._answer(index))
            if index % CALL_EVERY == 0:
                call = status.tool_calls.add(id=f"call-{index}", name="read_file")
                call.tool_kind, call.status = TOOL_KIND_FILE_READ, TOOL_CALL_COMPLETED
                call.args.update({"path": f"src/file_{index}.py"})
                call.result = "line\n" * 50
                message.tool_calls.add(id=call.id)
        return status

    def running(self) -> AgentExecutionStatus:
        """200 messages, and more to come."""
        status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
        for _ in range(LIVE_MESSAGES):
            status.messages.add(type=MESSAGE_AI, content=self.sentence(500))
        return status

    def sentence(self, length: int) -> str:
        """Words that make no sense, about `length` characters of them."""
        words = " ".join(self._random.choice(WORDS) for _ in range(length // 4))
        return f"{words[:length].capitalize()}."

    def _answer(self, index: int) -> str:
        """One message; some carry code, some a list."""
        text = self.sentence(450)
        if index % 8 == 3:
            code = "\n".join(f"def f{n}(x: int) -> str:\n    return str(x + {n})" for n in range(5))
            return f"{text}\n\n```python\n{code}\n```\n\nDone."
        if index % 8 == 5:
            items = "\n".join(f"- `item` {self.sentence(60)}" for _ in range(5))
            return f"## {self.sentence(30)}\n\n{items}"
        return text
