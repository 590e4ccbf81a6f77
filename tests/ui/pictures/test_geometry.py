"""The named views at three sizes and two sizes of text: no overlap, no clipped words, no empty pane."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from scripts.pictures.gallery import Stage, stage
from scripts.pictures.views import VIEWS, View
from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL, APPROVAL_MODE_ASK
from stigmer_desktop.api.execution import TOOL_KIND_MCP
from stigmer_desktop.ui.executions.approval_item import ApprovalItem
from stigmer_desktop.ui.fonts import scaled, set_text_percent
from stigmer_desktop.ui.inspector.pages import OVERVIEW
from tests.ui.pictures.geometry import clipped, empty_panes, overlaps


async def _repeated(stage: Stage) -> None:
    """A session with a message that was run again, whose newest execution has no plan."""
    stage.session("schemas")
    pane: Any = stage.life.pane
    wanted = stage.content.sessions["schemas"]
    await stage.until(lambda: pane.session_id == wanted and pane.page.part is pane.page.transcript)
    if not pane.side.sides.is_side_shown:
        pane.side.toggle()
    pane.side.inspector.show_page(OVERVIEW)
    await stage.rest()
    pane.page.transcript.jump_to_end()
    if stage.window.height() >= 800:
        assert pane.side.inspector.page_of(OVERVIEW).glance.isVisible()


async def _asked(stage: Stage) -> None:
    """A session where a tool with a long name waits for the user, in front of what else can be had there."""
    stage.session("lexer")
    pane: Any = stage.life.pane
    wanted = stage.content.sessions["lexer"]
    await stage.until(lambda: pane.session_id == wanted and pane.page.part is pane.page.transcript)
    if pane.side.sides.is_side_shown:
        pane.side.toggle()
    await stage.rest()
    pane.page.transcript.jump_to_end()
    composer = pane.page.composer
    composer.approval.set_mode(APPROVAL_MODE_ALLOW_ALL)
    stage.window.sidebar.open_filter()
    await stage.rest()
    assert composer.buttons.stop.isVisible(), "what waits can be stopped"
    assert stage.window.sidebar.sessions.view.height() >= scaled(56), "at least a whole session is listed"
    card = stage.window.findChildren(ApprovalItem)[0]
    row = card._row
    call = row.call.__class__()
    call.CopyFrom(row.call)
    call.mcp_server_slug = "everything-web-with-a-rather-long-name"
    call.tool_kind = TOOL_KIND_MCP
    card.set_row(replace(row, call=call))
    card.arrange(card.width())


def _asked_no_more(stage: Stage) -> None:
    pane: Any = stage.life.pane
    pane.page.composer.approval.set_mode(APPROVAL_MODE_ASK)
    stage.window.sidebar.search_button.setChecked(False)


# What has no picture of its own, but has to have room.
MORE = (View("run-again", _repeated), View("asked", _asked, _asked_no_more))
SIZES = [(760, 480, 100), (1280, 800, 100), (1920, 1080, 100), (760, 480, 150), (1280, 800, 150)]


async def faults(made: Stage, view: View) -> list[str]:
    """What is wrong with the view at each size, in words."""
    found = []
    for width, height, percent in SIZES:
        await made.resize(QSize(width, height), percent)
        await view.show(made)
        await made.rest()
        window = made.window
        panes = {"sidebar": window.sidebar, "page": window.centre.stack, "status bar": window.status}
        wrong = overlaps(window) + clipped(window) + [f"{name} is empty" for name in empty_panes(panes)]
        found += [f"{width}x{height} at {percent} %: {words}" for words in wrong]
        view.leave(made)
    return found


@pytest.fixture
async def opened(qapp: QApplication, tmp_path: Path) -> AsyncIterator[dict[bool, Stage]]:
    """The filled window; tests of a first run open their own."""
    yield {}
    set_text_percent(qapp, 100)
    gc.collect()


@pytest.mark.timeout(400)
@pytest.mark.parametrize("filled", [True, False], ids=["filled", "first run"])
async def test_every_view_has_room_for_all_it_shows(
    qapp: QApplication, tmp_path: Path, opened: object, filled: bool
) -> None:
    wrong: dict[str, list[str]] = {}
    async with stage(qapp, tmp_path / "data", filled=filled) as made:
        for view in (*VIEWS, *MORE):
            if view.filled is filled and (found := await faults(made, view)):
                wrong[view.name] = found
    await asyncio.sleep(0)
    assert not wrong, "\n".join(f"{name}: {fault}" for name, faults in wrong.items() for fault in faults)
