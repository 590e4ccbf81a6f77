"""The agents, newest first, as lists and pickers show them."""

from __future__ import annotations

from stigmer_desktop.api.desktop import AgentHeader
from stigmer_desktop.ui.resources.resource_list_model import ResourceListModel

AgentListModel = ResourceListModel[AgentHeader]
