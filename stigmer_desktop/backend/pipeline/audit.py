"""The audit trail of a resource: who made and changed its spec and its status, and when."""

from __future__ import annotations

from stigmer_desktop.api.common import ApiResourceAudit, ApiResourceAuditInfo
from stigmer_desktop.backend.store.clock import now_micros, timestamp_of

# There is one user, and the program acts for them.
ACTOR = "system"


def audit_created(audit: ApiResourceAudit) -> None:
    """Marks spec and status as made just now."""
    moment = timestamp_of(now_micros())
    for info in (audit.spec_audit, audit.status_audit):
        info.created_by.id = info.updated_by.id = ACTOR
        info.created_at.CopyFrom(moment)
        info.updated_at.CopyFrom(moment)
        info.event = "created"


def audit_updated(audit: ApiResourceAudit) -> None:
    """Marks the spec as changed just now; who made it, and when, is kept."""
    _updated(audit.spec_audit)


def audit_status_updated(audit: ApiResourceAudit) -> None:
    """Marks the status as changed just now."""
    _updated(audit.status_audit)


def _updated(info: ApiResourceAuditInfo) -> None:
    info.updated_by.id = ACTOR
    info.updated_at.CopyFrom(timestamp_of(now_micros()))
    info.event = "updated"
