"""The page of one skill: its versions, and the SKILL.md of the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.api.desktop import ListSkillVersionsResponse
from stigmer_desktop.api.skill import Skill
from stigmer_desktop.ui.fonts import SEMIBOLD, text_font
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.resources.page_keys import add_page_keys
from stigmer_desktop.ui.resources.resource_desk import ResourceDesk
from stigmer_desktop.ui.resources.resource_form import ResourceForm
from stigmer_desktop.ui.skills.markdown_view import MarkdownView
from stigmer_desktop.ui.skills.skill_operations import SkillOperations
from stigmer_desktop.ui.skills.skill_text import skill_text
from stigmer_desktop.ui.skills.tag_dialog import TagDialog
from stigmer_desktop.ui.skills.version_row import VersionRow
from stigmer_desktop.ui.theme import SPACE_2, SPACE_5, Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.copy_button import CopyButton
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.page_header import PageHeader
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.question import Answer, Question

_NOTHING = ""


class SkillPage(QWidget):
    """`version_wanted` carries the skill that is to get a new version, `deleted` an id."""

    version_wanted = Signal(object)
    deleted = Signal(object)
    close_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        desk: ResourceDesk,
        operations: SkillOperations,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._desk = desk
        self._operations = operations
        self._skill = Skill()
        self._chosen = _NOTHING
        self._loading: Operation[Skill] | None = None
        self.rows: list[VersionRow] = []
        self._next_token = ""
        self.header = PageHeader(theme, "")
        back = IconButton(theme, "arrow-left", self.tr("Back"), shortcut=self.tr("Esc"))
        back.clicked.connect(self.close_wanted)
        self.header.add_leading(back)
        self.delete_button = PushButton(theme, self.tr("Delete…"), kind="danger", icon_name="trash")
        self.delete_button.clicked.connect(self.ask_to_delete)
        self.add_button = PushButton(theme, self.tr("Add a version"), kind="primary", icon_name="plus")
        self.add_button.clicked.connect(lambda: self.version_wanted.emit(self._skill))
        self.header.add(self.delete_button)
        self.header.add(self.add_button)
        self.page = ResourceForm(theme)
        self._versions = QVBoxLayout()
        self._versions.setSpacing(SPACE_2)
        self.more_button = PushButton(theme, self.tr("Show older versions"), kind="quiet")
        self.more_button.clicked.connect(self._load_more)
        self._about = QLabel()
        self._about.setFont(text_font(13))
        self._about.setProperty("tone", "second")
        self._about.setWordWrap(True)
        self._about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text = MarkdownView(theme, self.tr("SKILL.md"))
        self._copy = CopyButton(theme, self.tr("Copy SKILL.md"), lambda: self._whole)
        self._whole = ""
        self._lay_out()
        add_page_keys(self, close=self.close_wanted.emit)

    @property
    def skill(self) -> Skill:
        """The skill that is shown, at its newest version."""
        return self._skill

    def show_skill(self, skill_id: str) -> None:
        """Loads a skill and shows its newest version."""
        if skill_id != self._skill.metadata.id:
            self._skill = Skill()
            self._show_versions(ListSkillVersionsResponse())
            self._show_text("")
            self.header.title.set_text(self.tr("Loading…"))
        self._chosen = _NOTHING
        self.page.tell("")
        self.refresh(skill_id)

    def refresh(self, skill_id: str) -> None:
        """Loads the skill that is shown anew, and stays with the version that was chosen."""
        self._desk.load(resource_id=skill_id).on_success(self._on_loaded).on_failure(self._on_failed)
        self._operations.list_versions(skill_id=skill_id).on_success(self._on_versions).on_failure(
            lambda _: None
        )

    @Slot()
    def ask_to_delete(self) -> None:
        """Asks, and deletes the skill unless agents still use it."""
        Question(
            self._theme,
            self.window(),
            self.tr("Delete “%1”?").replace("%1", self._skill.metadata.name),
            self.tr("All its versions will be gone for good. A skill that agents use is kept."),
            [Answer(self.tr("Keep it")), Answer(self.tr("Delete"), self._delete, "danger")],
        ).open()

    def _lay_out(self) -> None:
        self.page.add_section(self.tr("Versions"))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(self._versions)
        column.addWidget(self.more_button)
        self.more_button.hide()
        self.page.column.addWidget(holder)
        heading = QLabel("SKILL.md")
        heading.setFont(text_font(14, SEMIBOLD))
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(self._copy)
        self.page.column.addLayout(head)
        self._card = QFrame()
        self._card.setProperty("surface", "card")
        self.text.show_focus_on(self._card)
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
        inner.setSpacing(SPACE_5)
        inner.addWidget(self._about)
        inner.addWidget(self.text)
        self.page.column.addWidget(self._card)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addWidget(self.page, 1)

    def _on_loaded(self, skill: Skill) -> None:
        self._skill = skill
        self.header.title.set_text(skill.metadata.name)
        if self._chosen in (_NOTHING, _key(skill)):
            self._chosen = _key(skill)
            self._show_text(skill.spec.skill_md)
        self._mark_chosen()

    def _on_failed(self, error: UserError) -> None:
        self.page.tell(error.sentence)

    def _on_versions(self, page: ListSkillVersionsResponse) -> None:
        self._show_versions(page)
        self._on_page(page)

    def _on_page(self, page: ListSkillVersionsResponse) -> None:
        self._next_token = page.next_page_token
        self.more_button.setVisible(bool(page.next_page_token))
        count = page.total_count
        words = self.tr("1 version") if count == 1 else self.tr("%1 versions").replace("%1", str(count))
        self.header.detail.set_text(words)
        self._mark_chosen()

    def _load_more(self) -> None:
        def came(page: ListSkillVersionsResponse) -> None:
            self._put_all(page)
            self._on_page(page)

        self._operations.list_versions(
            skill_id=self._skill.metadata.id, page_token=self._next_token
        ).shown_on(self.more_button).on_success(came)

    def _show_versions(self, page: ListSkillVersionsResponse) -> None:
        for row in self.rows:
            self._versions.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        self._put_all(page)

    def _put_all(self, page: ListSkillVersionsResponse) -> None:
        for version in page.entries:
            version_hash = version.status.version_hash
            self._put(version, [each.tag for each in page.tags if each.version_hash == version_hash])

    def _put(self, version: Skill, tags: Sequence[str]) -> None:
        row = VersionRow(self._theme, version, tags=tags, is_newest=not self.rows)
        row.chosen.connect(partial(self._choose, version))
        row.tag_wanted.connect(partial(self._ask_for_tag, row, is_newest=not self.rows))
        self.rows.append(row)
        self._versions.addWidget(row)

    def _choose(self, version: Skill) -> None:
        self._chosen = _key(version)
        self._mark_chosen()
        if self._loading is not None:
            self._loading.cancel()
        self._loading = self._operations.load_version(version=version)
        self._loading.on_success(lambda found: self._show_text(found.spec.skill_md)).on_failure(
            self._on_failed
        )

    def _mark_chosen(self) -> None:
        for row in self.rows:
            row.set_chosen(_key(row.version) == self._chosen)

    def _ask_for_tag(self, row: VersionRow, *, is_newest: bool) -> None:
        def give(tag: str) -> None:
            self._operations.tag(version=row.version, tag=tag).shown_on(row.tag_button).on_success(
                lambda skill: self.refresh(skill.metadata.id)
            ).on_failure(self._on_failed)

        TagDialog(self._theme, self.window(), is_newest=is_newest, then=give).open()

    def _show_text(self, skill_md: str) -> None:
        self._whole = skill_md
        text = skill_text(skill_md)
        self._about.setText(text.description)
        self._about.setVisible(bool(text.description))
        self.text.set_markdown(text.body)
        self._card.setVisible(bool(skill_md))
        self._copy.setEnabled(bool(skill_md))

    def _delete(self) -> None:
        skill_id = self._skill.metadata.id

        def gone(_: Skill) -> None:
            self._skill = Skill()
            self.deleted.emit(skill_id)

        self._desk.delete(resource_id=skill_id).shown_on(self.delete_button).on_success(gone).on_failure(
            self._on_failed
        )


def _key(version: Skill) -> str:
    return version.status.version_hash
