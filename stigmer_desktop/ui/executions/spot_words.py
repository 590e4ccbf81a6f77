"""Marks the words that a search has found, in the session, until something else is done there."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QWindow

from stigmer_desktop.ui.executions.transcript_view import TranscriptView

_ACTIONS = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress)


class SpotWords(QObject):
    """Listens to the window for as long as something is marked; scrolling is no action."""

    def __init__(self, transcript: TranscriptView) -> None:
        super().__init__(transcript)
        self._transcript = transcript
        self._window: QWindow | None = None

    @property
    def is_marking(self) -> bool:
        """Whether words are marked now."""
        return self._window is not None

    def mark(self, row: str, words: str) -> None:
        """Marks `words`, with the first of them in the row named `row` as the one that is meant."""
        self.clear()
        window = self._transcript.window().windowHandle()
        if not words or window is None:
            return
        self._transcript.look_for(re.compile(re.escape(words), re.IGNORECASE))
        self._transcript.show_found(row, 0)
        self._window = window
        window.installEventFilter(self)

    def clear(self) -> None:
        """Marks nothing any more."""
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window = None
            self._transcript.look_for(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIONS:
            self.clear()
        return False
