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
        if now is None or not now.isVisible() or not now.isEnabled():
            # What is hidden, disabled or taken apart passes its focus on; that is no matter of keys.
            return super().focusNextPrevChild(forward)
        passed = [(stop, stop.focusPolicy()) for stop in self._led_stops(now)]
        for stop, _ in passed:
            stop.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        moved = super().focusNextPrevChild(forward)
        for stop, policy in passed:
            stop.setFocusPolicy(policy)
        return moved

    def _led_stops(self, now: QWidget) -> list[QWidget]:
        """What takes the focus by Tab in parts that lead the key themselves, where `now` does not lie."""
        found: list[QWidget] = []
        for part in self.findChildren(QWidget):
            is_led = bool(part.property(LEADS_TABS)) and part.isVisible()
            if is_led and part is not now and not part.isAncestorOf(now):
                found += [
                    each for each in part.findChildren(QWidget) if each.focusPolicy() & _BY_TAB == _BY_TAB
                ]
        return found
