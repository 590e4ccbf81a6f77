"""Whether an archive is what an export writes, before anything is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ulid import ULID

from stigmer_desktop.api.execution import EXECUTION_PHASE_UNSPECIFIED, AgentExecution
from stigmer_desktop.api.kinds import AGENT_EXECUTION, SESSION, Kind
from stigmer_desktop.backend.errors import FieldViolation, InvalidArgument
from stigmer_desktop.backend.pipeline.pipeline import CheckStep
from stigmer_desktop.backend.store.ids import is_slug


class CheckArchive(CheckStep):
    """Ids, slugs and phases have their form, and each execution belongs to the session, once."""

    def run(self, context: Any) -> None:
        archive = context.request.archive
        violations = list(_of_resource("archive.session", SESSION, archive.session))
        seen: set[str] = set()
        for number, execution in enumerate(archive.executions):
            path = f"archive.executions[{number}]"
            violations += _of_resource(path, AGENT_EXECUTION, execution)
            violations += _of_execution(path, execution, archive.session.metadata.id)
            if execution.metadata.id in seen:
                violations.append(FieldViolation(f"{path}.metadata.id", "id.twice", "it stands here twice"))
            seen.add(execution.metadata.id)
        if violations:
            raise InvalidArgument.of_violations(violations)


def _of_resource(path: str, kind: Kind, resource: Any) -> Iterator[FieldViolation]:
    metadata = resource.metadata
    if not _is_id(kind, metadata.id):
        yield FieldViolation(
            f"{path}.metadata.id", "id.form", f"an id of {kind.name} is {kind.id_prefix}- and a ULID"
        )
    if not is_slug(metadata.slug):
        yield FieldViolation(f"{path}.metadata.slug", "slug.form", "it is not a slug")
    if not resource.HasField("spec"):
        yield FieldViolation(f"{path}.spec", "required", "spec is needed")


def _of_execution(path: str, execution: AgentExecution, session_id: str) -> Iterator[FieldViolation]:
    if execution.spec.session_id != session_id:
        yield FieldViolation(
            f"{path}.spec.session_id", "session_id.other", "it belongs to another session than the archive's"
        )
    if execution.status.phase == EXECUTION_PHASE_UNSPECIFIED:
        yield FieldViolation(f"{path}.status.phase", "required", "a phase is needed")
    for name in ("attempt", "restarts"):
        if getattr(execution.status, name) < 0:
            yield FieldViolation(f"{path}.status.{name}", "int32.gte", "it cannot be negative")


def _is_id(kind: Kind, text: str) -> bool:
    prefix, _, rest = text.partition("-")
    try:
        return prefix == kind.id_prefix and str(ULID.from_str(rest.upper())).lower() == rest
    except ValueError:
        return False
