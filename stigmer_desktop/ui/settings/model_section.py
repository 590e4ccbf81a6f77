"""Which model answers: the built-in one, or a server that speaks OpenAI's protocol."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from stigmer_desktop.credentials import Credentials
from stigmer_desktop.settings import BUILTIN_MODEL
from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.operation import OperationScope
from stigmer_desktop.ui.settings.model_trial import Trial, try_model
from stigmer_desktop.ui.settings.section import Section
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.choice_button import Choice
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.segmented_control import SegmentedControl

_BUILTIN, _SERVER = "builtin", "server"
_PREFIX = "openai:"
_FIELD_WIDTH = 300


class ModelSection(Section):
    """What is typed is kept when its field is left, and on Return. The key goes to the keyring alone."""

    def __init__(
        self,
        theme: Theme,
        settings: SettingsStore,
        credentials: Credentials,
        scope: OperationScope,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Model"))
        self._settings = settings
        self._credentials = credentials
        self._scope = scope
        self.source = SegmentedControl(
            theme,
            self.tr("Where answers come from"),
            [
                Choice(_BUILTIN, self.tr("Built in")),
                Choice(_SERVER, self.tr("OpenAI-compatible server")),
            ],
        )
        self.source.chosen.connect(self._on_source_chosen)
        self._source_row = self.add_row(self.tr("Where answers come from"), "", self.source)
        self.model = self._field(self.tr("Model name"), "gpt-4o-mini")
        self._model_row = self.add_row(self.tr("Model name"), self.tr("As the server names it."), self.model)
        self.base_url = self._field(self.tr("Base URL"), "https://api.openai.com/v1")
        self._url_row = self.add_row(
            self.tr("Base URL"),
            self.tr("Empty means OpenAI itself. Ollama: http://127.0.0.1:11434/v1"),
            self.base_url,
        )
        self.key = self._field(self.tr("API key"), "")
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key_row = self.add_row(self.tr("API key"), "", self.key)
        self.test = PushButton(theme, self.tr("Test connection"), icon_name="lightning")
        self.test.clicked.connect(self._on_test_clicked)
        self._test_row = self.add_row(self.tr("Try it"), "", self.test)
        self.model.editingFinished.connect(self._save_model)
        self.base_url.editingFinished.connect(self._save_base_url)
        self.key.editingFinished.connect(self._save_key)
        self._fill()

    def _fill(self) -> None:
        settings = self._settings.current
        on_server = settings.model.startswith(_PREFIX)
        self.model.setText(settings.model.removeprefix(_PREFIX) if on_server else "")
        self.base_url.setText(settings.base_url)
        self.source.set_key(_SERVER if on_server else _BUILTIN)
        self._show_source()
        self._look_for_key()

    def _show_source(self) -> None:
        on_server = self.source.key == _SERVER
        for row in (self._model_row, self._url_row, self._key_row, self._test_row):
            row.setVisible(on_server)
        if not on_server:
            words = self.tr(
                "SmolLM2 135M: answers, cannot use tools. Connect Ollama or a provider for real work."
            )
            self._source_row.set_help(words)
        elif not self.model.text().strip():
            self._source_row.set_help(
                self.tr("The built-in model answers until a model is named here."), "waiting"
            )
        else:
            self._source_row.set_help(self.tr("Ollama, LM Studio, llama.cpp, vLLM, OpenRouter, OpenAI…"))

    @Slot(object)
    def _on_source_chosen(self, key: str) -> None:
        self._save_model()
        if key == _SERVER:
            self._look_for_key()
            self.model.setFocus()

    @Slot()
    def _save_model(self) -> None:
        name = self.model.text().strip()
        on_server = self.source.key == _SERVER and bool(name)
        self._settings.change(model=_PREFIX + name if on_server else BUILTIN_MODEL)
        self._show_source()

    @Slot()
    def _save_base_url(self) -> None:
        before = self._settings.current.base_url
        self._settings.change(base_url=self.base_url.text().strip())
        if self._settings.current.base_url != before:
            # Keys are filed by base URL; the one of another server must not be shown as this one's.
            self.key.clear()
            self._look_for_key()

    @Slot()
    def _save_key(self) -> None:
        key = self.key.text().strip()
        if not key:
            return
        base_url = self._settings.current.base_url

        async def work() -> str:
            await self._scope.in_thread(self._credentials.save, base_url, key)
            return await self._scope.in_thread(lambda: self._credentials.place)

        self._scope.start(work()).on_success(self._on_key_saved).on_failure(self._on_key_failed)

    def _look_for_key(self) -> None:
        base_url = self._settings.current.base_url

        async def work() -> str:
            has_key = bool(await self._scope.in_thread(self._credentials.key, base_url))
            return await self._scope.in_thread(lambda: self._credentials.place) if has_key else ""

        if self.source.key == _SERVER:
            self._scope.start(work()).on_success(self._show_key_place)

    def _on_key_saved(self, place: str) -> None:
        self.key.clear()
        self._show_key_place(place)

    def _on_key_failed(self, error: UserError) -> None:
        self._key_row.set_help(error.sentence, "error")

    def _show_key_place(self, place: str) -> None:
        if place:
            self.key.setPlaceholderText("••••••••••••")
            self._key_row.set_help(self.tr("Saved in %1.").replace("%1", place), "good")
        else:
            self.key.setPlaceholderText(self.tr("None"))
            self._key_row.set_help(self.tr("Kept outside the settings. Local servers need none."))

    @Slot()
    def _on_test_clicked(self) -> None:
        model, base_url = self.model.text().strip(), self.base_url.text().strip()
        typed = self.key.text().strip()
        if not model:
            self._test_row.set_help(self.tr("Name the model first."), "error")
            self.model.setFocus()
            return

        async def work() -> Trial:
            key = typed or await self._scope.in_thread(self._credentials.key, base_url)
            return await try_model(self._scope, base_url=base_url, key=key, model=model)

        self._test_row.set_help(self.tr("Asking %1…").replace("%1", model))
        self._scope.start(work()).shown_on(self.test).on_success(self._on_tried)

    def _on_tried(self, trial: Trial) -> None:
        self._test_row.set_help(trial.words, "good" if trial.answered else "error")

    def _field(self, name: str, placeholder: str) -> QLineEdit:
        field = QLineEdit()
        field.setFont(text_font(13))
        field.setFixedWidth(_FIELD_WIDTH)
        field.setAccessibleName(name)
        field.setPlaceholderText(placeholder)
        return field
