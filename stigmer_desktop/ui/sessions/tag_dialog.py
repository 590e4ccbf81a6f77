"""Asks which tags a session shall have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote, unquote

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.sessions.line_dialog import LineDialog
from stigmer_desktop.ui.sessions.session_tags import SessionTags
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.form_field import FormField

_MOST_OFFERED = 24


class TagDialog(LineDialog):
    """A field with the tags, separated by commas, and below it the tags that other sessions have.

    What is typed narrows those; a click on one takes it.
    """

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        tags: Sequence[str],
        known: SessionTags,
        save: Callable[[list[str]], None],
    ) -> None:
        field = FormField(_words("Tags"), _words("Separate them by commas."))
        # What is typed is one more tag.
        field.set_text("".join(f"{tag}, " for tag in tags))
        super().__init__(
            theme, parent, _words("Tags of this session"), field, lambda text: save(tags_of(text))
        )
        self._known = known
        self._theme = theme
        self.offered = QLabel()
        self.offered.setFont(text_font(12))
        self.offered.setProperty("tone", "second")
        self.offered.setWordWrap(True)
        self.offered.setTextFormat(Qt.TextFormat.RichText)
        self.offered.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.offered.setAccessibleName(self.tr("Tags of other sessions"))
        self.offered.linkActivated.connect(self.take)
        column = self.layout()
        assert isinstance(column, QBoxLayout)
        column.insertWidget(column.indexOf(field) + 1, self.offered)
        QWidget.setTabOrder(self.line, self.offered)
        self.line.textChanged.connect(self._offer)
        known.changed.connect(self._on_known)
        # Looked up once, not with each letter: it goes through all loaded sessions.
        self._in_use: list[str] = []
        self._on_known()
        known.ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # A dialog that opens selects, a little later, all that is in its first field: the first letter
        # would replace it.
        QTimer.singleShot(0, self, self._go_to_end)

    @property
    def choices(self) -> list[str]:
        """The tags that are offered now."""
        *done, typed = self.field.text.split(",")
        begun = typed.strip().removeprefix("#").casefold()
        have = {*tags_of(",".join(done))}
        if begun and not any(tag.casefold() == begun for tag in self._in_use):
            matching = [tag for tag in self._in_use if begun in tag.casefold()]
        else:
            matching = self._in_use
            have.update(tags_of(typed))
        return [tag for tag in matching if tag not in have]

    @Slot(str)
    def take(self, link: str) -> None:
        """Puts a tag into the field, in place of what was typed of it."""
        tag = unquote(link)
        *done, typed = self.field.text.split(",")
        whole = typed if any(name in self._in_use for name in tags_of(typed)) else ""
        self.field.set_text(", ".join([*tags_of(",".join([*done, whole])), tag]) + ", ")
        self.line.setFocus()
        self._go_to_end()

    @Slot()
    def _go_to_end(self) -> None:
        self.line.setCursorPosition(len(self.line.text()))

    @Slot()
    def _on_known(self) -> None:
        self._in_use = self._known.most_used
        self._offer()

    @Slot()
    def _offer(self) -> None:
        choices = self.choices
        color = self._theme.tokens.accent.name()
        links = [
            f'<a style="color: {color}; text-decoration: none" href="{quote(tag)}">'
            f"#{escape(tag).replace(' ', '&nbsp;')}</a>"
            for tag in choices[:_MOST_OFFERED]
        ]
        words = " &nbsp; ".join(links)
        if len(choices) > _MOST_OFFERED:
            more = self.tr("and %1 more: type to find them").replace("%1", str(len(choices) - _MOST_OFFERED))
            words = f"{words} &nbsp; {escape(more)}"
        self.offered.setText(words)
        self.offered.setVisible(bool(choices))
        if self.isVisible():
            self.adjustSize()


def tags_of(text: str) -> list[str]:
    """The tags that `text` names, separated by commas, each once, in their order."""
    tags = (" ".join(part.split()).removeprefix("#") for part in text.split(","))
    return list(dict.fromkeys(tag for tag in tags if tag))


def _words(source: str) -> str:
    return QCoreApplication.translate("TagDialog", source)
