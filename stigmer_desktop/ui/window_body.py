"""What fills the window: the sidebar beside the centre, the status bar below both."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from stigmer_desktop.ui.theme import SIDEBAR_WIDTH

# How large a window is that nobody has sized yet.
FIRST_SIZE = (1280, 800)
# What a window manager's frame takes of the screen, at most.
_FRAME = QSize(16, 48)
# A widget with this property leads the Tab key through its children itself.
LEADS_TABS = "leads_tabs"
_BY_TAB = Qt.FocusPolicy.TabFocus


def first_size(screen: QSize) -> QSize:
    """How large a new window is on a screen with so much room: never larger than fits, frame and all."""
    return QSize(*FIRST_SIZE).boundedTo(screen - _FRAME)


class WindowBody(QWidget):
    """`split` lies between sidebar and centre."""

    def __init__(self, sidebar: QWidget, centre: QWidget, status: QWidget) -> None:
        super().__init__()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(sidebar)
        self.split.addWidget(centre)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([SIDEBAR_WIDTH, FIRST_SIZE[0] - SIDEBAR_WIDTH])
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.split, 1)
        rows.addWidget(status)
        # Where the focus stands until the user, or a pane, puts it somewhere.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Rows are drawn last, and so stand last in Qt's order: Tab would go from the status bar to them,
        # and then round in the session for ever.
        now = QApplication.focusWidget()
        after = _next_stop(now, forward) if now is not None else None
        if now is None or after is None or not _is_led(after, now):
            return super().focusNextPrevChild(forward)
        while after is not None and after is not now and _is_led(after, now):
            after = _next_stop(after, forward)
        if after is None:
            return False
        reason = Qt.FocusReason
        after.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
        return True


def _next_stop(widget: QWidget, forward: bool) -> QWidget | None:
    """The next widget of Qt's order that takes the focus by Tab; None if there is no other."""
    after: QWidget | None = widget
    while True:
        assert after is not None
        after = after.nextInFocusChain() if forward else after.previousInFocusChain()
        if after is None or after is widget:
            return None
        if after.focusPolicy() & _BY_TAB == _BY_TAB and after.isVisible() and after.isEnabled():
            return after


def _is_led(widget: QWidget, now: QWidget) -> bool:
    """Whether `widget` lies in what leads the Tab key itself, while the focus is not there."""
    parent = widget.parentWidget()
    while parent is not None:
        if parent.property(LEADS_TABS):
            return parent is not now and not parent.isAncestorOf(now)
        parent = parent.parentWidget()
    return False
