"""The place of the skills: all of them, one with its versions, or the page that adds one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from stigmer_desktop.api.desktop import SkillHeader
from stigmer_desktop.api.skill import Skill
from stigmer_desktop.ui.resources.resource_card import CardFacts
from stigmer_desktop.ui.resources.resource_page import PageWords, ResourcePage
from stigmer_desktop.ui.resources.shelf import Shelf
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.skills.skill_adder import SkillAdder
from stigmer_desktop.ui.skills.skill_operations import SkillOperations
from stigmer_desktop.ui.skills.skill_page import SkillPage

ICON = "book-open"


class SkillsPlace(QStackedWidget):
    """A folder or a zip may be dropped anywhere in it."""

    def __init__(self, around: Surroundings, skills: Shelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._skills = skills
        operations = SkillOperations(around.client, around.scope)
        self.list = ResourcePage(around.theme, skills.model, _page_words(), skill_facts)
        self.page = SkillPage(around.theme, skills.desk, operations)
        self.adder = SkillAdder(around.theme, operations)
        for widget in (self.list, self.page, self.adder):
            self.addWidget(widget)
        self.setAcceptDrops(True)
        self.list.open_wanted.connect(self.edit)
        self.list.new_wanted.connect(self.add)
        self.list.retry_wanted.connect(skills.feed.load)
        skills.feed.failed.connect(self.list.show_failure)
        skills.model.dataChanged.connect(self._on_changed)
        self.page.close_wanted.connect(self.enter)
        self.page.deleted.connect(self.enter)
        self.page.version_wanted.connect(self.add)
        self.adder.added.connect(lambda skill: self.edit(skill.metadata.id))
        self.adder.close_wanted.connect(lambda: self.adder.ask_to_leave(self._leave_adder))

    @Slot()
    def enter(self) -> None:
        """Shows all of them."""
        self._skills.feed.start()
        self.setCurrentWidget(self.list)

    @Slot(object)
    def edit(self, skill_id: str) -> None:
        """Shows one skill."""
        self.setCurrentWidget(self.page)
        self.page.show_skill(skill_id)

    @Slot()
    def add(self, skill: Skill | None = None) -> None:
        """Begins a new skill, or a new version of one."""
        self.setCurrentWidget(self.adder)
        self.adder.begin(skill)

    def begin_new(self) -> None:
        """Begins a new skill."""
        self.add()

    def ask_to_leave(self, then: Callable[[], None]) -> None:
        """Calls `then` at once or, where something is not added yet, when the user has decided about it."""
        if self.currentWidget() is self.adder:
            self.adder.ask_to_leave(then)
        else:
            then()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        source = _dropped(event)
        if source is None:
            return
        event.acceptProposedAction()
        shown = self.currentWidget()
        if shown is not self.adder:
            self.add(self.page.skill if shown is self.page and self.page.skill.metadata.id else None)
        self.adder.take(source)

    def _leave_adder(self) -> None:
        if self.page.skill.metadata.id and self.adder.skill is not None:
            self.edit(self.page.skill.metadata.id)
        else:
            self.enter()

    @Slot()
    def _on_changed(self) -> None:
        shown = self.page.skill
        header = self._skills.model.header_of(shown.metadata.id)
        if self.currentWidget() is self.page and header is not None and shown.metadata.id:
            newest = header.skill.status.audit.spec_audit.updated_at
            if newest != shown.status.audit.spec_audit.updated_at:
                self.page.refresh(shown.metadata.id)


def skill_facts(header: SkillHeader) -> CardFacts:
    """What a skill is called, and how many versions it has."""
    skill, count = header.skill, header.version_count
    facts = [skill.spec.tag] if skill.spec.tag else []
    facts.append(_words("1 version") if count == 1 else _words("%1 versions").replace("%1", str(count)))
    return CardFacts(
        label=_words("Skill %1").replace("%1", skill.metadata.name),
        name=skill.metadata.name,
        description=header.description,
        facts=facts,
        icon_name=ICON,
    )


def _page_words() -> PageWords:
    return PageWords(
        title=_words("Skills"),
        icon_name=ICON,
        new=_words("New skill"),
        search=_words("Search skills"),
        empty=_words("No skills yet"),
        purpose=_words(
            "A skill teaches agents how something is done: a SKILL.md with instructions, and files that it "
            "speaks of. Drop its folder or zip here."
        ),
    )


def _dropped(event: QDropEvent) -> Path | None:
    """The one folder or file that is dropped from this machine."""
    urls = event.mimeData().urls()
    if len(urls) == 1 and urls[0].isLocalFile():
        return Path(urls[0].toLocalFile())
    return None


def _words(source: str) -> str:
    return QCoreApplication.translate("Skills", source)
