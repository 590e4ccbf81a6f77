"""A tray that remembers what it was told."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class FakeTray(QObject):
    """Whether it is there is up to the test."""

    window_wanted = Signal()
    needs_wanted = Signal()
    quit_wanted = Signal()
    note_clicked = Signal()

    def __init__(self, *, is_there: bool = True) -> None:
        super().__init__()
        self.is_there = is_there
        self.can_tell = is_there
        self.shown = False
        self.words = ""
        self.needs = 0
        self.told: list[tuple[str, str]] = []

    def set_shown(self, shown: bool) -> None:
        self.shown = shown

    def set_words(self, words: str) -> None:
        self.words = words

    def set_needs(self, count: int) -> None:
        self.needs = count

    def tell(self, title: str, words: str) -> None:
        self.told.append((title, words))
