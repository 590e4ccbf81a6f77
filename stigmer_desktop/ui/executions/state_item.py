"""The rows that say what an execution is doing now, and why it ended."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_FAILED,
    EXECUTION_TERMINATED,
)
from stigmer_desktop.ui.executions.card_paint import paint_card
from stigmer_desktop.ui.executions.deed import Deed, go_on_words
from stigmer_desktop.ui.executions.document_surface import BLEED
from stigmer_desktop.ui.executions.long_text import LongText
from stigmer_desktop.ui.executions.row_words import blames_model, error_words
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.executions.transcript_row import (
    ActivityRow,
    ErrorRow,
    TranscriptRow,
)
from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.phase_style import phase_style
from stigmer_desktop.ui.theme import mixed
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.spinner import Spinner

_ERROR_X = 14
_ERROR_Y = 12
_BUTTON_HEIGHT = 32
_GAP = 8


class ActivityItem(QWidget):
    """Says that the agent is at work, while there is nothing newer to read."""

    def __init__(self, context: ItemContext, row: ActivityRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._words = ""
        self._spinner = Spinner(context.theme, "blue", 14, self)
        self.set_row(row)

    def set_row(self, row: TranscriptRow) -> None:
        assert isinstance(row, ActivityRow)
        if row.starts_servers:
            self._words = self.tr("Starting MCP servers…")
        else:
            self._words = self.tr("Working…") if row.answering else self.tr("Thinking…")
        self.setAccessibleName(self._words)
        self.update()

    def arrange(self, width: int) -> int:
        height = scaled(22)
        self._spinner.move(0, (height - self._spinner.height()) // 2)
        return height

    def surfaces(self) -> Sequence[TextSurface]:
        return ()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(text_font(13))
        painter.setPen(self._context.theme.tokens.second_text)
        painter.drawText(
            QRectF(22, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self._words
        )


class ErrorItem(QWidget):
    """Why an execution did not come to its end, in place, with ways to go on and to ask again."""

    def __init__(self, context: ItemContext, row: ErrorRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row = row
        self._quiet = row.phase in (EXECUTION_CANCELLED, EXECUTION_TERMINATED)
        self._token = phase_style(row.phase).token
        self._text = LongText(context, row.key, most_lines=12, parent=self)
        self._recover = PushButton(context.theme, go_on_words(), self, icon_name="arrow-u-up-left")
        self._recover.setToolTip(self.tr("What was said is kept, and nothing that ended is done again"))
        self._recover.clicked.connect(self._on_recover)
        self._model = PushButton(context.theme, self.tr("Choose another model"), self, icon_name="cpu")
        self._model.setToolTip(
            self.tr("Runs this message again, beside this run, with the model that you choose")
        )
        self._model.clicked.connect(self._on_other_model)
        self._again = PushButton(context.theme, self.tr("Send again"), self, icon_name="arrow-clockwise")
        self._again.clicked.connect(self._on_again)
        self.set_row(row)

    def set_row(self, row: TranscriptRow) -> None:
        assert isinstance(row, ErrorRow)
        self._row = row
        text = error_words(row)
        self._text.set_text(text)
        self._again.setVisible(bool(row.message))
        # Of a message only, and only of one that failed: a sub-agent goes on with its caller.
        self._recover.setVisible(bool(row.message) and row.phase == EXECUTION_FAILED)
        self._recover.setEnabled(True)
        self._model.setVisible(bool(row.message) and blames_model(row))
        self.setAccessibleName(f"{self._title}: {text[:500]}")
        self.update()

    @property
    def _title(self) -> str:
        return phase_style(self._row.phase).words

    def arrange(self, width: int) -> int:
        inner = width - 2 * _ERROR_X - 24
        height = self._text.arrange(inner)
        left, title, button = _ERROR_X + 24, scaled(22), scaled(_BUTTON_HEIGHT)
        self._text.setGeometry(left - BLEED, _ERROR_Y + title, inner + 2 * BLEED, height)
        total = _ERROR_Y + title + height + _ERROR_Y
        if self._row.message:
            x, y = left, total - 2
            for each in (self._model, self._recover, self._again):
                if each.isHidden():
                    continue
                wide = each.sizeHint().width()
                if x > left and x + wide > width - _ERROR_X:
                    x, y = left, y + button + _GAP
                each.setGeometry(x, y, wide, button)
                x += wide + _GAP
            total = y + button + _ERROR_Y
        return total

    def surfaces(self) -> Sequence[TextSurface]:
        return self._text.surfaces()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._context.theme.tokens
        color = tokens.by_name(self._token)
        fill = tokens.code if self._quiet else tokens.removed_fill
        line = tokens.line if self._quiet else mixed(tokens.removed_fill, color, 0.28)
        painter = QPainter(self)
        paint_card(painter, QRectF(self.rect()), fill, line, 10)
        name = "prohibit" if self._quiet else "x-circle"
        paint_icon(painter, QRectF(_ERROR_X, _ERROR_Y + 1, 17, scaled(17)), name, color)
        painter.setFont(_title_font())
        painter.setPen(color)
        title = QRectF(_ERROR_X + 24, _ERROR_Y, self.width() - 2 * _ERROR_X - 24, scaled(19))
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, self._title)

    @Slot()
    def _on_recover(self) -> None:
        # A click shows at once that it is under way; the next snapshot takes the box away.
        self._recover.setEnabled(False)
        self._context.host.do(self._row.execution_id, Deed.RECOVER)

    @Slot()
    def _on_other_model(self) -> None:
        self._context.host.do(self._row.execution_id, Deed.OTHER_MODEL)

    @Slot()
    def _on_again(self) -> None:
        self._context.host.do(self._row.execution_id, Deed.REPEAT)


def _title_font() -> QFont:
    return text_font(13, SEMIBOLD)
