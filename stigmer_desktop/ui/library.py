"""What agents are made with, once for the whole window: environments, MCP servers, skills."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from stigmer_desktop.ui.environments.environment_shelf import environment_shelf
from stigmer_desktop.ui.mcp_servers.mcp_server_shelf import mcp_server_shelf
from stigmer_desktop.ui.resources.shelf import Shelf
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.skills.skill_operations import skill_shelf


class Wishes(QObject):
    """`new_wanted` carries the key of a place where one begins something that is not there to be picked."""

    new_wanted = Signal(object)


@dataclass(frozen=True)
class Library:
    """The shelves; each is filled when somebody first looks at it."""

    environments: Shelf
    mcp_servers: Shelf
    skills: Shelf
    wishes: Wishes

    def open(self) -> None:
        """Fills all shelves: somebody is about to pick from them."""
        for each in (self.environments, self.mcp_servers, self.skills):
            each.feed.start()


def library(around: Surroundings) -> Library:
    """The library, nothing of it loaded yet."""
    return Library(environment_shelf(around), mcp_server_shelf(around), skill_shelf(around), Wishes())
