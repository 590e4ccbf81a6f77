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
    """A notification service that remembers what it was told.

    Its user clicks somebody else's note, and after each note that comes all that are there, oldest first.
    """
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
                await connection.send(new_method_return(message, "u", (6 + len(told),)))
                for number in (99, *range(7, 7 + len(told))):
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
        clicks: list[object] = []
        notes.clicked.connect(clicks.append)
        assert notes.is_there
        notes.tell("Failed: <Import>", "a < b & c", "the import")
        await until(lambda: clicks)
        assert clicks == ["the import"]
    name, _, _, title, words, actions, _, _ = shown[0]
    assert (name, title, words) == ("Stigmer Desktop", "Failed: <Import>", "a &lt; b &amp; c")
    assert actions[0] == "default"


async def test_a_click_on_an_older_note_tells_what_that_one_is_about(bus, scope, until) -> None:
    async with service():
        notes = DBusNotes(scope)
        clicks: list[object] = []
        notes.clicked.connect(clicks.append)
        for about in ("first", "second", "third"):
            clicks.clear()
            notes.tell("Finished", "words", about)
            await until(lambda told=about: told in clicks)
    assert clicks == ["first", "second", "third"]


async def test_without_the_service_what_was_to_be_told_is_given_back(bus, scope, until, failures) -> None:
    notes = DBusNotes(scope)
    missed: list[tuple[str, str, object]] = []
    notes.missed.connect(lambda *note: missed.append(note))
    notes.tell("Failed", "words", "one")
    notes.tell("Finished", "more words", "other")
    await until(lambda: not notes.is_there)
    assert failures == []
    assert missed == [("Failed", "words", "one"), ("Finished", "more words", "other")]


async def test_a_service_that_comes_later_is_found(bus, scope, until, monkeypatch) -> None:
    notes = DBusNotes(scope)
    missed: list[object] = []
    notes.missed.connect(lambda title, words, about: missed.append(about))
    notes.tell("Failed", "words", "one")
    await until(lambda: missed == ["one"])
    assert not notes.is_there
    monkeypatch.setattr("stigmer_desktop.ui.presence.dbus_notes.time.monotonic", lambda: 1e12)
    assert notes.is_there
    async with service() as shown:
        notes.tell("Failed", "more words", "other")
        await until(lambda: len(shown) == 1)
    assert missed == ["one"]


def test_without_a_bus_there_is_nothing(monkeypatch, qapp) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert not DBusNotes(None).is_there  # type: ignore[arg-type]
