"""Turns one snapshot of an execution into the rows that a transcript shows of it, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    MESSAGE_AI,
    MESSAGE_HUMAN,
    MESSAGE_THINKING,
    MESSAGE_TOOL,
    SUB_AGENT_FAILED,
    TOOL_CALL_PENDING,
    TOOL_CALL_RUNNING,
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecution,
    AgentMessage,
)
from stigmer_desktop.api.message_facts import is_broken_off
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.ui.executions.moment import seconds_at_rest
from stigmer_desktop.ui.executions.order import AGAIN_OF, given_paths
from stigmer_desktop.ui.executions.placement import Placed, PlacedCall, PlacedSubAgent, placements
from stigmer_desktop.ui.executions.restart import NO_RESTARTS, restarts_in, starts_servers
from stigmer_desktop.ui.executions.transcript_row import (
    APPROVAL_SUFFIX,
    ActivityRow,
    AgainRow,
    AnswerRow,
    ApprovalRow,
    EndRow,
    ErrorRow,
    HeaderRow,
    NoticeRow,
    RestartRow,
    SubAgentRow,
    ThinkingRow,
    ToolRow,
    TranscriptRow,
    UserMessageRow,
    WarningRow,
)
from stigmer_desktop.ui.models.model_title import model_title

SUMMARY_LENGTH = 160
# Phases whose text would just break off, without a word on why.
_BREAKS_OFF = (EXECUTION_CANCELLED, EXECUTION_PAUSED)


def rows_of(
    execution: AgentExecution,
    is_opened: Callable[[str, bool], bool],
    chunks_of: Callable[[str, str], Sequence[str]],
    before: AgentExecution | None = None,
    rows_before: Sequence[TranscriptRow] = (),
) -> list[TranscriptRow]:
    """All rows of `execution`, from the user's message to the reason of its end.

    Args:
        execution: one snapshot.
        is_opened: whether a sub-agent's block is open, asked with its key and with what holds unless
            the user chose otherwise.
        chunks_of: cuts a long answer, asked with its key and its text, into one piece for each row.
        before, rows_before: an older snapshot and its rows, of which those of messages that did not
            change are taken over.
    """
    memory = _Memory(before, rows_before)
    return list(_ExecutionRows(execution, is_opened, chunks_of, memory).rows())


def each_row_of(
    execution: AgentExecution, chunks_of: Callable[[str, str], Sequence[str]]
) -> Iterator[TranscriptRow]:
    """All rows of `execution` with every sub-agent unfolded, made one after the other as they are taken."""
    return _ExecutionRows(execution, lambda key, by_itself: True, chunks_of, _Memory(None, ())).rows()


class _Memory:
    """The rows of the messages of an older snapshot."""

    def __init__(self, before: AgentExecution | None, rows: Sequence[TranscriptRow]) -> None:
        self._messages = before.status.messages if before is not None else ()
        self._count = len(self._messages)
        self._rows = {row.key: row for row in rows} if before is not None else {}

    def rows(self, number: int, key: str, message: AgentMessage) -> list[TranscriptRow]:
        """The rows of message `number` if it is still the same and was shown; else none."""
        first = self._rows.get(key)
        if first is None or number >= self._count or self._messages[number] != message:
            return []
        found = [first]
        while (more := self._rows.get(f"{key}/{len(found)}")) is not None:
            found.append(more)
        return found


class _ExecutionRows:
    def __init__(
        self,
        execution: AgentExecution,
        is_opened: Callable[[str, bool], bool],
        chunks_of: Callable[[str, str], Sequence[str]],
        memory: _Memory,
    ) -> None:
        self._id = execution.metadata.id
        self._question = execution.spec.message
        self._given = tuple(
            f"{given.path}/" if given.is_folder else given.path for given in given_paths(execution)
        )
        self._original = execution.metadata.labels.get(AGAIN_OF, "")
        self._asked_model = execution.spec.execution_config.model_name
        self._status = execution.status
        self._is_opened = is_opened
        self._chunks_of = chunks_of
        self._memory = memory
        self._live = not is_terminal(execution.status.phase)
        self._places = placements(execution)
        self._results = {call.result for call in self._status.tool_calls if call.result}

    def rows(self) -> Iterator[TranscriptRow]:
        yield UserMessageRow(f"{self._id}/ask", self._id, text=self._question, attachments=self._given)
        yield self._header()
        if self._original:
            yield AgainRow(f"{self._id}/again", self._id, original=self._original)
        for number, warning in enumerate(self._status.warnings):
            yield WarningRow(f"{self._id}/warning/{number}", self._id, text=warning)
        last: TranscriptRow | None = None
        for last in self._story():
            yield last
        starts = starts_servers(self._status)
        if self._status.phase == EXECUTION_IN_PROGRESS and (starts or not _shows_work(last)):
            yield ActivityRow(
                f"{self._id}/activity", self._id, answering=last is not None, starts_servers=starts
            )
        if self._status.phase in _BREAKS_OFF and not self._status.error:
            yield EndRow(
                f"{self._id}/end", self._id, phase=self._status.phase, begun=bool(self._status.started_at)
            )
        if self._status.error or self._status.phase == EXECUTION_FAILED:
            yield ErrorRow(
                f"{self._id}/error",
                self._id,
                text=self._status.error,
                phase=self._status.phase,
                message=self._question,
            )

    def _header(self) -> HeaderRow:
        models = self._status.usage.models
        priced = bool(models) and all(model.cost_known for model in models)
        return HeaderRow(
            f"{self._id}/header",
            self._id,
            phase=self._status.phase,
            started_at=self._status.started_at,
            completed_at=self._status.completed_at,
            rested=seconds_at_rest(self._status),
            model=model_title(self._status.model or self._asked_model),
            tokens=sum(model.input_tokens + model.output_tokens for model in models),
            cost=sum(model.cost for model in models) if priced else None,
        )

    def _story(self) -> Iterator[TranscriptRow]:
        heard = False
        # Nothing is said anew within one attempt.
        restarts = restarts_in(self._status.messages) if self._status.attempt > 1 else NO_RESTARTS
        yield from self._placed(self._places[0])
        for number, message in enumerate(self._status.messages):
            # Some runners begin with what the user said, which stands above already.
            repeats = message.type == MESSAGE_HUMAN and not heard and _same(message, self._question)
            heard = heard or message.type == MESSAGE_HUMAN
            if not repeats:
                key = f"{self._id}/message/{number}"
                known = () if self._may_change(message) else self._memory.rows(number, key, message)
                if number in restarts.begins:
                    yield RestartRow(f"{key}/restart", self._id)
                yield from known or self._message(key, message, 0, number in restarts.abandoned)
            yield from self._placed(self._places[number + 1])

    def _may_change(self, message: AgentMessage) -> bool:
        """Whether the rows of `message` depend on more than itself."""
        return message.is_streaming or message.type == MESSAGE_TOOL or is_broken_off(message)

    def _message(
        self, key: str, message: AgentMessage, depth: int, abandoned: bool = False
    ) -> Iterator[TranscriptRow]:
        text, kind = message.content, message.type
        streaming = message.is_streaming and self._live
        if not text.strip():
            return
        if kind == MESSAGE_AI:
            yield from self._answer(key, text, depth, streaming, abandoned)
        elif kind == MESSAGE_THINKING:
            yield ThinkingRow(key, self._id, depth, text=text, streaming=streaming)
        elif kind == MESSAGE_HUMAN:
            yield UserMessageRow(key, self._id, depth, text=text)
        elif kind != MESSAGE_TOOL or text not in self._results:
            yield NoticeRow(key, self._id, depth, text=text, message_type=kind)

    def _answer(
        self, key: str, text: str, depth: int, streaming: bool, abandoned: bool = False
    ) -> Iterator[TranscriptRow]:
        chunks = self._chunks_of(key, text)
        last = len(chunks) - 1
        for number, chunk in enumerate(chunks):
            if chunk.strip():
                name = f"{key}/{number}" if number else key
                grows = streaming and number == last
                yield AnswerRow(name, self._id, depth, text=chunk, streaming=grows, abandoned=abandoned)

    def _placed(self, entries: list[Placed]) -> Iterator[TranscriptRow]:
        for entry in entries:
            if isinstance(entry, PlacedCall):
                yield from self._tool(entry, 0)
            else:
                yield from self._sub_agent(entry)

    def _tool(self, entry: PlacedCall, depth: int) -> Iterator[TranscriptRow]:
        yield ToolRow(entry.key, self._id, depth, call=entry.call, live=self._live)
        if self._live and entry.call.status == TOOL_CALL_WAITING_APPROVAL:
            yield ApprovalRow(f"{entry.key}{APPROVAL_SUFFIX}", self._id, depth, call=entry.call)

    def _sub_agent(self, placed: PlacedSubAgent) -> Iterator[TranscriptRow]:
        agent = placed.agent
        needs_eyes = agent.status == SUB_AGENT_FAILED or any(
            entry.call.status == TOOL_CALL_WAITING_APPROVAL for calls in placed.calls for entry in calls
        )
        opened = self._is_opened(placed.key, needs_eyes)
        yield SubAgentRow(
            placed.key,
            self._id,
            name=agent.name,
            summary=_first_line(agent.subject or agent.output or agent.input),
            status=agent.status,
            started_at=agent.started_at,
            completed_at=agent.completed_at,
            opened=opened,
            live=self._live,
        )
        if opened:
            yield from self._inside(placed)

    def _inside(self, placed: PlacedSubAgent) -> Iterator[TranscriptRow]:
        agent = placed.agent
        if agent.input.strip():
            yield UserMessageRow(f"{placed.key}/ask", self._id, 1, text=agent.input)
        restarts = restarts_in(agent.messages)
        for number, message in enumerate(agent.messages):
            key = f"{placed.key}/message/{number}"
            if number in restarts.begins:
                yield RestartRow(f"{key}/restart", self._id, 1)
            if not (number == 0 and message.type == MESSAGE_HUMAN and _same(message, agent.input)):
                yield from self._message(key, message, 1, number in restarts.abandoned)
            for entry in placed.calls[number]:
                yield from self._tool(entry, 1)
        if agent.output.strip() and not (agent.messages and _same(agent.messages[-1], agent.output)):
            yield from self._answer(f"{placed.key}/output", agent.output, 1, False)
        if agent.error:
            yield ErrorRow(f"{placed.key}/error", self._id, 1, text=agent.error, phase=EXECUTION_FAILED)


def _same(message: AgentMessage, text: str) -> bool:
    return message.content.strip() == text.strip()


def _shows_work(row: TranscriptRow | None) -> bool:
    """Whether `row`, being the last, shows by itself that work goes on."""
    if isinstance(row, AnswerRow | ThinkingRow):
        return row.streaming
    if isinstance(row, ToolRow):
        return row.call.status in (TOOL_CALL_PENDING, TOOL_CALL_RUNNING)
    return isinstance(row, SubAgentRow) and not row.completed_at


def _first_line(text: str) -> str:
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= SUMMARY_LENGTH else line[: SUMMARY_LENGTH - 1] + "…"
