"""Whether a report comes from the runner that the execution belongs to."""

from __future__ import annotations

from stigmer_desktop.backend.errors import FailedPrecondition
from stigmer_desktop.backend.store.clock import now_micros
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.store import Unit

LEASE_SECONDS = 15
_MICROS = 1_000_000


def lease_end(moment: int) -> int:
    """When a lease that is renewed at `moment` runs out; both in microseconds."""
    return moment + LEASE_SECONDS * _MICROS


def accept_report(unit: Unit, row: ResourceRow, attempt: int | None) -> int:
    """Checks a report's attempt against the lease, renews the lease, and returns the attempt.

    Args:
        attempt: the attempt that the runner names, None where it names none.

    Raises:
        FailedPrecondition: another attempt holds the lease, or this one was given up.
    """
    lease = unit.leases.lease_of(row.seq)
    moment = now_micros()
    if lease is None:
        if attempt:
            raise FailedPrecondition(f"Attempt {attempt} of execution {row.id} was never claimed.")
        return 0
    live = lease.expires_at > 0
    if (live or lease.grace_until > moment) and attempt != lease.attempt:
        named = f"attempt {attempt}" if attempt else "no attempt"
        raise FailedPrecondition(
            f"Execution {row.id} is leased to another runner (attempt {lease.attempt}; "
            f"this report names {named})."
        )
    if attempt and attempt != lease.attempt:
        raise FailedPrecondition(
            f"Attempt {attempt} of execution {row.id} was given up; it is at attempt {lease.attempt}."
        )
    if live:
        unit.leases.renew(row.seq, lease_end(moment), moment)
    return lease.attempt
