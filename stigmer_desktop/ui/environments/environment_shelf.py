"""The environments as the window has them, and how one secret value is got."""

from __future__ import annotations

from stigmer_desktop.api.common import ApiResourceId, identity_account
from stigmer_desktop.api.desktop import ListEnvironmentsRequest
from stigmer_desktop.api.kinds import ENVIRONMENT
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.resources.listed import listed
from stigmer_desktop.ui.resources.resource_desk import ResourceCalls
from stigmer_desktop.ui.resources.shelf import Shelf, shelf
from stigmer_desktop.ui.session_pane import Surroundings


def environment_shelf(around: Surroundings) -> Shelf:
    """The environments, secret values masked."""
    command, query = around.client.environment_command, around.client.environment_query
    list_call = around.client.catalog.listEnvironments
    calls = ResourceCalls(
        list=list_call,
        list_request=ListEnvironmentsRequest,
        get=listed(list_call, ListEnvironmentsRequest, query.get),
        create=command.create,
        update=command.update,
        delete=command.delete,
        id_message=ApiResourceId,
        can_force=True,
    )
    return shelf(around, ENVIRONMENT, calls, identity_account)


def reveal_value(around: Surroundings, *, environment_id: str, name: str) -> Operation[str]:
    """Gets one value of an environment in clear."""

    async def work() -> str:
        environment = await around.client.environment_query.get(ApiResourceId(value=environment_id))
        return str(environment.spec.data[name].value)

    return around.scope.start(work())
