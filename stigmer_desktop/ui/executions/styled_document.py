"""A text document with its style, in which nothing is alive, and what is drawn beneath its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument, QTextOption, QTextTable

from stigmer_desktop.ui.fonts import scaled, text_font
from stigmer_desktop.ui.theme import Tokens

TEXT_SIZE = 14
LINE_HEIGHT = 22
_INDENT = 24
# What Qt has at the beginning of a cell, and where a table ends.
_CELL, _TABLE_END = "\ufdd0", "\ufdd1"
_LINE_SEPARATORS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\u00a0": " "})
FIXED_LINES = QTextBlockFormat.LineHeightTypes.FixedHeight.value


class InertDocument(QTextDocument):
    """A document that never loads anything, whatever its text asks for."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None


@dataclass(frozen=True)
class TextStyle:
    """How text is set: colours, size and the colour of its words by the name of a token."""

    tokens: Tokens
    size: int = TEXT_SIZE
    line_height: int = LINE_HEIGHT
    color: str = "text"


@dataclass(frozen=True)
class ListMarker:
    """What stands before a list item: a number, a check box as an icon, or a dot.

    Attributes:
        block: the number of the item's first block.
        level: 1 for the outermost list.
    """

    block: int
    level: int
    text: str = ""
    icon: str = ""
    done: bool = False


@dataclass
class StyledDocument:
    """A document, and what is drawn beneath its text.

    Attributes:
        inline_code: first and last position of each piece of code within a line.
        code_blocks: first and last block number of each block of code.
        quotes: first and last block number of each quotation.
        markers: what stands before list items; Qt draws none itself.
        rulers: numbers of the blocks that are only a line across.
        tables: the tables, whose lines are drawn beneath too.
    """

    document: QTextDocument
    inline_code: list[tuple[int, int]] = field(default_factory=list)
    code_blocks: list[tuple[int, int]] = field(default_factory=list)
    quotes: list[tuple[int, int]] = field(default_factory=list)
    markers: list[ListMarker] = field(default_factory=list)
    rulers: list[int] = field(default_factory=list)
    tables: list[QTextTable] = field(default_factory=list)


def plain_document(text: str, style: TextStyle) -> StyledDocument:
    """`text` as it stands, set in `style`."""
    document = empty_document(style)
    document.setPlainText(text)
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(line_format(scaled(style.line_height)))
    return StyledDocument(document)


def empty_document(style: TextStyle) -> QTextDocument:
    document = InertDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setIndentWidth(_INDENT)
    document.setDefaultFont(text_font(style.size))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    return document


def document_words(document: QTextDocument) -> str:
    """All that one reads in a document."""
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    return selected_words(cursor)


def selected_words(cursor: QTextCursor) -> str:
    """What a cursor has selected, with line feeds between lines and rows, and tabs between cells."""
    text = cursor.selectedText().translate(_LINE_SEPARATORS)
    if _CELL not in text:
        return text
    start, probe = cursor.selectionStart(), QTextCursor(cursor.document())
    letters = list(text.replace(_TABLE_END, "\n"))
    for number, letter in enumerate(letters):
        if letter == _CELL:
            probe.setPosition(start + number + 1)
            table = probe.currentTable()
            is_first = table is None or table.cellAt(probe).column() == 0
            letters[number] = "\n" if is_first else "\t"
    return "".join(letters)


def plain_words(text: str) -> str:
    """What one reads of a text that is set as it stands."""
    return text.translate(_LINE_SEPARATORS)


def line_format(height: int) -> QTextBlockFormat:
    block_format = QTextBlockFormat()
    block_format.setLineHeight(height, FIXED_LINES)
    return block_format
