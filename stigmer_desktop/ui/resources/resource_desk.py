"""What a person can do with the resources of one kind: one function for each action."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from stigmer_desktop.api.common import ApiResourceDeleteInput, ApiResourceOwnerScope
from stigmer_desktop.api.kinds import API_VERSION, Kind
from stigmer_desktop.ui.operation import Operation, OperationScope
from stigmer_desktop.ui.resources.name_slug import slug_for

LIST_PAGE = 200

Call = Callable[[Any], Awaitable[Any]]


@dataclass(frozen=True)
class ResourceCalls:
    """The calls of one kind, and the messages that they take.

    Attributes:
        list_request: what `list` takes, from a page's size and token.
        id_message: what `get` takes, from an id as `value`; `delete` too, unless it can be forced.
        create, update: None where resources of the kind are made in another way.
        can_force: whether `delete` takes an ApiResourceDeleteInput.
    """

    list: Call
    list_request: Callable[..., Any]
    get: Call
    delete: Call
    id_message: type[Any]
    create: Call | None = None
    update: Call | None = None
    can_force: bool = False


class ResourceDesk:
    """Every method begins the work at once and returns it."""

    def __init__(
        self,
        scope: OperationScope,
        kind: Kind,
        calls: ResourceCalls,
        owner: ApiResourceOwnerScope.ValueType,
    ) -> None:
        """`owner` is who a new resource belongs to."""
        self._scope = scope
        self._kind = kind
        self._calls = calls
        self._owner = owner

    @property
    def can_force(self) -> bool:
        """Whether what others still need can be deleted all the same."""
        return self._calls.can_force

    def blank(self) -> Any:
        """A resource without name, valid in all that a form does not show."""
        resource: Any = self._kind.message()
        resource.api_version = API_VERSION
        resource.kind = self._kind.name
        resource.metadata.owner_scope = self._owner
        resource.spec.SetInParent()
        return resource

    def list_page(self, token: str = "") -> Operation[Any]:
        """The page of headers that begins at `token`."""

        async def work() -> Any:
            request = self._calls.list_request(page_size=LIST_PAGE, page_token=token)
            return await self._calls.list(request)

        return self._scope.start(work())

    def load(self, *, resource_id: str) -> Operation[Any]:
        """Gets the whole resource, secret values in clear."""

        async def work() -> Any:
            return await self._calls.get(self._calls.id_message(value=resource_id))

        return self._scope.start(work())

    def save(self, *, resource: Any) -> Operation[Any]:
        """Creates `resource`, or updates it if it has an id; gives what is stored."""

        async def work() -> Any:
            call = self._calls.update if resource.metadata.id else self._calls.create
            assert call is not None, f"{self._kind.name} is not saved like this"
            return await call(with_slug(self._kind, resource))

        return self._scope.start(work())

    def delete(self, *, resource_id: str, force: bool = False) -> Operation[Any]:
        """Deletes a resource; one that others still need only with `force`."""

        async def work() -> Any:
            if self._calls.can_force:
                request = ApiResourceDeleteInput(resource_id=resource_id, force=force)
                return await self._calls.delete(request)
            return await self._calls.delete(self._calls.id_message(value=resource_id))

        return self._scope.start(work())


def with_slug(kind: Kind, resource: Any) -> Any:
    """`resource` as it is sent: a new one whose name leaves the server no slug brings one."""
    metadata = resource.metadata
    slug = "" if metadata.id or metadata.slug else slug_for(kind, metadata.name)
    if not slug:
        return resource
    sent = type(resource)()
    sent.CopyFrom(resource)
    sent.metadata.slug = slug
    return sent
