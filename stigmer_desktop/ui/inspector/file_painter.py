"""Draws one changed file of a list: its name, its folder, and how much was added and removed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QPainter

from stigmer_desktop.ui.executions.amount_text import count_text
from stigmer_desktop.ui.fonts import SEMIBOLD, scaled
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.inspector.file_row import FileRow
from stigmer_desktop.ui.inspector.row_painter import ROW_LEFT
from stigmer_desktop.ui.theme import SPACE_4, Theme
from stigmer_desktop.ui.widgets.face import number_face, text_face
from stigmer_desktop.ui.widgets.line_paint import fits, paint_line

_ICON = 15
_GAP = 9
_COUNTS = 110


class FilePainter:
    """A RowPainter of FileRow."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def height(self, row: FileRow, width: int) -> int:
        return scaled(46)

    def paint(self, painter: QPainter, box: QRectF, row: FileRow, degrees: float) -> None:
        tokens = self._theme.tokens
        half = (box.height() - 8) / 2
        top = QRectF(box.left(), box.top() + 4, box.width() - SPACE_4, half)
        icon, token = file_icon(row)
        sign = QRectF(box.left() + ROW_LEFT, top.center().y() - _ICON / 2, _ICON, _ICON)
        paint_icon(painter, sign, icon, tokens.by_name(token))
        counts = QRectF(top.right() - scaled(_COUNTS), top.top(), scaled(_COUNTS), half)
        taken = 0.0
        for words, color in ((removed_text(row), tokens.removed_text), (added_text(row), tokens.added_text)):
            if words:
                font = number_face(12, SEMIBOLD)
                taken += paint_line(painter, counts, words, font, color, at_right=True) + 8
                counts.setRight(top.right() - taken)
        left = sign.right() + _GAP
        name = QRectF(left, top.top(), top.right() - taken - left, half)
        font = text_face(13, SEMIBOLD, struck=row.is_deleted)
        paint_line(painter, name, row.name, font, tokens.text, elide=Qt.TextElideMode.ElideMiddle)
        second = QRectF(left, top.bottom() - 1, top.right() - left, half)
        middle = Qt.TextElideMode.ElideMiddle
        paint_line(painter, second, about_text(row), text_face(11), tokens.third_text, elide=middle)

    def spinner(self, box: QRectF, row: FileRow) -> QRectF | None:
        return None

    def tooltip(self, box: QRectF, row: FileRow) -> str:
        room = box.width() - ROW_LEFT - SPACE_4 - _ICON - _GAP
        if fits(row.name, text_face(13, SEMIBOLD), room - scaled(_COUNTS)) and fits(
            about_text(row), text_face(11), room
        ):
            return ""
        return row.path


def file_icon(row: FileRow) -> tuple[str, str]:
    """The icon of what happened to a file, and the token of its colour."""
    if row.is_deleted:
        return "file-x", "red"
    return ("file-plus", "green") if row.is_new else ("note-pencil", "second_text")


def added_text(row: FileRow) -> str:
    return f"+{count_text(row.added)}" if row.added or not row.removed else ""


def removed_text(row: FileRow) -> str:
    return f"\N{MINUS SIGN}{count_text(row.removed)}" if row.removed else ""


def about_text(row: FileRow) -> str:
    """The folder of a file, what it was called before, and how often it was changed."""
    times = ""
    if len(row.edits) > 1:
        times = QCoreApplication.translate("Files", "%1 changes").replace("%1", str(len(row.edits)))
    before = ""
    if row.renamed_from:
        before = QCoreApplication.translate("Files", "was %1").replace("%1", row.renamed_from)
    return " · ".join(part for part in (row.folder or "./", before, times) if part)


def file_name(row: FileRow) -> str:
    """What a screen reader says of a file."""
    return f"{row.path}, +{row.added}, -{row.removed}"
