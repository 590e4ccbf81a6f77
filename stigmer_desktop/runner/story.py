"""The story of one execution as it is told to the server: messages, tool calls, sub-agents, plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from stigmer_desktop.api.execution import (
    MESSAGE_AI,
    SUB_AGENT_COMPLETED,
    SUB_AGENT_FAILED,
    SUB_AGENT_IN_PROGRESS,
    TODO_COMPLETED,
    TODO_IN_PROGRESS,
    TODO_PENDING,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_FAILED,
    TOOL_CALL_PENDING,
    TOOL_CALL_RUNNING,
    TOOL_CALL_SKIPPED,
    TOOL_CALL_STREAMING_SOURCE_OUTPUT,
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecutionStatus,
    AgentMessage,
    MessageType,
    SubAgentExecution,
    SubAgentStatus,
    TodoItem,
    ToolCall,
    ToolCallStatus,
    ToolKind,
)
from stigmer_desktop.api.message_facts import ENDED_AT, break_off
from stigmer_desktop.runner.answer_piece import TokenCount
from stigmer_desktop.runner.harness import Report, Speaker
from stigmer_desktop.runner.redaction import Redactor
from stigmer_desktop.runner.reported_message import now, tell_tokens, whole_text
from stigmer_desktop.runner.tool import ToolOutcome

PREVIEW_LENGTH = 80
LARGEST_RESULT = 200_000
LARGEST_ARGUMENT = 200_000
_TODO_STATES = {"pending": TODO_PENDING, "in_progress": TODO_IN_PROGRESS, "completed": TODO_COMPLETED}


class Story:
    """What was told so far. The main agent's calls stand in the execution, a sub-agent's inside it."""

    def __init__(self, report: Report, redactor: Redactor, earlier: AgentExecutionStatus) -> None:
        """Takes where to tell, and what earlier attempts have told."""
        self._report = report
        self._redactor = redactor
        self._calls: dict[str, ToolCall] = {}
        self._agents: dict[str, SubAgentExecution] = {}
        self._agent_of: dict[str, str] = {}
        self._todo_times: dict[str, str] = {}
        self._waiting: dict[str, str] = {}
        for call in earlier.tool_calls:
            self._calls[call.id] = _copied(call)
        for agent in earlier.sub_agent_executions:
            mine = SubAgentExecution()
            mine.CopyFrom(agent)
            self._agents[agent.id] = mine
            for message in mine.messages:
                if message.is_streaming:
                    break_off(message, now())
                for call in message.tool_calls:
                    self._calls[call.id] = call
                    self._agent_of[call.id] = agent.id

    def speaker(self, agent_id: str) -> Speaker:
        """Where the words of a sub-agent go; of the main agent if `agent_id` is empty."""
        return _SubAgentSpeaker(self._agents[agent_id], self._report) if agent_id else self._report

    def call(self, call_id: str) -> ToolCall | None:
        """The tool call with this id."""
        return self._calls.get(call_id)

    def calls(self) -> Iterable[ToolCall]:
        """All tool calls, the sub-agents' too."""
        return self._calls.values()

    def announce(self, agent_id: str, place: int | None, calls: Sequence[ToolCall]) -> None:
        """Tells tool calls that the model has asked for.

        Args:
            agent_id: the sub-agent; empty for the main agent.
            place: the message that they follow, if there was one.
            calls: the calls, with id, name, kind, server and arguments (see `new_call`).
        """
        fresh: list[ToolCall] = []
        for call in calls:
            known = self._calls.get(call.id)
            if known is None:
                fresh.append(call)
            elif known.status == TOOL_CALL_PENDING:
                # Asked for again, after an attempt that ended before this was run.
                known.CopyFrom(call)
                self._changed(call.id)
        if not fresh:
            return
        if agent_id:
            messages = self._agents[agent_id].messages
            if place is None:
                place = len(messages)
                messages.add(type=MESSAGE_AI, timestamp=now())
            messages[place].tool_calls.extend(fresh)
            for told in messages[place].tool_calls:
                self._calls[told.id] = told
                self._agent_of[told.id] = agent_id
            self._report.put_sub_agent(self._agents[agent_id])
        else:
            if place is not None:
                self._report.place_calls(place, [ToolCall(id=call.id, name=call.name) for call in fresh])
            for call in fresh:
                self._calls[call.id] = call
                self._report.put_tool_call(call)
        self._report.hurry()

    def new_call(
        self, call_id: str, name: str, kind: ToolKind.ValueType, server: str, arguments: Mapping[str, Any]
    ) -> ToolCall:
        """A tool call that has not begun, with its arguments as they may be shown."""
        call = ToolCall(
            id=call_id,
            name=whole_text(name),
            tool_kind=kind,
            mcp_server_slug=server,
            status=TOOL_CALL_PENDING,
        )
        shown = self._redactor.value(_shortened(arguments))
        with suppress(ValueError, TypeError):
            call.args.update(json.loads(whole_text(json.dumps(shown, ensure_ascii=False))))
        call.args_preview = _preview(shown)
        return call

    def started(self, call_id: str) -> None:
        """The tool runs now."""
        call = self._calls[call_id]
        call.status = TOOL_CALL_RUNNING
        call.started_at = now()
        call.ClearField("completed_at")
        call.ClearField("error")
        self._changed(call_id)

    def output(self, call_id: str, text: str) -> None:
        """A part of the result of a tool that still runs."""
        call = self._calls[call_id]
        call.is_streaming = True
        call.streaming_source = TOOL_CALL_STREAMING_SOURCE_OUTPUT
        call.result = self._redactor.text(call.result + whole_text(text))
        self._changed(call_id, hurry=False)

    def ended(self, call_id: str, outcome: ToolOutcome, *, rejected: bool = False) -> str:
        """The tool has ended, or was not run because the user did not want it; returns its result."""
        call = self._calls[call_id]
        text = self._redactor.text(whole_text(outcome.text))
        shown = text if len(text) <= LARGEST_RESULT else f"{text[:LARGEST_RESULT]}\n… (cut)"
        status: ToolCallStatus.ValueType = TOOL_CALL_COMPLETED
        if rejected:
            status = TOOL_CALL_SKIPPED
        elif outcome.failed:
            status = TOOL_CALL_FAILED
            call.error = shown[:2000]
        call.result = shown
        call.status = status
        call.is_streaming = False
        call.started_at = call.started_at or now()
        call.completed_at = now()
        del call.file_changes[:]
        for change in outcome.file_changes:
            told = call.file_changes.add()
            told.CopyFrom(change)
            told.unified_diff = self._redactor.text(change.unified_diff)
        self._changed(call_id)
        return text

    def broken_off(self, call_id: str) -> None:
        """The tool was stopped together with the work, and may be run when that goes on."""
        call = self._calls[call_id]
        if call.status == TOOL_CALL_RUNNING:
            call.status = TOOL_CALL_PENDING
            call.is_streaming = False
            self._changed(call_id)

    def asks(self, call_id: str, sentence: str) -> None:
        """The tool waits for the user; told by `tell_waiting`, when nothing else runs any more."""
        self._waiting[call_id] = sentence

    def tell_waiting(self, call_ids: Iterable[str]) -> None:
        """Tells which calls wait for the user."""
        for call_id in call_ids:
            call = self._calls[call_id]
            call.status = TOOL_CALL_WAITING_APPROVAL
            call.requires_approval = True
            call.approval_message = self._waiting.get(call_id, call.approval_message)
            call.approval_requested_at = call.approval_requested_at or now()
            self._changed(call_id)

    def delegated(self, call_id: str, name: str, task: str) -> None:
        """A sub-agent begins, or goes on."""
        agent = self._agents.get(call_id)
        if agent is None:
            line = task.strip().partition("\n")[0]
            agent = SubAgentExecution(
                id=call_id, name=name, input=self._redactor.text(whole_text(task)), started_at=now()
            )
            agent.subject = self._redactor.text(whole_text(line))[:PREVIEW_LENGTH]
            self._agents[call_id] = agent
        agent.status = SUB_AGENT_IN_PROGRESS
        agent.ClearField("completed_at")
        agent.ClearField("error")
        self._told(agent)

    def delegation_ended(self, call_id: str, output: str, *, error: str = "") -> None:
        """A sub-agent is done."""
        agent = self._agents[call_id]
        status: SubAgentStatus.ValueType = SUB_AGENT_FAILED if error else SUB_AGENT_COMPLETED
        agent.status = status
        agent.output = self._redactor.text(whole_text(output))
        agent.error = self._redactor.text(whole_text(error))
        agent.completed_at = now()
        self._told(agent)

    def plan(self, agent_id: str, todos: Sequence[Mapping[str, Any]]) -> None:
        """Tells the whole plan of an agent."""
        told: dict[str, TodoItem] = {}
        for number, todo in enumerate(todos, start=1):
            key = f"todo-{number:03d}"
            content = self._redactor.text(whole_text(str(todo.get("content", ""))))
            began = self._todo_times.setdefault(f"{agent_id}/{key}/{content}", now())
            status = _TODO_STATES.get(str(todo.get("status")), TODO_PENDING)
            told[key] = TodoItem(id=key, content=content, status=status, created_at=began, updated_at=now())
        if not agent_id:
            self._report.put_todos(told)
        else:
            agent = self._agents[agent_id]
            agent.todos.clear()
            for key, todo_item in told.items():
                agent.todos[key].CopyFrom(todo_item)
            self._told(agent)
        self._report.hurry()

    def _changed(self, call_id: str, *, hurry: bool = True) -> None:
        agent_id = self._agent_of.get(call_id)
        if agent_id:
            self._report.put_sub_agent(self._agents[agent_id])
        else:
            self._report.put_tool_call(self._calls[call_id])
        if hurry:
            self._report.hurry()

    def _told(self, agent: SubAgentExecution) -> None:
        self._report.put_sub_agent(agent)
        self._report.hurry()


class _SubAgentSpeaker:
    """Writes what a sub-agent says into its messages."""

    def __init__(self, agent: SubAgentExecution, report: Report) -> None:
        self._agent = agent
        self._report = report

    def open_message(self, kind: MessageType.ValueType) -> int:
        self._agent.messages.append(AgentMessage(type=kind, timestamp=now(), is_streaming=True))
        self._report.put_sub_agent(self._agent)
        return len(self._agent.messages) - 1

    def extend_message(self, place: int, text: str) -> None:
        message = self._agent.messages[place]
        message.content = whole_text(message.content + whole_text(text))
        self._report.put_sub_agent(self._agent)

    def close_message(self, place: int) -> None:
        message = self._agent.messages[place]
        message.is_streaming = False
        message.metadata.update({ENDED_AT: now()})
        self._report.put_sub_agent(self._agent)

    def annotate(self, place: int, **facts: str | bool) -> None:
        self._agent.messages[place].metadata.update(facts)
        self._report.put_sub_agent(self._agent)

    def note_tokens(self, place: int, tokens: TokenCount) -> None:
        tell_tokens(self._agent.messages[place], tokens)
        self._report.put_sub_agent(self._agent)


def _copied(call: ToolCall) -> ToolCall:
    mine = ToolCall()
    mine.CopyFrom(call)
    return mine


def _shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LARGEST_ARGUMENT else f"{value[:LARGEST_ARGUMENT]}… (cut)"
    if isinstance(value, Mapping):
        return {str(name): _shortened(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_shortened(inner) for inner in value]
    return value


def _preview(shown: Any) -> str:
    values = list(shown.values()) if isinstance(shown, dict) else [shown]
    if len(values) == 1 and isinstance(values[0], str):
        line = values[0]
    else:
        line = json.dumps(shown, ensure_ascii=False)
    line = " ".join(whole_text(line)[: PREVIEW_LENGTH * 8].split())
    return line if len(line) <= PREVIEW_LENGTH else f"{line[: PREVIEW_LENGTH - 1]}…"
