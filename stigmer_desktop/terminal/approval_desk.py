"""Asks in the terminal whether a tool call may run, or says where that is decided."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TextIO

import grpc
from google.protobuf import json_format

from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    APPROVAL_ACTION_APPROVE_ALL,
    APPROVAL_ACTION_REJECT,
    APPROVAL_ACTION_SKIP,
    AgentExecution,
    ApprovalAction,
    PendingApproval,
    SubmitApprovalInput,
    ToolCall,
)

ELSEWHERE = "waits for your approval of {call}; decide in the window, or use --approve"
CHOICES = "Run it? y = yes, s = skip it, r = reject it and say why, a = always for this kind: "
ACTIONS: dict[str, ApprovalAction.ValueType] = {
    "y": APPROVAL_ACTION_APPROVE,
    "s": APPROVAL_ACTION_SKIP,
    "r": APPROVAL_ACTION_REJECT,
    "a": APPROVAL_ACTION_APPROVE_ALL,
}
# What an argument may take of the screen; more is counted.
SHOWN_LINES = 30
SHOWN_CHARACTERS = 4000
# The arguments that say best, and in one line, what a call is about.
TELLING = ("command", "file_path", "path", "url", "pattern", "name")


@dataclass(frozen=True)
class Person:
    """Who may be asked: where the questions go, and where the answers come from; None if nobody is there."""

    notes: TextIO
    answers: TextIO | None


class ApprovalDesk:
    """Brings every approval that an execution waits for before the user, once."""

    def __init__(self, person: Person, submit: Callable[[SubmitApprovalInput], object]) -> None:
        """Takes who is asked, and what a decision is sent by."""
        self._person = person
        self._submit = submit
        self._seen: set[str] = set()

    def consider(self, execution: AgentExecution) -> None:
        """Asks about, or mentions, what waits in `execution` and was not seen before."""
        for approval in execution.status.pending_approvals:
            if approval.tool_call_id in self._seen:
                continue
            self._seen.add(approval.tool_call_id)
            call = _call(execution, approval)
            action, comment = self._asked(approval, call)
            if action:
                self._decide(execution.metadata.id, approval.tool_call_id, action, comment)
                if action == APPROVAL_ACTION_APPROVE_ALL:
                    # The server has decided on the others of this kind; the next snapshot says what is left.
                    return
            else:
                self._say(ELSEWHERE.format(call=_summary(approval, call)))

    def _asked(
        self, approval: PendingApproval, call: ToolCall
    ) -> tuple[ApprovalAction.ValueType | None, str]:
        """What the user decides here, and why; None if they are not asked or turn away."""
        answers = self._person.answers
        if answers is None:
            return None, ""
        self._say(f"{visible(approval.message.strip() or 'Run this?')} ({visible(approval.tool_name)})")
        for line in _argument_lines(approval, call):
            self._say(f"  {line}")
        while True:
            line = self._line(CHOICES)
            if not line:
                self._say("")
                return None, ""
            if action := ACTIONS.get(line.strip().casefold()[:1]):
                break
        comment = self._line("Why not, or what instead? ") if action == APPROVAL_ACTION_REJECT else ""
        return action, comment.strip()

    def _line(self, prompt: str) -> str:
        print(prompt, end="", file=self._person.notes, flush=True)
        assert self._person.answers is not None
        return self._person.answers.readline()

    def _decide(
        self, execution_id: str, call_id: str, action: ApprovalAction.ValueType, comment: str
    ) -> None:
        decision = SubmitApprovalInput(
            agent_execution_id=execution_id, tool_call_id=call_id, action=action, comment=comment
        )
        try:
            self._submit(decision)
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.FAILED_PRECONDITION:
                raise
            self._say("This was decided elsewhere in the meantime.")

    def _say(self, text: str) -> None:
        print(text, file=self._person.notes, flush=True)


def visible(text: str) -> str:
    """`text` without characters that would steer the terminal: what is asked about must be what is seen."""
    return "".join(each if each.isprintable() or each in "\n\t" else f"\\x{ord(each):02x}" for each in text)


def _calls(execution: AgentExecution) -> Iterable[ToolCall]:
    yield from execution.status.tool_calls
    for agent in execution.status.sub_agent_executions:
        for message in agent.messages:
            yield from message.tool_calls


def _call(execution: AgentExecution, approval: PendingApproval) -> ToolCall:
    """The call that waits; an empty one where only the approval tells of it."""
    return next((call for call in _calls(execution) if call.id == approval.tool_call_id), ToolCall())


def _summary(approval: PendingApproval, call: ToolCall) -> str:
    """The call in one line: its tool, and the argument that says most."""
    arguments = json_format.MessageToDict(call.args)
    told = next((arguments[name] for name in TELLING if arguments.get(name)), approval.args_preview)
    line = visible(str(told)).partition("\n")[0]
    return f"{visible(approval.tool_name)} {line[:200]}".strip()


def _argument_lines(approval: PendingApproval, call: ToolCall) -> list[str]:
    """Every argument with its name, a long one shortened with a word on how much is left out."""
    arguments = json_format.MessageToDict(call.args) if call.args.fields else {"": approval.args_preview}
    lines: list[str] = []
    for name, value in arguments.items():
        text = visible(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        shown = text[:SHOWN_CHARACTERS].splitlines()[:SHOWN_LINES] or [""]
        left = len(text) - len("\n".join(shown))
        if len(shown) == 1:
            lines.append(f"{visible(name)}: {shown[0]}" if name else shown[0])
        else:
            lines.append(f"{visible(name)}:")
            lines += [f"  {each}" for each in shown]
        if left > 1:
            lines.append(f"  … {left} more characters")
    return lines
