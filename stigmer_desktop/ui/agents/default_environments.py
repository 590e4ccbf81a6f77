"""The environments of an agent's default instance, as they go with the agent through its editor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.ui.instances.environment_refs_part import EnvironmentRefsPart
from stigmer_desktop.ui.library import Library
from stigmer_desktop.ui.place import ENVIRONMENTS
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.user_error import UserError

# Only within the window; the server never sees it.
_KEY = "stigmer.desktop/default-environments"


def put_environments(agent: Agent, slugs: Sequence[str]) -> Agent:
    """A copy of `agent` that carries the environments with these slugs."""
    carrying = Agent()
    carrying.CopyFrom(agent)
    if slugs:
        carrying.metadata.annotations[_KEY] = "\n".join(slugs)
    return carrying


def take_environments(agent: Agent) -> tuple[Agent, list[str]]:
    """A copy of `agent` as the server has it, and the slugs of the environments that it carried."""
    bare = Agent()
    bare.CopyFrom(agent)
    slugs = bare.metadata.annotations.pop(_KEY, "").split()
    return bare, slugs


class DefaultEnvironmentsPart(QObject):
    """Shows them in the form of the agent."""

    edited = Signal()

    def __init__(self, theme: Theme, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.refs = EnvironmentRefsPart(
            theme,
            library.environments.model,
            self,
            help_text=self.tr(
                "Their values are given to its tools; of two with the same name, the lower one wins. Other "
                "sets of environments are made under Instances."
            ),
            new=lambda: library.wishes.new_wanted.emit(ENVIRONMENTS),
        )
        self.refs.edited.connect(self.edited)

    @property
    def widget(self) -> QWidget:
        return self.refs.widget

    def show(self, resource: Any) -> None:
        """Shows the environments that the agent carries."""
        instance = AgentInstance()
        for slug in take_environments(resource)[1]:
            instance.spec.environment_refs.add(slug=slug)
        self.refs.show(instance)

    def fill(self, resource: Any) -> None:
        """Makes the agent carry what is picked."""
        bare, _ = take_environments(resource)
        resource.CopyFrom(put_environments(bare, self.refs.list.picked))

    def check(self) -> QWidget | None:
        """Any choice will do."""
        return None

    def show_error(self, error: UserError) -> QWidget | None:
        """What the server has against one is said above the form: it names it."""
        return None
