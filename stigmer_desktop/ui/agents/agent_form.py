"""The fields of an agent, each with what is wrong with it beside it."""

from __future__ import annotations

import grpc
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from stigmer_desktop.ui.agents.agent_draft import AgentDraft
from stigmer_desktop.ui.agents.agent_rules import fault_of_instructions, fault_of_name
from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.centred_column import CentredColumn
from stigmer_desktop.ui.widgets.form_field import FormField


class AgentForm(CentredColumn):
    """Checks a field while one types once it was left, so that no one is told off too early."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.name = FormField(self.tr("Name"))
        self.description = FormField(self.tr("Description"), self.tr("One line, shown in lists."))
        self.instructions = FormField(
            self.tr("Instructions"),
            self.tr("Who the agent is and how it should work. The model reads this before anything else."),
            lines=12,
        )
        self.model = FormField(
            self.tr("Model"),
            self.tr("Empty takes the model of the settings. Otherwise builtin, or openai: and a name."),
        )
        self.fault = QLabel()
        self.fault.setFont(text_font(13))
        self.fault.setProperty("tone", "error")
        self.fault.setWordWrap(True)
        self.fault.hide()
        self._by_path = {
            "metadata.name": self.name,
            "spec.description": self.description,
            "spec.instructions": self.instructions,
            "spec.default_model": self.model,
        }
        self._checks = {self.name: fault_of_name, self.instructions: fault_of_instructions}
        self._touched: set[FormField] = set()
        self.column.addWidget(self.fault)
        for field in self._by_path.values():
            self.column.addWidget(field)
            field.edited.connect(self.edited)
        for field in self._checks:
            field.edited.connect(lambda field=field: self._on_edited(field))
            field.left.connect(lambda field=field: self._on_left(field))

    @property
    def draft(self) -> AgentDraft:
        """What is typed now."""
        return AgentDraft(
            self.name.text.strip(),
            self.description.text.strip(),
            self.instructions.text,
            self.model.text.strip(),
        )

    def show_draft(self, draft: AgentDraft) -> None:
        """Shows `draft`, with nothing wrong yet."""
        self.name.set_text(draft.name)
        self.description.set_text(draft.description)
        self.instructions.set_text(draft.instructions)
        self.model.set_text(draft.default_model)
        self._touched.clear()
        self.tell("")
        for field in self._by_path.values():
            field.set_fault("")
        self.verticalScrollBar().setValue(0)

    def check(self) -> bool:
        """Says all that is wrong and goes to the first of it; True if nothing is."""
        wrong = [field for field in self._checks if self._say(field)]
        self._touched.update(self._checks)
        if wrong:
            wrong[0].input.setFocus()
        return not wrong

    def tell(self, words: str) -> None:
        """Says above the fields what belongs to none of them; empty takes that away."""
        self.fault.setText(words)
        self.fault.setVisible(bool(words))

    def show_error(self, error: UserError) -> None:
        """Puts the server's words beside the field that they are about."""
        placed = False
        for path, field in self._by_path.items():
            words = error.of_field(path)
            if error.code is grpc.StatusCode.ALREADY_EXISTS and field is self.name:
                words = self.tr("There is an agent with this name already. Choose another one.")
            if words:
                field.set_fault(words)
                self._touched.add(field)
                if not placed:
                    field.input.setFocus()
                placed = True
        if not placed:
            self.tell(error.sentence)

    def _on_edited(self, field: FormField) -> None:
        if field in self._touched:
            self._say(field)

    def _on_left(self, field: FormField) -> None:
        if field.text:
            self._touched.add(field)
            self._say(field)

    def _say(self, field: FormField) -> str:
        fault = self._checks[field](field.text)
        field.set_fault(fault)
        return fault
