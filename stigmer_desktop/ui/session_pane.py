"""What the window asks of the pane in its centre, and what it gives the pane to work with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.change_stream import ChangeStream
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.models.model_catalog import ModelCatalog
from stigmer_desktop.ui.operation import OperationScope
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.overview_feed import OverviewFeed
from stigmer_desktop.ui.palette.window_action import WindowAction
from stigmer_desktop.ui.session_spot import SessionSpot
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.trials import Trials


@dataclass(frozen=True)
class Surroundings:
    """What every pane may use.

    Attributes:
        theme: the tokens that apply now.
        client: the stubs.
        scope: where operations begin; their failures go to the message bar.
        operations: the actions on agents and sessions.
        changes: the one change stream.
        overviews: the newest overview of the server, and its successors.
        settings: the user's choices, among them the default model; `changed` when one changes.
        agents: all agents, for pickers.
        sessions: the loaded session headers (title, agent) by id.
        trials: tries models and MCP servers before they are kept.
        models: the models that can be chosen from.
    """

    theme: Theme
    client: Client
    scope: OperationScope
    operations: Operations
    changes: ChangeStream
    overviews: OverviewFeed
    settings: SettingsStore
    agents: AgentListModel
    sessions: SessionListModel
    trials: Trials
    models: ModelCatalog


class SessionPane(Protocol):
    """The view of one session, or of the session that is about to begin."""

    @property
    def session_opened(self) -> SignalInstance:
        """Emitted with the id of a session that began in this pane: the window shows it as open."""

    @property
    def widget(self) -> QWidget:
        """What stands in the centre."""

    def show_session(self, session_id: str) -> None:
        """Shows the session, at the place where one was when it was shown last."""

    def show_session_at(self, spot: SessionSpot) -> None:
        """Shows the session with that place of it in sight, marked."""

    def show_new_session(self, agent_id: str = "") -> None:
        """Shows an empty composer with example prompts; with `agent_id`, that agent is chosen."""

    def find(self) -> None:
        """Opens the bar that finds words in the session that is shown, if one is."""

    def actions_here(self) -> Sequence[WindowAction]:
        """What can be done with what is shown now, for the palette."""

    async def close(self) -> None:
        """Ends every stream and waits until they have ended."""
