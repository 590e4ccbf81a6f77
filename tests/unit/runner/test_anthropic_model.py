"""One call of a model over Anthropic's protocol: the conversation in, pieces of the answer out, failures."""

from __future__ import annotations

from contextlib import aclosing
from typing import Any

import pytest

from stigmer_desktop.model_names import ANTHROPIC
from stigmer_desktop.runner.answer_piece import Piece, TokenCount
from stigmer_desktop.runner.anthropic_messages import request_body
from stigmer_desktop.runner.anthropic_model import AnthropicModel
from stigmer_desktop.runner.model_endpoint import ModelEndpoint, Timeouts
from stigmer_desktop.runner.model_failure import ContextTooLong, ModelFailure, ToolsRefused
from tests.scripted_model import Call, Script, ScriptedModel, says
from tests.waiting import until

QUESTION = [{"role": "user", "content": "Hello?"}]
SHORT = Timeouts(connect=1.0, silence=0.7)
THOUGHT = {"type": "thinking", "thinking": "Let me think.", "signature": "signed"}
TOOL = {
    "type": "function",
    "function": {"name": "read_file", "description": "Reads.", "parameters": {"properties": {}}},
}


def endpoint(server: ScriptedModel | str, name: str, key: str = "sk-1") -> ModelEndpoint:
    url = server if isinstance(server, str) else server.root_url
    return ModelEndpoint(url, name, place="The server", address=url, key=key, provider=ANTHROPIC)


async def pieces(
    server: ScriptedModel | str,
    name: str = "plain",
    messages: Any = QUESTION,
    tools: Any = (),
    retries: int = 0,
) -> list[Piece]:
    async with AnthropicModel(endpoint(server, name), SHORT, retries) as model:
        return [piece async for piece in model.answer(messages, tools)]


async def failure(server: ScriptedModel | str, name: str = "plain", **more: Any) -> str:
    with pytest.raises(ModelFailure) as caught:
        await pieces(server, name, **more)
    return str(caught.value)


def called(call_id: str) -> dict[str, Any]:
    function = {"name": "read_file", "arguments": '{"path": "a"}'}
    calls = [{"id": call_id, "type": "function", "function": function}]
    return {"role": "assistant", "content": "", "tool_calls": calls}


def text(answer: list[Piece]) -> str:
    return "".join(piece.text for piece in answer)


async def test_an_answer_comes_in_pieces(model: ScriptedModel) -> None:
    answer = await pieces(model)
    assert text(answer) == "Hello from the script."
    assert len([piece for piece in answer if piece.text]) == 4
    assert [piece.finish for piece in answer if piece.finish] == ["stop"]
    assert [piece.tokens for piece in answer if piece.tokens] == [TokenCount(14, 4, 3)]
    assert [piece.model for piece in answer if piece.model] == ["plain"]
    assert model.requests[0].key == "sk-1"


async def test_thinking_is_told_apart(model: ScriptedModel) -> None:
    answer = await pieces(model, "thinking")
    assert "".join(piece.thinking for piece in answer) == "Let me think."
    assert text(answer) == "Done."
    assert [piece.kept for piece in answer if piece.kept] == [(THOUGHT,)]
    assert model.requests[0].body["thinking"]["display"] == "summarized"


async def test_thoughts_go_back_with_the_calls_that_they_led_to(model: ScriptedModel) -> None:
    messages = [
        {"role": "user", "content": "One"},
        {**called("call-1"), "kept": [THOUGHT]},
        {"role": "tool", "tool_call_id": "call-1", "content": "A"},
        {"role": "user", "content": "Two"},
        {**called("call-2"), "kept": [THOUGHT]},
        {"role": "tool", "tool_call_id": "call-2", "content": "B"},
    ]
    await pieces(model, messages=messages)
    assistants = [each for each in model.requests[0].body["messages"] if each["role"] == "assistant"]
    assert [each.get("kept") for each in assistants] == [None, ["Let me think."]]


async def test_thoughts_that_are_no_longer_taken_are_left_out(model: ScriptedModel) -> None:
    def strict(request: Any) -> Script:
        if any("kept" in each for each in request.body["messages"]):
            return Script(status=400, error={"message": "thinking block: the prefix has changed"})
        return Script()

    model.scripts["strict"] = strict
    messages = [
        *QUESTION,
        {**called("call-1"), "kept": [THOUGHT]},
        {"role": "tool", "tool_call_id": "call-1", "content": "A"},
    ]
    assert text(await pieces(model, "strict", messages)) == "Hello from the script."


async def test_a_model_that_cannot_think_is_asked_without(model: ScriptedModel) -> None:
    def plain(request: Any) -> Script:
        if "thinking" in request.body:
            return Script(status=400, error={"message": "adaptive thinking is not supported on this model"})
        return Script()

    model.scripts["unthinking"] = plain
    assert text(await pieces(model, "unthinking")) == "Hello from the script."


async def test_tools_are_offered_and_their_calls_come_in_pieces(model: ScriptedModel) -> None:
    model.scripts["caller"] = says(
        "Reading.", Call("read_file", {"path": "a"}), Call("read_file", {"path": "b"})
    )
    answer = await pieces(model, "caller", tools=[TOOL])
    assert model.requests[0].tools == ["read_file"]
    calls: dict[int, str] = {}
    for piece in answer:
        for call in piece.tool_calls:
            calls[call.index] = calls.get(call.index, "") + call.name + call.arguments
    assert list(calls.values()) == ['read_file{"path": "a"}', 'read_file{"path": "b"}']
    assert [piece.finish for piece in answer if piece.finish] == ["tool_calls"]


async def test_a_whole_conversation_is_taken(model: ScriptedModel) -> None:
    function = {"name": "read_file", "arguments": '{"path": "a"}'}
    calls = [{"id": id, "type": "function", "function": function} for id in ("call-1", "functions.read:2")]
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "One"},
        {"role": "assistant", "content": "", "tool_calls": calls},
        {"role": "tool", "tool_call_id": "call-1", "content": "A"},
        {"role": "tool", "tool_call_id": "functions.read:2", "content": ""},
        {"role": "assistant", "content": " "},
        {"role": "user", "content": "Two"},
    ]
    assert text(await pieces(model, messages=messages)) == "Hello from the script."
    request = model.requests[0]
    assert [role for role, _ in request.messages] == ["system", "user", "assistant", "tool", "tool", "user"]
    assert request.results == ["A", ""]


def test_the_beginning_that_every_turn_repeats_is_marked_for_the_cache() -> None:
    body = request_body("m", [{"role": "system", "content": "Be brief."}, *QUESTION], [TOOL], 100)
    marked = {"type": "ephemeral"}
    assert body["system"][-1]["cache_control"] == marked
    assert body["messages"][-1]["content"][-1]["cache_control"] == marked


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("needs-key", "refused the API key"),
        ("unknown", 'does not know the model "unknown"'),
        ("busy", "takes no more requests for now. Wait 0 s"),
        ("broken", "had a problem of its own (status 500)"),
        ("silent", "sent nothing for 0.7 s"),
        ("stalls", "stopped in the middle of the answer"),
        ("dies", "broke off in the middle of the answer"),
        ("ends-early", "broke off in the middle of the answer"),
        ("not-a-stream", "is not a valid answer"),
    ],
)
async def test_a_failure_is_a_sentence(model: ScriptedModel, name: str, words: str) -> None:
    assert words in await failure(model, name)


async def test_the_servers_own_words_are_passed_on_without_the_key(model: ScriptedModel) -> None:
    model.scripts["strict"] = Script(status=401, error={"message": "invalid x-api-key sk-1"})
    assert "It said: “invalid x-api-key …”" in await failure(model, "strict")


async def test_an_empty_account_is_told_as_that(model: ScriptedModel) -> None:
    words = "Your credit balance is too low to access the API."
    model.scripts["poor"] = Script(status=400, error={"message": words})
    assert "has no quota left" in await failure(model, "poor")


async def test_an_error_in_the_middle_is_told_with_its_words(model: ScriptedModel) -> None:
    error = '{"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}'
    model.scripts["overloaded"] = Script(raw_at=2, raw=f"event: error\ndata: {error}\n\n")
    words = await failure(model, "overloaded")
    assert "gave up in the middle of the answer" in words
    assert "Overloaded" in words


async def test_a_refusal_ends_as_one(model: ScriptedModel) -> None:
    model.scripts["prim"] = Script(text=(), finish="content_filter")
    assert [piece.finish for piece in await pieces(model, "prim") if piece.finish] == ["content_filter"]


async def test_a_conversation_that_is_too_long_is_known_by_its_sizes(model: ScriptedModel) -> None:
    words = "prompt is too long: 207832 tokens > 200000 maximum"
    model.scripts["small"] = Script(status=400, error={"message": words})
    with pytest.raises(ContextTooLong) as caught:
        await pieces(model, "small")
    assert (caught.value.size, caught.value.limit) == (207832, 200000)


async def test_a_model_without_tools_is_known_as_one(model: ScriptedModel) -> None:
    model.scripts["plain-only"] = Script(refuses_tools=True)
    with pytest.raises(ToolsRefused):
        await pieces(model, "plain-only", tools=[TOOL])


async def test_an_older_model_is_asked_for_as_long_an_answer_as_it_gives(model: ScriptedModel) -> None:
    def old(request: Any) -> Script:
        if request.body["max_tokens"] <= 4096:
            return Script()
        words = f"max_tokens: {request.body['max_tokens']} > 4096, which is the maximum"
        return Script(status=400, error={"message": words})

    model.scripts["old"] = old
    assert text(await pieces(model, "old")) == "Hello from the script."
    assert [request.body["max_tokens"] for request in model.requests] == [32_000, 4096]


async def test_a_busy_server_is_asked_again_after_as_long_as_it_wants(model: ScriptedModel) -> None:
    def busy(request: Any) -> Script:
        if len(model.requests) < 3:
            return Script(status=529, error={"message": "Overloaded"}, headers={"Retry-After": "0"})
        return Script()

    model.scripts["busy-once"] = busy
    assert text(await pieces(model, "busy-once", retries=2)) == "Hello from the script."
    assert len(model.requests) == 3


async def test_who_wants_a_long_pause_is_not_waited_for(model: ScriptedModel) -> None:
    error = {"message": "This request would exceed your rate limit."}
    model.scripts["limited"] = Script(status=429, error=error, headers={"Retry-After": "60"})
    assert "Wait 60 s and send the message again" in await failure(model, "limited", retries=2)
    assert len(model.requests) == 1


async def test_nobody_there() -> None:
    assert "Nothing answers at http://127.0.0.1:1" in await failure("http://127.0.0.1:1")


async def test_who_stops_listening_hangs_up(model: ScriptedModel) -> None:
    async with (
        AnthropicModel(endpoint(model, "slow"), SHORT) as client,
        aclosing(client.answer(QUESTION)) as answer,
    ):
        async for piece in answer:
            if piece.text:
                break
    await until(lambda: model.requests[0].abandoned)
