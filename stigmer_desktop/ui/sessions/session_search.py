"""What narrows the list of sessions: words, a tag, and whether archived ones are shown."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel
from stigmer_desktop.ui.sessions.session_tags import SessionTags
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_3, Theme
from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton
from stigmer_desktop.ui.widgets.search_field import SearchField
from stigmer_desktop.ui.widgets.switch import Switch
from stigmer_desktop.ui.widgets.wrapping_line import WrappingLine

# Above these a menu is longer than a screen.
_MOST_OFFERED = 20
_LEAST_OF_TAG = 84


class FilterMemory(Protocol):
    """What is known of the filter beyond the end of the program; words are not."""

    filter_shown: bool
    filter_tag: str
    archived_shown: bool


class SessionSearch(QWidget):
    """Hidden until it is wanted. `closed` comes with Escape; `archived_wanted` carries the switch's state.

    `list_wanted` comes with the arrow down and with Enter: what was searched for is there.
    """

    closed = Signal()
    list_wanted = Signal()
    archived_wanted = Signal(bool)

    def __init__(
        self, theme: Theme, model: SessionListModel, known: SessionTags, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._known = known
        self.field = SearchField(theme, self.tr("Titles, agents, #tags"))
        self.field.setAccessibleName(self.tr("Search sessions"))
        self.field.textChanged.connect(model.set_filter)
        escape = QAction(self)
        escape.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        escape.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.triggered.connect(self.closed)
        self.addAction(escape)
        down = QAction(self.field)
        down.setShortcuts(
            [QKeySequence(key) for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)]
        )
        down.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        down.triggered.connect(self.list_wanted)
        self.field.addAction(down)
        self.tags = ChoiceButton(theme, self.tr("Tag"), icon_name="tag")
        self.tags.pressed.connect(self._offer_tags)
        self.tags.pressed.connect(known.ask)
        self.tags.chosen.connect(model.set_tag)
        known.changed.connect(self._offer_tags)
        self.archived = Switch(theme, self.tr("Show archived"))
        self.archived.setToolTip(self.tr("Show archived sessions too"))
        self.archived.toggled.connect(self.archived_wanted)
        words = QLabel(self.tr("Show archived"))
        words.setFont(text_font(12))
        words.setProperty("tone", "second")
        words.setBuddy(self.archived)
        archived = QWidget()
        row = QHBoxLayout(archived)
        row.setContentsMargins(SPACE_1, 0, 0, 0)
        row.setSpacing(SPACE_1)
        row.addWidget(words)
        row.addWidget(self.archived)
        # A tag keeps its name where text is large: the switch then stands below it.
        choices = WrappingLine(self.tags, archived, _LEAST_OF_TAG)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(self.field)
        column.addWidget(choices)
        self._offer_tags()
        self.hide()

    def open(self) -> None:
        """Shows itself with the cursor in the field."""
        self._offer_tags()
        self._known.ask()
        self.show()
        # A window that is still to open has its own idea of where one begins.
        if self.window().isVisible():
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.field.selectAll()

    def use_memory(self, memory: FilterMemory) -> None:
        """Lists what was listed last, and tells `memory` what is listed from now on."""
        self.choose_tag(memory.filter_tag)
        self.archived.setChecked(memory.archived_shown)

        def remember() -> None:
            memory.filter_tag = self._model.filter.tag
            memory.archived_shown = self._model.filter.archived

        self._model.filter_changed.connect(remember)

    def close_and_clear(self) -> None:
        """Hides itself; all sessions but archived ones are listed again."""
        self.hide()
        self.clear()
        self.archived.setChecked(False)

    def choose_tag(self, tag: str) -> None:
        """Lists only sessions that have `tag`."""
        self._model.set_tag(tag)
        self._offer_tags()

    @Slot()
    def clear(self) -> None:
        """Takes words and tag away."""
        self.field.clear()
        self.tags.set_key("")
        self._model.set_tag("")

    @Slot()
    def _offer_tags(self) -> None:
        chosen = self._model.filter.tag
        offered = self._known.most_used[:_MOST_OFFERED]
        if chosen and chosen not in offered:
            # Remembered from an earlier day: it can still be let go.
            offered.append(chosen)
        offered.sort(key=str.casefold)
        tags = [Choice(tag, f"#{tag}", str(self._known.count(tag) or "")) for tag in offered]
        self.tags.set_choices([Choice("", self.tr("All tags")), *tags], chosen)
        if not tags:
            self.tags.setToolTip(self.tr("No session has a tag yet. T in the list gives tags."))
        elif len(self._known.names) > len(offered):
            self.tags.setToolTip(self.tr("The tags in most use. For any other, type # and its name above."))
