"""The resources of one kind as the window has them: what there is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stigmer_desktop.api.common import ApiResourceOwnerScope
from stigmer_desktop.api.desktop import Change
from stigmer_desktop.api.kinds import Kind
from stigmer_desktop.ui.resources.resource_desk import ResourceCalls, ResourceDesk
from stigmer_desktop.ui.resources.resource_feed import ResourceFeed
from stigmer_desktop.ui.resources.resource_list_model import ResourceListModel
from stigmer_desktop.ui.session_pane import Surroundings


@dataclass(frozen=True)
class Shelf:
    """One kind; `feed` is started by the first who looks."""

    desk: ResourceDesk
    model: ResourceListModel[Any]
    feed: ResourceFeed


def shelf(
    around: Surroundings,
    kind: Kind,
    calls: ResourceCalls,
    owner: ApiResourceOwnerScope.ValueType,
    concerns: Callable[[Change], bool] | None = None,
) -> Shelf:
    """The shelf of `kind`, not loaded yet; without `concerns`, every change of the kind concerns it."""
    desk = ResourceDesk(around.scope, kind, calls, owner)
    model: ResourceListModel[Any] = ResourceListModel()

    def is_of_kind(change: Change) -> bool:
        return change.kind == kind.number

    feed = ResourceFeed(desk.list_page, concerns or is_of_kind, around.changes, model, model)
    return Shelf(desk, model, feed)
