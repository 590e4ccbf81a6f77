"""Archives as Markdown, to read and to pass on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from stigmer_desktop.api.desktop import SessionArchive
from stigmer_desktop.api.execution import (
    MESSAGE_AI,
    MESSAGE_HUMAN,
    MESSAGE_SYSTEM,
    MESSAGE_THINKING,
    AgentExecution,
    AgentMessage,
    ToolCall,
)
from stigmer_desktop.ui.executions.call_status import tool_call_status
from stigmer_desktop.ui.executions.placement import Placed, PlacedCall, placements
from stigmer_desktop.ui.executions.restart import restarts_in
from stigmer_desktop.ui.executions.todo_text import plan_markdown, plan_of
from stigmer_desktop.ui.executions.tool_summary import arguments_of, arguments_text, summary_of
from stigmer_desktop.ui.phase_style import phase_style

_FRACTION = re.compile(r"\.\d+(?=Z$|[+-]\d\d:\d\d$)")
_FENCES = re.compile(r"^\s*(`{3,})", re.MULTILINE)


def markdown_of(archive: SessionArchive) -> str:
    """Everything that was said and done, in its order; tool calls with arguments and result."""
    session = archive.session
    facts = [
        fact
        for fact in (
            archive.agent_name and f"- Agent: {archive.agent_name}",
            session.metadata.tags and f"- Tags: {', '.join(session.metadata.tags)}",
            f"- Exported: {_moment(archive.exported_at)}",
        )
        if fact
    ]
    parts = [f"# {session.spec.subject or session.metadata.name}", "\n".join(facts)]
    for execution in archive.executions:
        parts += ["---", *_execution(execution)]
    return "\n\n".join(part for part in parts if part) + "\n"


def execution_markdown(execution: AgentExecution) -> str:
    """What was asked, said and done in one execution, without the session around it."""
    return "\n\n".join(part for part in _execution(execution) if part) + "\n"


def _execution(execution: AgentExecution) -> Iterator[str]:
    status = execution.status
    yield "## You"
    yield execution.spec.message.strip()
    yield "## Agent"
    about = (phase_style(status.phase).words, status.model, _moment(status.started_at))
    yield f"*{' · '.join(part for part in about if part)}*"
    places = placements(execution)
    restarts = restarts_in(status.messages)
    yield from _placed(places[0], 0)
    for number, message in enumerate(status.messages, 1):
        echo = message.type == MESSAGE_HUMAN and message.content.strip() == execution.spec.message.strip()
        if number - 1 in restarts.begins:
            yield "*Interrupted, and started again:*"
        if not (number == 1 and echo):
            yield from _message(message)
        yield from _placed(places[number], 0)
    for warning in status.warnings:
        yield _quoted(f"Note: {warning}")
    if status.error:
        yield _quoted(f"**{phase_style(status.phase).words}:** {status.error}")


def _message(message: AgentMessage) -> Iterator[str]:
    text = message.content.strip()
    if not text:
        return
    if message.type == MESSAGE_AI:
        yield text
    elif message.type == MESSAGE_HUMAN:
        yield f"**You:** {text}"
    elif message.type == MESSAGE_THINKING:
        yield f"<details><summary>Thinking</summary>\n\n{text}\n\n</details>"
    elif message.type == MESSAGE_SYSTEM:
        yield _quoted(text)
    else:
        yield _fenced(text)


def _placed(entries: Iterable[Placed], depth: int) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, PlacedCall):
            yield _call(entry.call)
            continue
        agent = entry.agent
        yield f"**Sub-agent {agent.name}**" + (f": {agent.subject}" if agent.subject else "")
        if agent.input:
            yield _quoted(agent.input)
        for message, calls in zip(agent.messages, entry.calls, strict=True):
            yield from _message(message)
            yield from (_call(placed.call) for placed in calls)
        if agent.output and not any(message.content == agent.output for message in agent.messages):
            yield agent.output.strip()
        if agent.error:
            yield _quoted(f"**Failed:** {agent.error}")


def _call(call: ToolCall) -> str:
    title = " ".join(f"{call.name} {summary_of(call)}".split())
    lines = [f"<details><summary>{_plain(title)} ({tool_call_status(call.status).words.lower()})</summary>"]
    if steps := plan_of(call, arguments_of(call)):
        lines.append(plan_markdown(steps))
    elif call.args.fields:
        lines.append(_fenced(arguments_text(call)))
    diffs = [change.unified_diff for change in call.file_changes if change.unified_diff]
    lines += [_fenced(diff, "diff") for diff in diffs]
    if call.result:
        lines.append(_fenced(call.result))
    if call.error:
        lines.append(_quoted(call.error))
    return "\n\n".join([*lines, "</details>"])


def _moment(text: str) -> str:
    """A time of the API in whole seconds."""
    return _FRACTION.sub("", text)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _fenced(text: str, language: str = "") -> str:
    """`text` in a fence that is longer than any in it."""
    longest = max((len(match) for match in _FENCES.findall(text)), default=2)
    fence = "`" * max(3, longest + 1)
    body = text.strip("\n")
    return f"{fence}{language}\n{body}\n{fence}"
