"""How the pane in the centre is laid out: its strip, what fills it, and the composer below."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from stigmer_desktop.ui.comparison.comparison_page import Comparison, ComparisonPage
from stigmer_desktop.ui.executions.composer import Composer
from stigmer_desktop.ui.executions.composer_text import accept_copy, can_be_taken
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.find_bar import FindBar
from stigmer_desktop.ui.executions.focus_follower import FocusFollower
from stigmer_desktop.ui.executions.pane_state import PaneState
from stigmer_desktop.ui.executions.row_scroll_area import SIDE
from stigmer_desktop.ui.executions.transcript_view import TranscriptView
from stigmer_desktop.ui.executions.welcome import Welcome
from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.theme import SPACE_4, TRANSCRIPT_WIDTH, Theme
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.message_bar import MessageBar
from stigmer_desktop.ui.widgets.page_header import PageHeader
from stigmer_desktop.ui.widgets.spinner import Spinner

# The composer is so much larger than its card, for the shadow.
_COMPOSER_EDGE = 4
# What takes longer than this shows that it is under way.
_SLOW_MS = 200


class SessionPage(QWidget):
    """Shows one of `welcome`, `transcript` and `state` between `bar` and `composer`.

    `step_chosen` carries the execution and the key of a step that was chosen in a comparison.
    """

    step_chosen = Signal(object, object)

    def __init__(self, theme: Theme, model: ExecutionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._comparing: ComparisonPage | None = None
        self.bar = PageHeader(theme, "")
        self.find_button = IconButton(
            theme, "magnifying-glass", self.tr("Find in this session"), action="find-in-session"
        )
        self._loading = Spinner(theme, "blue", 14)
        self._loading.setToolTip(self.tr("Loading older messages"))
        self._loading.setAccessibleName(self.tr("Loading older messages"))
        self._loading.hide()
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._slow.timeout.connect(self._loading.show)
        self.bar.add(self._loading)
        self.bar.add(self.find_button)
        self.find_bar = FindBar(theme)
        self.transcript = TranscriptView(theme, model)
        FocusFollower(self.transcript)
        self.welcome = Welcome(theme)
        self.state = PaneState(theme)
        self.composer = Composer(theme)
        self._stack = QStackedWidget()
        for part in (self.welcome, self.transcript, self.state):
            self._stack.addWidget(part)
        self.messages = MessageBar(theme, self._stack)
        # Gone with the composer, so that a comparison goes down to the edge.
        self._foot = QWidget()
        holder = QHBoxLayout(self._foot)
        edge = SIDE - _COMPOSER_EDGE
        holder.setContentsMargins(edge, 0, edge, SPACE_4 - _COMPOSER_EDGE)
        self._set_width()
        theme.changed.connect(self._set_width)
        holder.addStretch(1)
        holder.addWidget(self.composer, 1000)
        holder.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.find_bar)
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot)
        self.setAcceptDrops(True)
        self.setTabOrder(self.transcript, self.composer.text)
        # A click beside everything, or on a button, leaves the keyboard with what one writes.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.composer.text.page_requested.connect(self._on_page_requested)
        self.transcript.text_typed.connect(self._on_text_typed)

    @property
    def part(self) -> QWidget | None:
        """What fills the page now."""
        return self._stack.currentWidget()

    def set_loading(self, loading: bool) -> None:
        """Shows, once it takes a while, that older messages are being loaded."""
        if not loading:
            self._slow.stop()
            self._loading.hide()
        elif not self._slow.isActive() and self._loading.isHidden():
            self._slow.start()

    def show_part(self, part: QWidget) -> None:
        """Fills the page with one of its parts."""
        self._stack.setCurrentWidget(part)

    @property
    def is_comparing(self) -> bool:
        """Whether two executions are shown beside each other."""
        return self._comparing is not None and self.part is self._comparing

    def show_comparison(self, comparison: Comparison) -> ComparisonPage:
        """Fills the page with two executions beside each other; there is nothing to write to then."""
        if self._comparing is None:
            self._comparing = ComparisonPage(self._theme)
            self._comparing.closed.connect(self.leave_comparison)
            self._comparing.step_chosen.connect(self.step_chosen)
            self._stack.addWidget(self._comparing)
        self.composer.hide()
        self._foot.hide()
        self.show_part(self._comparing)
        self._comparing.show_comparison(comparison)
        return self._comparing

    @Slot()
    def leave_comparison(self) -> bool:
        """Shows the transcript again; False if that is what is shown."""
        if not self.is_comparing:
            return False
        self.show_part(self.transcript)
        self._foot.show()
        self.composer.show()
        self.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    @Slot()
    def _set_width(self) -> None:
        self.composer.setMaximumWidth(scaled(TRANSCRIPT_WIDTH) + 2 * _COMPOSER_EDGE)

    @Slot(object)
    def _on_page_requested(self, down: bool) -> None:
        actions = QAbstractSlider.SliderAction
        action = actions.SliderPageStepAdd if down else actions.SliderPageStepSub
        self.transcript.verticalScrollBar().triggerAction(action)

    @Slot(object)
    def _on_text_typed(self, text: str) -> None:
        self.composer.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.composer.text.insertPlainText(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # No focus proxy: with one, Tab would pass over everything that stands in the page.
        super().focusInEvent(event)
        if self.composer.isVisible():
            self.composer.text.setFocus(event.reason())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # Files and words may be dropped anywhere in the session, as if onto its composer.
        if self.composer.isVisible() and can_be_taken(event.mimeData()):
            accept_copy(event)
            self.composer.show_drop(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.composer.show_drop(False)

    def dropEvent(self, event: QDropEvent) -> None:
        accept_copy(event)
        self.composer.take(event.mimeData(), self.mapToGlobal(event.position().toPoint()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.composer.set_most_height(self.height() // 3)
