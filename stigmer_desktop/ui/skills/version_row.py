"""One version of a skill: its tags, its hash, when it came, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from stigmer_desktop.api.skill import Skill
from stigmer_desktop.ui.fonts import MEDIUM, SEMIBOLD, code_font, number_font, text_font
from stigmer_desktop.ui.sessions.time_text import time_text
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, Theme
from stigmer_desktop.ui.widgets.copy_button import CopyButton
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.push_button import PushButton

_SHORT = 12


class VersionRow(QFrame):
    """A click, or Return, shows its SKILL.md. `tags` are those that mean this version."""

    chosen = Signal()
    tag_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        version: Skill,
        *,
        tags: Sequence[str],
        is_newest: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.version = version
        self.tags = list(tags)
        version_hash = version.status.version_hash
        self.setProperty("surface", "choice")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        self.setAccessibleName(self.tr("Version %1").replace("%1", version_hash[:_SHORT]))
        self.setAccessibleDescription(", ".join(self.tags))
        short = QLabel(version_hash[:_SHORT])
        short.setFont(code_font(12, MEDIUM))
        short.setToolTip(version_hash)
        self.mark = QLabel()
        self.mark.setFont(text_font(12, SEMIBOLD))
        self.mark.setProperty("tone", "second")
        words = [self.tr("newest")] if is_newest else []
        tag = ElidedLabel(theme, text_font(12, SEMIBOLD), "green", " · ".join(self.tags))
        if not self.tags:
            tag.hide()
        self.mark.setText(" · ".join(words))
        moment = version.status.audit.spec_audit.updated_at
        when = QLabel(time_text(moment.seconds or None))
        when.setFont(number_font(12))
        when.setProperty("tone", "third")
        copy = CopyButton(theme, self.tr("Copy the hash of this version"), lambda: version_hash)
        self.tag_button = PushButton(theme, self.tr("Tag…"), icon_name="tag")
        self.tag_button.clicked.connect(self.tag_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        row.setSpacing(SPACE_2)
        row.addWidget(short)
        row.addWidget(copy)
        row.addWidget(tag)
        row.addWidget(self.mark)
        row.addStretch(1)
        row.addWidget(when)
        row.addWidget(self.tag_button)

    def set_chosen(self, chosen: bool) -> None:
        """Shows whether its SKILL.md is the one below."""
        self.setProperty("surface", "chosen" if chosen else "choice")
        self.style().unpolish(self)
        self.style().polish(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
            return
        super().keyPressEvent(event)
