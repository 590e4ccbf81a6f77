"""The skills of an agent or of a sub-agent, each at its newest version or at one that is named."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.common import ApiResourceReference
from stigmer_desktop.api.desktop import ListSkillVersionsResponse
from stigmer_desktop.api.kinds import SKILL
from stigmer_desktop.ui.library import Wishes
from stigmer_desktop.ui.place import SKILLS
from stigmer_desktop.ui.resources.field_text import value_at
from stigmer_desktop.ui.resources.pick_list import NewOne, PickList
from stigmer_desktop.ui.resources.pick_row import PickRow
from stigmer_desktop.ui.resources.resource_list_model import ResourceListModel
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.skills.skill_operations import SkillOperations
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton

_HASH_LENGTH = 64
_SHORT = 12


class SkillRefsPart(QObject):
    """Shows the references at `path`."""

    edited = Signal()

    def __init__(
        self,
        around: Surroundings,
        skills: ResourceListModel[Any],
        path: str,
        wishes: Wishes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._around = around
        self._skills = skills
        self._path = path
        self._operations = SkillOperations(around.client, around.scope)
        self._known: dict[str, ApiResourceReference] = {}
        self.versions: dict[str, ChoiceButton] = {}
        self.list = PickList(
            around.theme,
            self.tr("Skills"),
            self.tr("Instructions and files for a kind of work; the model reads them when it needs them."),
            "book-open",
            self.tr("Add a skill"),
            furnish=self._furnish,
            new=NewOne(self.tr("New skill…"), lambda: wishes.new_wanted.emit(SKILLS)),
        )
        self.list.edited.connect(self.edited)
        for signal in (skills.modelReset, skills.rowsInserted, skills.rowsRemoved, skills.dataChanged):
            signal.connect(self._offer)
        self._offer()

    @property
    def widget(self) -> QWidget:
        return self.list

    def show(self, resource: Any) -> None:
        """Shows the skills that `resource` refers to."""
        refs = value_at(resource, self._path)
        self._known = {ref.slug: ref for ref in refs}
        self.list.set_picked([ref.slug for ref in refs])

    def fill(self, resource: Any) -> None:
        """Puts references to what is picked into `resource`."""
        refs = [self._reference(slug) for slug in self.list.picked]
        target = value_at(resource, self._path)
        del target[:]
        target.extend(refs)

    def check(self) -> QWidget | None:
        """Any choice will do."""
        return None

    def show_error(self, error: UserError) -> QWidget | None:
        """What the server has against one is said above the form: it names it."""
        return None

    def _reference(self, slug: str) -> ApiResourceReference:
        ref = ApiResourceReference(kind=SKILL.number, slug=slug)
        if slug in self._known:
            ref.CopyFrom(self._known[slug])
        ref.version = self.versions[slug].key
        return ref

    def _furnish(self, row: PickRow) -> None:
        known = self._known.get(row.key)
        button = ChoiceButton(self._around.theme, self.tr("Version"), icon_name="tag")
        kept = known.version if known is not None else ""
        choices = [Choice("", self.tr("Newest"))]
        if kept:
            choices.append(Choice(kept, _shown(kept)))
        button.set_choices(choices, kept)
        button.chosen.connect(lambda _: self.edited.emit())
        self.versions[row.key] = button
        row.add_beside(button)
        self._load_versions(row.key, button)

    def _load_versions(self, slug: str, button: ChoiceButton) -> None:
        found = (h.skill.metadata.id for h in self._skills.headers if h.skill.metadata.slug == slug)
        skill_id = next(found, "")
        if not skill_id:
            return

        def came(page: ListSkillVersionsResponse) -> None:
            tags = [each.tag for each in page.tags]
            hashes = [each.status.version_hash for each in page.entries]
            kept = button.key
            keys = ["", *dict.fromkeys([*([kept] if kept else []), *tags, *hashes])]
            button.set_choices([Choice(key, _shown(key) if key else self.tr("Newest")) for key in keys], kept)

        self._operations.list_versions(skill_id=skill_id).on_success(came).on_failure(lambda _: None)

    def _offer(self) -> None:
        if not self._skills.is_loaded:
            return
        self.list.set_offered(
            [
                Choice(header.skill.metadata.slug, header.skill.metadata.name, header.description)
                for header in self._skills.headers
            ],
            self.tr("There is no skill yet."),
        )
        for slug, button in self.versions.items():
            if slug in self.list.picked:
                self._load_versions(slug, button)


def _shown(version: str) -> str:
    return version[:_SHORT] if len(version) == _HASH_LENGTH else version
