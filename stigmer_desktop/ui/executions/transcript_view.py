"""The transcript: its rows, what is selected and found in them, and the ways to a place in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.deed import Deed
from stigmer_desktop.ui.executions.draft_book import ReadingPlace
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.focus_ring import FocusRing
from stigmer_desktop.ui.executions.fold_header import FoldHeader
from stigmer_desktop.ui.executions.found_words import FoundWords
from stigmer_desktop.ui.executions.jump_button import JumpButton
from stigmer_desktop.ui.executions.place_mark import PlaceMark
from stigmer_desktop.ui.executions.row_scroll_area import RowScrollArea
from stigmer_desktop.ui.executions.row_stage import INDENT
from stigmer_desktop.ui.executions.row_tabs import RowTabs
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_input import TranscriptInput
from stigmer_desktop.ui.executions.transcript_row import TranscriptRow
from stigmer_desktop.ui.executions.transcript_selection import TextPlace
from stigmer_desktop.ui.executions.waiting_cards import next_call, waiting_card
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.window_body import LEADS_TABS

_FAR_FROM_END = 120
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class TranscriptView(RowScrollArea):
    """What rows ask for, and what one types over them, goes on as signals.

    `deed_requested` carries an execution's id and a Deed, `menu_requested` an id and a point of the
    screen, `decision_made` what the user decided about a tool call.
    """

    deed_requested = Signal(object, object)
    menu_requested = Signal(object, object)
    decision_made = Signal(object, object, object, object)
    text_typed = Signal(object)

    def __init__(self, theme: Theme, model: ExecutionModel, parent: QWidget | None = None) -> None:
        super().__init__(theme, model, parent)
        self._found = FoundWords()
        self._unfolded: list[str] = []
        self._actions.deed_requested.connect(self.deed_requested)
        self._actions.menu_requested.connect(self.menu_requested)
        self._actions.decision_made.connect(self._on_decision_made)
        self._input = TranscriptInput(self, self)
        self._input.menu_requested.connect(self.menu_requested)
        self._input.copy_requested.connect(self._on_copy_requested)
        # A child of the viewport: over a sibling Qt would not move pixels but paint all of them anew.
        self._jump = JumpButton(theme, self.viewport())
        self._jump.hide()
        self._jump.clicked.connect(self.jump_to_end)
        self._tabs = RowTabs(self._stage, self._jump)
        self.setProperty(LEADS_TABS, True)
        self._mark = PlaceMark(theme, self.viewport())
        self._ring = FocusRing(theme, self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Transcript"))
        self.viewport().setMouseTracking(True)

    # Places

    def jump_to_end(self) -> None:
        """Goes to the newest content, and follows it from there."""
        self._anchor.follows = True
        self._lay_out()

    def place(self) -> ReadingPlace:
        """Where one is reading now, to come back to by `go_to`."""
        self._hold(self.top)
        anchor = self._anchor
        key = self._model.row(anchor.row).key if anchor.row < self._model.rowCount() else ""
        return ReadingPlace(key, anchor.offset, anchor.follows or not key)

    def go_to(self, place: ReadingPlace) -> None:
        """Goes back to where one was reading, or to the end if that is not there any more."""
        row = self._stage.index_of(place.row)
        if place.at_end or row < 0:
            self._anchor.follows = True
        else:
            self._anchor.set(row, place.offset)
        self._lay_out()

    def show_row(self, key: str) -> bool:
        """Brings a row into sight, unfolded, marked and under the keyboard; False if there is none."""
        index = self._stage.index_of(key)
        if index < 0:
            return False
        self._actions.set_open(key, True)
        self._stage.change(index)
        self._stage.measure(index)
        self._mark.mark(key)
        self._anchor.set(index, -self.viewport().height() // 5)
        self._settle()
        self._take_keyboard_to(index)
        return True

    def show_waiting(self, call_key: str = "") -> bool:
        """Takes the keyboard to the card that asks about a tool call, so that its letters work.

        Args:
            call_key: the row of the call; empty takes the first that waits.

        Returns:
            False if there is no such card.
        """
        index = waiting_card(self._model, call_key)
        if index < 0:
            return False
        if not (self._stage.is_drawn(index) and self._is_in_sight(index)):
            self._stage.measure(index)
            self._anchor.set(index, -self.viewport().height() // 2)
            self._settle()
        card = self._stage.widget(index)
        if card is not None:
            card.setFocus(Qt.FocusReason.TabFocusReason)
        return card is not None

    @Slot(object, object, object, object)
    def _on_decision_made(self, execution_id: str, tool_call_id: str, action: int, comment: str) -> None:
        self.decision_made.emit(execution_id, tool_call_id, action, comment)
        beside = next_call(self._model, tool_call_id)
        if not beside or not self.show_waiting(beside):
            # Nothing else is asked: what one types now is for the composer.
            self.text_typed.emit("")

    def _take_keyboard_to(self, index: int) -> None:
        """A card that asks or a row that folds takes the keyboard; else the caret stands at its start."""
        if self.show_waiting(self._model.row(index).key):
            return
        widget = self._stage.widget(index)
        header = widget.findChild(FoldHeader) if widget is not None else None
        if header is not None:
            header.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._input.selection.begin(TextPlace(self._model.row(index).key, 0, 0))

    # Finding

    @Slot(object)
    def _on_copy_requested(self, execution_id: str) -> None:
        self.deed_requested.emit(execution_id, Deed.COPY)

    def look_for(self, pattern: re.Pattern[str] | None) -> None:
        """Shows wherever the pattern is found in what is drawn; None shows nothing of it."""
        # What was unfolded for words that are no longer meant is folded again; where one ends, it stays.
        folded, self._unfolded = self._unfolded if pattern is not None else [], []
        for index in (self._stage.index_of(key) for key in folded):
            if index >= 0:
                self._actions.set_open(self._model.row(index).key, False)
                self._stage.change(index)
        self._found.look_for(pattern)
        if folded:
            self._settle()
        self._show_found()

    def show_found(self, key: str, number: int) -> None:
        """Brings one occurrence into sight: `number` of the row named `key`, unfolding what hides it."""
        index = self._stage.index_of(key)
        if index < 0:
            return
        in_head = len(self._found.places(self._stage.heads(index)))
        if number >= in_head:
            self._unfold_found(index, key, number)
        self._found.stand_on(key, number)
        if not self._is_in_sight(index):
            self._anchor.set(index, -self.viewport().height() // 5)
        self._settle()
        self._show_found()
        places = self._found.places(self._stage.surfaces(index))
        if places and number >= in_head:
            found = places[min(number - in_head, len(places) - 1)]
            self._input.reveal(TextPlace(key, found.text, found.start))

    def _unfold_found(self, index: int, key: str, number: int) -> None:
        widget = self._stage.widget(index)
        header = widget.findChild(FoldHeader) if widget is not None else None
        if header is not None and not header.isChecked():
            self._unfolded.append(key)
        self._actions.set_open(key, True)
        self._stage.change(index)
        if len(self._found.places(self._stage.searched(index))) <= number:
            self._actions.reveal_all_of(key)
            self._stage.release([key])

    def _show_found(self) -> None:
        for index in self._stage.drawn():
            self._found.show_on(self._model.row(index).key, self._stage.searched(index))

    def _is_in_sight(self, index: int) -> bool:
        top, heights = self.top, self._stage.heights
        y = heights.offset(index)
        return top <= y and y + heights[index] <= top + self.viewport().height()

    def selected_text(self) -> str:
        """The selected text of all rows; empty if nothing is selected."""
        return self._input.selection.text()

    # The rows as others see them (InputGround)

    def row_count(self) -> int:
        return self._model.rowCount()

    def row_at_index(self, index: int) -> TranscriptRow:
        return self._model.row(index)

    def index_of(self, key: str) -> int:
        return self._stage.index_of(key)

    def surfaces_at(self, index: int) -> Sequence[TextSurface]:
        return self._stage.surfaces(index)

    def drawn_rows(self) -> Iterable[int]:
        return self._stage.drawn()

    def widget_at_index(self, index: int) -> QWidget | None:
        """The widget of a row, if it is drawn."""
        return self._stage.widget(index)

    # What stands over the rows

    def _show_over(self, index: int) -> None:
        """Shows on a drawn row what is selected and found in it."""
        surfaces = self._stage.surfaces(index)
        self._input.selection.show_on(index, surfaces)
        if self._found.is_looking:
            self._found.show_on(self._model.row(index).key, self._stage.searched(index))

    def _place_over(self, left: int, top: int) -> None:
        self._place_mark(left, top)
        self._place_jump(not self.follows and self._most() - top > _FAR_FROM_END)

    def _pinned(self) -> frozenset[str]:
        return self._input.pinned()

    def _place_jump(self, wanted: bool) -> None:
        self._jump.setVisible(wanted)
        if wanted:
            ground = self.viewport()
            x = (self.width() - self._jump.width()) // 2 - ground.x()
            self._jump.move(x, ground.height() - self._jump.height() - 4)
            self._jump.raise_()

    def _place_mark(self, left: int, top: int) -> None:
        index = self._stage.index_of(self._mark.key) if self._mark.key else -1
        if index < 0:
            self._mark.dismiss()
            return
        space, indent = self._stage.space(index), self._model.row(index).depth * INDENT
        y = self._stage.heights.offset(index) + space - top
        height = self._stage.heights[index] - space
        self._mark.place(QRect(left + indent, y, self._column()[1] - indent, height))

    def _forget_over(self) -> None:
        self._mark.dismiss()
        self._input.selection.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ring.resize(self.size())

    # Mouse and keyboard

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._input.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._input.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._input.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._input.double_click(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._input.key(event):
            return
        if event.text().isprintable() and event.text() and not event.modifiers() & _COMMANDS:
            # One who writes while reading means the composer.
            self.text_typed.emit(event.text())
            return
        super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            return self._input.tooltip(event)
        if event.type() == QEvent.Type.ContextMenu:
            return self._input.context_menu(event)
        return super().viewportEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self._tabs.step(self, forward):
            return True
        # From the transcript itself it goes on as the page has it.
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() is Qt.FocusReason.BacktabFocusReason and self.show_waiting():
            return
        self._ring.show_for(event.reason())
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring.hide()
        super().focusOutEvent(event)
