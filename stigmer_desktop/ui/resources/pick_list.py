"""Some of what there is, picked: added from a list, taken away, and put in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics, QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, scaled, text_font
from stigmer_desktop.ui.resources.pick_row import PickRow
from stigmer_desktop.ui.theme import SPACE_2, Theme
from stigmer_desktop.ui.widgets.choice_button import Choice
from stigmer_desktop.ui.widgets.menu import Menu
from stigmer_desktop.ui.widgets.push_button import PushButton

# Where a row is made: something may be put beside and below it.
Furnish = Callable[[PickRow], None]


_WIDEST_NOTE = 520


@dataclass(frozen=True)
class NewOne:
    """How one that is not there yet is made: the words for it, and what begins it."""

    words: str
    begin: Callable[[], None]


class PickList(QWidget):
    """Knows what it offers by keys. What was picked and is not offered any more stays, and says so."""

    edited = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        help_text: str,
        icon_name: str,
        add: str,
        *,
        ordered: bool = False,
        furnish: Furnish | None = None,
        new: NewOne | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """
        Args:
            add: the button that offers the others ("Add an environment").
            new: how one that is not there is made; offered behind the others.
        """
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon_name
        self._ordered = ordered
        self._furnish = furnish
        self._new = new
        self._nothing = ""
        self._offered: dict[str, Choice] | None = None
        self.rows: list[PickRow] = []
        label = QLabel(name)
        label.setFont(text_font(12, MEDIUM))
        words = QLabel(help_text)
        words.setFont(text_font(12))
        words.setProperty("tone", "third")
        words.setWordWrap(True)
        self.add_button = PushButton(theme, add, icon_name="plus")
        self.add_button.clicked.connect(self._on_add_clicked)
        self._none = QLabel()
        self._none.setFont(text_font(12))
        self._none.setProperty("tone", "third")
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_2)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self._none, 1)
        buttons.addStretch(1)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(label)
        column.addWidget(words)
        column.addLayout(self._rows)
        column.addLayout(buttons)

    @property
    def picked(self) -> list[str]:
        """The keys of what is picked, in order."""
        return [row.key for row in self.rows]

    def set_picked(self, keys: Sequence[str]) -> None:
        """Shows that `keys` are picked."""
        for row in tuple(self.rows):
            self._drop(row)
        for key in keys:
            self._put(key)
        self._refresh()

    def set_offered(self, choices: Sequence[Choice], nothing: str = "") -> None:
        """Offers `choices`; `nothing` is said beside the button where there is none at all."""
        self._offered = {choice.key: choice for choice in choices}
        self._nothing = "" if choices else nothing
        self._refresh()

    def pick(self, key: str) -> PickRow:
        """Picks one more."""
        row = self._put(key)
        self._refresh()
        self.edited.emit()
        return row

    def menu(self) -> Menu:
        """What can still be picked."""
        menu = Menu(self)
        metrics = QFontMetrics(menu.font())
        taken = set(self.picked)
        for choice in (self._offered or {}).values():
            if choice.key not in taken:
                note = metrics.elidedText(choice.detail, Qt.TextElideMode.ElideRight, scaled(_WIDEST_NOTE))
                action = menu.add_noted(QIcon(), choice.text, note, self._theme.tokens.second_text)
                action.triggered.connect(lambda _=False, key=choice.key: self.pick(key))
        if self._new is not None:
            if menu.actions():
                menu.addSeparator()
            menu.addAction(self._new.words).triggered.connect(lambda _=False, new=self._new: new.begin())
        return menu

    def _put(self, key: str) -> PickRow:
        row = PickRow(self._theme, key, self._icon_name, ordered=self._ordered)
        row.moved.connect(lambda step: self._on_moved(row, step))
        row.removed.connect(lambda: self._on_removed(row))
        self.rows.append(row)
        self._rows.addWidget(row)
        if self._furnish is not None:
            self._furnish(row)
        return row

    def _drop(self, row: PickRow) -> None:
        self.rows.remove(row)
        self._rows.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _refresh(self) -> None:
        for place, row in enumerate(self.rows):
            row.set_place(place, len(self.rows))
            choice = (self._offered or {}).get(row.key)
            if choice is not None:
                row.show_words(choice.text, choice.detail)
            elif self._offered is None:
                row.show_words(row.key, "")
            else:
                row.show_words(row.key, self.tr("is not there any more"), is_known=False)
        left = set(self._offered or ()) - set(self.picked)
        self.add_button.setEnabled(bool(left) or (self._new is not None and self._offered is not None))
        all_picked = self.tr("All that there are stand here.") if self._offered and not left else ""
        self._none.setText(self._nothing or all_picked)

    def _on_moved(self, row: PickRow, step: int) -> None:
        place = self.rows.index(row)
        wanted = place + step
        if not 0 <= wanted < len(self.rows):
            return
        self.rows.insert(wanted, self.rows.pop(place))
        self._rows.removeWidget(row)
        self._rows.insertWidget(wanted, row)
        self._refresh()
        self.edited.emit()

    def _on_removed(self, row: PickRow) -> None:
        self._drop(row)
        self._refresh()
        self.add_button.setFocus()
        self.edited.emit()

    def _on_add_clicked(self) -> None:
        menu = self.menu()
        below = self.add_button.mapToGlobal(QPoint(0, self.add_button.height() + 4))
        above = self.add_button.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4))
        bottom = self.screen().availableGeometry().bottom()
        menu.popup(above if below.y() + menu.sizeHint().height() > bottom else below)
