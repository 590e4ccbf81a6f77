"""The steps that the pipelines of all resources share."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from stigmer_desktop.api.common import ApiResourceReference
from stigmer_desktop.api.kinds import Kind
from stigmer_desktop.backend.errors import AlreadyExists, FieldViolation, InvalidArgument, NotFound
from stigmer_desktop.backend.pipeline.audit import audit_created, audit_updated
from stigmer_desktop.backend.pipeline.context import RequestContext
from stigmer_desktop.backend.pipeline.pipeline import CheckStep, Pipeline, StoreStep, named_step
from stigmer_desktop.backend.store.ids import is_slug, slug_of
from stigmer_desktop.backend.store.resource_row import Facts, ResourceRow
from stigmer_desktop.backend.store.store import Unit
from stigmer_desktop.backend.validation import violations_of

Context = RequestContext[Any, Any]
Load = Callable[[Unit, Kind, ResourceRow], Any]


def load_message(unit: Unit, kind: Kind, row: ResourceRow) -> Any:
    """The stored message of a resource that keeps all of it in its document."""
    return unit.resources.message(kind, row)


def load_revealed(unit: Unit, kind: Kind, row: ResourceRow) -> Any:
    """The stored message with its secret values themselves; only for who asks for this resource.

    Raises:
        SecretUnreadable: the key to them is not there.
    """
    message = unit.resources.message(kind, row)
    unit.secrets.reveal(row.seq, kind.number, message)
    return message


class ValidateFieldConstraints(CheckStep):
    """The rules of the contract, and that metadata, spec and name are there.

    Args:
        resource: whether the request is a whole resource rather than an id or a question.
        named: whether it must have a name.
        new: whether it is to be made, so that it cannot have an id yet.
    """

    def __init__(self, *, resource: bool = False, named: bool = True, new: bool = False) -> None:
        self._resource = resource
        self._named = named
        self._new = new

    def run(self, context: Any) -> None:
        violations = violations_of(context.request)
        if self._resource:
            violations += self._missing(context.request, {each.field for each in violations})
        if violations:
            raise InvalidArgument.of_violations(violations)

    def _missing(self, request: Any, named: set[str]) -> list[FieldViolation]:
        missing = []
        if not request.HasField("metadata"):
            if "metadata" not in named:
                missing.append(FieldViolation("metadata", "required", "metadata is needed"))
        elif self._named and not request.metadata.name:
            missing.append(FieldViolation("metadata.name", "required", "a name is needed"))
        elif self._new and request.metadata.id:
            missing.append(
                FieldViolation("metadata.id", "computed", "the server gives the id; leave it empty on create")
            )
        if not request.HasField("spec"):
            missing.append(FieldViolation("spec", "required", "spec is needed"))
        return missing


def check_request(request: Any) -> None:
    """ValidateFieldConstraints for a stream, which has no pipeline.

    Raises:
        StepFailed: the request breaks a rule of the contract.
    """
    violations = violations_of(request)
    if violations:
        with named_step(ValidateFieldConstraints.name):
            raise InvalidArgument.of_violations(violations)


class ResolveSlug(CheckStep):
    """The slug that the client set, or the one that the name gives."""

    def __init__(self, *, may_be_empty: bool = False) -> None:
        self._may_be_empty = may_be_empty

    def run(self, context: Context) -> None:
        metadata = context.request.metadata
        if metadata.slug and not is_slug(metadata.slug):
            raise InvalidArgument.of_field(
                "metadata.slug",
                "slug.form",
                f"'{metadata.slug[:80]}' is not a slug; use lower-case letters, digits and single dashes, "
                "or leave it empty to get one from the name",
            )
        context.slug = metadata.slug or slug_of(metadata.name)
        if not context.slug and not self._may_be_empty:
            raise InvalidArgument.of_field(
                "metadata.name",
                "slug.empty",
                f"'{metadata.name[:80]}' leaves no slug; use at least one letter a-z or digit",
            )


class CheckDuplicate(StoreStep):
    """No other resource of the kind may hold the slug."""

    def run(self, context: Context) -> None:
        holder = context.unit.resources.by_unique_slug(context.kind, context.slug)
        if holder is not None:
            raise AlreadyExists(f"{context.kind.name} with slug '{context.slug}' already exists: {holder.id}")


class BuildNewState(StoreStep):
    """The new resource: its id and slug, no status but the audit of its creation."""

    def run(self, context: Context) -> None:
        resource = context.kind.message()
        resource.CopyFrom(context.request)
        resource.ClearField("status")
        build: Any = resource
        build.metadata.id = context.unit.ids.next(context.kind)
        build.metadata.slug = context.slug or build.metadata.id
        build.metadata.ClearField("version")
        audit_created(build.status.audit)
        context.resource = resource


class DescribeForQueries(StoreStep):
    """What the store keeps beside the message: titles, parents."""

    def __init__(self, facts: Callable[[Context], Facts]) -> None:
        self._facts = facts

    def run(self, context: Context) -> None:
        context.facts = self._facts(context)


class Persist(StoreStep):
    """Writes the resource: over what was loaded, or as a new one."""

    def run(self, context: Context) -> None:
        if context.existing is None:
            context.row = context.unit.resources.insert(context.kind, context.resource, context.facts)
        else:
            context.unit.resources.replace(context.row, context.resource, title=context.facts.title)


class LoadExisting(StoreStep):
    """The stored resource that an update is about: by id, else by slug."""

    def __init__(self, load: Load = load_message) -> None:
        self._load = load

    def run(self, context: Context) -> None:
        metadata = context.request.metadata
        if metadata.id:
            row = context.unit.resources.by_id(context.kind, metadata.id)
        else:
            row = find_by_slug(context, context.slug)
        if row is None:
            raise NotFound(f"{context.kind.name} not found: {metadata.id or context.slug}")
        context.row = row
        context.existing = self._load(context.unit, context.kind, row)


class BuildUpdateState(StoreStep):
    """The resource as it will be: the caller's name and spec, and all that only the server sets.

    Args:
        fixed: paths of spec fields that bind the resource to others and never change.
    """

    def __init__(self, *fixed: str) -> None:
        self._fixed = fixed

    def run(self, context: Context) -> None:
        existing: Any = context.existing
        resource = context.kind.message()
        resource.CopyFrom(context.request)
        build: Any = resource
        for path in self._fixed:
            before, after = attrgetter(path)(existing), attrgetter(path)(build)
            if after != before:
                raise InvalidArgument.of_field(
                    path, "immutable", f"it cannot change: it is '{before}' and was sent as '{after}'"
                )
        for name in ("id", "slug", "org"):
            setattr(build.metadata, name, getattr(existing.metadata, name))
        build.metadata.ClearField("version")
        if existing.metadata.HasField("version"):
            build.metadata.version.CopyFrom(existing.metadata.version)
        build.status.CopyFrom(existing.status)
        audit_updated(build.status.audit)
        context.resource = resource


class LoadForApply(StoreStep):
    """Whether there is something to update: the resource with this slug."""

    def __init__(self, load: Load = load_message) -> None:
        self._load = load

    def run(self, context: Context) -> None:
        row = find_by_slug(context, context.slug)
        asked = context.request.metadata.id
        if row is None and asked:
            raise InvalidArgument.of_field(
                "metadata.id", "computed", "the server gives the id; leave it empty to create"
            )
        if row is not None and asked and asked != row.id:
            raise AlreadyExists(f"{context.kind.name} with slug '{context.slug}' already exists: {row.id}")
        if row is not None:
            context.row = row
            context.existing = self._load(context.unit, context.kind, row)


class CreateOrUpdate(StoreStep):
    """Goes on as a create or as an update, by what LoadForApply found."""

    def __init__(self, *, create: Pipeline[Any], update: Pipeline[Any]) -> None:
        self._create = create
        self._update = update

    def run(self, context: Context) -> None:
        (self._create if context.existing is None else self._update).work(context)


class LoadTarget(StoreStep):
    """The resource that the request names by id."""

    def __init__(self, load: Load = load_message) -> None:
        self._load = load

    def run(self, context: Context) -> None:
        context.row = required_row(context.unit, context.kind, context.request.value)
        context.resource = self._load(context.unit, context.kind, context.row)


class LoadExistingForDelete(StoreStep):
    """The resource that is to be deleted, as it was."""

    def __init__(self, load: Load = load_message) -> None:
        self._load = load

    def run(self, context: Context) -> None:
        request = context.request
        named = request.resource_id if hasattr(request, "resource_id") else request.value
        context.row = required_row(context.unit, context.kind, named)
        context.resource = self._load(context.unit, context.kind, context.row)


class DeleteResource(StoreStep):
    """Removes the row; the answer is what it was."""

    def run(self, context: Context) -> None:
        context.unit.resources.delete(context.row)


class LoadByReference(StoreStep):
    """The resource that a reference points at: by slug, or by an id given as slug."""

    def __init__(self, load: Load = load_message) -> None:
        self._load = load

    def run(self, context: Context) -> None:
        reference = context.request
        if reference.kind and reference.kind != context.kind.number:
            raise InvalidArgument.of_field(
                "kind", "reference.kind", f"this service knows only the kind {context.kind.number}"
            )
        if not reference.slug:
            raise InvalidArgument.of_field("slug", "required", "a slug is needed")
        row = find_by_reference(context.unit, context.kind, reference)
        if row is None:
            raise NotFound(f"{context.kind.name} not found: {reference.slug[:200]}")
        context.row = row
        context.resource = self._load(context.unit, context.kind, row)


def find_by_slug(context: Context, slug: str) -> ResourceRow | None:
    """The resource that holds `slug` alone, else the oldest that has it."""
    resources = context.unit.resources
    return resources.by_unique_slug(context.kind, slug) or resources.by_slug(context.kind, slug)


def find_by_reference(unit: Unit, kind: Kind, reference: ApiResourceReference) -> ResourceRow | None:
    """The resource of `kind` that a reference points at: by slug or id, of its org if that is given."""
    row = unit.resources.by_slug(kind, reference.slug, reference.org)
    row = row or unit.resources.by_id(kind, reference.slug)
    return None if row is None or (reference.org and row.org != reference.org) else row


def required_row(unit: Unit, kind: Kind, resource_id: str) -> ResourceRow:
    """The row with this id.

    Raises:
        NotFound: there is none; the text names kind and id.
    """
    row = unit.resources.by_id(kind, resource_id)
    if row is None:
        raise NotFound(f"{kind.name} not found: {resource_id[:200]}")
    return row
