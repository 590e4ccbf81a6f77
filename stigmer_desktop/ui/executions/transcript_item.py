"""What a row's widget is to the transcript, and what it may ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPoint

from stigmer_desktop.ui.executions.code_highlight import Highlighter
from stigmer_desktop.ui.executions.deed import Deed
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_row import TranscriptRow
from stigmer_desktop.ui.theme import Theme


class ItemHost(Protocol):
    """What a row's widget asks of the transcript that it stands in."""

    def is_open(self, key: str, by_itself: bool) -> bool:
        """Whether the thing named `key` is unfolded: as the user chose, else `by_itself`."""
        ...

    def set_open(self, key: str, opened: bool) -> None:
        """Remembers what the user chose, and lays the row out anew."""
        ...

    def set_sub_agent_open(self, key: str, opened: bool) -> None:
        """Opens or folds a sub-agent's block."""
        ...

    def do(self, execution_id: str, deed: Deed) -> None:
        """Asks for something to be done with the execution."""
        ...

    def open_menu(self, execution_id: str, position: QPoint) -> None:
        """Offers everything that can be done with the execution, at a point of the screen."""
        ...

    def decide(self, execution_id: str, tool_call_id: str, action: int, comment: str) -> None:
        """Asks for a decision about a tool call to be stored; `action` is a number of ApprovalAction."""
        ...

    def item_resized(self, key: str) -> None:
        """The row's height may have changed."""
        ...


@dataclass(frozen=True)
class ItemContext:
    """What the widgets of all rows share."""

    theme: Theme
    highlighter: Highlighter
    host: ItemHost


class TranscriptItem(Protocol):
    """The widget of one row (every implementation is a QWidget)."""

    def set_row(self, row: TranscriptRow) -> None:
        """Shows `row`, which has the same key and type as the one before."""
        ...

    def arrange(self, width: int) -> int:
        """Lays itself out for `width` pixels; returns the height that it needs."""
        ...

    def surfaces(self) -> Sequence[TextSurface]:
        """The selectable texts, top to bottom."""
        ...
