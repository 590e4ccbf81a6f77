"""The client against the real server."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from stigmer_desktop.api.desktop import GetOverviewRequest
from stigmer_desktop.ui.client import Client, ConnectionPhase, NotConnectedError


async def test_calls_reach_the_server_with_the_token(client: Client) -> None:
    overview = await client.catalog.getOverview(GetOverviewRequest())
    assert overview.address


async def test_a_call_before_the_connection_says_so(qapp: QApplication) -> None:
    client = Client()
    with pytest.raises(NotConnectedError, match="still starting"):
        client.catalog.getOverview(GetOverviewRequest())


async def test_a_server_that_goes_is_lost_and_found_again(client, server, endpoint, until, data):
    states = []
    client.state_changed.connect(lambda state: states.append(state.phase))
    server.stop()
    await until(lambda: ConnectionPhase.LOST in states)
    assert "safe" in client.state.sentence
