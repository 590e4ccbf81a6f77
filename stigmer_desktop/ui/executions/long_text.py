"""Plain text of any length: short as it is, long behind a button that says how long."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.amount_text import extent_text
from stigmer_desktop.ui.executions.document_surface import BLEED, DocumentSurface
from stigmer_desktop.ui.executions.line_surface import LineSurface
from stigmer_desktop.ui.executions.link_button import LinkButton
from stigmer_desktop.ui.executions.styled_document import TextStyle, plain_document
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.fonts import scaled

MOST_CHARACTERS = 6_000
MOST_LINES = 60
# A text set with proportional letters is laid out whole, which is slow above this.
_SET_AS_LINES = 60_000
_BUTTON_HEIGHT = 24


class LongText(QWidget):
    """Lies BLEED pixels to the left of its text, and is as much wider at both sides."""

    def __init__(
        self,
        context: ItemContext,
        key: str,
        *,
        color: str = "text",
        size: int = 14,
        code: bool = False,
        most_lines: int = MOST_LINES,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._key = f"{key}/whole"
        self._color = color
        self._style = TextStyle(context.theme.tokens, size, 22 if size >= 14 else 20, color)
        self._code = code
        self._most_lines = most_lines
        self._text = ""
        self._at_end = False
        self._surface: DocumentSurface | LineSurface | None = None
        self._button: LinkButton | None = None

    def set_text(self, text: str, *, at_end: bool = False) -> None:
        """Shows `text`, of a long one its end if `at_end`; `arrange` must follow."""
        if text == self._text and at_end == self._at_end and self._surface is not None:
            return
        self._text = text
        self._at_end = at_end
        self._show()

    def arrange(self, width: int) -> int:
        """Lays the text out in `width` pixels; returns its height with the button, if there is one."""
        if self._surface is None:
            return 0
        height = self._surface.arrange(width)
        if isinstance(self._surface, DocumentSurface):
            self._surface.setGeometry(0, 0, width + 2 * BLEED, height)
        else:
            self._surface.setGeometry(BLEED, 0, width, height)
        if self._button is None:
            return height
        self._button.move(BLEED, height + 4)
        return height + 4 + scaled(_BUTTON_HEIGHT)

    def surfaces(self) -> Sequence[TextSurface]:
        """The one surface, if there is text."""
        return () if self._surface is None else (self._surface,)

    def _show(self) -> None:
        shorten = last_of_text if self._at_end else shortened_text
        short = shorten(self._text, self._most_lines)
        whole = self._context.host.is_open(self._key, False)
        shown = self._text if whole else short
        if self._code or len(shown) > _SET_AS_LINES:
            self._lines().set_text(shown, color=self._color)
        else:
            self._document().set_document(plain_document(shown, self._style))
        assert self._surface is not None
        self._surface.setAccessibleName(shown[:2000])
        self._offer_the_rest(len(short) < len(self._text), whole)

    def _lines(self) -> LineSurface:
        if not isinstance(self._surface, LineSurface):
            self._replace(LineSurface(self._context.theme, wraps=True, parent=self))
        assert isinstance(self._surface, LineSurface)
        return self._surface

    def _document(self) -> DocumentSurface:
        if not isinstance(self._surface, DocumentSurface):
            self._replace(DocumentSurface(self._context.theme, self._color, self))
        assert isinstance(self._surface, DocumentSurface)
        return self._surface

    def _replace(self, surface: DocumentSurface | LineSurface) -> None:
        if self._surface is not None:
            self._surface.hide()
            self._surface.deleteLater()
        self._surface = surface
        if self.isVisible():
            surface.show()

    def _offer_the_rest(self, cut: bool, whole: bool) -> None:
        if not cut:
            if self._button is not None:
                self._button.hide()
                self._button.deleteLater()
                self._button = None
            return
        if self._button is None:
            self._button = LinkButton(self._context.theme, "", self)
            self._button.clicked.connect(self._on_clicked)
            self._button.show()
        words = self.tr("Show less") if whole else self.tr("Show all %1")
        self._button.set_text(words.replace("%1", extent_text(self._text)))

    def _on_clicked(self) -> None:
        opened = not self._context.host.is_open(self._key, False)
        self._context.host.set_open(self._key, opened)
        self._show()
        self._context.host.item_resized(self._key)


def shortened_text(text: str, most_lines: int, most_characters: int = MOST_CHARACTERS) -> str:
    """The beginning of `text`: so many lines and characters at most, and never cut off for a few more."""
    if len(text) <= most_characters * 1.25 and text.count("\n") <= most_lines * 1.25:
        return text
    beginning = text[:most_characters]
    lines = beginning.split("\n")
    return "\n".join(lines[:most_lines])


def last_of_text(text: str, most_lines: int, most_characters: int = MOST_CHARACTERS) -> str:
    """The end of `text`: so many lines and characters at most."""
    return "\n".join(text[-most_characters:].split("\n")[-most_lines:])
