"""The model section: where answers come from, models to pick, keys, and the trial."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.credentials import Credentials
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.operation import OperationScope
from stigmer_desktop.ui.settings.model_section import ModelSection
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.trials import ModelServer, ModelTrial, TrialFailed
from tests.ui.fixed_trials import FixedTrials
from tests.ui.surroundings import make_surroundings

OLLAMA = ModelServer("ollama", "http://127.0.0.1:11434/v1", ("qwen3:8b", "gemma3:4b", "phi4", "llama3"))


@pytest.fixture
async def here(qapp):
    scope = OperationScope(lambda error: None)
    yield scope
    await scope.close()


@pytest.fixture
def around(theme, here, data):
    made = make_surroundings(theme, Client(), here, data)
    yield made
    made.settings.close()


@pytest.fixture
def trials(around) -> FixedTrials:
    return around.trials


@pytest.fixture
def store(around) -> SettingsStore:
    return around.settings


@pytest.fixture
def credentials(data) -> Credentials:
    return Credentials(data.keys_file, use_keyring=False)


@pytest.fixture
async def section(qtbot, around, credentials) -> ModelSection:
    made = ModelSection(around, credentials, "Model")
    qtbot.addWidget(made)
    made.resize(720, 700)
    made.show()
    return made


def click(widget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def choose(section: ModelSection, key: str) -> None:
    click(section.source.options[key])


def type_into(field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


async def test_the_built_in_model_says_what_it_is(section) -> None:
    assert section.source.key == "builtin"
    assert "cannot use tools" in section.source.options["builtin"].note
    assert not section.address.isVisible()
    assert section.test.isVisible()


async def test_servers_that_run_are_found_and_their_first_model_is_taken(
    section, trials, store, until
) -> None:
    trials.found = (OLLAMA,)
    section.enter()
    assert section.source.options["ollama"].note == "Looking for it…"
    note = "Running here: qwen3:8b, gemma3:4b, phi4 …"
    await until(lambda: section.source.options["ollama"].note == note)
    assert "Not running" in section.source.options["lmstudio"].note
    choose(section, "ollama")
    assert store.current.model == "ollama:qwen3:8b"
    assert section.model.names == OLLAMA.models
    assert not section.key.field.isVisible()
    section.model.menu_of_names().actions()[1].trigger()
    assert store.current.model == "ollama:gemma3:4b"
    choose(section, "builtin")
    assert store.current.model == "builtin"
    choose(section, "ollama")
    assert section.model.text() == "gemma3:4b"


async def test_a_server_that_is_chosen_before_it_is_found_answers_once_it_is(
    section, trials, store, until
) -> None:
    trials.found = (OLLAMA,)
    choose(section, "ollama")
    assert store.current.model == "builtin"
    await until(lambda: store.current.model == "ollama:qwen3:8b")
    assert section.model.text() == "qwen3:8b"


async def test_what_was_chosen_elsewhere_is_shown(section, store) -> None:
    store.change(model="lmstudio:phi4")
    section.enter()
    assert section.source.key == "lmstudio"
    assert section.model.text() == "phi4"


async def test_a_look_around_that_fails_finds_nothing(section, trials, until) -> None:
    trials.failure = TrialFailed("The trial cannot be started.")
    section.enter()
    await until(lambda: "Not running" in section.source.options["ollama"].note)


async def test_a_server_takes_over_once_its_model_is_named(section, store) -> None:
    choose(section, "openai")
    assert section.address.isVisible()
    assert store.current.model == "builtin"
    assert "until a model is named" in section._model_row.help.text()
    type_into(section.model, "llama3.2")
    type_into(section.address, "http://127.0.0.1:8080/v1")
    assert store.current.model == "openai:llama3.2"
    assert store.current.base_url == "http://127.0.0.1:8080/v1"
    choose(section, "builtin")
    assert (store.current.model, store.current.base_url) == ("builtin", "http://127.0.0.1:8080/v1")


async def test_each_provider_keeps_its_own_address(section, store, trials, until) -> None:
    choose(section, "ollama")
    type_into(section.address, "http://box:11434")
    asked = ("find_model_servers", {"ollama_url": "http://box:11434", "lmstudio_url": ""})
    await until(lambda: asked in trials.calls)
    choose(section, "anthropic")
    assert section.address.text() == ""
    assert section.address.placeholderText() == "https://api.anthropic.com"
    assert (store.current.ollama_url, store.current.anthropic_url) == ("http://box:11434", "")


async def test_a_key_is_kept_outside_the_settings_and_lists_the_models(
    section, store, trials, data, credentials, until
) -> None:
    trials.listed = ModelServer("anthropic", "https://api.anthropic.com", ("claude-a", "claude-b"))
    choose(section, "anthropic")
    type_into(section.model, "claude-a")
    type_into(section.key.field, "sk-secret")
    await until(lambda: "the key is kept" in section.key.row.help.text())
    assert credentials.key("https://api.anthropic.com") == "sk-secret"
    assert section.key.field.text() == ""
    await until(lambda: section.model.names == ("claude-a", "claude-b"))
    choose(section, "openai")
    await until(lambda: "the key is kept" not in section.key.row.help.text())
    store.close()
    assert "sk-secret" not in data.settings_file.read_text(encoding="utf-8")


async def test_a_list_that_cannot_be_had_says_why(section, trials, until) -> None:
    trials.listed = ModelServer("openai", "http://box/v1", problem="http://box/v1 refused: Who are you?")
    choose(section, "openai")
    type_into(section.address, "http://box/v1")
    await until(lambda: "Who are you?" in section._model_row.help.text())


async def test_the_test_shows_the_providers_own_words(section, trials, credentials, until) -> None:
    credentials.save("http://box/v1", "sk-1")
    choose(section, "openai")
    type_into(section.address, "http://box/v1")
    type_into(section.model, "m")
    trials.model_trial = ModelTrial(False, "The server refused. It said: “No such model.”")
    click(section.test)
    assert not section.test.isEnabled()
    await until(section.test.isEnabled)
    assert "No such model." in section._test_row.help.text()
    asked = {"model": "openai:m", "base_url": "http://box/v1", "key": "sk-1"}
    assert ("try_model", asked) in trials.calls
    trials.model_trial = ModelTrial(True, "Good day!", 1.24)
    click(section.test)
    await until(lambda: section._test_row.help.text() == "Answered in 1.2 s: “Good day!”")


async def test_the_built_in_model_can_be_tried_too(section, trials, until) -> None:
    click(section.test)
    await until(lambda: "Hello!" in section._test_row.help.text())
    assert trials.calls == [("try_model", {"model": "builtin", "base_url": "", "key": ""})]


async def test_a_test_without_a_model_names_what_is_missing(section, trials) -> None:
    choose(section, "openai")
    click(section.test)
    assert "Name the model" in section._test_row.help.text()
    assert all(name != "try_model" for name, _ in trials.calls)


async def test_sources_are_chosen_with_the_keyboard(section, store, until) -> None:
    option = section.source.options["builtin"]
    option.setFocus()
    QTest.keyClick(option, Qt.Key.Key_Down)
    assert section.source.key == "ollama"
    assert section.address.isVisible()
