"""The steps that keep references whole: what is referred to must be there, and stays."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.kinds import SKILL
from stigmer_desktop.backend.errors import FailedPrecondition, InvalidArgument, NotFound
from stigmer_desktop.backend.pipeline.context import RequestContext
from stigmer_desktop.backend.pipeline.pipeline import StoreStep
from stigmer_desktop.backend.pipeline.resource_steps import find_by_reference
from stigmer_desktop.backend.store.reference_rows import Reference, references_of
from stigmer_desktop.backend.store.store import Unit

Context = RequestContext[Any, Any]
# How many of those that stand in the way are named.
NAMED = 10


class CheckReferences(StoreStep):
    """Every environment and skill that the resource refers to must be there."""

    def run(self, context: Context) -> None:
        for reference in references_of(context.kind.number, context.request):
            if reference.must_exist:
                check_reference(context.unit, reference)


class CheckNotReferredTo(StoreStep):
    """What others refer to stays, unless the request forces it."""

    def run(self, context: Context) -> None:
        if getattr(context.request, "force", False):
            return
        unit, row = context.unit, context.row
        users = unit.references.users(context.kind, (row.slug, row.id), NAMED + 1)
        if not users:
            return
        rows = [unit.resources.by_seq(seq) for seq in users[:NAMED]]
        names = ", ".join(f"{user.name} ({user.id})" for user in rows)
        more = " and more" if len(users) > NAMED else ""
        forced = ", or delete with force" if hasattr(context.request, "force") else ""
        raise FailedPrecondition(
            f"{context.kind.title} {row.name} ({row.id}) is referred to by {names}{more}. "
            f"Remove it there first{forced}."
        )


def check_reference(unit: Unit, reference: Reference) -> None:
    """Makes sure that what a reference points at is there, of a skill the version too.

    Raises:
        InvalidArgument: it names nothing.
        NotFound: what it names is not there; the text names it and where it stands.
    """
    target = reference.target
    if not target.slug:
        raise InvalidArgument.of_field(f"{reference.field}.slug", "required", "a slug is needed")
    row = find_by_reference(unit, reference.kind, target)
    org = f" of organization {target.org[:100]}" if target.org else ""
    if row is None:
        raise NotFound(f"{reference.kind.name} not found: {target.slug[:200]}{org} ({reference.field})")
    if reference.kind is SKILL and unit.skills.version(row, target.version) is None:
        raise NotFound(
            f"Skill not found: {target.slug[:200]}, version {target.version[:100]} ({reference.field})"
        )
