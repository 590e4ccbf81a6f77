"""The work on one execution, from its message or its checkpoint to its end."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, RemoveMessage
from langgraph.types import Command

from stigmer_desktop.api.execution import EXECUTION_IN_PROGRESS, MESSAGE_AI, TOOL_CALL_PENDING
from stigmer_desktop.runner.agent_graph import Helper, agent_graph
from stigmer_desktop.runner.agent_middleware import ToolSituation
from stigmer_desktop.runner.agent_model import AgentModel, ModelCircumstances
from stigmer_desktop.runner.approval_policy import APPROVED, Decision, approval_mode, decision_on
from stigmer_desktop.runner.checkpoints import Checkpoints
from stigmer_desktop.runner.harness import Assignment, HandedOver, Report
from stigmer_desktop.runner.instructions import GENERAL_HELPER, instructions_for
from stigmer_desktop.runner.limits import Bounds
from stigmer_desktop.runner.loop_tools import LOOP_TOOLS
from stigmer_desktop.runner.model_client import ModelClient
from stigmer_desktop.runner.model_failure import ToolsRefused
from stigmer_desktop.runner.redaction import Redactor
from stigmer_desktop.runner.story import Story
from stigmer_desktop.runner.tool import Tool
from stigmer_desktop.runner.toolbox import Equipment

SUMMARISED = (
    "The conversation grew past what the model's window holds. Its older part was replaced by a summary "
    "for the model; here everything is still there."
)
# Each step of the loop is several of the graph's; our own limits count before this does.
RECURSION_LIMIT = 100_000
# After so many answers of models, checkpoints that are no longer needed are removed.
ANSWERS_TO_THIN = 20


class AgentRun:
    """One attempt at one execution."""

    def __init__(
        self,
        assignment: Assignment,
        report: Report,
        client: ModelClient,
        equipment: Equipment,
        kept: Checkpoints,
    ) -> None:
        execution = assignment.execution
        self._assignment = assignment
        self._report = report
        self._kept = kept
        self._journal = kept.journal
        self._id = execution.metadata.id
        self._thread = assignment.session.metadata.id
        self._config: dict[str, Any] = {
            "configurable": {"thread_id": self._thread},
            "recursion_limit": RECURSION_LIMIT,
        }
        self._bounds = Bounds(
            execution.spec.execution_config.limits,
            self._journal.spent(self._id),
            lambda spent: self._journal.note_spent(self._id, spent),
        )
        self._story = Story(report, Redactor(assignment.secrets), execution.status)
        self._taken_ids: set[str] = set()
        self._answers = 0
        self._thinning: asyncio.Task[None] | None = None
        self._graph = self._built(client, equipment)

    async def work(self) -> None:
        """From the input, or the checkpoint, to the end.

        Raises:
            ExecutionStopped: it came to one of its limits.
            HandedOver: it waits for the user.
            ModelFailure: the model does not answer.
            ToolsRefused: the model takes no tools, and nothing was done.
        """
        begin = await self._beginning()
        limit = asyncio.timeout(self._bounds.seconds_left)
        try:
            async with limit:
                await self._until_done(begin)
        except TimeoutError:
            if not limit.expired():
                raise
            raise self._bounds.out_of_time() from None
        except ToolsRefused:
            if not any(call.status != TOOL_CALL_PENDING for call in self._story.calls()):
                await self._undo_beginning()
            raise
        finally:
            self._bounds.note()
            if self._thinning is not None:
                await asyncio.wait({self._thinning})
            await self._kept.thin(self._thread)
        await self._kept.settle(self._thread, self._id)

    async def _beginning(self) -> Any:
        """What the graph is given: a new message, decisions, or nothing where it just goes on."""
        state = await self._graph.aget_state(self._config)
        messages: list[BaseMessage] = state.values.get("messages", [])
        mine = any(message.id == self._id for message in messages)
        self._taken_ids = {
            call["id"] or ""
            for message in messages
            if isinstance(message, AIMessage)
            for call in message.tool_calls
        }
        self._taken_ids |= self._journal.begun_calls(self._id)
        known = self._journal.in_thread(self._thread)
        if mine and known and known[-1] == self._id:
            if not state.next:
                return _Done(_last_words(messages))
            return self._resumed(state)
        said: list[BaseMessage] = []
        for exchange in self._assignment.conversation.exchanges:
            if exchange.execution_id not in known:
                said.append(HumanMessage(exchange.question))
                said += [AIMessage(exchange.answer)] if exchange.answer else []
                self._journal.put_in_thread(self._thread, exchange.execution_id)
        self._journal.put_in_thread(self._thread, self._id)
        # An execution that is begun anew, after later ones of its session, says its words again.
        message_id = self._id if not mine else f"{self._id}/{uuid.uuid4().hex}"
        return {"messages": [*said, HumanMessage(self._assignment.words, id=message_id)]}

    async def _until_done(self, begin: Any) -> None:
        if isinstance(begin, _Done):
            self._repeat(begin.words)
            return
        while True:
            await self._graph.ainvoke(begin, self._config, durability="sync")
            state = await self._graph.aget_state(self._config)
            waiting = _waiting(state)
            if not waiting:
                return
            self._story.tell_waiting(waiting.values())
            if await self._report.deliver() != EXECUTION_IN_PROGRESS:
                raise HandedOver
            # All of them are of a kind that the user has approved before.
            begin = Command(resume={interrupt: dict(APPROVED) for interrupt in waiting})

    def _resumed(self, state: Any) -> Any:
        decisions: dict[str, Decision] = {}
        for interrupt, call_id in _waiting(state).items():
            call = self._story.call(call_id)
            decision = decision_on(call) if call is not None else None
            if decision is not None:
                decisions[interrupt] = decision
        return Command(resume=decisions) if decisions else None

    def _repeat(self, words: str) -> None:
        """The work was done before, but its end was not reported."""
        told = self._assignment.execution.status.messages
        if words and not any(each.type == MESSAGE_AI and each.content == words for each in told):
            self._report.extend_message(self._report.open_message(MESSAGE_AI), words)

    async def _undo_beginning(self) -> None:
        await self._graph.aupdate_state(self._config, {"messages": [RemoveMessage(id=self._id)]})
        self._journal.take_from_thread(self._thread, self._id)

    def _on_usage(self, tokens: int) -> None:
        self._bounds.used(tokens)
        self._answers += 1
        if self._answers % ANSWERS_TO_THIN == 0 and (self._thinning is None or self._thinning.done()):
            self._thinning = asyncio.create_task(self._kept.thin(self._thread))

    def _on_summary(self) -> None:
        self._report.warn(SUMMARISED)
        with suppress(OSError):
            self._workspace.hide()

    def _new_call_id(self, wanted: str) -> str:
        taken = self._taken_ids
        taken |= {call.id for call in self._story.calls() if call.status != TOOL_CALL_PENDING}
        call_id = wanted if wanted and wanted not in taken else f"call-{uuid.uuid4().hex}"
        taken.add(call_id)
        return call_id

    def _built(self, client: ModelClient, equipment: Equipment) -> Any:
        assignment = self._assignment
        self._workspace = equipment.workspace
        window = client.endpoint.context_tokens
        model = AgentModel(
            client=client,
            profile={"max_input_tokens": window - (client.endpoint.answer_tokens or 0)} if window else None,
            circumstances=ModelCircumstances(
                self._report, self._new_call_id, self._on_summary, self._on_usage
            ),
        )
        root = str(equipment.workspace.root)
        helpers = _helpers(assignment, equipment.tools, root)
        situation = ToolSituation(
            execution_id=self._id,
            tools={tool.name: tool for tool in (*equipment.tools, *LOOP_TOOLS)},
            helpers=[helper.name for helper in helpers],
            mode=approval_mode(assignment.execution, assignment.agent),
            endpoint=client.endpoint,
            report=self._report,
            story=self._story,
            bounds=self._bounds,
            journal=self._journal,
        )
        instructions = instructions_for(assignment.agent.spec.instructions, root, assignment.skills)
        return agent_graph(model, instructions, equipment.tools, helpers, situation, root, self._kept.saver)


@dataclass(frozen=True)
class _Done:
    """An execution whose work is complete; its last words."""

    words: str


def _helpers(assignment: Assignment, tools: Sequence[Tool], root: str) -> list[Helper]:
    """The sub-agents of an agent, and one for all purposes where it names none so."""
    spec = assignment.agent.spec
    name, description, instructions = GENERAL_HELPER
    helpers: list[Helper] = []
    if not any(each.name == name for each in spec.sub_agents):
        told = instructions_for(instructions, root, assignment.skills)
        helpers.append(Helper(name, description, told, tuple(tools)))
    for each in spec.sub_agents:
        skills = assignment.sub_agent_skills.get(each.name, ())
        selections = {key: list(value.enabled_tools) for key, value in each.mcp_tool_selections.items()}
        helpers.append(
            Helper(
                each.name,
                each.description or each.name,
                instructions_for(each.instructions, root, skills),
                tuple(tool for tool in tools if _may_use(tool, list(each.mcp_servers), selections)),
            )
        )
    return helpers


def _may_use(tool: Tool, servers: Sequence[str], selections: Mapping[str, Sequence[str]]) -> bool:
    """Whether a sub-agent gets a tool: ours always, a server's if it names the server."""
    if not tool.server:
        return True
    if tool.server not in servers:
        return False
    enabled = selections.get(tool.server)
    return not enabled or tool.original_name in enabled


def _waiting(state: Any) -> dict[str, str]:
    """The tool calls that wait, by the id of their interrupt; one in a sub-agent surfaces twice."""
    return {each.id: each.value["tool_call_id"] for each in state.interrupts}


def _last_words(messages: Sequence[BaseMessage]) -> str:
    last = messages[-1] if messages else None
    return last.text if isinstance(last, AIMessage) else ""
