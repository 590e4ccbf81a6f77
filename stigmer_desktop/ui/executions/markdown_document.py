"""Gives a document that was read from Markdown its look."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextFragment,
    QTextList,
    QTextListFormat,
    QTextTable,
)

from stigmer_desktop.ui.executions.markdown_reading import read_markdown
from stigmer_desktop.ui.executions.styled_document import (
    FIXED_LINES,
    TEXT_SIZE,
    ListMarker,
    StyledDocument,
    TextStyle,
    empty_document,
    line_format,
)
from stigmer_desktop.ui.fonts import REGULAR, SEMIBOLD, code_font, scaled, text_font

CODE_LINE_HEIGHT = 19
PARAGRAPH_GAP = 10
CELL_PADDING = 8
CODE_GAP = 4
_HEADING_SIZES = {1: 18, 2: 16, 3: 15}
_HEADING_GAPS = {1: 20, 2: 18, 3: 14}
_BOLD_FROM = QFont.Weight.DemiBold.value
_CODE_FENCE = QTextFormat.Property.BlockCodeFence
_BULLETS = (
    QTextListFormat.Style.ListDisc,
    QTextListFormat.Style.ListCircle,
    QTextListFormat.Style.ListSquare,
)
_IS_INLINE_CODE = QTextFormat.Property.UserProperty.value + 1
_QUOTE_LEVEL = QTextFormat.Property.BlockQuoteLevel
_RULER = QTextFormat.Property.BlockTrailingHorizontalRulerWidth


def markdown_document(markdown: str, style: TextStyle) -> StyledDocument:
    """`markdown` set in `style`; raw HTML in it stays visible text, images become links to themselves."""
    document = empty_document(style)
    read_markdown(document, markdown)
    styled = StyledDocument(document)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(line_format(scaled(style.line_height)))
    _Dresser(styled, cursor, style).dress()
    cursor.endEditBlock()
    return styled


class _Dresser:
    """Walks once through a parsed document and gives each block and piece of text its look."""

    def __init__(self, styled: StyledDocument, cursor: QTextCursor, style: TextStyle) -> None:
        self._styled = styled
        self._cursor = cursor
        self._style = style
        self._lists: list[QTextList] = []

    def dress(self) -> None:
        block = self._styled.document.begin()
        first = True
        while block.isValid():
            for start, length, text_format in list(self._pieces(block)):
                self._cursor.setPosition(start)
                self._cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
                self._cursor.setCharFormat(text_format)
                if text_format.property(_IS_INLINE_CODE):
                    self._make_room(start, start + length)
            self._set_block_format(block, first)
            first = False
            block = block.next()
        self._dress_tables()
        for items in self._lists:
            list_format = items.format()
            list_format.setStyle(QTextListFormat.Style.ListStyleUndefined)
            items.setFormat(list_format)

    def _set_block_format(self, block: QTextBlock, first: bool) -> None:
        self._cursor.setPosition(block.position())
        block_format = block.blockFormat()
        number = block.blockNumber()
        quote_level = block_format.intProperty(_QUOTE_LEVEL)
        top, bottom = 0.0, float(PARAGRAPH_GAP)
        if block_format.hasProperty(_CODE_FENCE):
            _extend(self._styled.code_blocks, number)
            block_format.setLineHeight(scaled(CODE_LINE_HEIGHT), FIXED_LINES)
            block_format.setNonBreakableLines(False)
            block_format.setLeftMargin(block_format.leftMargin() + 12)
            after = block.next()
            more_code = after.isValid() and after.blockFormat().hasProperty(_CODE_FENCE)
            top = 0.0 if self._styled.code_blocks[-1][0] < number else 8.0
            bottom = 0.0 if more_code else PARAGRAPH_GAP + 8.0
        elif block_format.hasProperty(_RULER):
            self._styled.rulers.append(number)
            block_format.clearProperty(_RULER)
        elif level := block_format.headingLevel():
            block_format.setLineHeight(scaled(_HEADING_SIZES.get(level, TEXT_SIZE) * 1.45), FIXED_LINES)
            top = 0.0 if first else float(_HEADING_GAPS.get(level, 12))
            bottom = 6.0
        elif self._cursor.currentTable() is not None:
            bottom = 0.0
        elif (items := block.textList()) is not None:
            self._mark_item(block, items, block_format)
            after = block.next()
            bottom = 4.0 if after.isValid() and after.textList() is not None else bottom
        if quote_level:
            _extend(self._styled.quotes, number)
            block_format.setLeftMargin(16.0 * quote_level)
            block_format.setRightMargin(0)
        if not block.next().isValid():
            bottom = min(bottom, 8.0) if block_format.hasProperty(_CODE_FENCE) else 0.0
        block_format.setTopMargin(top)
        block_format.setBottomMargin(bottom)
        self._cursor.setBlockFormat(block_format)

    def _mark_item(self, block: QTextBlock, items: QTextList, block_format: QTextBlockFormat) -> None:
        if items not in self._lists:
            self._lists.append(items)
        style = items.format().style()
        box = block_format.marker()
        number, level = block.blockNumber(), items.format().indent()
        done = box is QTextBlockFormat.MarkerType.Checked
        if box is not QTextBlockFormat.MarkerType.NoMarker:
            icon = "check-square" if done else "square"
            self._styled.markers.append(ListMarker(number, level, icon=icon, done=done))
            block_format.setMarker(QTextBlockFormat.MarkerType.NoMarker)
        elif style in _BULLETS:
            self._styled.markers.append(ListMarker(number, level))
        else:
            self._styled.markers.append(ListMarker(number, level, text=items.itemText(block)))

    def _pieces(self, block: QTextBlock) -> Iterator[tuple[int, int, QTextCharFormat]]:
        block_format = block.blockFormat()
        level = block_format.headingLevel()
        size = _HEADING_SIZES.get(level, self._style.size) if level else self._style.size
        quoted = bool(block_format.intProperty(_QUOTE_LEVEL))
        in_code = block_format.hasProperty(_CODE_FENCE)
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            new = self._char_format(fragment, size, bool(level), quoted, in_code)
            if new is not None:
                yield fragment.position(), fragment.length(), new
            iterator += 1

    def _char_format(
        self, fragment: QTextFragment, size: int, heading: bool, quoted: bool, in_code: bool
    ) -> QTextCharFormat | None:
        new = fragment.charFormat()
        tokens = self._style.tokens
        is_code = in_code or new.fontFixedPitch()
        bold = heading or new.fontWeight() >= _BOLD_FROM
        plain = not (is_code or bold or new.fontItalic() or new.isAnchor() or quoted)
        if plain:
            return None
        if is_code:
            font = code_font(size - 2, SEMIBOLD if bold and not in_code else REGULAR)
            if not in_code:
                self._mark_inline_code(fragment)
                new.setProperty(_IS_INLINE_CODE, True)
        else:
            font = text_font(size, SEMIBOLD if bold else REGULAR)
            font.setItalic(new.fontItalic())
        font.setStrikeOut(new.fontStrikeOut())
        new.clearProperty(QTextFormat.Property.FontSizeAdjustment)
        new.setFont(font)
        if new.isAnchor():
            new.setForeground(tokens.accent)
        elif quoted:
            new.setForeground(tokens.second_text)
        return new

    def _mark_inline_code(self, fragment: QTextFragment) -> None:
        start, end = fragment.position(), fragment.position() + fragment.length()
        ranges = self._styled.inline_code
        if ranges and ranges[-1][1] == start:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((start, end))

    def _make_room(self, start: int, end: int) -> None:
        """Widens the gaps around code, which is drawn on a pill wider than its letters."""
        wide = QTextCharFormat()
        wide.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
        wide.setFontLetterSpacing(CODE_GAP)
        block_start = self._styled.document.findBlock(start).position()
        for position in (start - 1, end - 1):
            if position >= block_start:
                self._cursor.setPosition(position)
                self._cursor.setPosition(position + 1, QTextCursor.MoveMode.KeepAnchor)
                self._cursor.mergeCharFormat(wide)

    def _dress_tables(self) -> None:
        for frame in self._styled.document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _dress_table(frame)
                self._styled.tables.append(frame)


def _dress_table(table: QTextTable) -> None:
    table_format = table.format()
    table_format.setBorder(0)
    table_format.setCellPadding(CELL_PADDING)
    table_format.setCellSpacing(0)
    table_format.setMargin(0)
    table.setFormat(table_format)


def _extend(ranges: list[tuple[int, int]], number: int) -> None:
    """Adds `number` to the last of `ranges` if it follows it, else as a range of its own."""
    if ranges and ranges[-1][1] == number - 1:
        ranges[-1] = (ranges[-1][0], number)
    else:
        ranges.append((number, number))
