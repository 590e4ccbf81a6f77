"""Makes what a pane works with, without a window around it."""

from __future__ import annotations

from stigmer_desktop.paths import DataFolder
from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.change_stream import ChangeStream
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.models.model_catalog import ModelCatalog
from stigmer_desktop.ui.operation import OperationScope
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.overview_feed import OverviewFeed
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.theme import Theme
from tests.ui.fixed_trials import FixedTrials

# Milliseconds; a timer that goes off between two tests would ask a server that is gone.
_NEVER_AGAIN = 3_600_000


def make_surroundings(theme: Theme, client: Client, scope: OperationScope, data: DataFolder) -> Surroundings:
    """Surroundings whose change stream is not started yet; their settings are to be closed at the end."""
    operations, changes = Operations(client, scope), ChangeStream(client)
    settings, trials = SettingsStore(SettingsFile(data.settings_file)), FixedTrials()
    return Surroundings(
        theme=theme,
        client=client,
        scope=scope,
        operations=operations,
        changes=changes,
        overviews=OverviewFeed(operations, changes, pause=_NEVER_AGAIN),
        settings=settings,
        agents=AgentListModel(),
        sessions=SessionListModel(),
        trials=trials,
        models=ModelCatalog(trials, scope, settings),
    )
