"""The page that adds a skill, or a new version of one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stigmer_desktop.api.skill import PushSkillRequest, Skill
from stigmer_desktop.ui.resources.field_rules import fault_of_pushed_name
from stigmer_desktop.ui.resources.field_text import StringAt
from stigmer_desktop.ui.resources.page_keys import add_page_keys
from stigmer_desktop.ui.resources.resource_form import ResourceForm
from stigmer_desktop.ui.resources.text_part import TextPart
from stigmer_desktop.ui.skills.skill_archive import SkillArchive
from stigmer_desktop.ui.skills.skill_operations import SkillOperations
from stigmer_desktop.ui.skills.source_part import SourcePart
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.form_field import FormField
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.page_header import PageHeader
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.question import Answer, Question


class SkillAdder(QWidget):
    """`added` carries the skill as it is stored; `close_wanted` comes when the user is done."""

    added = Signal(object)
    close_wanted = Signal()

    def __init__(self, theme: Theme, operations: SkillOperations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._operations = operations
        self._skill: Skill | None = None
        self.header = PageHeader(theme, "")
        back = IconButton(theme, "arrow-left", self.tr("Back"), shortcut=self.tr("Esc"))
        back.clicked.connect(self.close_wanted)
        self.header.add_leading(back)
        self.add_button = PushButton(theme, self.tr("Add"), kind="primary")
        self.add_button.setToolTip(self.tr("Ctrl+S"))
        self.add_button.clicked.connect(self.push)
        self.header.add(self.add_button)
        self.source = SourcePart(theme, operations, self)
        self.source.packed.connect(self._on_packed)
        self.name = FormField(self.tr("Name"), self.tr("One that is there already gets a new version."))
        self.tag = FormField(
            self.tr("Tag"),
            self.tr("Optional: a word such as stable, by which agents can ask for this version."),
        )
        self.form = ResourceForm(
            theme,
            [
                self.source,
                TextPart(self.name, _PushName()),
                TextPart(self.tag, StringAt(PushSkillRequest, "tag")),
            ],
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.form, 1)
        add_page_keys(self, close=self.close_wanted.emit, save=self.push)
        self.begin()

    @property
    def skill(self) -> Skill | None:
        """The skill that gets a new version; None while a new one is added."""
        return self._skill

    @property
    def has_unsaved(self) -> bool:
        """Whether something was chosen that is not stored."""
        return self.source.archive is not None

    def begin(self, skill: Skill | None = None) -> None:
        """Begins a new skill, or a new version of `skill`."""
        self._skill = skill
        self.form.show_resource(PushSkillRequest(name=skill.metadata.name if skill is not None else ""))
        self.name.setVisible(skill is None)
        words = self.tr("New skill")
        if skill is not None:
            words = self.tr("New version of %1").replace("%1", skill.metadata.name)
        self.header.title.set_text(words)

    def take(self, source: Path) -> None:
        """Takes a folder or a zip that was dropped."""
        self.source.take(source)

    def ask_to_leave(self, then: Callable[[], None]) -> None:
        """Calls `then` at once or, where something is chosen and not added, when the user has decided."""
        if not self.has_unsaved:
            then()
            return

        def discard() -> None:
            self.begin(self._skill)
            then()

        Question(
            self._theme,
            self.window(),
            self.tr("Leave without adding the skill?"),
            self.tr("It was chosen and is not added yet."),
            [Answer(self.tr("Leave"), discard, "danger"), Answer(self.tr("Stay"), None, "primary")],
        ).open()

    @Slot()
    def push(self) -> None:
        """Sends what is chosen, if nothing is wrong with it."""
        if not self.add_button.isEnabled() or not self.form.check():
            return
        self.form.tell("")
        request: PushSkillRequest = self.form.filled(PushSkillRequest())

        def stored(skill: Skill) -> None:
            self.begin()
            self.added.emit(skill)

        self._operations.push(name=request.name, data=request.artifact, tag=request.tag).shown_on(
            self.add_button
        ).on_success(stored).on_failure(self.form.show_error)

    @Slot(object)
    def _on_packed(self, archive: SkillArchive) -> None:
        if self._skill is None and not self.name.text.strip():
            self.name.set_text(archive.name)


class _PushName:
    """The name of a skill, from which the server makes its slug."""

    path = "name"

    def read(self, resource: Any) -> str:
        return str(resource.name)

    def write(self, resource: Any, text: str) -> None:
        resource.name = text.strip()

    def fault(self, text: str) -> str:
        return fault_of_pushed_name(text)
