"""The page that shows two executions beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QSplitter, QVBoxLayout, QWidget

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.comparison.comparison import Change, StepPair, Totals, compared, totals_of
from stigmer_desktop.ui.comparison.comparison_delegate import ComparisonDelegate, columns
from stigmer_desktop.ui.comparison.comparison_model import ComparisonModel
from stigmer_desktop.ui.comparison.difference_text import (
    cost_difference,
    seconds_difference,
    tokens_difference,
)
from stigmer_desktop.ui.comparison.difference_view import DifferenceView
from stigmer_desktop.ui.executions.amount_text import cost_text, duration_text, tokens_text
from stigmer_desktop.ui.fonts import MEDIUM, SEMIBOLD, number_font, text_font
from stigmer_desktop.ui.phase_style import phase_style
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_5, Theme
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.switch import Switch

_DETAIL_HEIGHT = 220


@dataclass(frozen=True)
class Comparison:
    """Two executions, the earlier one first, and their steps side by side."""

    first: AgentExecution
    second: AgentExecution
    pairs: list[StepPair]


def comparison_of(first: AgentExecution, second: AgentExecution) -> Comparison:
    """Compares two executions; made for a thread, since large ones take a while."""
    return Comparison(first, second, compared(first, second))


class ComparisonPage(QWidget):
    """`closed` asks to go back; `step_chosen` carries an execution's id and the key of a step in it."""

    closed = Signal()
    step_chosen = Signal(object, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self.model = ComparisonModel(self)
        self.back = IconButton(theme, "arrow-left", self.tr("Back to the session"), shortcut="Esc")
        self.back.clicked.connect(self.closed)
        self._title = QLabel(self.tr("Comparison"))
        self._title.setFont(text_font(14, SEMIBOLD))
        self.summary = ElidedLabel(theme, text_font(12), "second_text")
        self._only_label = QLabel(self.tr("Only differences"))
        self._only_label.setFont(text_font(12))
        self._only_label.setProperty("tone", "second")
        self.only = Switch(theme, self.tr("Only differences"))
        self.only.toggled.connect(self._on_only_toggled)
        self._heads = _Heads(theme)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(ComparisonDelegate(theme, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(self.tr("Steps of both executions"))
        self.view.viewport().setAutoFillBackground(False)
        self.view.setToolTip(self.tr("Enter or a double click shows the step in its session"))
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.view.activated.connect(self._on_activated)
        self.detail = DifferenceView(theme)
        theme.changed.connect(self.view.viewport().update)
        self._lay_out()

    def show_comparison(self, comparison: Comparison) -> None:
        """Shows it, at the first difference."""
        self._comparison = comparison
        self.model.load(comparison.pairs)
        counts = self.model.counts
        said = [
            (Change.CHANGED, self.tr("%1 changed")),
            (Change.ADDED, self.tr("%1 added")),
            (Change.REMOVED, self.tr("%1 removed")),
            (Change.SAME, self.tr("%1 the same")),
        ]
        words = [text.replace("%1", str(counts[change])) for change, text in said if counts[change]]
        self.summary.set_text(" · ".join(words))
        self._heads.show_totals(comparison.first, comparison.second)
        self._stand_at_first_change()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        strip = QHBoxLayout()
        strip.setContentsMargins(SPACE_3, SPACE_2, SPACE_5, SPACE_2)
        strip.setSpacing(SPACE_2)
        strip.addWidget(self.back)
        strip.addWidget(self._title)
        strip.addWidget(self.summary, 1)
        strip.addWidget(self._only_label)
        strip.addWidget(self.only)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.view)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 1)
        split.setSizes([600, _DETAIL_HEIGHT])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(strip)
        column.addWidget(self._heads)
        column.addWidget(split, 1)

    def _stand_at_first_change(self) -> None:
        row = max(0, self.model.first_change())
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(row))
        else:
            self.detail.show_pair(None)

    @Slot(bool)
    def _on_only_toggled(self, only: bool) -> None:
        self.model.set_only_changes(only)
        self._stand_at_first_change()

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, before: QModelIndex) -> None:
        self.detail.show_pair(self.model.pair(current.row()) if current.isValid() else None)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        if self._comparison is None:
            return
        pair = self.model.pair(index.row())
        if pair.second is not None:
            self.step_chosen.emit(self._comparison.second.metadata.id, pair.second.key)
        elif pair.first is not None:
            self.step_chosen.emit(self._comparison.first.metadata.id, pair.first.key)


class _Heads(QFrame):
    """Above the columns: which execution each one is, what it took, and by how much they differ."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("surface", "header")
        self._titles = [ElidedLabel(theme, text_font(12, MEDIUM), "text", "", self) for _ in range(2)]
        self._facts = [ElidedLabel(theme, number_font(12), "second_text", "", self) for _ in range(2)]
        self._words = ElidedLabel(theme, number_font(12), "text", "", self)
        self._delta = ElidedLabel(theme, number_font(12), "second_text", "", self)
        lines = self._titles[0].sizeHint().height() + self._facts[0].sizeHint().height()
        self.setFixedHeight(lines + 3 * SPACE_1 + SPACE_2)

    def show_totals(self, first: AgentExecution, second: AgentExecution) -> None:
        """Shows what both took."""
        before, after = totals_of(first), totals_of(second)
        names = (self.tr("Original"), self.tr("Compared with it"))
        for number, (execution, totals) in enumerate(((first, before), (second, after))):
            model = execution.status.model or execution.spec.execution_config.model_name
            phase = phase_style(execution.status.phase).words
            self._titles[number].set_text(" · ".join(part for part in (names[number], phase, model) if part))
            self._facts[number].set_text(_facts(totals))
        parts = (
            seconds_difference(_minus(after.seconds, before.seconds)),
            cost_difference(_minus(after.cost, before.cost)),
        )
        self._words.set_text(" · ".join(part for part in parts if part) or self.tr("no difference"))
        self._delta.set_text(tokens_difference(after.tokens - before.tokens))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        left, right, delta = columns(QRectF(self.rect()))
        for label in (self._words, self._delta):
            # Ends where the differences of the rows end.
            width = min(label.sizeHint().width(), round(delta.width()) - 14)
            label.move(round(delta.right()) - 10 - width, 0)
            label.resize(width, label.sizeHint().height())
        self._words.move(self._words.x(), SPACE_1)
        self._delta.move(self._delta.x(), 2 * SPACE_1 + self._words.height())
        for side, title, facts in zip((left, right), self._titles, self._facts, strict=True):
            height = title.sizeHint().height()
            title.setGeometry(round(side.left()), SPACE_1, round(side.width()) - 6, height)
            below = SPACE_1 + height + SPACE_1
            facts.setGeometry(round(side.left()), below, round(side.width()) - 6, facts.sizeHint().height())


def _facts(totals: Totals) -> str:
    known = []
    if totals.seconds is not None:
        known.append(duration_text(totals.seconds))
    if totals.tokens:
        known.append(tokens_text(totals.tokens))
    if totals.cost is not None:
        known.append(cost_text(totals.cost))
    return " · ".join(known)


def _minus(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before
