"""What lies beneath a row of a list: chosen, under the pointer, or with the keyboard on it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle

from stigmer_desktop.ui.theme import RADIUS_CONTROL, Tokens, mixed

_HOVER = 0.035


def paint_row_ground(painter: QPainter, box: QRectF, state: QStyle.StateFlag, tokens: Tokens) -> None:
    """Draws the ground of a row that takes `box`, as its style option's `state` says."""
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    if chosen or state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.selection if chosen else mixed(tokens.background, tokens.text, _HOVER))
        painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(tokens.accent)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CONTROL, RADIUS_CONTROL)
