"""Which model answers where nobody says otherwise: the built-in one, or one of a provider."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from stigmer_desktop.credentials import Credentials
from stigmer_desktop.model_names import ANTHROPIC, OPENAI, Provider, model_url, provider, split_model
from stigmer_desktop.settings import BUILTIN_MODEL
from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.models.model_field import ModelField
from stigmer_desktop.ui.models.model_title import model_title
from stigmer_desktop.ui.models.source_list import SourceList
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.settings.key_part import KeyPart
from stigmer_desktop.ui.settings.section import Section
from stigmer_desktop.ui.trials import ModelServer, ModelTrial
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.push_button import PushButton

_FIELD_WIDTH = 300
_EXAMPLES = {
    OPENAI: "gpt-5-mini",
    ANTHROPIC: "claude-sonnet-5-5",
    "ollama": "qwen3:8b",
    "lmstudio": "qwen3-8b",
}


class ModelSection(Section):
    """What is typed is kept when its field is left, and on Return. Keys are kept apart from the settings."""

    def __init__(
        self, around: Surroundings, credentials: Credentials, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        theme = around.theme
        self._settings = around.settings
        self._credentials = credentials
        self._scope = around.scope
        self._trials = around.trials
        self._catalog = around.models
        # What was named for each provider, while one goes from one to the other.
        self._named: dict[str, str] = {}
        self.source = SourceList(theme, self._catalog)
        self.source.chosen.connect(self._on_source_chosen)
        self.add_wide(self.source)
        self.model = ModelField(theme, self.tr("Model name"))
        self.model.setFixedWidth(_FIELD_WIDTH)
        self._model_row = self.add_row(self.tr("Model"), "", self.model)
        self.address = self._field(self.tr("Base URL"))
        self._address_row = self.add_row(self.tr("Base URL"), "", self.address)
        self.key = KeyPart(around, credentials, self, _FIELD_WIDTH)
        self.test = PushButton(theme, self.tr("Test"), icon_name="lightning")
        self.test.clicked.connect(self._on_test_clicked)
        self._test_row = self.add_row(self.tr("Try it"), "", self.test)
        self.model.picked.connect(self._save_model)
        self.model.editingFinished.connect(self._save_model)
        self.address.editingFinished.connect(self._save_address)
        self.key.key_saved.connect(self._list_models)
        self.key.key_looked_up.connect(self._on_key_looked_up)
        self._catalog.changed.connect(self._on_catalog_changed)
        self._show_settings()

    def enter(self) -> None:
        """It is shown again: with what holds now, and with the model servers that run on this machine."""
        self._show_settings()
        self._catalog.look()

    def _show_settings(self) -> None:
        key, name = split_model(self._settings.current.model)
        if key:
            self._named[key] = name
        self._fill(key or BUILTIN_MODEL)

    @property
    def _provider(self) -> Provider | None:
        """The provider that holds; None for the built-in model."""
        return None if self.source.key == BUILTIN_MODEL else provider(self.source.key)

    @property
    def _url(self) -> str:
        held = self._provider
        return model_url(held.key, self.address.text()) if held else ""

    def _fill(self, key: str) -> None:
        """Shows the source with `key` and what is known for it."""
        self.source.set_key(key)
        held = self._provider
        for row in (self._model_row, self._address_row, self.key.row):
            row.setVisible(held is not None)
        self._show_test_words()
        if held is None:
            return
        self.model.setText(self._named.get(held.key, ""))
        self.model.setPlaceholderText(_EXAMPLES[held.key])
        self.address.setText(str(getattr(self._settings.current, held.setting)))
        self.address.setPlaceholderText(held.usual_url)
        if held.key == OPENAI:
            words = self.tr("Empty means OpenAI itself.")
        else:
            words = self.tr("Empty means its usual place.")
        self._address_row.set_help(words)
        self.key.row.setVisible(not held.is_local)
        self._show_models()
        self._look_for_key()

    def _show_models(self) -> None:
        held = self._provider
        if held is None:
            return
        self.model.set_names(self._catalog.models(held.key))
        if not self.model.text().strip():
            words = self.tr("The built-in model answers until a model is named here.")
            self._model_row.set_help(words, "waiting")
        elif self.model.names:
            count = str(len(self.model.names))
            self._model_row.set_help(self.tr("%1 to pick from, or type a name.").replace("%1", count))
        else:
            self._model_row.set_help(self.tr("As the server names it."))

    def _show_test_words(self) -> None:
        self._test_row.set_help(self.tr("Asks the model for one short sentence."))

    @Slot()
    def _on_catalog_changed(self) -> None:
        held = self._provider
        found = self._catalog.models(held.key) if held is not None and held.is_local else ()
        if found and not self.model.text().strip():
            # Chosen before it was found: the first of its models, until the user picks another.
            self.model.setText(found[0])
            self._save_model()
        self._show_models()

    @Slot(object)
    def _on_source_chosen(self, key: str) -> None:
        models = self._catalog.models(key)
        if models and not self._named.get(key):
            self._named[key] = models[0]
        self._fill(key)
        self._save_model()
        if key == BUILTIN_MODEL:
            return
        if provider(key).is_local:
            self._catalog.look(anew=True)
        if not self.model.text():
            self.model.setFocus()

    @Slot()
    def _save_model(self) -> None:
        held = self._provider
        name = self.model.text().strip()
        if held is None:
            self._settings.change(model=BUILTIN_MODEL)
            return
        self._named[held.key] = name
        self._settings.change(model=f"{held.key}:{name}" if name else BUILTIN_MODEL)
        self._show_models()

    @Slot()
    def _save_address(self) -> None:
        held = self._provider
        if held is None:
            return
        before = getattr(self._settings.current, held.setting)
        self._settings.change(**{held.setting: self.address.text().strip()})
        if getattr(self._settings.current, held.setting) == before:
            return
        self._look_for_key()
        if held.is_local:
            self._catalog.look(anew=True)

    def _look_for_key(self) -> None:
        held = self._provider
        self.key.set_url(self._url if held is not None and not held.is_local else "")

    @Slot(str, str)
    def _on_key_looked_up(self, url: str, key: str) -> None:
        held = self._provider
        # Without a key only a server of one's own tells what it has.
        if held is not None and (key or self.address.text().strip()) and not self._catalog.models(held.key):
            self._list_models(url, key)

    @Slot(str, str)
    def _list_models(self, url: str, key: str) -> None:
        held = self._provider
        if held is not None:
            self._catalog.list_models(held.key, url, key).on_success(self._on_listed).on_failure(
                lambda _: None
            )

    def _on_listed(self, server: ModelServer) -> None:
        if server.problem and self._provider is not None and self._provider.key == server.provider:
            self._model_row.set_help(server.problem, "waiting")

    @Slot()
    def _on_test_clicked(self) -> None:
        held, url, typed = self._provider, self._url, self.key.typed
        name = self.model.text().strip()
        if held is not None and not name:
            self._test_row.set_help(self.tr("Name the model first."), "error")
            self.model.setFocus()
            return
        model = f"{held.key}:{name}" if held else BUILTIN_MODEL

        async def work() -> ModelTrial:
            key = typed or (await self._scope.in_thread(self._credentials.key, url) if url else "")
            return await self._trials.try_model(model, base_url=url, key=key)

        self._test_row.set_help(self.tr("Asking %1…").replace("%1", model_title(model)))
        asked = self._scope.start(work()).shown_on(self.test)
        asked.on_success(self._on_tried).on_failure(self._on_test_failed)

    def _on_tried(self, trial: ModelTrial) -> None:
        if not trial.answered:
            self._test_row.set_help(trial.words, "error")
            return
        words = self.tr("Answered in %1 s: “%2”").replace("%1", f"{trial.seconds:.1f}")
        self._test_row.set_help(words.replace("%2", trial.words), "good")

    def _on_test_failed(self, error: UserError) -> None:
        self._test_row.set_help(error.sentence, "error")

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setFont(text_font(13))
        field.setFixedWidth(_FIELD_WIDTH)
        field.setAccessibleName(name)
        return field
