"""The tools that the agent loop itself brings and runs: the plan, and the delegation to sub-agents."""

from __future__ import annotations

from stigmer_desktop.api.execution import TOOL_KIND_SUBAGENT, TOOL_KIND_TODO
from stigmer_desktop.runner.tool import Arguments, Output, Tool, ToolOutcome


async def _by_the_loop(arguments: Arguments, output: Output) -> ToolOutcome:
    raise RuntimeError("the loop runs this tool itself")


_STATES = ["pending", "in_progress", "completed"]
_TODO = {
    "type": "object",
    "properties": {"content": {"type": "string"}, "status": {"enum": _STATES}},
    "required": ["content", "status"],
}
# What the model reads about them comes from the loop; these schemas are for the check of arguments.
LOOP_TOOLS = (
    Tool(
        "write_todos",
        "",
        {
            "type": "object",
            "properties": {"todos": {"type": "array", "items": _TODO}},
            "required": ["todos"],
        },
        TOOL_KIND_TODO,
        _by_the_loop,
    ),
    Tool(
        "task",
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
