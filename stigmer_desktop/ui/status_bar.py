"""The line at the foot of the window: runner, endpoint, and how much there is."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCursor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    EXECUTION_PENDING,
    EXECUTION_WAITING_FOR_APPROVAL,
)
from stigmer_desktop.ui.client import ConnectionPhase, ConnectionState
from stigmer_desktop.ui.executions.amount_text import count_text
from stigmer_desktop.ui.fonts import number_font, scaled
from stigmer_desktop.ui.theme import SPACE_2, SPACE_4, Theme
from stigmer_desktop.ui.trouble import RUNNER_FINE
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel

_HEIGHT = 28
_COPIED_MILLISECONDS = 1500
_MEGABYTE = 1_000_000


class StatusBar(QFrame):
    """Shows the newest overview. A click on the address copies it.

    `diagnostics_wanted` comes with a click on what says how runner and database are.
    """

    diagnostics_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "status")
        self._set_height()
        theme.changed.connect(self._set_height)
        self._connection = ConnectionState(ConnectionPhase.CONNECTING)
        self._overview: Overview | None = None
        self._failed = False
        self._dot = _Dot(theme)
        self.runner = self._button()
        self.runner.setToolTip(self.tr("Diagnostics"))
        self.runner.clicked.connect(self.diagnostics_wanted)
        self.address = self._button()
        self.address.clicked.connect(self._on_address_clicked)
        self.address.hide()
        self.work = ElidedLabel(theme, number_font(12), "second_text")
        self.amount = self._button()
        self.amount.clicked.connect(self.diagnostics_wanted)
        self.amount.hide()
        self._copied = QTimer(self, singleShot=True, interval=_COPIED_MILLISECONDS)
        self._copied.timeout.connect(self._show)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
        row.setSpacing(SPACE_4)
        runner = QHBoxLayout()
        runner.setSpacing(SPACE_2 - 2)
        runner.addWidget(self._dot)
        runner.addWidget(self.runner)
        row.addLayout(runner)
        row.addWidget(self.address)
        row.addWidget(self.work, 1)
        row.addWidget(self.amount)
        self._show()

    @Slot()
    def _set_height(self) -> None:
        self.setFixedHeight(scaled(_HEIGHT))

    @Slot(object)
    def show_overview(self, overview: Overview) -> None:
        """Shows the counts and states of `overview`."""
        self._overview = overview
        self._show()

    def show_failure(self, failed: bool) -> None:
        """Shows that there is no server to work with, or that this is over."""
        self._failed = failed
        self._show()

    @Slot(object)
    def show_connection(self, state: ConnectionState) -> None:
        """Shows whether the server answers."""
        self._connection = state
        self._show()

    @Slot()
    def _on_address_clicked(self) -> None:
        if self._overview is not None:
            QGuiApplication.clipboard().setText(self._overview.address)
            self.address.setText(self.tr("Address copied"))
            self._copied.start()

    @Slot()
    def _show(self) -> None:
        token, words = self._runner_words()
        self._dot.set_token(token)
        self.runner.setText(words)
        overview = self._overview
        if overview is None:
            return
        self.address.setText(overview.address)
        label = self.tr("Copy the address of the endpoint, %1").replace("%1", overview.address)
        self.address.setAccessibleName(label)
        self.address.setToolTip(label)
        self.address.setVisible(bool(overview.address))
        self.work.set_text(self._work_words(overview))
        total = sum(entry.count for entry in overview.executions)
        executions = self.tr("1 execution") if total == 1 else self.tr("%1 executions")
        size = size_text(overview.database_bytes)
        self.amount.setText(executions.replace("%1", count_text(total)) + f" · {size}")
        self.amount.setToolTip(self.tr("Stigmer Desktop %1: diagnostics").replace("%1", overview.version))
        self.amount.show()

    def _runner_words(self) -> tuple[str, str]:
        if self._connection.phase is ConnectionPhase.LOST:
            return "red", self.tr("Server not reachable")
        if self._failed:
            return "red", self.tr("Server not started")
        if self._overview is None:
            return "third_text", self.tr("Starting…")
        state = self._overview.own_runner
        if state == "ready":
            return "green", self.tr("Runner ready")
        if state == "starting":
            return "timeline_waiting", self.tr("Runner starting…")
        if state not in RUNNER_FINE:
            return "red", self.tr("Runner stopped")
        others = len(self._overview.runners)
        if not others:
            return "third_text", self.tr("No runner connected")
        words = self.tr("1 runner connected") if others == 1 else self.tr("%1 runners connected")
        return "green", words.replace("%1", str(others))

    def _work_words(self, overview: Overview) -> str:
        counts = {entry.phase: entry.count for entry in overview.executions}
        parts = [
            words.replace("%1", count_text(counts[phase]))
            for phase, words in (
                (EXECUTION_IN_PROGRESS, self.tr("%1 running")),
                (EXECUTION_PENDING, self.tr("%1 queued")),
                (EXECUTION_WAITING_FOR_APPROVAL, self.tr("%1 waiting for you")),
            )
            if counts.get(phase)
        ]
        return " · ".join(parts)

    def _button(self) -> QPushButton:
        button = QPushButton()
        button.setProperty("kind", "status")
        button.setFont(number_font(12))
        button.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button


class _Dot(QWidget):
    """The state of the runner as a dot; the words stand beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._token = "third_text"
        self.setFixedSize(QSize(8, 8))
        theme.changed.connect(self.update)

    def set_token(self, token: str) -> None:
        if token != self._token:
            self._token = token
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.tokens.by_name(self._token))
        painter.drawEllipse(QRectF(self.rect()))


def size_text(size: int) -> str:
    """A size on disk: "212 MB", "1.4 MB"."""
    precision = 0 if size >= 10 * _MEGABYTE or size < _MEGABYTE else 1
    return QLocale().formattedDataSize(size, precision, QLocale.DataSizeFormat.DataSizeSIFormat)
