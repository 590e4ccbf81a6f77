"""Which model an agent asks where a message names none, and when its tools ask first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.approval_choice import ApprovalChoice
from stigmer_desktop.ui.executions.model_choice import ModelChoice
from stigmer_desktop.ui.models.model_title import model_title
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.settings.section import Section
from stigmer_desktop.ui.user_error import UserError


class ModelPart(QObject):
    """A FormPart of two rows."""

    edited = Signal()

    def __init__(self, around: Surroundings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._around = around
        self._card = Section("")
        self.model = ModelChoice(around.theme, default_title=self.tr("As in Settings"))
        self.model.set_catalog(around.models)
        self.model.model_chosen.connect(self._on_chosen)
        self._model_row = self._card.add_row(self.tr("Model"), "", self.model)
        self.approval = ApprovalChoice(around.theme)
        self.approval.mode_chosen.connect(self._on_chosen)
        words = self.tr("Whether tools that write, delete or run something ask before they do.")
        self._card.add_row(self.tr("Tools"), words, self.approval)
        around.settings.changed.connect(self._say)
        self._say()

    @property
    def widget(self) -> QWidget:
        return self._card

    def show(self, resource: Any) -> None:
        """Shows what the agent has."""
        self.model.set_model(resource.spec.default_model)
        self.approval.set_mode(int(resource.spec.approval_mode))
        self._say()

    def fill(self, resource: Any) -> None:
        """Puts what was chosen into the agent."""
        resource.spec.default_model = self.model.model
        resource.spec.approval_mode = self.approval.mode

    def check(self) -> QWidget | None:
        """Whatever was chosen is fine."""
        return None

    def show_error(self, error: UserError) -> QWidget | None:
        """Says what the server has against the model; returns its button then."""
        words = error.of_field("spec.default_model")
        if not words:
            return None
        self._model_row.set_help(words, "error")
        return self.model

    @Slot()
    def _on_chosen(self) -> None:
        self._say()
        self.edited.emit()

    @Slot()
    def _say(self) -> None:
        words = self.tr("Answers where a message names no other.")
        if not self.model.model:
            now = model_title(self._around.settings.current.model)
            words = self.tr("Follows the settings; now that is: %1").replace("%1", now)
        self._model_row.set_help(words)
