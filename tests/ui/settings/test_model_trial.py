"""The trial of a model server, with the server's own words."""

from __future__ import annotations

import pytest

from stigmer_desktop.ui.operation import OperationScope
from stigmer_desktop.ui.settings.model_trial import Trial, try_model
from tests.scripted_model import KEY, ScriptedModel


@pytest.fixture
def model_server():
    with ScriptedModel() as server:
        yield server


@pytest.fixture
async def here(qapp):
    scope = OperationScope(lambda error: None)
    yield scope
    await scope.close()


async def tried(scope: OperationScope, server: ScriptedModel, model: str) -> Trial:
    return await try_model(scope, base_url=server.base_url, key=KEY, model=model)


async def test_an_answer_is_shown(here, model_server) -> None:
    trial = await tried(here, model_server, "plain")
    assert trial.answered
    assert "Hello from the script." in trial.words
    assert model_server.requests[0].key == KEY


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("needs-key", "Incorrect API key provided."),
        ("unknown", "The model does not exist."),
        ("broken", "The GPU is on fire."),
        ("gives-up", "Out of memory."),
        ("empty", "without a word"),
        ("not-a-stream", "without a word"),
    ],
)
async def test_a_refusal_is_told_in_the_servers_words(here, model_server, model: str, words: str) -> None:
    trial = await tried(here, model_server, model)
    assert not trial.answered
    assert words in trial.words


async def test_nothing_listens(here, model_server) -> None:
    base_url = model_server.base_url
    model_server.close()
    trial = await try_model(here, base_url=base_url, key="", model="plain")
    assert not trial.answered
    assert "cannot be reached" in trial.words


async def test_it_can_be_stopped_while_the_server_is_silent(here, model_server, until) -> None:
    operation = here.start(tried(here, model_server, "silent"))
    await until(lambda: model_server.requests)
    await here.close()
    assert operation.is_done
