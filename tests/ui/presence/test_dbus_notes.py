"""Notes over a real bus: shown, clicked, and silent where nobody shows any."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from jeepney import DBusAddress, MessageType, message_bus, new_method_return, new_signal
from jeepney.io.asyncio import open_dbus_connection

from stigmer_desktop.ui.presence.dbus_notes import DBusNotes

SERVICE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"


@pytest.fixture
def bus(monkeypatch) -> Iterator[None]:
    """A bus of the test's own, with nobody on it."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("there is no dbus-daemon; on Linux, make setup installs it")
    command = [daemon, "--session", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.stdout.readline().strip())
        yield
        running.terminate()


@asynccontextmanager
async def service() -> AsyncIterator[list[Any]]:
    """A notification service that remembers what it was told, and whose user clicks every note."""
    told: list[Any] = []
    connection = await open_dbus_connection(bus="SESSION")
    await connection.send(message_bus.RequestName(SERVICE))
    while (await connection.receive()).header.message_type is not MessageType.method_return:
        pass
    emitter = DBusAddress(PATH, interface=SERVICE)

    async def serve() -> None:
        while True:
            message = await connection.receive()
            if message.header.message_type is MessageType.method_call:
                told.append(message.body)
                await connection.send(new_method_return(message, "u", (7,)))
                # A click on somebody else's note first.
                for number in (8, 7):
                    await connection.send(new_signal(emitter, "ActionInvoked", "us", (number, "default")))

    serving = asyncio.get_running_loop().create_task(serve())
    try:
        yield told
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await connection.close()


async def test_a_note_is_shown_and_can_be_clicked(bus, scope, until) -> None:
    async with service() as shown:
        notes = DBusNotes(scope)
        clicks: list[None] = []
        notes.clicked.connect(lambda: clicks.append(None))
        assert notes.is_there
        notes.tell("Failed: <Import>", "a < b & c")
        await until(lambda: clicks)
        notes.tell("Again", "and again")
        await until(lambda: len(clicks) == 2)
    name, _, _, title, words, actions, _, _ = shown[0]
    assert (name, title, words) == ("Stigmer Desktop", "Failed: <Import>", "a &lt; b &amp; c")
    assert actions[0] == "default"


async def test_without_the_service_it_is_silent(bus, scope, until, failures) -> None:
    notes = DBusNotes(scope)
    notes.tell("Failed", "words")
    await until(lambda: not notes.is_there)
    assert failures == []


def test_without_a_bus_there_is_nothing(monkeypatch, qapp) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert not DBusNotes(None).is_there  # type: ignore[arg-type]
