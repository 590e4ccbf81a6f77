"""A small pill that says in which phase an execution is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.phase_style import PhaseStyle, phase_style
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.spinner import paint_spinner
from stigmer_desktop.ui.widgets.spinner_clock import SpinnerClock

_HEIGHT = 20
_ICON = 13
_PADDING = 7
_GAP = 5
_TINT = 0.12


class PhaseChip(QWidget):
    """Icon and words of one phase on a tint of its colour."""

    def __init__(self, theme: Theme, phase: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._style = phase_style(phase)
        self._clock = SpinnerClock(self)
        self._clock.ticked.connect(self._on_ticked)
        self.setFont(text_font(11, SEMIBOLD))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)
        self.set_phase(phase)

    def set_phase(self, phase: int) -> None:
        """Shows `phase`, whether this program knows it or not."""
        self._style = phase_style(phase)
        self._clock.set_running(self._style.spins and self.isVisible())
        self.setAccessibleName(self._style.words)
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        return self._style.words

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self.font()).horizontalAdvance(self._style.words)
        return QSize(round(words + 0.5) + 2 * _PADDING + scaled(_ICON) + _GAP + 1, scaled(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def showEvent(self, event: QShowEvent) -> None:
        self._clock.set_running(self._style.spins)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.set_running(False)
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        only_sign = picture_box(rect).toAlignedRect().contains(event.rect())
        paint_phase_chip(
            painter, rect, self._theme, self._style, self._clock.degrees, with_words=not only_sign
        )

    @Slot()
    def _on_ticked(self) -> None:
        self.update(picture_box(QRectF(self.rect())).toAlignedRect())

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


def picture_box(rect: QRectF) -> QRectF:
    """Where in a chip that fills `rect` its icon stands."""
    side = scaled(_ICON)
    return QRectF(rect.left() + _PADDING, rect.center().y() - side / 2, side, side)


def paint_phase_chip(
    painter: QPainter,
    rect: QRectF,
    theme: Theme,
    style: PhaseStyle,
    degrees: float = 0.0,
    *,
    with_words: bool = True,
) -> None:
    """Draws the chip into `rect` with the painter's font at 11 px semibold; for delegates too.

    Without words it is for one who paints nothing but the icon's part anew.
    """
    color = theme.tokens.by_name(style.token)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(_fill(theme, style, color))
    painter.setPen(QPen(theme.tokens.line, 1) if style.outlined else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), rect.height() / 2, rect.height() / 2)
    picture = picture_box(rect)
    if style.spins:
        paint_spinner(painter, picture, color, degrees)
    else:
        paint_icon(painter, picture, style.icon, color)
    if with_words:
        painter.setFont(text_font(11, SEMIBOLD))
        painter.setPen(color)
        words = QRectF(rect)
        words.setLeft(picture.right() + _GAP)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, style.words)
    painter.restore()


def _fill(theme: Theme, style: PhaseStyle, color: QColor) -> QColor:
    if style.fill:
        return theme.tokens.by_name(style.fill)
    tint = QColor(color)
    tint.setAlphaF(0.0 if style.outlined else _TINT)
    return tint
