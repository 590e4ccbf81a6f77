"""The places that the centre of the window can show beside a session, and how a page moves on from one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.session_spot import SessionSpot

# The places where what agents work with is made.
MCP_SERVERS, ENVIRONMENTS, SKILLS = "mcp-servers", "environments", "skills"


class Navigator(Protocol):
    """Goes from page to page, unless something unsaved holds the user where they are."""

    def show_new_session(self, agent_id: str = "") -> None:
        """Shows the start of a new session, with that agent chosen if one is given."""

    def show_session(self, session_id: str) -> None:
        """Shows a session."""

    def show_session_at(self, spot: SessionSpot) -> None:
        """Shows a session with that place of it in sight, marked."""

    def show_agent(self, agent_id: str) -> None:
        """Opens an agent in its editor; an empty id begins a new one."""

    def show_place(self, key: str) -> None:
        """Shows a place by its key.

        Raises:
            KeyError: there is no such place.
        """

    def begin_new(self, key: str) -> None:
        """Begins a new one of what the place with this key has.

        Raises:
            KeyError: there is no such place.
        """


@runtime_checkable
class Beginning(Protocol):
    """A page where something new can be made."""

    def begin_new(self) -> None: ...


@runtime_checkable
class Entered(Protocol):
    """A page that does something each time it is gone to, for example put the cursor into its field."""

    def enter(self) -> None: ...


@runtime_checkable
class Holding(Protocol):
    """A page that may hold something unsaved."""

    def ask_to_leave(self, then: Callable[[], None]) -> None:
        """Calls `then` at once or, where something is unsaved, when the user has decided about it."""


class Counted(Protocol):
    """Something of which there are more or fewer."""

    @property
    def count(self) -> int: ...

    @property
    def told(self) -> str:
        """The same in words: what is counted; empty at 0."""

    @property
    def count_changed(self) -> SignalInstance:
        """Emitted when `count` is another one."""


@dataclass(frozen=True)
class Place:
    """One place to go.

    Attributes:
        key: what the program calls it ("mcp-servers").
        name: what the user reads, in the sidebar and in the palette.
        icon_name: a Phosphor icon.
        make: makes its page, at the first visit. A page may also be Entered and Holding.
        shortcut: in Qt's portable form; empty if it has none.
        in_sidebar: whether the sidebar has a button for it; the palette has every place.
        within: the key of the place that the sidebar marks in place of one that it has no button for.
        counted: what the sidebar counts behind the name; None counts nothing.
    """

    key: str
    name: str
    icon_name: str
    make: Callable[[Navigator], QWidget]
    shortcut: str = ""
    in_sidebar: bool = True
    within: str = ""
    counted: Counted | None = None
