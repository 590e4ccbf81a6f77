"""Asks which tags a session shall have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote, unquote

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.sessions.line_dialog import LineDialog
from stigmer_desktop.ui.sessions.session_tags import SessionTags
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.form_field import FormField

_MOST_OFFERED = 24


class TagDialog(LineDialog):
    """A field with the tags, separated by commas, and below it the tags that other sessions have.

    What is typed narrows those; a click takes one, and so does Enter where the arrow keys have chosen one.
    """

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        tags: Sequence[str],
        known: SessionTags,
        save: Callable[[list[str]], None],
    ) -> None:
        field = FormField(
            _words("Tags"), _words("Separate them by commas. The arrow keys go to tags in use.")
        )
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
        self.offered.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        # The arrow keys in the field go there, so that Tab need not go through all of them.
        self.offered.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offered.setAccessibleName(self.tr("Tags of other sessions"))
        self.offered.linkActivated.connect(self.take)
        column = self.layout()
        assert isinstance(column, QBoxLayout)
        column.insertWidget(column.indexOf(field) + 1, self.offered)
        self._at = -1
        self.line.installEventFilter(self)
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
        have.update(tags_of(typed))
        free = [tag for tag in self._in_use if tag not in have]
        # What is typed may be a tag that nobody has: then one more may be wanted.
        return [tag for tag in free if begun in tag.casefold()] or free

    @Slot(str)
    def take(self, link: str) -> None:
        """Puts a tag into the field, in place of what was typed of it."""
        tag = unquote(link)
        *done, typed = self.field.text.split(",")
        is_begun = typed.strip().removeprefix("#").casefold() in tag.casefold()
        whole = typed if not is_begun and any(name in self._in_use for name in tags_of(typed)) else ""
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            offered = self.choices[:_MOST_OFFERED]
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._at = max(-1, min(self._at + step, len(offered) - 1))
                self._show(self.choices)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._at < len(offered):
                self.take(quote(offered[self._at]))
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def _offer(self) -> None:
        self._at = -1
        self._show(self.choices)

    def _show(self, choices: list[str]) -> None:
        tokens = self._theme.tokens
        color, chosen = tokens.accent.name(), tokens.selection.name()
        links = [
            f'<a style="color: {color}; text-decoration: none; '
            f'{f"background: {chosen}" if row == self._at else ""}" href="{quote(tag)}">'
            f"#{escape(tag).replace(' ', '&nbsp;')}</a>"
            for row, tag in enumerate(choices[:_MOST_OFFERED])
        ]
        self.line.setAccessibleDescription(f"#{choices[self._at]}" if self._at >= 0 else "")
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
