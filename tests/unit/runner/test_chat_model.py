"""One call of a model against the scripted server: pieces of answers, and failures as sentences."""

from __future__ import annotations

import socket
import time
from contextlib import aclosing

import pytest

from stigmer_desktop.runner.answer_piece import Piece, TokenCount
from stigmer_desktop.runner.chat_model import ChatModel
from stigmer_desktop.runner.model_endpoint import ModelEndpoint, Timeouts
from stigmer_desktop.runner.model_failure import ContextTooLong, ModelFailure
from tests.scripted_model import Script, ScriptedModel
from tests.waiting import until

QUESTION = [{"role": "user", "content": "Hello?"}]
SHORT = Timeouts(connect=1.0, silence=0.7)


def endpoint(base_url: str, name: str, key: str = "") -> ModelEndpoint:
    return ModelEndpoint(base_url, name, place="The server", address=base_url, key=key)


async def pieces(server: ScriptedModel | str, name: str = "plain", key: str = "") -> list[Piece]:
    base_url = server if isinstance(server, str) else server.base_url
    async with ChatModel(endpoint(base_url, name, key), SHORT, retries=0) as model:
        return [piece async for piece in model.answer(QUESTION)]


async def failure(server: ScriptedModel | str, name: str = "plain", key: str = "") -> str:
    with pytest.raises(ModelFailure) as caught:
        await pieces(server, name, key)
    return str(caught.value)


async def test_an_answer_comes_in_pieces(model: ScriptedModel) -> None:
    answer = await pieces(model)
    assert "".join(piece.text for piece in answer) == "Hello from the script."
    assert len([piece for piece in answer if piece.text]) == 4
    assert [piece.finish for piece in answer if piece.finish] == ["stop"]
    assert answer[-1].tokens == TokenCount(11, 4, 0)
    assert {piece.model for piece in answer} == {"plain"}


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
async def test_thinking_is_told_apart(model: ScriptedModel, field: str) -> None:
    model.scripts["thinking"] = Script(thinking=["Hm."], thinking_field=field, text=["Yes."])
    answer = await pieces(model, "thinking")
    assert [(piece.thinking, piece.text) for piece in answer][:2] == [("Hm.", ""), ("", "Yes.")]


async def test_a_key_is_sent_as_bearer_token(model: ScriptedModel) -> None:
    await pieces(model, key="secret")
    assert model.requests[0].key == "secret"


async def test_a_server_that_does_not_know_stream_options_is_asked_without(model: ScriptedModel) -> None:
    model.scripts["old"] = Script(refuses_stream_options=True)
    assert "".join(piece.text for piece in await pieces(model, "old")) == "Hello from the script."


async def test_a_redirect_is_not_followed(model: ScriptedModel) -> None:
    model.scripts["moved"] = Script(status=307, headers={"Location": model.base_url + "/chat/completions"})
    assert "refused the request (status 307)" in await failure(model, "moved", "secret")
    assert len(model.requests) == 1


async def test_nobody_answers() -> None:
    with ScriptedModel() as gone:
        address = gone.base_url
    sentence = await failure(address)
    assert sentence.startswith(f"Nothing answers at {address}. Start the model server there")


async def test_a_connection_that_is_not_taken() -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for client in (first, second):
            client.setblocking(False)
            client.connect_ex(full.getsockname())
        assert "Nothing answers at" in await failure(f"http://127.0.0.1:{full.getsockname()[1]}/v1")


async def test_silence_before_the_answer(model: ScriptedModel) -> None:
    begun = time.monotonic()
    assert "took the question but sent nothing for 0.7 s" in await failure(model, "silent")
    assert time.monotonic() - begun < 3


async def test_a_silent_server_is_not_asked_again(model: ScriptedModel) -> None:
    begun = time.monotonic()
    async with ChatModel(endpoint(model.base_url, "silent"), SHORT, retries=5) as client:
        with pytest.raises(ModelFailure, match="sent nothing"):
            async for _ in client.answer(QUESTION):
                pass
    assert time.monotonic() - begun < 3
    assert len(model.requests) == 1


async def test_a_server_that_wants_a_long_pause_is_not_waited_for(model: ScriptedModel) -> None:
    model.scripts["far"] = Script(status=429, headers={"Retry-After": "60"})
    async with ChatModel(endpoint(model.base_url, "far"), SHORT) as client:
        with pytest.raises(ModelFailure, match="Wait 60 s and send the message again"):
            async for _ in client.answer(QUESTION):
                pass


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stalls", "stopped in the middle of the answer and sent nothing for 0.7 s; what came is kept"),
        ("dies", "broke off in the middle of the answer; what came is kept"),
        ("ends-early", "broke off in the middle of the answer"),
        ("gives-up", "gave up in the middle of the answer. Send the message again"),
        ("malformed", "sent something that is not a valid answer. Check that the server there is an"),
        ("not-a-stream", "sent something that is not a valid answer"),
        ("needs-key", "asks for an API key. Save one for it in Settings."),
        ("unknown", 'does not know the model "unknown". Choose one that it has'),
        (
            "busy",
            "takes no more requests for now. Wait 0 s and send the message again. It said: “Slow down.”",
        ),
        ("no-quota", "has no quota left. It said: “Pay first.”"),
        ("broken", "had a problem of its own (status 500)"),
        ("never-heard-of", 'does not know the model "never-heard-of"'),
    ],
)
async def test_failures_are_sentences(model: ScriptedModel, name: str, words: str) -> None:
    assert words in await failure(model, name)


@pytest.mark.parametrize("name", ["stalls", "dies", "malformed", "gives-up"])
async def test_what_came_before_a_failure_is_given(model: ScriptedModel, name: str) -> None:
    text = ""
    async with ChatModel(endpoint(model.base_url, name), SHORT, retries=0) as client:
        with pytest.raises(ModelFailure):
            async for piece in client.answer(QUESTION):
                text += piece.text
    assert text == "Hello from"


async def test_a_refused_key_is_not_repeated_in_the_sentence(model: ScriptedModel) -> None:
    model.scripts["strict"] = Script(status=401, error={"message": "Wrong key: secret"})
    sentence = await failure(model, "strict", "secret")
    assert "refused the API key. Save a valid one" in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize(
    "error",
    [
        {
            "message": "This model's maximum context length is 4,096 tokens.",
            "code": "context_length_exceeded",
        },
        {"message": "request (9000 tokens) exceeds the available context size (4096 tokens)"},
        {"message": "too long", "type": "exceed_context_size_error", "n_prompt_tokens": 9000, "n_ctx": 4096},
    ],
)
async def test_too_much_for_the_window(model: ScriptedModel, error: dict[str, object]) -> None:
    model.scripts["small"] = Script(status=400, error=error)
    with pytest.raises(ContextTooLong) as caught:
        await pieces(model, "small")
    assert caught.value.limit == 4096
    assert 'the model "small" holds at most 4,096 tokens' in str(caught.value)
    assert "Shorten the message" in str(caught.value)


@pytest.mark.parametrize(
    "raw",
    [
        "data: 7\n\n",
        "data: {}\n\n",
        'data: {"choices": [{"delta": "text"}]}\n\n',
        'data: {"choices": [{"delta": {"content": ["a", "list"]}}]}\n\n',
        "data: \udcff\n\n",
    ],
)
async def test_what_is_no_answer_is_told_so(model: ScriptedModel, raw: str) -> None:
    model.scripts["strange"] = Script(text=(), finish="", raw_at=0, raw=raw)
    assert "not a valid answer" in await failure(model, "strange")


async def test_a_busy_server_is_tried_again(model: ScriptedModel) -> None:
    async with ChatModel(endpoint(model.base_url, "busy"), SHORT, retries=2) as client:
        with pytest.raises(ModelFailure, match="no more requests"):
            async for _ in client.answer(QUESTION):
                pass
    assert len(model.requests) == 3


async def test_leaving_early_closes_the_connection(model: ScriptedModel) -> None:
    async with (
        ChatModel(endpoint(model.base_url, "slow"), SHORT) as client,
        aclosing(client.answer(QUESTION)) as answer,
    ):
        async for piece in answer:
            if piece.text:
                break
    await until(lambda: model.requests[0].abandoned)


async def test_a_proxy_of_the_environment_is_not_used_for_this_machine(
    model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert await pieces(model)
