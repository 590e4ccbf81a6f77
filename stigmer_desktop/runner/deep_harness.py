"""The agent loop, by deepagents on langgraph; the one module that knows their names."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import aiosqlite
from deepagents.backends import CompositeBackend, FilesystemBackend
from deepagents.middleware.patch_tool_calls import PatchToolCallsMiddleware
from deepagents.middleware.subagents import SubAgent, SubAgentMiddleware
from deepagents.middleware.summarization import SummarizationMiddleware, compute_summarization_defaults
from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, TodoListMiddleware
from langchain_core.exceptions import ContextOverflowError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, RemoveMessage
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.types import Command

from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    MESSAGE_AI,
    TOOL_CALL_PENDING,
    TOOL_KIND_SUBAGENT,
    TOOL_KIND_TODO,
)
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.runner.agent_middleware import AgentWatch, ToolSituation
from stigmer_desktop.runner.agent_model import AgentModel, ModelCircumstances
from stigmer_desktop.runner.approval_policy import APPROVED, Decision, approval_mode, decision_on
from stigmer_desktop.runner.chat_model import ChatModel
from stigmer_desktop.runner.harness import (
    Assignment,
    ExecutionFailed,
    HandedOver,
    Report,
)
from stigmer_desktop.runner.instructions import GENERAL_HELPER, instructions_for
from stigmer_desktop.runner.journal import Journal
from stigmer_desktop.runner.limits import Bounds
from stigmer_desktop.runner.model_endpoint import Timeouts
from stigmer_desktop.runner.model_failure import ModelFailure, ToolsRefused
from stigmer_desktop.runner.providers import Providers
from stigmer_desktop.runner.redaction import Redactor
from stigmer_desktop.runner.story import Story
from stigmer_desktop.runner.tool import Arguments, Output, Tool, ToolOutcome
from stigmer_desktop.runner.toolbox import Equipment, Toolbox
from stigmer_desktop.runner.workspace import HIDDEN_FOLDER

SUMMARISED = (
    "The conversation grew past what the model's window holds. Its older part was replaced by a summary "
    "for the model; here everything is still there."
)
TODO_TOOL = "write_todos"
TASK_TOOL = "task"
# Each step of the loop is several of the graph's; our own limits count before this does.
RECURSION_LIMIT = 100_000

log = logging.getLogger(__name__)


@dataclass
class _Store:
    saver: AsyncSqliteSaver
    journal: Journal


class DeepHarness:
    """Runs agents with tools, plans, sub-agents and approvals, and can go on from checkpoints."""

    def __init__(
        self, providers: Providers, toolbox: Toolbox, data: DataFolder, timeouts: Timeouts | None = None
    ) -> None:
        self._providers = providers
        self._toolbox = toolbox
        self._data = data
        self._timeouts = timeouts or Timeouts()
        self._store: _Store | None = None
        self._opening = asyncio.Lock()

    async def run(self, assignment: Assignment, report: Report) -> None:
        """Does the work of one execution, from its checkpoint if it has one.

        Raises:
            ExecutionFailed, ExecutionStopped, HandedOver: see the seam.
            ToolsRefused: the model takes no tools, and nothing was done.
        """
        store = await self._opened()
        try:
            async with AsyncExitStack() as stack:
                endpoint = await stack.enter_async_context(self._providers.endpoint(assignment.model))
                client = await stack.enter_async_context(ChatModel(endpoint, self._timeouts))
                equipment = await stack.enter_async_context(self._toolbox.open(assignment, report))
                await _Run(assignment, report, client, equipment, store).work()
        except ToolsRefused:
            raise
        except (ModelFailure, ContextOverflowError) as failure:
            raise ExecutionFailed(str(failure)) from None

    async def close(self) -> None:
        """Closes the checkpoints."""
        if self._store is not None:
            store, self._store = self._store, None
            store.journal.close()
            await store.saver.conn.close()

    async def _opened(self) -> _Store:
        async with self._opening:
            if self._store is None:
                path = self._data.checkpoints
                saver = AsyncSqliteSaver(await aiosqlite.connect(path))
                await saver.setup()
                path.chmod(0o600)
                # A file of its own: the saver's transactions span turns of the loop, and would block it.
                self._store = _Store(saver, Journal(self._data.tool_journal))
            return self._store


class _Run:
    """The work on one execution."""

    def __init__(
        self,
        assignment: Assignment,
        report: Report,
        client: ChatModel,
        equipment: Equipment,
        store: _Store,
    ) -> None:
        execution = assignment.execution
        self._assignment = assignment
        self._report = report
        self._store = store
        self._id = execution.metadata.id
        self._thread = assignment.session.metadata.id
        self._config: dict[str, Any] = {
            "configurable": {"thread_id": self._thread},
            "recursion_limit": RECURSION_LIMIT,
        }
        self._bounds = Bounds(execution.spec.execution_config.limits)
        secrets = [value.value for value in assignment.environment.values() if value.is_secret]
        self._story = Story(report, Redactor(secrets), execution.status)
        self._taken_ids: set[str] = set()
        model = AgentModel(
            client=client,
            circumstances=ModelCircumstances(
                report, self._new_call_id, lambda: report.warn(SUMMARISED), self._bounds.used
            ),
        )
        self._root = str(equipment.workspace.root)
        self._graph = self._built(model, equipment.tools, client.endpoint.model)

    async def work(self) -> None:
        """From the input, or the checkpoint, to the end."""
        begin = await self._beginning()
        limit = asyncio.timeout(self._bounds.seconds)
        try:
            async with limit:
                await self._until_done(begin)
        except TimeoutError:
            if not limit.expired():
                raise
            raise self._bounds.out_of_time() from None
        except ToolsRefused:
            if any(call.status != TOOL_CALL_PENDING for call in self._story.calls()):
                raise
            await self._undo_beginning()
            raise
        await self._prune()

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
        self._taken_ids |= self._store.journal.begun_calls(self._id)
        known = self._store.journal.in_thread(self._thread)
        if mine and known and known[-1] == self._id:
            if not state.next:
                return _Done(_last_words(messages))
            return self._resumed(state)
        said: list[BaseMessage] = []
        for exchange in self._assignment.conversation.exchanges:
            if exchange.execution_id not in known:
                said.append(HumanMessage(exchange.question))
                said += [AIMessage(exchange.answer)] if exchange.answer else []
                self._store.journal.put_in_thread(self._thread, exchange.execution_id)
        self._store.journal.put_in_thread(self._thread, self._id)
        # An execution that is begun anew, after later ones of its session, says its words again.
        message_id = self._id if not mine else f"{self._id}/{uuid.uuid4().hex}"
        return {"messages": [*said, HumanMessage(self._assignment.execution.spec.message, id=message_id)]}

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
        self._store.journal.take_from_thread(self._thread, self._id)

    async def _prune(self) -> None:
        """Keeps of a thread that has come to rest only what the next message needs."""
        self._store.journal.forget(self._id)
        connection = self._store.saver.conn
        newest = "select max(checkpoint_id) from checkpoints where thread_id = :thread and checkpoint_ns = ''"
        async with self._store.saver.lock:
            for table in ("checkpoints", "writes"):
                await connection.execute(
                    f"delete from {table} where thread_id = :thread"
                    f" and (checkpoint_ns <> '' or checkpoint_id <> ({newest}))",
                    {"thread": self._thread},
                )
            await connection.commit()

    def _new_call_id(self, wanted: str) -> str:
        taken = self._taken_ids
        taken |= {call.id for call in self._story.calls() if call.status != TOOL_CALL_PENDING}
        call_id = wanted if wanted and wanted not in taken else f"call-{uuid.uuid4().hex}"
        taken.add(call_id)
        return call_id

    def _built(self, model: BaseChatModel, tools: Sequence[Tool], model_name: str) -> Any:
        spec = self._assignment.agent.spec
        root = self._root
        by_name = {tool.name: tool for tool in (*tools, *_LOOP_TOOLS)}
        situation = ToolSituation(
            execution_id=self._id,
            tools=by_name,
            mode=approval_mode(self._assignment.execution, self._assignment.agent),
            model=model_name,
            report=self._report,
            story=self._story,
            bounds=self._bounds,
            journal=self._store.journal,
        )
        carriers = {tool.name: _carrier(tool) for tool in tools}
        helpers = [
            SubAgent(
                name=name,
                description=description,
                system_prompt=prompt,
                model=model,
                tools=[carriers[tool.name] for tool in tools if _may_use(tool, servers, selections)],
                middleware=self._middleware(model, root, situation),
            )
            for name, description, prompt, servers, selections in _helpers(spec, root)
        ]
        return create_agent(
            model,
            system_prompt=instructions_for(spec.instructions, root),
            tools=list(carriers.values()),
            middleware=[
                SubAgentMiddleware(backend=_backend(root), subagents=helpers),
                *self._middleware(model, root, situation),
            ],
            checkpointer=self._store.saver,
        )

    def _middleware(
        self, model: BaseChatModel, root: str, situation: ToolSituation
    ) -> list[AgentMiddleware[Any, Any, Any]]:
        defaults = compute_summarization_defaults(model)
        return [
            TodoListMiddleware(),
            SummarizationMiddleware(
                model=model,
                backend=_backend(root),
                trigger=defaults["trigger"],
                keep=defaults["keep"],
                trim_tokens_to_summarize=None,
                truncate_args_settings=defaults["truncate_args_settings"],
            ),
            PatchToolCallsMiddleware(),
            AgentWatch(situation),
        ]


@dataclass(frozen=True)
class _Done:
    """An execution whose work is complete; its last words."""

    words: str


def _backend(root: str) -> CompositeBackend:
    """Where what a summary replaces is kept, so that the agent can still read it."""
    files = FilesystemBackend(root_dir=root, virtual_mode=True)
    return CompositeBackend(default=files, routes={}, artifacts_root=f"/{HIDDEN_FOLDER}")


def _helpers(spec: Any, root: str) -> list[tuple[str, str, str, Sequence[str] | None, Mapping[str, Any]]]:
    """Name, description, prompt, servers (None: all) and tool selections of each sub-agent."""
    name, description, prompt = GENERAL_HELPER
    helpers: list[tuple[str, str, str, Sequence[str] | None, Mapping[str, Any]]] = []
    if not any(each.name == name for each in spec.sub_agents):
        helpers.append((name, description, instructions_for(prompt, root), None, {}))
    for each in spec.sub_agents:
        helpers.append(
            (
                each.name,
                each.description or each.name,
                instructions_for(each.instructions, root),
                list(each.mcp_servers),
                {key: list(value.enabled_tools) for key, value in each.mcp_tool_selections.items()},
            )
        )
    return helpers


def _may_use(tool: Tool, servers: Sequence[str] | None, selections: Mapping[str, Any]) -> bool:
    """Whether a sub-agent gets a tool: ours always, a server's if it names the server."""
    if not tool.server or servers is None:
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


def _carrier(tool: Tool) -> BaseTool:
    """A tool as the loop shows it to the model; it is run by AgentWatch, not by this."""

    async def never(**arguments: Any) -> str:
        raise RuntimeError("tools are run by the middleware")

    return StructuredTool(
        name=tool.name, description=tool.description, args_schema=dict(tool.parameters), coroutine=never
    )


async def _by_the_loop(arguments: Arguments, output: Output) -> ToolOutcome:
    raise RuntimeError("the loop runs this tool itself")


_LOOP_TOOLS = (
    Tool(
        TODO_TOOL,
        "",
        {
            "type": "object",
            "properties": {
                "todos": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "content": {"type": "string"},
                            "status": {"enum": ["pending", "in_progress", "completed"]},
                        },
                        "required": ["content", "status"],
                    },
                }
            },
            "required": ["todos"],
        },
        TOOL_KIND_TODO,
        _by_the_loop,
    ),
    Tool(
        TASK_TOOL,
        "",
        {
            "type": "object",
            "properties": {"description": {"type": "string"}, "subagent_type": {"type": "string"}},
            "required": ["description", "subagent_type"],
        },
        TOOL_KIND_SUBAGENT,
        _by_the_loop,
    ),
)
