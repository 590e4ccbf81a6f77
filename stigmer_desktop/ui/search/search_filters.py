"""The filters of the search: place, agent and time, and the way back to none."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.search.search_place import STYLES, filter_words
from stigmer_desktop.ui.search.search_question import ANY_TIME, MONTH, TODAY, WEEK, SearchQuestion
from stigmer_desktop.ui.theme import SPACE_1, Theme
from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton
from stigmer_desktop.ui.widgets.icon_button import IconButton


class SearchFilters(QWidget):
    """`changed` comes when the user, or the end of an agent, changed a filter."""

    changed = Signal()

    def __init__(self, theme: Theme, agents: AgentListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._agents = agents
        self.place = ChoiceButton(theme, self.tr("Where"), icon_name="funnel")
        places = [Choice("0", self.tr("Everything"))]
        places += [Choice(str(place), filter_words(place)) for place in STYLES]
        self.place.set_choices(places, "0")
        self.agent = ChoiceButton(theme, self.tr("Agent"), icon_name="robot")
        self.period = ChoiceButton(theme, self.tr("Time"), icon_name="clock")
        self.period.set_choices(
            [
                Choice(ANY_TIME, self.tr("Any time")),
                Choice(TODAY, self.tr("Today")),
                Choice(WEEK, self.tr("Last 7 days")),
                Choice(MONTH, self.tr("Last 30 days")),
            ],
            ANY_TIME,
        )
        self.clear_button = IconButton(theme, "x", self.tr("Clear the filters"), size=14)
        self.clear_button.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        for button in (self.place, self.agent, self.period):
            button.chosen.connect(self._on_chosen)
            row.addWidget(button)
        row.addWidget(self.clear_button)
        for signal in (agents.modelReset, agents.rowsInserted, agents.rowsRemoved, agents.dataChanged):
            signal.connect(self._on_agents_changed)
        self._on_agents_changed()
        self._show_clear()

    def question(self, text: str) -> SearchQuestion:
        """`text` with the filters that are chosen."""
        return SearchQuestion(text, int(self.place.key), self.agent.key, self.period.key)

    def chosen_words(self) -> list[str]:
        """The filters that are chosen, as they read."""
        return [
            words
            for words, is_chosen in (
                (self.place.shown_text, self.place.key != "0"),
                (self.agent.shown_text, bool(self.agent.key)),
                (self.period.shown_text, self.period.key != ANY_TIME),
            )
            if is_chosen
        ]

    @Slot()
    def clear(self) -> None:
        """Chooses no filter."""
        self.place.set_key("0")
        self.agent.set_key("")
        self.period.set_key(ANY_TIME)
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        self._show_clear()
        self.changed.emit()

    @Slot()
    def _on_agents_changed(self) -> None:
        before = self.agent.key
        choices = [Choice("", self.tr("All agents"))]
        choices += [
            Choice(header.agent.metadata.id, header.agent.metadata.name) for header in self._agents.headers
        ]
        self.agent.set_choices(choices, before)
        if self.agent.key != before:
            self._on_chosen()

    def _show_clear(self) -> None:
        self.clear_button.setVisible(self.question("").is_filtered)
