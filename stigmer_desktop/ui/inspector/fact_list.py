"""What is known of one execution in a few lines: when, how long, which model, how many tokens."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.ui.executions.amount_text import (
    cost_text,
    count_text,
    duration_text,
    elapsed_text,
    tokens_text,
)
from stigmer_desktop.ui.executions.moment import seconds_of, seconds_of_work
from stigmer_desktop.ui.fonts import code_font, number_font, text_font
from stigmer_desktop.ui.inspector.row_painter import ROW_LEFT
from stigmer_desktop.ui.models.model_title import model_title
from stigmer_desktop.ui.theme import SPACE_1, SPACE_4, Theme
from stigmer_desktop.ui.widgets.copy_button import CopyButton
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel

_NAME_WIDTH = 96


class FactList(QWidget):
    """A line for each thing that is known; unknown ones take no room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._execution_id = ""
        # Where there is little room, what stands above gives way: these lines are of no use half.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(ROW_LEFT, 0, SPACE_4, SPACE_4)
        self._grid.setVerticalSpacing(SPACE_1 + 2)
        self._grid.setColumnMinimumWidth(0, _NAME_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._values: dict[str, tuple[ElidedLabel, ElidedLabel]] = {}
        for key, name in (
            ("started", self.tr("Started")),
            ("took", self.tr("Took")),
            ("model", self.tr("Model")),
            ("calls", self.tr("Model calls")),
            ("cost", self.tr("Cost")),
            ("restarts", self.tr("Started again")),
        ):
            self._add(key, name, ElidedLabel(theme, number_font(12), "text"))
        identity = ElidedLabel(theme, code_font(12), "text", elided_in_the_middle=True)
        self._add("id", self.tr("Execution"), identity)
        copy = CopyButton(theme, self.tr("Copy the execution's id"), lambda: self._execution_id)
        self._grid.addWidget(copy, len(self._values) - 1, 2, Qt.AlignmentFlag.AlignVCenter)

    def value(self, key: str) -> str:
        """What is shown of "started", "took", "model", "calls", "cost", "restarts" or "id"."""
        return self._values[key][1].text

    def show_execution(self, execution: AgentExecution, now: float) -> None:
        """Says what is known of `execution`; `now` is in seconds since 1970."""
        status = execution.status
        self._execution_id = execution.metadata.id
        models = status.usage.models
        calls = sum(model.calls for model in models)
        tokens = sum(model.input_tokens + model.output_tokens for model in models)
        priced = bool(models) and all(model.cost_known for model in models)
        usage = [count_text(calls) if calls else "", tokens_text(tokens) if tokens else ""]
        self._tell("started", moment_text(status.started_at, now))
        self._tell("took", _took(execution, now))
        self._tell("model", model_title(status.model or execution.spec.execution_config.model_name))
        self._tell("calls", " · ".join(part for part in usage if part))
        self._tell("cost", cost_text(sum(model.cost for model in models)) if priced else "")
        # Attempts are no failures: each approval and each resume is one too.
        self._tell("restarts", self._times(status.restarts) if status.restarts else "")
        self._tell("id", execution.metadata.id)

    def _times(self, count: int) -> str:
        return self.tr("once") if count == 1 else self.tr("%1 times").replace("%1", count_text(count))

    def _add(self, key: str, name: str, value: ElidedLabel) -> None:
        label = ElidedLabel(self._theme, text_font(12), "second_text", name)
        row = len(self._values)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(value, row, 1)
        self._values[key] = (label, value)

    def _tell(self, key: str, text: str) -> None:
        label, value = self._values[key]
        if value.text != " ".join(text.split()):
            value.set_text(text)
        for part in (label, value):
            if part.isHidden() == bool(text):
                part.setVisible(bool(text))


def moment_text(moment: str, now: float) -> str:
    """A moment with its second, and its day unless that is today's; empty if there was none."""
    seconds = seconds_of(moment)
    if seconds is None:
        return ""
    then = datetime.fromtimestamp(seconds)
    time = then.strftime("%H:%M:%S")
    if then.date() == datetime.fromtimestamp(now).date():
        return time
    day = QDate(then.year, then.month, then.day)
    return f"{QLocale().toString(day, QLocale.FormatType.ShortFormat)}, {time}"


def _took(execution: AgentExecution, now: float) -> str:
    status = execution.status
    ended = is_terminal(status.phase)
    seconds = seconds_of_work(status, None if ended else now)
    if seconds is None:
        return ""
    return duration_text(seconds) if ended else elapsed_text(seconds)
