"""The typed context on which the steps of a pipeline run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from google.protobuf.message import Message

from stigmer_desktop.api.kinds import Kind
from stigmer_desktop.backend.store.resource_row import Facts, ResourceRow
from stigmer_desktop.backend.store.store import Unit

RequestT = TypeVar("RequestT", bound=Message)
ResourceT = TypeVar("ResourceT", bound=Message)


@dataclass(frozen=True)
class Call:
    """What came with a request beside its message.

    Attributes:
        metadata: the call's metadata, keys in lower case.
    """

    metadata: Mapping[str, str] = field(default_factory=dict)


class UnitContext:
    """A context that gets its unit of work from whoever runs the pipeline.

    Attributes:
        request: what the caller sent; never changed.
    """

    request: Any
    _unit: Unit | None = None

    @property
    def unit(self) -> Unit:
        """The transaction or read that the pipeline runs in."""
        if self._unit is None:
            raise RuntimeError("the pipeline has no unit of work")
        return self._unit

    @unit.setter
    def unit(self, unit: Unit) -> None:
        self._unit = unit


class RequestContext(UnitContext, Generic[RequestT, ResourceT]):
    """A request about one resource, and what the steps have made of it so far.

    Attributes:
        kind: the kind of the resource.
        request: what the caller sent; never changed.
        call: what came with it.
        resource: the resource as it will be, or was, stored; the answer of most RPCs.
        row: the stored row that the request is about.
        existing: the stored resource that the request is about.
        slug: the slug that the request leads to; empty for an execution that gets its id.
        facts: what the store is to know of a new resource beside its message.
    """

    def __init__(self, kind: Kind, request: RequestT, call: Call | None = None) -> None:
        self.kind = kind
        self.request = request
        self.call = call or Call()
        self._resource: ResourceT | None = None
        self._row: ResourceRow | None = None
        self.existing: ResourceT | None = None
        self.slug = ""
        self.facts = Facts()

    @property
    def resource(self) -> ResourceT:
        if self._resource is None:
            raise RuntimeError("no step has made the resource yet")
        return self._resource

    @resource.setter
    def resource(self, resource: ResourceT) -> None:
        self._resource = resource

    @property
    def row(self) -> ResourceRow:
        if self._row is None:
            raise RuntimeError("no step has found the row yet")
        return self._row

    @row.setter
    def row(self, row: ResourceRow) -> None:
        self._row = row


class ReadContext(UnitContext, Generic[RequestT, ResourceT]):
    """A question, and its answer once a step has found it."""

    def __init__(self, request: RequestT, call: Call | None = None) -> None:
        self.request = request
        self.call = call or Call()
        self._response: ResourceT | None = None

    @property
    def response(self) -> ResourceT:
        if self._response is None:
            raise RuntimeError("no step has answered yet")
        return self._response

    @response.setter
    def response(self, response: ResourceT) -> None:
        self._response = response
