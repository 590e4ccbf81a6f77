"""The row of a model server's key: typed, kept, and removed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QLineEdit

from stigmer_desktop.credentials import Credentials
from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.settings.section import Section
from stigmer_desktop.ui.theme import SPACE_2
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.push_button import PushButton

_HIDDEN = "••••••••••••"


@dataclass(frozen=True)
class _Kept:
    """What is kept for an address, and where keys are kept on this machine."""

    url: str
    key: str
    place: str
    in_keyring: bool


class KeyPart(QObject):
    """A key is kept when its field is left or Return is pressed; what is kept is never shown.

    `key_saved` and `key_looked_up` carry the address and its key, which is empty where none is kept.
    """

    key_saved = Signal(str, str)
    key_looked_up = Signal(str, str)

    def __init__(self, around: Surroundings, credentials: Credentials, section: Section, width: int) -> None:
        """Adds its row to `section`, with a field of `width`."""
        super().__init__(section)
        self._credentials = credentials
        self._scope = around.scope
        self._url = ""
        self._width = width
        self.field = QLineEdit()
        self.field.setFont(text_font(13))
        self.field.setFixedWidth(width)
        self.field.setAccessibleName(self.tr("API key"))
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.remove = PushButton(around.theme, self.tr("Remove"), kind="quiet")
        self.remove.setToolTip(self.tr("Remove the kept key of this address"))
        self.remove.setAccessibleName(self.tr("Remove the key"))
        self.remove.hide()
        self.row = section.add_row(self.tr("API key"), "", self.field, self.remove)
        self.field.editingFinished.connect(self._save)
        self.remove.clicked.connect(self._on_remove_clicked)

    @property
    def typed(self) -> str:
        """A key that was typed and is not kept yet."""
        return self.field.text().strip()

    def set_url(self, url: str) -> None:
        """Keys are filed by address: from now on it is about that of `url`, or of none if it is empty."""
        if url != self._url:
            # The key of one server must not be sent to another.
            self.field.clear()
        self._url = url
        if not url:
            return

        def found(kept: _Kept) -> None:
            if kept.url == self._url:
                self._show(kept)
                self.key_looked_up.emit(kept.url, kept.key)

        self._scope.start(self._look_up(url)).on_success(found)

    async def _look_up(self, url: str) -> _Kept:
        def look() -> _Kept:
            key = self._credentials.key(url)
            return _Kept(url, key, self._credentials.place, self._credentials.in_keyring)

        return await self._scope.in_thread(look)

    async def _keep(self, url: str, key: str) -> _Kept:
        await self._scope.in_thread(self._credentials.save, url, key)
        return await self._look_up(url)

    @Slot()
    def _save(self) -> None:
        url, key = self._url, self.typed
        if not key or not url:
            return

        def kept(now: _Kept) -> None:
            if now.url == self._url:
                self.field.clear()
                self._show(now)

        self._scope.start(self._keep(url, key)).on_success(kept).on_failure(self._on_failed)
        self.key_saved.emit(url, key)

    @Slot()
    def _on_remove_clicked(self) -> None:
        def removed(now: _Kept) -> None:
            if now.url != self._url:
                return
            if self.remove.hasFocus():
                self.field.setFocus()
            self._show(now)

        self.field.clear()
        work = self._scope.start(self._keep(self._url, "")).shown_on(self.remove)
        work.on_success(removed).on_failure(self._on_failed)

    def _on_failed(self, error: UserError) -> None:
        self.row.set_help(error.sentence, "error")

    def _show(self, kept: _Kept) -> None:
        self.remove.setVisible(bool(kept.key))
        # Field and button together are as wide as the fields above.
        beside = self.remove.sizeHint().width() + SPACE_2 if kept.key else 0
        self.field.setFixedWidth(self._width - beside)
        self.field.setPlaceholderText(_HIDDEN if kept.key else self.tr("None"))
        if kept.in_keyring:
            words = self.tr("Saved in %1.") if kept.key else self.tr("Kept outside the settings, in %1.")
            self.row.set_help(words.replace("%1", kept.place), "good" if kept.key else "third")
        elif kept.key:
            words = self.tr(
                "There is no system keyring here: the key is kept unencrypted in %1 of the data folder, "
                "which only you can read."
            )
            self.row.set_help(words.replace("%1", Path(kept.place).name), "waiting")
        else:
            words = self.tr(
                "There is no system keyring here: a key is kept unencrypted in a file that only you can read."
            )
            self.row.set_help(words, "waiting")
