"""Esc and the button beside Send stop what is under way, and nothing else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    EXECUTION_PENDING,
)
from tests.execution_snapshots import said
from tests.ui.conftest import Until
from tests.ui.executions.pane import Pane


def phases(pane: Pane) -> list[int]:
    return [execution.status.phase for execution in pane.view.model.snapshots()]


async def running_with_queue(pane: Pane, until: Until, phase: int = EXECUTION_IN_PROGRESS) -> None:
    """A session in which one execution is at work and two messages wait behind it."""
    first = await pane.ask("Count")
    session_id = first.spec.session_id
    await pane.report(first.metadata.id, EXECUTION_IN_PROGRESS, said("1, 2"))
    if phase == EXECUTION_PAUSED:
        await pane.report(first.metadata.id, EXECUTION_PAUSED)
    for message in ("Then this", "And that"):
        await pane.ask(message, session_id)
    pane.view.show_session(session_id)
    await until(lambda: phases(pane) == [phase, EXECUTION_PENDING, EXECUTION_PENDING])


async def test_escape_stops_what_runs_and_leaves_the_queue(pane: Pane, until: Until) -> None:
    await running_with_queue(pane, until)
    QTest.keyClick(pane.view.composer.text, Qt.Key.Key_Escape)
    await until(lambda: phases(pane) == [EXECUTION_CANCELLED, EXECUTION_PENDING, EXECUTION_PENDING])


async def test_escape_leaves_what_rests_and_what_waits_behind_it(pane: Pane, until: Until) -> None:
    await running_with_queue(pane, until, EXECUTION_PAUSED)
    assert not pane.view.composer.buttons.stop.isVisible()
    QTest.keyClick(pane.view.composer.text, Qt.Key.Key_Escape)
    made = await pane.ask("One more", pane.view.session_id)
    await until(lambda: len(phases(pane)) == 4)
    assert EXECUTION_CANCELLED not in phases(pane)
    assert made.spec.session_id == pane.view.session_id


async def test_the_button_is_there_while_something_can_be_stopped(pane: Pane, until: Until) -> None:
    stop = pane.view.composer.buttons.stop
    assert not stop.isVisible()
    made = await pane.ask("Count")
    pane.view.show_session(made.spec.session_id)
    await until(stop.isVisible)
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    await until(lambda: phases(pane) == [EXECUTION_CANCELLED])
    assert not stop.isVisible()
    pane.view.show_new_session()
    assert not stop.isVisible()


async def test_what_ended_in_the_moment_before_is_not_what_was_meant(pane: Pane, until: Until) -> None:
    first = await pane.ask("Count")
    session_id = first.spec.session_id
    at_work = await pane.report(first.metadata.id, EXECUTION_IN_PROGRESS, said("1, 2"))
    second = await pane.ask("Then this", session_id)
    pane.view.show_session(session_id)
    await until(lambda: phases(pane) == [EXECUTION_IN_PROGRESS, EXECUTION_PENDING])
    # The window does not hear any more that the first one ends and the second begins.
    await pane.view._stream.close()
    await pane.report(first.metadata.id, EXECUTION_COMPLETED)
    await pane.report(second.metadata.id, EXECUTION_IN_PROGRESS, said("a, b"))
    assert phases(pane)[0] == at_work.status.phase
    QTest.keyClick(pane.view.composer.text, Qt.Key.Key_Escape)
    await until(lambda: phases(pane) == [EXECUTION_COMPLETED, EXECUTION_CANCELLED])


async def test_escape_while_the_message_is_on_its_way_stops_it_as_soon_as_it_is_there(
    pane: Pane, until: Until
) -> None:
    pane.write("Count")
    pane.send()
    assert pane.view.composer.is_under_way
    QTest.keyClick(pane.view.composer.text, Qt.Key.Key_Escape)
    await until(lambda: phases(pane) == [EXECUTION_CANCELLED])


async def test_escape_takes_back_what_waits_for_the_server(pane: Pane) -> None:
    composer = pane.view.composer
    composer.set_obstacle("The server is still starting.", passes=True)
    pane.write("Count")
    QTest.keyClick(composer.text, Qt.Key.Key_Return)
    assert composer.waits
    QTest.keyClick(composer.text, Qt.Key.Key_Escape)
    assert not composer.waits
    composer.set_obstacle("")
    assert composer.message == "Count"
    assert not composer.is_under_way
