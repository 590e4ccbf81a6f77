"""The composer's list of models: those that were found, by a click."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from stigmer_desktop.ui.executions.model_choice import ModelChoice
from stigmer_desktop.ui.trials import ModelServer


@pytest.fixture
def choice(around, qtbot: QtBot) -> ModelChoice:
    made = ModelChoice(around.theme)
    made.set_catalog(around.models)
    qtbot.addWidget(made)
    made.show()
    return made


def words(menu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


async def test_opening_the_list_looks_around_and_fills_it(choice, around, until) -> None:
    around.trials.found = (ModelServer("ollama", "http://127.0.0.1:11434/v1", ("qwen3:8b", "phi4")),)
    menu = choice.menu_of_choices()
    menu.popup(choice.pos())
    assert words(menu) == ["Built-in model\tdefault", "Looking for Ollama and LM Studio…", "Other model…"]
    full = ["Built-in model\tdefault", "Ollama", "qwen3:8b", "phi4", "Other model…"]
    await until(lambda: words(menu) == full)
    chosen = []
    choice.model_chosen.connect(chosen.append)
    menu.actions()[3].trigger()
    assert chosen == ["ollama:qwen3:8b"]
    assert (choice.model, choice.text()) == ("ollama:qwen3:8b", "qwen3:8b")
    menu.close()
    assert words(choice.menu_of_choices()) == full


async def test_a_provider_with_many_models_has_a_menu_of_its_own(choice, around, until) -> None:
    names = tuple(f"m{number}" for number in range(30))
    around.trials.found = (ModelServer("lmstudio", "http://127.0.0.1:1234/v1", names),)
    around.models.look()
    await until(lambda: around.models.choices)
    menu = choice.menu_of_choices()
    assert words(menu) == ["Built-in model\tdefault", "LM Studio", "Other model…"]
    assert words(menu.actions()[1].menu()) == list(names)


async def test_the_field_begins_with_the_provider_that_is_used(choice) -> None:
    choice.set_default("anthropic:claude")
    choice.menu_of_choices().actions()[-1].trigger()
    assert choice._popup.field.text() == "anthropic:"
    choice._popup.close()


async def test_a_whole_name_that_is_pasted_brings_its_provider(choice) -> None:
    choice.menu_of_choices().actions()[-1].trigger()
    field = choice._popup.field
    assert field.text() == "openai:"
    QGuiApplication.clipboard().setText("ollama:qwen3:8b")
    QTest.keySequence(field, "Ctrl+V")
    assert field.text() == "ollama:qwen3:8b"
    field.setText("openai:openai:gpt-x")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert choice.model == "openai:gpt-x"
