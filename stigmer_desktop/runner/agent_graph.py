"""The graph of the agent loop, made by deepagents; the one module that knows its names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deepagents.backends import CompositeBackend, FilesystemBackend
from deepagents.middleware.patch_tool_calls import PatchToolCallsMiddleware
from deepagents.middleware.subagents import SubAgent, SubAgentMiddleware
from deepagents.middleware.summarization import SummarizationMiddleware, compute_summarization_defaults
from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, TodoListMiddleware
from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool, StructuredTool

from stigmer_desktop.runner.agent_middleware import AgentWatch, ToolSituation
from stigmer_desktop.runner.tool import Tool
from stigmer_desktop.runner.workspace import HIDDEN_FOLDER


@dataclass(frozen=True)
class Helper:
    """A sub-agent.

    Attributes:
        instructions: all that it is told.
        tools: what it works with.
    """

    name: str
    description: str
    instructions: str
    tools: tuple[Tool, ...]


def agent_graph(
    model: BaseChatModel,
    instructions: str,
    tools: Sequence[Tool],
    helpers: Sequence[Helper],
    situation: ToolSituation,
    root: str,
    saver: Any,
) -> Any:
    """The main agent with its sub-agents, ready to run.

    Args:
        instructions: all that the main agent is told.
        tools: what it works with.
        root: the workspace folder; what a summary replaces is kept in there.
        saver: where checkpoints go.
    """
    carriers: Mapping[str, BaseTool] = {tool.name: _carrier(tool) for tool in tools}
    sub_agents = [
        SubAgent(
            name=helper.name,
            description=helper.description,
            system_prompt=helper.instructions,
            model=model,
            tools=[carriers[tool.name] for tool in helper.tools],
            middleware=_middleware(model, root, situation),
        )
        for helper in helpers
    ]
    return create_agent(
        model,
        system_prompt=instructions,
        tools=list(carriers.values()),
        middleware=[
            SubAgentMiddleware(backend=_backend(root), subagents=sub_agents),
            *_middleware(model, root, situation),
        ],
        checkpointer=saver,
    )


def _middleware(
    model: BaseChatModel, root: str, situation: ToolSituation
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


def _backend(root: str) -> CompositeBackend:
    """Where what a summary replaces is kept, so that the agent can still read it."""
    files = FilesystemBackend(root_dir=root, virtual_mode=True)
    return CompositeBackend(default=files, routes={}, artifacts_root=f"/{HIDDEN_FOLDER}")


def _carrier(tool: Tool) -> BaseTool:
    """A tool as the loop shows it to the model; it is run by AgentWatch, not by this."""

    async def never(**arguments: Any) -> str:
        raise RuntimeError("tools are run by the middleware")

    return StructuredTool(
        name=tool.name, description=tool.description, args_schema=dict(tool.parameters), coroutine=never
    )
