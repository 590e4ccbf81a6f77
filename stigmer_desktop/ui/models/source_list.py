"""Where answers can come from: the built-in model and the providers, one below the other."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from stigmer_desktop.model_names import PROVIDERS
from stigmer_desktop.settings import BUILTIN_MODEL
from stigmer_desktop.ui.models.model_catalog import LOCAL_PROVIDERS, ModelCatalog
from stigmer_desktop.ui.models.model_title import builtin_title, builtin_words
from stigmer_desktop.ui.models.source_option import SourceOption
from stigmer_desktop.ui.theme import Theme

_FEW = 3


class SourceList(QWidget):
    """`chosen` carries "builtin" or a provider's key when the user picks another one."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, catalog: ModelCatalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._group = QButtonGroup(self)
        self.options: dict[str, SourceOption] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        titles = [(BUILTIN_MODEL, builtin_title()), *((each.key, each.title) for each in PROVIDERS)]
        for place, (key, title) in enumerate(titles):
            option = SourceOption(theme, title, first=place == 0)
            option.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(option)
            self.options[key] = option
            column.addWidget(option)
        catalog.changed.connect(self.show_notes)
        self.show_notes()

    @property
    def key(self) -> str:
        """The key of the source that holds."""
        return next((key for key, option in self.options.items() if option.isChecked()), BUILTIN_MODEL)

    def set_key(self, key: str) -> None:
        """Makes the source with `key` hold, without a signal; an unknown one is the built-in model."""
        self.options.get(key, self.options[BUILTIN_MODEL]).setChecked(True)

    def show_notes(self) -> None:
        """Says below each source how it is."""
        self.options[BUILTIN_MODEL].set_note(builtin_words())
        for provider in PROVIDERS:
            option = self.options[provider.key]
            if provider.key in LOCAL_PROVIDERS:
                option.set_note(*self._local_note(provider.key))
            elif provider.wants_key:
                option.set_note(self.tr("Claude models, with a key of your own."))
            else:
                option.set_note(
                    self.tr("OpenAI, OpenRouter, Groq, llama.cpp, vLLM: anything with a base URL.")
                )

    def _local_note(self, provider: str) -> tuple[str, str]:
        models = self._catalog.models(provider)
        if models:
            named = ", ".join(models[:_FEW]) + (" …" if len(models) > _FEW else "")
            return self.tr("Running here: %1").replace("%1", named), "good"
        if self._catalog.server(provider) is not None:
            return self.tr("Running here, but it has no model yet."), "waiting"
        if self._catalog.is_looking:
            return self.tr("Looking for it…"), ""
        if self._catalog.has_looked:
            return self.tr("Not running on this machine. Start it, then choose it here."), ""
        return self.tr("Found by itself when it runs on this machine."), ""
