"""Models of the providers that one can choose, in the real runner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL
from stigmer_desktop.api.execution import MESSAGE_THINKING, TOOL_CALL_COMPLETED
from stigmer_desktop.credentials import Credentials
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.runner.chosen_harness import WITHOUT_TOOLS
from stigmer_desktop.settings import SettingsFile
from tests.end2end.program import Program, said
from tests.scripted_model import Call, Script, ScriptedModel, says, steps


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    """The scripted server, of which nothing stands in the environment."""
    with ScriptedModel() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "repository"
    place.mkdir()
    (place / "README.md").write_text("# Title\n")
    return place


def test_anthropics_models_work_with_tools_and_tell_what_they_think(
    model: ScriptedModel, program: Program, data: DataFolder, folder: Path
) -> None:
    SettingsFile(data.settings_file).save(anthropic_url=model.root_url)
    Credentials(data.keys_file).save(model.root_url, "sk-ant-1")
    model.scripts["claude"] = steps(
        Script(
            thinking=["I must", " look."],
            text=["I look."],
            calls=[Call("read_file", {"file_path": "README.md"})],
            finish="tool_calls",
        ),
        says("It has a title."),
    )
    program.work_in(folder, APPROVAL_MODE_ALLOW_ALL)
    done = program.answer("What is here?", model="anthropic:claude")
    assert said(done, MESSAGE_THINKING) == "I must look."
    assert said(done) == "I look.It has a title."
    (read,) = done.status.tool_calls
    assert (read.name, read.status) == ("read_file", TOOL_CALL_COMPLETED)
    assert "# Title" in read.result
    first, second = model.requests
    assert (first.path, first.key) == ("/v1/messages", "sk-ant-1")
    assert second.body["messages"][-2]["kept"] == ["I must look."]
    assert done.status.model == "claude"
    (usage,) = done.status.usage.models
    assert (usage.calls, usage.input_tokens, usage.cached_input_tokens) == (2, 28, 6)
    assert not usage.cost_known
    assert not done.status.warnings


def test_a_model_of_ollama_without_tools_answers_without(
    model: ScriptedModel, program: Program, data: DataFolder, folder: Path
) -> None:
    SettingsFile(data.settings_file).save(ollama_url=model.root_url)
    model.scripts["gemma:2b"] = Script(refuses_tools=True)
    program.work_in(folder, APPROVAL_MODE_ALLOW_ALL)
    done = program.answer("What is here?", model="ollama:gemma:2b")
    assert said(done) == "Hello from the script."
    assert list(done.status.warnings) == [WITHOUT_TOOLS]
    assert {request.path for request in model.requests} == {"/v1/chat/completions"}
    assert {request.key for request in model.requests} == {"none"}


def test_each_message_of_a_session_may_go_to_another_provider(
    model: ScriptedModel, program: Program, data: DataFolder
) -> None:
    SettingsFile(data.settings_file).save(
        anthropic_url=model.root_url, lmstudio_url=model.root_url, base_url=model.base_url
    )
    Credentials(data.keys_file).save(model.root_url, "sk-ant-1")
    assert program.answer("One", model="anthropic:plain").status.model == "plain"
    program.answer("Two", model="lmstudio:plain")
    program.answer("Three", model="openai:plain")
    program.answer("Four", model="anthropic:plain")
    last = model.requests[-1]
    assert last.is_anthropic
    words = [content for role, content in last.messages if role == "user"]
    assert words == ["One", "Two", "Three", "Four"]


def test_ollama_that_does_not_run_is_named(program: Program, data: DataFolder) -> None:
    SettingsFile(data.settings_file).save(ollama_url="http://127.0.0.1:1")
    failed = program.failure("Hello", model="ollama:qwen3")
    assert "Nothing answers at http://127.0.0.1:1" in failed.status.error


def test_anthropic_without_a_key_says_where_to_save_one(program: Program) -> None:
    failed = program.failure("Hello", model="anthropic:claude-sonnet-5-5")
    assert "There is no API key for https://api.anthropic.com" in failed.status.error
