"""Stands around each model call and each tool call of the agent loop: tells, asks, limits, runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import jsonschema
from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse, ToolCallRequest
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.types import Command, interrupt

from stigmer_desktop.api.desktop import ApprovalMode
from stigmer_desktop.api.execution import (
    TOOL_KIND_SUBAGENT,
    TOOL_KIND_TODO,
    TOOL_KIND_UNSPECIFIED,
    ToolCall,
)
from stigmer_desktop.runner.agent_model import MALFORMED, current_answer
from stigmer_desktop.runner.answer import Answer
from stigmer_desktop.runner.approval_policy import must_ask, question, refusal
from stigmer_desktop.runner.harness import Report
from stigmer_desktop.runner.journal import Journal
from stigmer_desktop.runner.limits import Bounds
from stigmer_desktop.runner.model_endpoint import ModelEndpoint
from stigmer_desktop.runner.story import Story
from stigmer_desktop.runner.tool import HARMLESS_KINDS, Tool, ToolFailed, ToolOutcome

UNSURE = (
    "This call was interrupted while it ran, and it is not known whether it took effect. It was not run "
    "again. Check what is there before you repeat it."
)
# The sub-agent that is at work, by the id of the call that opened it.
_current_agent: ContextVar[str] = ContextVar("current_agent", default="")

Handler = Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ToolSituation:
    """What all agents of one execution share.

    Attributes:
        execution_id: the execution.
        tools: every tool by name; those that the loop itself brings have no `run` worth calling.
        helpers: the names of the sub-agents.
        mode: which calls ask.
        endpoint: the model that is asked.
    """

    execution_id: str
    tools: Mapping[str, Tool]
    helpers: Sequence[str]
    mode: ApprovalMode.ValueType
    endpoint: ModelEndpoint
    report: Report
    story: Story
    bounds: Bounds
    journal: Journal


class AgentWatch(AgentMiddleware[Any, Any, Any]):
    """The innermost middleware of the main agent and of each sub-agent."""

    def __init__(self, situation: ToolSituation) -> None:
        super().__init__()
        self._situation = situation

    async def awrap_model_call(
        self,
        request: ModelRequest[Any],
        handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        """Reports the answer as it grows, and the calls in it."""
        situation = self._situation
        situation.bounds.step()
        situation.report.note_checkpoint()
        agent_id = _current_agent.get()
        answer = Answer(situation.endpoint, situation.report, situation.story.speaker(agent_id))
        token = current_answer.set(answer)
        try:
            response = await handler(request)
        finally:
            current_answer.reset(token)
        for message in response.result:
            if isinstance(message, AIMessage):
                calls = [self._told(c["id"] or "", c["name"], c["args"]) for c in message.tool_calls]
                situation.story.announce(agent_id, answer.last_place, calls)
        return response

    async def awrap_tool_call(self, request: ToolCallRequest, handler: Handler) -> ToolMessage | Command[Any]:
        """Asks the user where that is due, runs the tool, and reports what became of it."""
        situation, story = self._situation, self._situation.story
        call_id, name = request.tool_call["id"] or "", request.tool_call["name"]
        arguments = request.tool_call["args"]
        agent_id = _current_agent.get()
        if story.call(call_id) is None:
            story.announce(agent_id, None, [self._told(call_id, name, arguments)])
        tool = situation.tools.get(name) if request.tool is not None else None
        if tool is None:
            return self._refused(call_id, name, f"There is no tool {name}.")
        if problem := _problem(tool, arguments) or self._stranger(tool, arguments):
            return self._refused(call_id, name, problem)
        if must_ask(tool, situation.mode):
            story.asks(call_id, question(tool))
            decision = interrupt({"tool_call_id": call_id})
            if decision["action"] != "approve":
                text = story.ended(call_id, ToolOutcome(refusal(decision)), rejected=True)
                return ToolMessage(text, tool_call_id=call_id, name=name, status="error")
        if tool.kind == TOOL_KIND_SUBAGENT:
            return await self._delegate(request, handler)
        begun = situation.journal.find(situation.execution_id, call_id)
        if begun is not None and begun.outcome is not None:
            return self._ended(call_id, tool, begun.outcome)
        if begun is not None and tool.kind not in HARMLESS_KINDS:
            outcome = ToolOutcome(UNSURE, failed=True)
            situation.journal.end(situation.execution_id, call_id, outcome)
            return self._ended(call_id, tool, outcome)
        # What an earlier attempt had begun was counted then.
        warning = situation.bounds.call(agent_id, tool, arguments) if begun is None else ""
        if warning:
            situation.report.warn(warning)
        if tool.kind == TOOL_KIND_TODO:
            story.started(call_id)
            result = await handler(request)
            story.plan(agent_id, arguments["todos"])
            story.ended(call_id, ToolOutcome(f"Planned {len(arguments['todos'])} steps."))
            return result
        return self._ended(call_id, tool, await self._run(call_id, tool, arguments), warning)

    async def _run(self, call_id: str, tool: Tool, arguments: Mapping[str, Any]) -> ToolOutcome:
        situation = self._situation
        situation.journal.begin(situation.execution_id, call_id)
        situation.story.started(call_id)
        try:
            outcome = await tool.run(arguments, lambda text: situation.story.output(call_id, text))
        except asyncio.CancelledError:
            situation.story.broken_off(call_id)
            raise
        except ToolFailed as failure:
            outcome = ToolOutcome(str(failure), failed=True)
        except Exception as error:
            log.error("%s: the tool %s failed by %s", situation.execution_id, tool.name, type(error).__name__)
            outcome = ToolOutcome(f"The tool failed unexpectedly ({type(error).__name__}).", failed=True)
        situation.journal.end(situation.execution_id, call_id, outcome)
        return outcome

    async def _delegate(self, request: ToolCallRequest, handler: Handler) -> ToolMessage | Command[Any]:
        story, call_id = self._situation.story, request.tool_call["id"] or ""
        arguments = request.tool_call["args"]
        story.started(call_id)
        story.delegated(call_id, str(arguments["subagent_type"]), str(arguments["description"]))
        token = _current_agent.set(call_id)
        try:
            result = await handler(request)
        except asyncio.CancelledError:
            story.broken_off(call_id)
            raise
        finally:
            _current_agent.reset(token)
        text = _result_text(result)
        # What a sub-agent brings back is a change of the state; a bare message says why it could not begin.
        failed = isinstance(result, ToolMessage)
        story.delegation_ended(call_id, "" if failed else text, error=text if failed else "")
        story.ended(call_id, ToolOutcome(text, failed=failed))
        return result

    def _stranger(self, tool: Tool, arguments: Mapping[str, Any]) -> str:
        """What is wrong where work is handed to a sub-agent that is not there; empty otherwise."""
        helpers = self._situation.helpers
        if tool.kind != TOOL_KIND_SUBAGENT or arguments["subagent_type"] in helpers:
            return ""
        name = str(arguments["subagent_type"])[:100]
        return f"There is no sub-agent “{name}”. Work can be handed to: {', '.join(helpers)}."

    def _told(self, call_id: str, name: str, arguments: Mapping[str, Any]) -> ToolCall:
        tool = self._situation.tools.get(name)
        kind = tool.kind if tool else TOOL_KIND_UNSPECIFIED
        return self._situation.story.new_call(call_id, name, kind, tool.server if tool else "", arguments)

    def _refused(self, call_id: str, name: str, reason: str) -> ToolMessage:
        text = self._situation.story.ended(call_id, ToolOutcome(reason, failed=True))
        return ToolMessage(text, tool_call_id=call_id, name=name, status="error")

    def _ended(self, call_id: str, tool: Tool, outcome: ToolOutcome, warning: str = "") -> ToolMessage:
        text = self._situation.story.ended(call_id, outcome)
        if warning:
            text = f"{text}\n({warning} Try something else.)"
        status = "error" if outcome.failed else "success"
        return ToolMessage(text, tool_call_id=call_id, name=tool.name, status=status)


def _problem(tool: Tool, arguments: Mapping[str, Any]) -> str:
    """Why a call cannot be made as it is; empty if it can."""
    if MALFORMED in arguments:
        return "The arguments are not a JSON object. Make the call again with well-formed arguments."
    try:
        jsonschema.validate(dict(arguments), dict(tool.parameters))
    except jsonschema.ValidationError as error:
        place = ".".join(str(each) for each in error.absolute_path)
        return f"The arguments do not fit{f' at {place}' if place else ''}: {error.message[:500]}"
    except jsonschema.SchemaError:
        return ""
    return ""


def _result_text(result: ToolMessage | Command[Any]) -> str:
    if isinstance(result, ToolMessage):
        return result.text
    update = result.update if isinstance(result.update, dict) else {}
    return "\n".join(
        message.text for message in update.get("messages", []) if isinstance(message, ToolMessage)
    )
