"""The first steps, one after the other, each of which can be left out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.credentials import Credentials
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.settings import INTRODUCED
from stigmer_desktop.ui.client import ConnectionPhase
from stigmer_desktop.ui.first_run.message_step import MessageStep
from stigmer_desktop.ui.first_run.runner_step import RunnerStep
from stigmer_desktop.ui.first_run.step_bar import StepBar
from stigmer_desktop.ui.fonts import SEMIBOLD, text_font
from stigmer_desktop.ui.place import Navigator
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.settings.model_section import ModelSection
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4, SPACE_5
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.centred_column import CentredColumn
from stigmer_desktop.ui.widgets.push_button import PushButton

_WIDTH = 640


class FirstRunPage(QWidget):
    """Begins with the first step each time it is gone to."""

    def __init__(
        self,
        around: Surroundings,
        data: DataFolder,
        credentials: Credentials,
        navigator: Navigator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._around = around
        self._navigator = navigator
        self._under_way = False
        theme = around.theme
        self.model = ModelSection(around, credentials, "")
        self.runner = RunnerStep(theme, around.overviews, data)
        self.message = MessageStep(around)
        self._words = (
            (
                self.tr("Which model shall answer?"),
                self.tr("The built-in one is ready now. For real work choose one that can use tools."),
            ),
            (
                self.tr("What does the work"),
                self.tr("A runner comes with the program. One of your own, in any language, can join it."),
            ),
            (
                self.tr("Ask a first question"),
                self.tr("Everything the agent does appears here, and is still here next month."),
            ),
        )
        names = [self.tr("Model"), self.tr("Runner"), self.tr("First message")]
        self.bar = StepBar(theme, names)
        self._title = _label(text_font(20, SEMIBOLD), "")
        self._about = _label(text_font(14), "second")
        self._steps: tuple[QWidget, ...] = (self.model, self.runner, self.message)
        self._step = 0
        self.skip = PushButton(theme, self.tr("Skip the introduction"), kind="quiet")
        self.skip.clicked.connect(self._on_skip)
        self.back = PushButton(theme, self.tr("Back"))
        self.back.clicked.connect(self._on_back)
        self.next = PushButton(theme, "", kind="primary")
        self.next.clicked.connect(self._on_next)
        self.error = QLabel()
        self.error.setFont(text_font(12))
        self.error.setProperty("tone", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self._lay_out()
        self.message.changed.connect(self._judge)
        around.client.state_changed.connect(self._judge)
        self.show_step(0)

    @property
    def step(self) -> int:
        """Which step is shown, from 0."""
        return self._step

    def enter(self) -> None:
        """The page is shown: model servers on this machine are looked for."""
        self.show_step(0)
        self.model.enter()

    def show_step(self, step: int) -> None:
        """Shows one of the steps."""
        self._step = step
        title, about = self._words[step]
        self._title.setText(title)
        self._about.setText(about)
        self.bar.set_step(step)
        for place, widget in enumerate(self._steps):
            widget.setVisible(place == step)
        self.back.setVisible(step > 0)
        self.next.setText(self.tr("Send") if self._is_last else self.tr("Continue"))
        self.error.hide()
        self._judge()
        # Enter goes on, and at the last step sends.
        self.next.setFocus()

    @property
    def _is_last(self) -> bool:
        return self._step == len(self._steps) - 1

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addWidget(self.skip)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        page = CentredColumn(_WIDTH)
        page.column.setSpacing(SPACE_3)
        page.column.addSpacing(SPACE_5)
        page.column.addWidget(self.bar)
        page.column.addSpacing(SPACE_5)
        page.column.addWidget(self._title)
        page.column.addWidget(self._about)
        page.column.addSpacing(SPACE_4)
        for step in self._steps:
            page.column.addWidget(step)
        page.column.addWidget(self.error)
        page.column.addSpacing(SPACE_2)
        page.column.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)

    @Slot()
    def _judge(self) -> None:
        if not self._is_last:
            self.next.setEnabled(True)
            self.next.setToolTip("")
            return
        connected = self._around.client.state.phase is ConnectionPhase.CONNECTED
        reason = ""
        if not connected or not self.message.agent_id:
            reason = self.tr("The server is still starting.")
        elif not self.message.message:
            reason = self.tr("Write a message first.")
        self.next.setEnabled(not reason and not self._under_way)
        self.next.setToolTip(reason)

    @Slot()
    def _on_back(self) -> None:
        self.show_step(self.step - 1)

    @Slot()
    def _on_next(self) -> None:
        if not self._is_last:
            self.show_step(self.step + 1)
            return
        self._set_under_way(True)
        sent = self._around.operations.send_message(
            message=self.message.message, agent_id=self.message.agent_id
        )
        sent.on_end(lambda: self._set_under_way(False))
        sent.on_success(self._on_sent).on_failure(self._on_failed)

    def _set_under_way(self, under_way: bool) -> None:
        self._under_way = under_way
        self.next.set_under_way(under_way)
        self._judge()

    def _on_sent(self, execution: AgentExecution) -> None:
        self._around.settings.change(introduction=INTRODUCED)
        self._navigator.show_session(execution.spec.session_id)

    def _on_failed(self, error: UserError) -> None:
        self.error.setText(error.sentence)
        self.error.show()

    @Slot()
    def _on_skip(self) -> None:
        self._around.settings.change(introduction=INTRODUCED)
        self._navigator.show_new_session()


def _label(font: QFont, tone: str) -> QLabel:
    label = QLabel()
    label.setFont(font)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    if tone:
        label.setProperty("tone", tone)
    return label
