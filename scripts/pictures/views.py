"""The named views of the window, and how one gets to each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QLineEdit

from scripts.pictures.gallery import Stage
from stigmer_desktop.ui.executions.fold_header import FoldHeader
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.executions.tool_body import ToolBody
from stigmer_desktop.ui.inspector.pages import OVERVIEW, TIMELINE
from stigmer_desktop.ui.palette.palette import Palette
from stigmer_desktop.ui.places import FIRST_STEPS


@dataclass(frozen=True)
class View:
    """One view.

    Attributes:
        name: what its pictures are called.
        show: brings the window to it.
        leave: closes what would stand over the next view.
        filled: whether the server holds something; False is a first run.
    """

    name: str
    show: Callable[[Stage], Awaitable[None]]
    leave: Callable[[Stage], None] = lambda stage: None
    filled: bool = True


def _pane(stage: Stage) -> SessionView:
    pane: Any = stage.life.pane
    assert isinstance(pane, SessionView)
    return pane


async def _session(stage: Stage, key: str, *, inspector: str = "") -> None:
    stage.session(key)
    pane = _pane(stage)
    wanted = stage.content.sessions[key]
    await stage.until(lambda: pane.session_id == wanted and pane.page.part is pane.page.transcript)
    side = pane.side
    if bool(inspector) != side.sides.is_side_shown:
        side.toggle()
    if inspector:
        side.inspector.show_page(inspector)


async def _answer(stage: Stage) -> None:
    await _session(stage, "import")
    _pane(stage).page.transcript.jump_to_end()


async def _approval(stage: Stage) -> None:
    await _session(stage, "lexer", inspector=OVERVIEW)
    transcript = _pane(stage).page.transcript
    await stage.rest()
    for header in transcript.findChildren(FoldHeader):
        tool = header.parentWidget()
        is_folded = tool is not None and tool.findChild(ToolBody) is None
        if header.accessibleName().startswith("edit_file") and is_folded:
            header.click()
    transcript.jump_to_end()


async def _long(stage: Stage) -> None:
    await _session(stage, "steps")


async def _timeline(stage: Stage) -> None:
    await _session(stage, "lexer", inspector=TIMELINE)


async def _compare(stage: Stage) -> None:
    await _session(stage, "schemas")
    pane = _pane(stage)
    pane.actions.compare_wanted.emit(*stage.content.tries)
    await stage.until(lambda: pane.page.is_comparing)


def _leave_comparison(stage: Stage) -> None:
    _pane(stage).page.leave_comparison()


async def _place(stage: Stage, key: str) -> None:
    stage.window.centre.show_place(key)


async def _search(stage: Stage) -> None:
    await _place(stage, "search")
    page: Any = stage.window.centre.page("search")
    field: QLineEdit = page.field
    field.setText("lexer")
    await stage.until(lambda: page.model.rowCount() > 0)


def _open_palette(stage: Stage) -> Palette | None:
    return stage.window.actions_of_window.palette


async def _palette(stage: Stage) -> None:
    await _session(stage, "import")
    stage.window.actions_of_window.toggle_palette()
    palette = _open_palette(stage)
    assert palette is not None
    palette.field.setText("se")


def _close_palette(stage: Stage) -> None:
    palette = _open_palette(stage)
    if palette is not None:
        palette.dismiss()


async def _agents(stage: Stage) -> None:
    await _place(stage, "agents")


async def _mcp_server(stage: Stage) -> None:
    await _place(stage, "mcp-servers")
    place: Any = stage.window.centre.page("mcp-servers")
    await stage.until(lambda: len(place.list.cards) >= 3)
    place.list.cards[0].open_wanted.emit()


async def _environments(stage: Stage) -> None:
    await _place(stage, "environments")


async def _settings(stage: Stage) -> None:
    await _place(stage, "settings")


async def _diagnostics(stage: Stage) -> None:
    await _place(stage, "diagnostics")


async def _needs_you(stage: Stage) -> None:
    await _place(stage, "needs-you")


async def _first_steps(stage: Stage) -> None:
    await _place(stage, FIRST_STEPS)


async def _first_run(stage: Stage) -> None:
    stage.window.centre.show_new_session()


VIEWS = (
    View("session", _answer),
    View("approval", _approval),
    View("long-transcript", _long),
    View("timeline", _timeline),
    View("compare", _compare, _leave_comparison),
    View("needs-you", _needs_you),
    View("search", _search),
    View("palette", _palette, _close_palette),
    View("agents", _agents),
    View("mcp-server", _mcp_server),
    View("environments", _environments),
    View("settings", _settings),
    View("diagnostics", _diagnostics),
    View("first-steps", _first_steps, filled=False),
    View("first-run", _first_run, filled=False),
)
