"""What the sessions in the pictures are about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_WAITING_FOR_APPROVAL,
    MESSAGE_AI,
    MESSAGE_THINKING,
    SUB_AGENT_COMPLETED,
    TODO_COMPLETED,
    TODO_IN_PROGRESS,
    TODO_PENDING,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_FAILED,
    TOOL_CALL_RUNNING,
    TOOL_CALL_WAITING_APPROVAL,
    TOOL_KIND_FETCH,
    TOOL_KIND_FILE_EDIT,
    TOOL_KIND_FILE_READ,
    TOOL_KIND_FILE_WRITE,
    TOOL_KIND_MCP,
    TOOL_KIND_SEARCH,
    TOOL_KIND_SHELL,
    AgentExecutionStatus,
    AgentMessage,
    FileChange,
    SubAgentExecution,
    ToolCall,
    ToolCallStatus,
    ToolKind,
)

MODEL = "claude-sonnet"
LEXER = "The parser crashes with IndexError on an empty string. Find out why, fix it, and add a test."
COMMAND = "python -m pytest tests/test_lexer.py -q"
IMPORT = "Why is the import so slow? Look at contacts.csv, and keep the old behaviour for rows that are bad."

_DIFF = """--- a/src/parser/lexer.py
+++ b/src/parser/lexer.py
@@ -41,3 +41,5 @@
     def next_token(self) -> Token:
-        ch = self.text[self.pos]
+        if self.pos >= len(self.text):
+            return Token(Kind.END, "", self.pos)
+        ch = self.text[self.pos]
         if ch.isdigit():
"""
_ANSWER = """The time goes into two places, **parsing** and **writing** (12,481 rows, three runs each):

| Step | Before | After | Change |
| --- | ---: | ---: | --- |
| Parse | 8.2 s | 3.1 s | dates once |
| Write | 4.1 s | 0.4 s | batches of 500 |
| Total | **13.2 s** | **4.3 s** | 3.1 times as fast |

## What I changed

1. Dates are parsed once for each column, not once for each row.
2. Rows go into the database in batches:

```python
def batches(rows: Iterator[Row], size: int = 500) -> Iterator[list[Row]]:
    \"\"\"Yields `rows` in lists of at most `size`, in order.\"\"\"
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
```

> A row that cannot be parsed still goes to `rejected.csv` with the reason beside it, and the import goes on.

Names in other scripts arrive whole: 山田太郎, 김민준, Zoë, محمد, דנה, अदिति and สมชาย 🎉
"""


class Moments:
    """Times of one execution, in seconds after its beginning."""

    def __init__(self, seconds_ago: float) -> None:
        self._start = datetime.now(UTC) - timedelta(seconds=seconds_ago)

    def at(self, seconds: float) -> str:
        """The time `seconds` after the beginning, as the API has it."""
        moment = self._start + timedelta(seconds=seconds)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def called(
    call_id: str,
    name: str,
    kind: ToolKind.ValueType,
    arguments: dict[str, str],
    span: tuple[str, str],
    result: str = "",
    status: ToolCallStatus.ValueType = TOOL_CALL_COMPLETED,
) -> ToolCall:
    """A tool call that began and ended at the two times of `span`."""
    call = ToolCall(id=call_id, name=name, tool_kind=kind, result=result, status=status, started_at=span[0])
    if status in (TOOL_CALL_COMPLETED, TOOL_CALL_FAILED):
        call.completed_at = span[1]
    call.args.update(arguments)
    return call


def said(text: str, at: str, *places: str) -> AgentMessage:
    """What the agent said at a time, and the ids of the tool calls that followed it."""
    calls = [ToolCall(id=place) for place in places]
    return AgentMessage(type=MESSAGE_AI, content=text, timestamp=at, tool_calls=calls)


def lexer() -> list[AgentExecutionStatus]:
    """Finds a crash, edits a file, and waits for a command to be approved; two reports."""
    when = Moments(72)
    status = AgentExecutionStatus(phase=EXECUTION_WAITING_FOR_APPROVAL, model=MODEL, started_at=when.at(0))
    status.messages.append(
        said(
            "The crash comes from `Lexer.next_token`: it reads `self.text[self.pos]` before checking that "
            "any input is left. I will guard the end of input there, so every caller is covered.",
            when.at(6),
            *("l1", "l2", "l-sub", "l3", "l4"),
        )
    )
    found = "src/parser/lexer.py:41: def next_token\nsrc/parser/parser.py:88: next_token()"
    status.tool_calls.extend(
        [
            called(
                "l1", "grep", TOOL_KIND_SEARCH, {"pattern": "next_token", "path": "src/"},
                (when.at(6.1), when.at(6.2)), found,
            ),
            called(
                "l2", "read_file", TOOL_KIND_FILE_READ, {"path": "src/parser/lexer.py"},
                (when.at(6.3), when.at(6.312)), "line\n" * 187,
            ),
            called(
                "l3", "edit_file", TOOL_KIND_FILE_EDIT, {"path": "src/parser/lexer.py"},
                (when.at(28.9), when.at(28.931)),
            ),
            called(
                "l4", "shell", TOOL_KIND_SHELL, {"command": COMMAND},
                (when.at(29), ""), status=TOOL_CALL_WAITING_APPROVAL,
            ),
        ]
    )  # fmt: skip
    change = FileChange(path="src/parser/lexer.py", unified_diff=_DIFF, lines_added=3, lines_removed=1)
    status.tool_calls[2].file_changes.append(change)
    status.tool_calls[3].requires_approval = True
    status.tool_calls[3].approval_requested_at = when.at(29)
    status.tool_calls[3].args_preview = COMMAND
    status.sub_agent_executions.append(
        SubAgentExecution(
            id="l-sub",
            name="test-writer",
            subject="wrote 3 tests for empty, blank and comment-only input",
            status=SUB_AGENT_COMPLETED,
            started_at=when.at(7),
            completed_at=when.at(21),
            messages=[said("I write **three** tests: empty, blank and comment-only input.", when.at(9))],
        )
    )
    for number, (words, state) in enumerate(
        [
            ("Reproduce the crash", TODO_COMPLETED),
            ("Find the reading past the end", TODO_COMPLETED),
            ("Guard the end of input", TODO_COMPLETED),
            ("Run the lexer tests", TODO_IN_PROGRESS),
            ("Check the callers of the parser", TODO_PENDING),
        ]
    ):
        todo = status.todos[str(number)]
        todo.content, todo.status, todo.id = words, state, str(number)
    usage = status.usage.models.add(model=MODEL, calls=2, input_tokens=16_204, output_tokens=2_000)
    usage.cost, usage.cost_known = 0.07, True
    begun = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS, model=MODEL, started_at=when.at(0))
    return [begun, status]


def wants_to_write() -> list[AgentExecutionStatus]:
    """Waits for a file that it wants to write to be approved."""
    when = Moments(180)
    status = AgentExecutionStatus(phase=EXECUTION_WAITING_FOR_APPROVAL, model=MODEL, started_at=when.at(0))
    status.messages.append(said("The notes are drafted; I put them into the file.", when.at(20), "w1"))
    path = "docs/releases/2026-11.md"
    write = called(
        "w1", "write_file", TOOL_KIND_FILE_WRITE, {"path": path},
        (when.at(21), ""), status=TOOL_CALL_WAITING_APPROVAL,
    )  # fmt: skip
    write.requires_approval, write.args_preview = True, path
    write.approval_requested_at = when.at(21)
    status.tool_calls.append(write)
    begun = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS, model=MODEL, started_at=when.at(0))
    return [begun, status]


def slow_import() -> list[AgentExecutionStatus]:
    """A whole answer: thought, table, code, a quotation and names in many scripts."""
    when = Moments(900)
    status = AgentExecutionStatus(phase=EXECUTION_COMPLETED, model="qwen2.5-coder:14b")
    status.started_at, status.completed_at = when.at(0), when.at(51)
    thought = "The user wants to know why the import is slow. I profile it first, then look at transactions."
    status.messages.append(AgentMessage(type=MESSAGE_THINKING, content=thought, timestamp=when.at(1)))
    status.messages.append(said("I measure it first.", when.at(2), "i1", "i2"))
    status.messages.append(said(_ANSWER, when.at(40)))
    profile = {"command": "python -m cProfile -s cumtime import_contacts.py contacts.csv"}
    output = "8412003 function calls in 13.214 seconds\n\n   ncalls  tottime  cumtime  filename:lineno"
    status.tool_calls.extend(
        [
            called("i1", "shell", TOOL_KIND_SHELL, profile, (when.at(3), when.at(17)), output),
            called(
                "i2", "write_file", TOOL_KIND_FILE_WRITE, {"path": "import_contacts.py"},
                (when.at(20), when.at(20.02)),
            ),
        ]
    )  # fmt: skip
    status.usage.models.add(model="qwen2.5-coder:14b", calls=3, input_tokens=21_400, output_tokens=1_310)
    return [status]


def many_steps(count: int = 60) -> list[AgentExecutionStatus]:
    """A long piece of work with calls of every kind, some of them failed."""
    when = Moments(2400)
    status = AgentExecutionStatus(phase=EXECUTION_COMPLETED, model=MODEL)
    status.started_at, status.completed_at = when.at(0), when.at(10 * count)
    kinds = [
        ("read_file", TOOL_KIND_FILE_READ, {"path": "src/very/deep/folder/with/a/long/name/parser/lexer.py"}),
        ("grep", TOOL_KIND_SEARCH, {"pattern": "def .*token", "path": "src"}),
        ("shell", TOOL_KIND_SHELL, {"command": "python -m pytest tests/unit -q -x --maxfail=1"}),
        ("fetch", TOOL_KIND_FETCH, {"url": "https://example.org/specification/section-4.html"}),
        ("query_database", TOOL_KIND_MCP, {"sql": "select name, count(*) from calls group by name"}),
    ]
    for number in range(count):
        name, kind, arguments = kinds[number % len(kinds)]
        at = 10.0 * number
        fails = number % 17 == 11
        call = called(
            f"m{number}", name, kind, arguments, (when.at(at + 2), when.at(at + 2 + number % 7 / 3)),
            "" if fails else "ok\n" * (number % 9 + 1), TOOL_CALL_FAILED if fails else TOOL_CALL_COMPLETED,
        )  # fmt: skip
        if fails:
            call.error = "exit status 1: 1 failed, 15 passed in 0.42s"
        status.tool_calls.append(call)
        words = f"Step {number + 1}: what `{arguments.get('path', name)}` says fits what we know so far."
        status.messages.append(said(words, when.at(at), f"m{number}"))
    end = "All sixty places are checked; two of them need a guard."
    status.messages.append(said(end, when.at(10 * count)))
    status.usage.models.add(model=MODEL, calls=count, input_tokens=412_000, output_tokens=18_000)
    return [status]


def running() -> list[AgentExecutionStatus]:
    """Still at work, on a tool call."""
    when = Moments(38)
    status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS, model=MODEL, started_at=when.at(0))
    status.messages.append(said("I read the report and the log of that morning.", when.at(4), "r1"))
    status.tool_calls.append(
        called(
            "r1", "fetch", TOOL_KIND_FETCH, {"url": "https://example.org/incidents/2026-11-03"},
            (when.at(30), ""), status=TOOL_CALL_RUNNING,
        )
    )  # fmt: skip
    return [status]


def failed(error: str) -> list[AgentExecutionStatus]:
    """Ended with an error."""
    when = Moments(600)
    status = AgentExecutionStatus(phase=EXECUTION_FAILED, error=error)
    status.started_at, status.completed_at = when.at(0), when.at(3)
    return [status]


def answered(text: str) -> list[AgentExecutionStatus]:
    """Ended with one short answer."""
    when = Moments(700)
    status = AgentExecutionStatus(phase=EXECUTION_COMPLETED, model="qwen2.5-coder:14b")
    status.started_at, status.completed_at = when.at(0), when.at(9)
    status.messages.append(said(text, when.at(8)))
    status.usage.models.add(model="qwen2.5-coder:14b", calls=1, input_tokens=900, output_tokens=210)
    return [status]
