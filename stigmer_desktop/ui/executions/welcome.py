"""What stands above the composer before a session begins: a greeting, and prompts to try."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from stigmer_desktop.ui.executions.card_paint import paint_card, paint_focus_ring
from stigmer_desktop.ui.executions.example_prompts import Example, examples_for
from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_6, Theme
from stigmer_desktop.ui.widgets.enter_key import pressed_by_enter
from stigmer_desktop.ui.widgets.icon_label import IconLabel

_ROW_HEIGHT = 44
# Lines that are wider are hard to read in the middle of a page.
_WIDEST_LINE = 600


class Welcome(QScrollArea):
    """`prompt_chosen` carries the prompt that is to be written into the composer; scrolls in a low window."""

    prompt_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        self.setWidget(content)
        self._greeting = _label(text_font(20, SEMIBOLD), "")
        self._greeting.setText(self.tr("What shall we do?"))
        self._about = _label(text_font(14), "second")
        self._model = _label(text_font(12), "third")
        self.prompts = [PromptButton(theme, each.icon_name, each.text) for each in examples_for("")]
        self._column = column = QVBoxLayout(content)
        column.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_3)
        column.setSpacing(SPACE_2)
        column.addStretch(3)
        sign = IconLabel(theme, "chat-circle-dots", "accent", 22, tile=44)
        column.addWidget(sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE_2)
        column.addWidget(self._greeting)
        column.addWidget(self._about)
        column.addSpacing(SPACE_3)
        for button in self.prompts:
            button.clicked.connect(partial(self._on_clicked, button))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE_2)
        column.addWidget(self._model)
        column.addStretch(4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = max(SPACE_6, (event.size().width() - scaled(_WIDEST_LINE)) // 2)
        self._column.setContentsMargins(side, SPACE_6, side, SPACE_3)

    def _on_clicked(self, button: PromptButton) -> None:
        self.prompt_chosen.emit(button.text())

    def set_agent(self, name: str, description: str) -> None:
        """Says who will be asked; empty while that is not known yet."""
        self._about.setText(f"{name}: {description}" if description else name)
        for button in self.prompts:
            button.show()

    def set_examples(self, examples: Sequence[Example]) -> None:
        """Offers `examples`, as many as there are buttons."""
        for button, example in zip(self.prompts, examples, strict=True):
            button.set_example(example)

    def set_no_agent(self) -> None:
        """Says that there is nobody to ask."""
        self._about.setText(self.tr("There is no agent yet. Make one under Agents first."))
        for button in self.prompts:
            button.hide()

    def set_model_words(self, words: str) -> None:
        """Says what is to be known about the model; may be empty."""
        self._model.setText(words)


class PromptButton(QAbstractButton):
    """One prompt to try."""

    def __init__(self, theme: Theme, icon_name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon_name
        self.setText(text)
        self.setAccessibleName(text)
        self.setFont(text_font(13))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        theme.changed.connect(self.updateGeometry)

    def set_example(self, example: Example) -> None:
        """Shows another prompt."""
        self._icon_name = example.icon_name
        self.setText(example.text)
        self.setAccessibleName(example.text)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(scaled(480), scaled(_ROW_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        frame = QRectF(self.rect())
        fill = tokens.user_message if self.underMouse() or self.isDown() else tokens.panel
        paint_card(painter, frame, fill, tokens.line, 10)
        paint_icon(painter, QRectF(14, (self.height() - 17) / 2, 17, 17), self._icon_name, tokens.accent)
        painter.setFont(self.font())
        painter.setPen(tokens.text)
        room = frame.adjusted(42, 0, -14, 0)
        shown = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        if self.hasFocus():
            paint_focus_ring(painter, frame, tokens.accent, 10)


def _label(font: QFont, tone: str) -> QLabel:
    label = QLabel()
    label.setFont(font)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    if tone:
        label.setProperty("tone", tone)
    return label
