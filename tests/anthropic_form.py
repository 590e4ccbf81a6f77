"""Anthropic's protocol for the scripted model server: requests into OpenAI's form, answers out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

SIGNATURE = "signed"
_ID = re.compile(r"[a-zA-Z0-9_-]+")
_REASONS = {"stop": "end_turn", "tool_calls": "tool_use", "length": "max_tokens", "content_filter": "refusal"}


def openai_form(body: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    """The request as the scripts know it.

    Raises:
        ValueError: it is not what this protocol allows; the text says why.
    """
    _demand(bool(headers.get("anthropic-version")), "anthropic-version: missing")
    _demand(isinstance(body.get("max_tokens"), int), "max_tokens: Field required")
    turns = body["messages"]
    _demand(bool(turns) and turns[0]["role"] == "user", "messages: first message must use the user role")
    roles = [turn["role"] for turn in turns]
    _demand(all(a != b for a, b in pairwise(roles)), "messages: roles must alternate")
    messages: list[dict[str, Any]] = []
    if system := "".join(block["text"] for block in body.get("system", ())):
        messages.append({"role": "system", "content": system})
    open_calls: list[str] = []
    for turn in turns:
        if turn["role"] == "user":
            answered = [block["tool_use_id"] for block in turn["content"] if block["type"] == "tool_result"]
            _demand(
                sorted(answered) == sorted(open_calls), "tool_use ids were found without tool_result blocks"
            )
            messages += [_said(block) for block in turn["content"]]
            open_calls = []
        else:
            messages.append(_assistant(turn["content"]))
            open_calls = [call["id"] for call in messages[-1].get("tool_calls", ())]
    form: dict[str, Any] = {"model": body["model"], "messages": messages, "max_tokens": body["max_tokens"]}
    if "tools" in body:
        form["tools"] = [_tool(tool) for tool in body["tools"]]
    if "thinking" in body:
        form["thinking"] = body["thinking"]
    return form


def refusal(error: Mapping[str, Any]) -> dict[str, Any]:
    """The body of an error."""
    return {"type": "error", "error": {"type": "invalid_request_error", **error}, "request_id": "req_1"}


class AnthropicAnswer:
    """Writes an answer as events; `write` takes the text of each."""

    def __init__(self, model: str, usage: tuple[int, int] | None, write: Callable[[str], None]) -> None:
        self._usage = usage or (0, 0)
        self._write = write
        self._index = -1
        self._kind = ""
        message = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": model,
            "content": [],
            "stop_reason": None,
            "usage": {"input_tokens": self._usage[0], "output_tokens": 1},
        }
        self._event("message_start", message=message)
        self._event("ping")

    def delta(self, delta: Mapping[str, Any]) -> None:
        """One piece in OpenAI's form."""
        if calls := delta.get("tool_calls"):
            call = calls[0]
            if "id" in call:
                name = call["function"]["name"]
                self._open(
                    f"call {call['id']}", {"type": "tool_use", "id": call["id"], "name": name, "input": {}}
                )
            if text := call["function"]["arguments"]:
                self._more({"type": "input_json_delta", "partial_json": text})
        elif "content" in delta:
            self._open("text", {"type": "text", "text": ""})
            self._more({"type": "text_delta", "text": delta["content"]})
        else:
            self._open("thinking", {"type": "thinking", "thinking": "", "signature": ""})
            self._more({"type": "thinking_delta", "thinking": next(iter(delta.values()))})

    def end(self, finish: str) -> None:
        """The end of the answer; without a reason it just stops."""
        self._close()
        if finish:
            usage = {
                "output_tokens": self._usage[1],
                "input_tokens": self._usage[0],
                "cache_read_input_tokens": 3,
            }
            delta = {"stop_reason": _REASONS[finish], "stop_sequence": None}
            self._event("message_delta", delta=delta, usage=usage)
            self._event("message_stop")

    def _open(self, kind: str, block: Mapping[str, Any]) -> None:
        if kind != self._kind:
            self._close()
            self._kind = kind
            self._index += 1
            self._event("content_block_start", index=self._index, content_block=block)

    def _more(self, delta: Mapping[str, Any]) -> None:
        self._event("content_block_delta", index=self._index, delta=delta)

    def _close(self) -> None:
        if self._kind == "thinking":
            self._more({"type": "signature_delta", "signature": SIGNATURE})
        if self._kind:
            self._event("content_block_stop", index=self._index)
            self._kind = ""

    def _event(self, kind: str, **content: Any) -> None:
        self._write(f"event: {kind}\ndata: {json.dumps({'type': kind, **content})}\n\n")


def _said(block: Mapping[str, Any]) -> dict[str, Any]:
    if block["type"] == "tool_result":
        return {"role": "tool", "tool_call_id": block["tool_use_id"], "content": block["content"]}
    _demand(bool(block["text"].strip()), "messages: text content blocks must contain non-whitespace text")
    return {"role": "user", "content": block["text"]}


def _assistant(blocks: list[Mapping[str, Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {"role": "assistant", "content": ""}
    for block in blocks:
        if block["type"] == "text":
            _demand(bool(block["text"].strip()), "messages: text content blocks must be non-empty")
            told["content"] += block["text"]
        elif block["type"] == "thinking":
            _demand(block["signature"] == SIGNATURE, "thinking: Invalid signature in thinking block")
            told.setdefault("kept", []).append(block["thinking"])
        else:
            _demand(_ID.fullmatch(block["id"]) is not None, "tool_use.id: String should match pattern")
            function = {"name": block["name"], "arguments": json.dumps(block["input"])}
            told.setdefault("tool_calls", []).append(
                {"id": block["id"], "type": "function", "function": function}
            )
    return told


def _tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    _demand(tool["input_schema"]["type"] == "object", "tools: input_schema.type: must be object")
    function = {"name": tool["name"], "description": tool["description"], "parameters": tool["input_schema"]}
    return {"type": "function", "function": function}


def _demand(holds: bool, words: str) -> None:
    if not holds:
        raise ValueError(words)
