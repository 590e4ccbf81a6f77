"""Finds words in the session that is shown: between its bar, the rows and what is not loaded yet."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from stigmer_desktop.ui.executions.execution_feed import ExecutionFeed
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.part_finder import shown_row
from stigmer_desktop.ui.executions.session_finder import Match, SessionFinder
from stigmer_desktop.ui.executions.session_page import SessionPage


class FindDesk(QObject):
    """Opens and closes with its bar; while it is open, all of the session is loaded."""

    def __init__(self, page: SessionPage, feed: ExecutionFeed, model: ExecutionModel) -> None:
        super().__init__(page)
        self._page = page
        self._bar = page.find_bar
        self._transcript = page.transcript
        self._feed = feed
        self._model = model
        self.finder = SessionFinder(model, self)
        self._current: Match | None = None
        self._bar.words_changed.connect(self._on_words_changed)
        self._bar.stepped.connect(self.step)
        self._bar.closed.connect(self.close)
        self.finder.changed.connect(self._on_found)
        feed.loading_changed.connect(self._show_count)
        page.find_button.clicked.connect(self.open)
        for keys, forward in (("F3", True), ("Shift+F3", False), ("Ctrl+G", True), ("Ctrl+Shift+G", False)):
            shortcut = QShortcut(QKeySequence(keys), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda forward=forward: self._on_shortcut(forward))

    @property
    def is_open(self) -> bool:
        """Whether the bar is there."""
        return self._bar.isVisibleTo(self._page)

    @property
    def current(self) -> Match | None:
        """The match that is shown."""
        return self._current

    @Slot()
    def open(self) -> None:
        """Opens the bar, with what is selected in the transcript as the words to look for."""
        selected = self._transcript.selected_text().strip()
        if selected and "\n" not in selected and len(selected) < 100:
            self._bar.field.setText(selected)
        self._bar.open()
        self._on_words_changed(self._bar.field.text())

    @Slot()
    def close(self) -> None:
        """Closes the bar; the keyboard goes to the transcript, where the last match is."""
        if not self.is_open:
            return
        self._bar.hide()
        self._current = None
        self.finder.look_for("")
        self._transcript.look_for(None)
        self._transcript.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def step(self, forward: bool) -> None:
        """Shows the next match, or the one before; after the last one comes the first."""
        matches = self.finder.matches
        if not matches:
            return
        if self._current in matches:
            at = matches.index(self._current) + (1 if forward else -1)
        else:
            at = self._first_in_sight(matches)
        self._go_to(matches[at % len(matches)])

    @Slot(object)
    def _on_words_changed(self, words: str) -> None:
        self._current = None
        self.finder.look_for(words)
        self._transcript.look_for(self.finder.pattern)
        if words and self._feed.has_older:
            self._feed.load_all()

    @Slot()
    def _on_found(self) -> None:
        if self.is_open and self._current is None and self.finder.matches and not self.finder.is_looking:
            self._go_to(self.finder.matches[self._first_in_sight(self.finder.matches)])
        self._show_count()

    @Slot()
    def _show_count(self) -> None:
        matches = self.finder.matches
        current = matches.index(self._current) + 1 if self._current in matches else 0
        looking = self.finder.is_looking or (self._feed.is_loading and self._feed.is_loaded)
        self._bar.show_count(current, len(matches), looking)

    def _go_to(self, match: Match) -> None:
        self._current = match
        shown_row(self._model, match.execution_id, match.key)
        self._transcript.show_found(match.key, match.number)
        self._show_count()

    def _first_in_sight(self, matches: list[Match]) -> int:
        """The first match at or below the top of what is in sight; the last one if all are above."""
        top = self._transcript.row_at_y(0)
        if top < 0:
            return 0
        row = self._transcript.row_at_index(top)
        order = {each.metadata.id: number for number, each in enumerate(self._model.snapshots())}
        here = order[row.execution_id]
        rows = self._model.every_row(row.execution_id)
        places = {each.key: number for number, each in enumerate(rows)}
        place = places.get(row.key, 0)
        for at, match in enumerate(matches):
            there = order.get(match.execution_id, -1)
            if there > here:
                return at
            if there == here and places.get(match.key, -1) >= place:
                return at
        return len(matches) - 1

    def _on_shortcut(self, forward: bool) -> None:
        if self.is_open:
            self.step(forward)
        else:
            self.open()
