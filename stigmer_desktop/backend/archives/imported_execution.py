"""An execution of an archive, made into what may be stored: ended, settled, without secret values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stigmer_desktop.api.common import ApiResourceAudit
from stigmer_desktop.api.execution import EXECUTION_TERMINATED, AgentExecution
from stigmer_desktop.api.phases import is_terminal, phase_name
from stigmer_desktop.backend.executions.create_steps import subject_of
from stigmer_desktop.backend.executions.settlement import Element, row_of, settled
from stigmer_desktop.backend.store.clock import micros_of, micros_of_rfc3339, now_micros, rfc3339
from stigmer_desktop.backend.store.execution_rows import PartRow
from stigmer_desktop.backend.store.resource_row import Facts
from stigmer_desktop.backend.store.tables import MESSAGES, SUB_AGENTS, TOOL_CALLS


@dataclass(frozen=True)
class ImportedExecution:
    """What is stored of one execution; times in microseconds.

    Attributes:
        header: the execution without messages, tool calls and sub-agents.
        parts: its messages, tool calls and sub-agents.
        remarks: what was not taken over as it stood.
    """

    header: AgentExecution
    parts: list[PartRow]
    created_at: int
    completed_at: int
    remarks: tuple[str, ...]

    def facts(self, agent_id: str | None) -> Facts:
        """What the store keeps beside the message; the session belongs to `agent_id`."""
        spec = self.header.spec
        return Facts(
            title=subject_of(spec.message),
            parent_id=spec.session_id,
            agent_id=agent_id,
            phase=self.header.status.phase,
            unique=False,
            created_at=self.created_at,
            active_at=self.completed_at,
            completed_at=self.completed_at,
        )


def imported(execution: AgentExecution, exported_at: int) -> ImportedExecution:
    """What is stored of `execution`.

    Whoever worked on one that had not ended is not here, and neither is its checkpoint: it is TERMINATED,
    and says so. Callback tokens and secret values are left out, since they are good nowhere else.

    Args:
        exported_at: when the archive was made, in microseconds.
    """
    header = AgentExecution()
    header.CopyFrom(execution)
    status, remarks = header.status, []
    title = f"“{subject_of(header.spec.message)}” ({header.metadata.id})"
    created_at = made_at(status.audit, exported_at)
    if not is_terminal(status.phase):
        before = phase_name(status.phase)
        status.error = (
            f"Terminated: it was {before} when it was exported. What had happened until then is kept."
        )
        status.phase = EXECUTION_TERMINATED
        status.completed_at = rfc3339(max(exported_at, created_at))
        remarks.append(f"{title} had not ended; it is TERMINATED now.")
    completed_at = moment_or(status.completed_at, created_at)
    status.completed_at = status.completed_at or rfc3339(completed_at)
    left_out = sorted(name for name, value in header.spec.runtime_env.items() if value.is_secret)
    for name in left_out:
        del header.spec.runtime_env[name]
    if left_out:
        remarks.append(f"{title} came without its secret values: {', '.join(left_out)}.")
    header.spec.callback_token = status.callback_token = b""
    parts = _parts(status.attempt, status.completed_at, header)
    for name in ("messages", "tool_calls", "sub_agent_executions", "pending_approvals", "revision"):
        status.ClearField(name)  # type: ignore[arg-type]
    return ImportedExecution(header, parts, created_at, completed_at, tuple(remarks))


def made_at(audit: ApiResourceAudit, otherwise: int) -> int:
    """When a resource was made, by its own account; what lies in the future is `otherwise`."""
    moment = micros_of(audit.spec_audit.created_at)
    return moment if 0 < moment <= now_micros() else otherwise


def moment_or(text: str, otherwise: int) -> int:
    """The moment that `text` names in RFC 3339; `otherwise` where it names none, or one to come."""
    moment = micros_of_rfc3339(text)
    return moment if 0 < moment <= now_micros() else otherwise


def _parts(attempt: int, ended: str, execution: AgentExecution) -> list[PartRow]:
    """The rows of all that was said, as the last attempt's; open work is settled."""
    status = execution.status
    lists: tuple[tuple[int, Iterable[Element]], ...] = (
        (MESSAGES, status.messages),
        (TOOL_CALLS, status.tool_calls),
        (SUB_AGENTS, status.sub_agent_executions),
    )
    rows = [
        row_of(element, part, attempt, seq)
        for part, elements in lists
        for seq, element in enumerate(elements)
    ]
    ended_rows = iter(settled((row for row in rows if row.open), ended))
    return [next(ended_rows) if row.open else row for row in rows]
