"""Keeps the agents true, with the number of sessions that each has."""

from __future__ import annotations

from PySide6.QtCore import QObject

from stigmer_desktop.api.desktop import Change
from stigmer_desktop.api.kinds import AGENT, SESSION
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.change_stream import ChangeStream
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.resources.resource_feed import ResourceFeed


def agent_feed(
    operations: Operations, changes: ChangeStream, model: AgentListModel, parent: QObject | None = None
) -> ResourceFeed:
    """The feed between the server and `model`; it follows the changes from the start."""
    feed = ResourceFeed(
        lambda token: operations.list_agents(page_token=token), _AgentConcern(), changes, model, parent
    )
    feed.start()
    return feed


class _AgentConcern:
    """An agent's header counts its sessions, so a session that comes or goes concerns it too."""

    def __init__(self) -> None:
        self._sessions: set[str] = set()

    def __call__(self, change: Change) -> bool:
        if change.kind != SESSION.number:
            return change.kind == AGENT.number
        is_new = change.id not in self._sessions
        self._sessions.add(change.id)
        return change.deleted or is_new
