"""What agents are made with, once for the whole window: environments, MCP servers, skills."""

from __future__ import annotations

from dataclasses import dataclass

from stigmer_desktop.ui.environments.environment_shelf import environment_shelf
from stigmer_desktop.ui.mcp_servers.mcp_server_shelf import mcp_server_shelf
from stigmer_desktop.ui.resources.shelf import Shelf
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.skills.skill_operations import skill_shelf


@dataclass(frozen=True)
class Library:
    """The shelves; each is filled when somebody first looks at it."""

    environments: Shelf
    mcp_servers: Shelf
    skills: Shelf

    def open(self) -> None:
        """Fills all shelves: somebody is about to pick from them."""
        for each in (self.environments, self.mcp_servers, self.skills):
            each.feed.start()


def library(around: Surroundings) -> Library:
    """The library, nothing of it loaded yet."""
    return Library(environment_shelf(around), mcp_server_shelf(around), skill_shelf(around))
