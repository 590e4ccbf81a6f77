"""The inspector as a session's pane knows it: shown or hidden, as wide as it was, on the page it was on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.desktop import SessionHeader
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.session_page import SessionPage
from stigmer_desktop.ui.inspector.inspected_session import IN_VIEW, InspectedSession
from stigmer_desktop.ui.inspector.pages import AGENTS, CALLS, FILES, OVERVIEW, RAW, TIMELINE
from stigmer_desktop.ui.inspector.side_by_side import SideBySide
from stigmer_desktop.ui.inspector.tab_order import put_behind
from stigmer_desktop.ui.palette.window_action import WindowAction
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.icon_button import IconButton

# Scrolling goes on for a while; what is read is looked for a few times a second at most.
_LOOK_MS = 150

if TYPE_CHECKING:
    from stigmer_desktop.ui.inspector.inspector import Inspector


class InspectorMemory(Protocol):
    """Where it is remembered how the inspector was left."""

    inspector_shown: bool
    inspector_width: int
    inspector_page: str


class InspectorSide(QObject):
    """Puts an inspector beside a session's page, and its button into the page's strip.

    `place_wanted` carries the id of an execution and the key of the transcript's row to be shown.
    """

    place_wanted = Signal(object, object)

    def __init__(self, theme: Theme, page: SessionPage, model: ExecutionModel) -> None:
        super().__init__()
        self._page = page
        self._memory: InspectorMemory | None = None
        self._workspaces: Path | None = None
        self.session = InspectedSession(model, self)
        self._theme = theme
        self._page_key = ""
        self.sides = SideBySide(theme, page, self._make_inspector)
        # Goes with the widgets that it speaks to.
        self.setParent(self.sides)
        self._look = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._look.timeout.connect(self._on_looked)
        self.button = IconButton(
            theme, "square-half", self.tr("Show or hide the inspector"), action="inspector"
        )
        self.button.setCheckable(True)
        self.button.hide()
        page.bar.add(self.button)
        self.button.clicked.connect(self.toggle)
        self.sides.shown_changed.connect(self._on_shown_changed)
        self.sides.width_changed.connect(self._on_width_changed)
        self.session.place_wanted.connect(self._on_place_wanted)
        self.session.execution_chosen.connect(self._on_scrolled)
        page.transcript.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @property
    def inspector(self) -> Inspector:
        """The inspector, made if nobody has seen it yet."""
        inspector = self.sides.side
        # The class is known for certain only once there is one, see `_make_inspector`.
        return cast("Inspector", inspector)

    @property
    def widget(self) -> QWidget:
        """The page and the inspector."""
        return self.sides

    def use_memory(self, memory: InspectorMemory) -> None:
        """Takes up what was remembered, and tells `memory` what changes from now on."""
        self._page_key = memory.inspector_page
        self.sides.restore(wanted=memory.inspector_shown, width=memory.inspector_width)
        self._memory = memory

    def use_workspaces(self, folder: Path) -> None:
        """Says where sessions have their files that were given no folder: one folder for each, by its id."""
        self._workspaces = folder

    def show_session(self, session_id: str, header: SessionHeader | None) -> None:
        """Says which session is shown; without one there is nothing to inspect."""
        self.button.setVisible(bool(session_id))
        self.sides.set_offered(bool(session_id))
        if header is None:
            self.session.set_about("", "")
        else:
            folder = header.session.spec.workspace_folder
            if not folder and self._workspaces is not None:
                folder = str(self._workspaces / session_id)
            self.session.set_about(header.agent_name, folder)

    @Slot()
    def toggle(self) -> None:
        """Shows the inspector, or hides it."""
        if self.button.isHidden():
            return
        self.sides.toggle()
        # A click has checked the button whatever came of it.
        self.button.setChecked(self.sides.is_side_shown)
        if self.sides.is_side_shown and self.sides.floats:
            # So that Escape takes it away again.
            self.inspector.tabs.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._memory is not None:
            self._memory.inspector_shown = self.sides.is_side_wanted

    def actions(self) -> list[WindowAction]:
        """Each of its pages by name, for the palette."""
        return [
            WindowAction(name, "square-half", partial(self.show_page, key))
            for key, name in (
                (OVERVIEW, self.tr("Inspector: Overview")),
                (CALLS, self.tr("Inspector: Tools")),
                (TIMELINE, self.tr("Inspector: Timeline")),
                (AGENTS, self.tr("Inspector: Agents")),
                (FILES, self.tr("Inspector: Files")),
                (RAW, self.tr("Inspector: Raw")),
            )
        ]

    def show_page(self, key: str) -> None:
        """Shows the inspector with that page, and its tabs with the focus: arrows lead to the others."""
        if not self.sides.is_side_shown:
            self.toggle()
        self.inspector.show_page(key)
        self.inspector.tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _make_inspector(self) -> QWidget:
        # Imported here, because the window is there sooner without it, and many sessions have no use for it.
        from stigmer_desktop.ui.inspector.inspector import Inspector

        made = Inspector(self._theme, self.session)
        made.show_page(self._page_key)
        made.page_changed.connect(self._on_page_changed)
        made.close_wanted.connect(self.sides.step_aside)
        made.page_made.connect(self._on_page_made)
        self.sides.over_changed.connect(made.set_closable)
        return made

    @Slot()
    def _on_page_made(self) -> None:
        put_behind(self._page.composer.send, self.inspector)

    @Slot(bool)
    def _on_shown_changed(self, shown: bool) -> None:
        self.button.setChecked(shown)
        if shown:
            self._on_page_made()
        elif self._page.hasFocus():
            self._page.composer.text.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_scrolled(self) -> None:
        if self.session.chosen == IN_VIEW and not self._look.isActive():
            self._look.start()

    @Slot()
    def _on_looked(self) -> None:
        """Finds which execution is being read: the one in the upper part of the transcript."""
        transcript = self._page.transcript
        row = transcript.row_at_y(transcript.viewport().height() // 3)
        if 0 <= row < transcript.row_count():
            self.session.set_in_view(transcript.row_at_index(row).execution_id)

    @Slot(int)
    def _on_width_changed(self, width: int) -> None:
        if self._memory is not None:
            self._memory.inspector_width = width

    @Slot(object)
    def _on_page_changed(self, key: str) -> None:
        if self._memory is not None:
            self._memory.inspector_page = key

    @Slot(object, object)
    def _on_place_wanted(self, execution_id: str, part: str) -> None:
        self.sides.step_aside()
        self.place_wanted.emit(execution_id, part)


@runtime_checkable
class Inspected(Protocol):
    """A pane that has an inspector."""

    @property
    def side(self) -> InspectorSide: ...
