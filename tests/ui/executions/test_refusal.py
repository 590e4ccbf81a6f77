"""A message that does not go: its draft is kept whole, the reason is said, and it can be sent again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc.aio import AioRpcError, Metadata
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL
from tests.execution_snapshots import said
from tests.ui.executions.pane import Pane

Until = Callable[..., Awaitable[None]]
FULL = "pipeline step Persist failed: The disk is full. Free some space and try again; nothing was lost."


@pytest.fixture
def full(pane: Pane, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets the server's disk be full from its call until the end of what `monkeypatch` does."""

    async def refused(request: Any, *args: Any, **kwargs: Any) -> Any:
        raise AioRpcError(grpc.StatusCode.INTERNAL, Metadata(), Metadata(), FULL)

    def fill() -> None:
        monkeypatch.setattr(pane.client.execution_command, "create", refused)
        monkeypatch.setattr(pane.client.session_command, "delete", refused)

    return fill


async def test_a_full_disk_keeps_the_whole_draft(
    pane: Pane,
    until: Until,
    tmp_path: Path,
    full: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("x")
    composer = pane.view.composer
    other = await pane.ask("Another session")
    full()
    composer.paths_given.emit([str(notes)], None)
    await until(lambda: composer.chips.texts == ["notes.md"])
    composer.approval.mode_chosen.emit(APPROVAL_MODE_ALLOW_ALL)
    composer.folder.choose(str(tmp_path))
    pane.write("Precious words")
    pane.send()
    await until(lambda: composer.error.isVisible())
    said_below = "The disk is full. Free some space and try again; nothing was lost."
    assert composer.error.text() == said_below
    # It stays through a visit elsewhere.
    pane.view.show_session(other.spec.session_id)
    await until(lambda: pane.view.feed.is_loaded)
    assert not composer.error.isVisible()
    pane.view.show_new_session()
    assert composer.error.text() == said_below
    assert (composer.message, composer.chips.texts) == ("Precious words", ["notes.md"])
    assert composer.folder.folder == str(tmp_path)
    assert composer.send.isEnabled()
    assert not pane.opened
    monkeypatch.undo()
    pane.send()
    await until(lambda: pane.opened)
    (sent,) = pane.view.model.snapshots()
    assert sent.spec.message == "Precious words"
    assert [each.name for each in sent.spec.attachments] == ["notes.md"]
    assert sent.spec.execution_config.approval_mode == APPROVAL_MODE_ALLOW_ALL
    assert not composer.error.isVisible()
    assert composer.message == ""


async def test_an_attachment_that_vanished_is_named_and_nothing_is_sent(
    pane: Pane, until: Until, tmp_path: Path, qtbot: QtBot
) -> None:
    notes, plan = tmp_path / "notes.md", tmp_path / "plan.md"
    for file in (notes, plan):
        file.write_text("x")
    composer = pane.view.composer
    composer.paths_given.emit([str(notes), str(plan)], None)
    await until(lambda: composer.chips.texts == ["notes.md", "plan.md"])
    notes.unlink()
    pane.write("Look at these")
    pane.send()
    await until(lambda: composer.error.isVisible())
    assert composer.error.text() == (
        "Not sent: notes.md is not there any more. Put it back or remove it, then send again."
    )
    assert (composer.message, composer.chips.texts) == ("Look at these", ["notes.md", "plan.md"])
    assert not (await pane.operations.list_sessions()).entries
    qtbot.mouseClick(composer.chips.button(0), Qt.MouseButton.LeftButton)
    pane.send()
    await until(lambda: pane.opened)
    (sent,) = pane.view.model.snapshots()
    assert [each.name for each in sent.spec.attachments] == ["plan.md"]


async def test_a_queued_message_is_not_changed_without_its_attachment(
    pane: Pane, until: Until, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("x")
    composer = pane.view.composer
    composer.paths_given.emit([str(notes)], None)
    await until(lambda: composer.chips.texts == ["notes.md"])
    pane.write("First words")
    pane.send()
    await until(lambda: pane.opened)
    (queued,) = pane.view.model.snapshots()
    notes.unlink()
    pane.view.desk.edit(queued)
    composer.set_message("Other words")
    pane.send()
    await until(lambda: composer.error.isVisible())
    assert composer.error.text().startswith("Not sent: notes.md is not there any more.")
    assert composer.message == "Other words"
    assert pane.view.model.snapshots()[0].spec.message == "First words"


async def test_asking_the_same_again_goes_without_what_is_gone(
    pane: Pane, until: Until, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("x")
    composer = pane.view.composer
    composer.paths_given.emit([str(notes)], None)
    await until(lambda: composer.chips.texts == ["notes.md"])
    pane.write("Words")
    pane.send()
    await until(lambda: pane.opened)
    first = pane.last_id()
    await pane.report(first, 4, said("no"), error="It failed.")
    notes.unlink()
    pane.view.desk.repeat(pane.view.model.snapshots()[0])
    # The runner leaves the file out and says so.
    await until(lambda: len(pane.view.model.snapshots()) == 2)
