"""The button that shows and changes when tools ask before they run."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.desktop import (
    APPROVAL_MODE_ALLOW_ALL,
    APPROVAL_MODE_ALLOW_READS,
    APPROVAL_MODE_ASK,
)
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton


class ApprovalChoice(ChoiceButton):
    """`mode` is 0 while the agent's own choice holds. `mode_chosen` carries a number of ApprovalMode.

    `changed` comes when another mode holds, whoever chose it.
    """

    mode_chosen = Signal(object)
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        label = QCoreApplication.translate("ApprovalChoice", "Tools")
        super().__init__(theme, label, parent, icon_name="shield-check")
        self._default = int(APPROVAL_MODE_ASK)
        self._mode = 0
        self.chosen.connect(self._on_chosen)
        self._offer()

    @property
    def mode(self) -> int:
        """What was chosen; 0 for nothing."""
        return self._mode

    @property
    def asks_nothing(self) -> bool:
        """Whether every tool runs at once, as things are chosen now."""
        return (self._mode or self._default) == APPROVAL_MODE_ALLOW_ALL

    def set_default(self, mode: int) -> None:
        """Says what holds where nothing is chosen; 0 stands for asking."""
        self._default = mode or int(APPROVAL_MODE_ASK)
        self._offer()

    def set_mode(self, mode: int) -> None:
        """Shows `mode` as chosen; 0 for the default."""
        self._mode = mode
        self._offer()

    def _offer(self) -> None:
        words = {
            APPROVAL_MODE_ASK: (self.tr("Ask"), self.tr("before anything but plain reading")),
            APPROVAL_MODE_ALLOW_READS: (self.tr("Allow reads"), self.tr("tools marked read-only too")),
            APPROVAL_MODE_ALLOW_ALL: (self.tr("Allow all"), self.tr("nothing asks")),
        }
        choices = [Choice(str(int(mode)), *texts) for mode, texts in words.items()]
        self.set_choices(choices, str(self._mode or self._default))
        self._show_risk()

    @Slot()
    def _show_risk(self) -> None:
        """A mode that asks nothing is to be seen, also where only the icon has room."""
        tone = "waiting" if self.asks_nothing else ""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().polish(self)
            self.set_icon("shield-warning" if tone else "shield-check", "waiting_text" if tone else "")
            self.changed.emit()

    @Slot(object)
    def _on_chosen(self, key: str) -> None:
        self._mode = int(key)
        self._show_risk()
        self.mode_chosen.emit(self._mode)
