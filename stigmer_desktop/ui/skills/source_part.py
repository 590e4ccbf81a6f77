"""Where a skill is taken from: a folder or a zip, dropped or chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, SEMIBOLD, text_font
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.skills.skill_archive import SkillArchive
from stigmer_desktop.ui.skills.skill_operations import SkillOperations
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4, Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.icon_label import IconLabel
from stigmer_desktop.ui.widgets.push_button import PushButton

_TILE = 36


class SourcePart(QObject):
    """Packs what is chosen at once, so that one sees what will be sent. `packed` carries the archive."""

    edited = Signal()
    packed = Signal(object)

    def __init__(self, theme: Theme, operations: SkillOperations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._packing: Operation[SkillArchive] | None = None
        self.archive: SkillArchive | None = None
        self._widget = QFrame()
        self._widget.setProperty("surface", "card")
        self.heading = ElidedLabel(theme, text_font(13, SEMIBOLD))
        self.detail = ElidedLabel(theme, text_font(12), "second_text", elided_in_the_middle=True)
        self.folder_button = PushButton(theme, self.tr("Folder…"), icon_name="folder-open")
        self.folder_button.setAccessibleName(self.tr("Choose the folder of a skill"))
        self.folder_button.clicked.connect(lambda: self._ask(QFileDialog.FileMode.Directory))
        self.zip_button = PushButton(theme, self.tr("Zip…"), icon_name="archive-box")
        self.zip_button.setAccessibleName(self.tr("Choose the zip of a skill"))
        self.zip_button.clicked.connect(lambda: self._ask(QFileDialog.FileMode.ExistingFile))
        self.fault = QLabel()
        self.fault.setFont(text_font(12, MEDIUM))
        self.fault.setProperty("tone", "error")
        self.fault.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self.heading)
        words.addWidget(self.detail)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, SPACE_2, 0, 0)
        buttons.setSpacing(SPACE_2)
        buttons.addWidget(self.folder_button)
        buttons.addWidget(self.zip_button)
        buttons.addStretch(1)
        words.addLayout(buttons)
        # Below the buttons, which stay where they are when something is wrong.
        words.addWidget(self.fault)
        row = QHBoxLayout(self._widget)
        row.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        row.setSpacing(SPACE_3)
        icon = IconLabel(theme, "download-simple", "accent", 20, tile=_TILE)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.clear()

    @property
    def widget(self) -> QWidget:
        return self._widget

    def clear(self) -> None:
        """Begins anew, with nothing chosen."""
        if self._packing is not None:
            self._packing.cancel()
        self.archive = None
        self.heading.set_text(self.tr("Drop a folder or a zip here"))
        self.detail.set_text(self.tr("It has a SKILL.md at its root, and whatever files that speaks of."))
        self._say("")

    def take(self, source: Path) -> None:
        """Packs `source`."""
        self.clear()
        self.heading.set_text(source.name)
        self.detail.set_text(self.tr("Reading…"))
        self._packing = self._operations.pack(source=source).shown_on(self.folder_button)
        self._packing.on_success(self._on_packed).on_failure(self._on_not_packed)

    def show(self, resource: Any) -> None:
        """A request that is shown anew has nothing chosen."""
        self.clear()

    def fill(self, resource: Any) -> None:
        """Puts the zip into the request."""
        resource.artifact = self.archive.data if self.archive is not None else b""

    def check(self) -> QWidget | None:
        """Says so if nothing was chosen."""
        if self.archive is not None:
            return None
        if not self.fault.text():
            self._say(self.tr("Choose the folder or the zip of the skill."))
        return self.folder_button

    def show_error(self, error: UserError) -> QWidget | None:
        """Says what the server has against the zip."""
        words = error.of_field("artifact")
        if not words:
            return None
        self._say(words)
        return self.folder_button

    def _on_packed(self, archive: SkillArchive) -> None:
        self.archive = archive
        count = self.tr("1 file") if archive.files == 1 else self.tr("%1 files")
        size = QLocale().formattedDataSize(len(archive.data), 1, QLocale.DataSizeFormat.DataSizeSIFormat)
        self.heading.set_text(f"{archive.source.name} · {count.replace('%1', str(archive.files))} · {size}")
        self.detail.set_text(str(archive.source.parent))
        self.packed.emit(archive)
        self.edited.emit()

    def _on_not_packed(self, error: UserError) -> None:
        self.detail.set_text("")
        self._say(error.sentence)
        self.edited.emit()

    def _ask(self, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self._widget.window(), self.tr("Add a skill"))
        dialog.setFileMode(mode)
        if mode is QFileDialog.FileMode.ExistingFile:
            dialog.setNameFilters([self.tr("Zip files (*.zip *.skill)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda chosen: self.take(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _say(self, words: str) -> None:
        self.fault.setText(words)
        self.fault.setVisible(bool(words))
        self.detail.setVisible(bool(self.detail.text))
