"""What narrows the list of sessions: words, a tag, and whether archived ones are shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_3, Theme
from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton
from stigmer_desktop.ui.widgets.search_field import SearchField
from stigmer_desktop.ui.widgets.switch import Switch


class SessionSearch(QWidget):
    """Hidden until it is wanted. `closed` comes with Escape; `archived_wanted` carries the switch's state."""

    closed = Signal()
    archived_wanted = Signal(bool)

    def __init__(self, theme: Theme, model: SessionListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.field = SearchField(theme, self.tr("Search titles and agents"))
        self.field.setAccessibleName(self.tr("Search sessions"))
        self.field.textChanged.connect(model.set_filter)
        escape = QAction(self)
        escape.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        escape.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.triggered.connect(self.closed)
        self.addAction(escape)
        self.tags = ChoiceButton(theme, self.tr("Tag"), icon_name="tag")
        self.tags.pressed.connect(self._offer_tags)
        self.tags.chosen.connect(model.set_tag)
        self.archived = Switch(theme, self.tr("Show archived"))
        self.archived.setToolTip(self.tr("Show archived sessions too"))
        self.archived.toggled.connect(self.archived_wanted)
        words = QLabel(self.tr("Show archived"))
        words.setFont(text_font(12))
        words.setProperty("tone", "second")
        words.setBuddy(self.archived)
        row = QHBoxLayout()
        row.setSpacing(SPACE_1)
        row.addWidget(self.tags)
        row.addStretch(1)
        row.addWidget(words)
        row.addWidget(self.archived)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(self.field)
        column.addLayout(row)
        self._offer_tags()
        self.hide()

    def open(self) -> None:
        """Shows itself with the cursor in the field."""
        self._offer_tags()
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_and_clear(self) -> None:
        """Hides itself; all sessions but archived ones are listed again."""
        self.hide()
        self.clear()
        self.archived.setChecked(False)

    @Slot()
    def clear(self) -> None:
        """Takes words and tag away."""
        self.field.clear()
        self.tags.set_key("")
        self._model.set_tag("")

    @Slot()
    def _offer_tags(self) -> None:
        chosen = self._model.filter.tag
        tags = [Choice(tag, f"#{tag}") for tag in self._model.tags]
        self.tags.set_choices([Choice("", self.tr("All tags")), *tags], chosen)
