"""A conversation from OpenAI's form into Anthropic's, and the pieces of an answer back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from stigmer_desktop.runner.answer_piece import (
    KEPT,
    ChatMessage,
    Piece,
    TokenCount,
    ToolCallPiece,
    ToolSchema,
)

Block = dict[str, Any]

# What stands before this mark is kept by the provider for a few minutes, and is cheap to read again.
CACHED = {"cache_control": {"type": "ephemeral"}}
FINISH_REASONS = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "tool_use": "tool_calls",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "content_filter",
}
# Blocks that only the provider can read whole, with their fields.
_THOUGHTS = {"thinking": ("type", "thinking", "signature"), "redacted_thinking": ("type", "data")}
# Answers to calls that other providers' models made keep their ids; not all of these are allowed here.
_NOT_IN_IDS = re.compile(r"[^a-zA-Z0-9_-]")


def request_body(
    model: str,
    messages: Sequence[ChatMessage],
    tools: Sequence[ToolSchema],
    answer_tokens: int,
    *,
    with_kept: bool = True,
) -> dict[str, Any]:
    """The body of the request for an answer, as a stream.

    Args:
        with_kept: whether the model gets back what it thought since the user's last words.
    """
    system = "\n\n".join(str(each["content"]) for each in messages if each["role"] == "system")
    body: dict[str, Any] = {
        "model": model,
        "max_tokens": answer_tokens,
        "messages": _turns([each for each in messages if each["role"] != "system"], with_kept),
        "stream": True,
    }
    if system.strip():
        body["system"] = [{"type": "text", "text": system, **CACHED}]
    if tools:
        body["tools"] = [_tool(each["function"]) for each in tools]
    return body


class AnswerReader:
    """Turns the events of one answer into pieces."""

    def __init__(self) -> None:
        self._usage: dict[str, int] = {}
        self._thoughts: dict[int, Block] = {}

    def piece(self, event: Any) -> Piece:
        """What `event` adds to the answer.

        Raises:
            TypeError, AttributeError: it is not what a server of this protocol sends.
        """
        if event.type == "message_start":
            self._note_usage(event.message.usage)
            return Piece(model=_checked(event.message.model))
        if event.type == "content_block_start" and event.content_block.type == "tool_use":
            block = event.content_block
            return Piece(
                tool_calls=(ToolCallPiece(int(event.index), _checked(block.id), _checked(block.name)),)
            )
        if event.type == "content_block_start" and event.content_block.type in _THOUGHTS:
            block = event.content_block
            self._thoughts[event.index] = {
                name: getattr(block, name) for name in _THOUGHTS[block.type] if hasattr(block, name)
            }
        if event.type == "content_block_delta":
            return self._delta_piece(event.index, event.delta)
        if event.type == "content_block_stop" and event.index in self._thoughts:
            return Piece(kept=(self._thoughts.pop(event.index),))
        if event.type == "message_delta":
            self._note_usage(event.usage)
            reason = _checked(event.delta.stop_reason or "")
            return Piece(finish=FINISH_REASONS.get(reason, reason), tokens=self._tokens())
        return Piece()

    def _delta_piece(self, index: int, delta: Any) -> Piece:
        if delta.type == "text_delta":
            return Piece(text=_checked(delta.text))
        if delta.type == "thinking_delta":
            thought = _checked(delta.thinking)
            if index in self._thoughts:
                self._thoughts[index]["thinking"] += thought
            return Piece(thinking=thought)
        if delta.type == "signature_delta" and index in self._thoughts:
            self._thoughts[index]["signature"] = _checked(delta.signature)
        if delta.type == "input_json_delta":
            return Piece(tool_calls=(ToolCallPiece(int(index), arguments=_checked(delta.partial_json)),))
        return Piece()

    def _note_usage(self, usage: Any) -> None:
        # The last word holds: later events repeat the counts of the first, and add to them.
        for name in (
            "input_tokens",
            "output_tokens",
            "cache_read_input_tokens",
            "cache_creation_input_tokens",
        ):
            if (count := getattr(usage, name, None)) is not None:
                self._usage[name] = int(count)

    def _tokens(self) -> TokenCount:
        read = self._usage.get("cache_read_input_tokens", 0)
        written = self._usage.get("cache_creation_input_tokens", 0)
        return TokenCount(
            input=self._usage.get("input_tokens", 0) + read + written,
            output=self._usage.get("output_tokens", 0),
            cached_input=read,
            written_input=written,
        )


def _turns(messages: Sequence[ChatMessage], with_kept: bool) -> list[dict[str, Any]]:
    """User and assistant strictly by turns; results of tools are the user's words here."""
    turns: list[dict[str, Any]] = []
    asked = max((place for place, each in enumerate(messages) if each["role"] == "user"), default=0)
    for place, message in enumerate(messages):
        role = "assistant" if message["role"] == "assistant" else "user"
        blocks = _blocks(message)
        # Thoughts belong to the calls that they led to; those before the user's last words are not wanted.
        if blocks and with_kept and place > asked:
            blocks = [*message.get(KEPT, ()), *blocks]
        if not blocks:
            continue
        if turns and turns[-1]["role"] == role:
            turns[-1]["content"] += blocks
        else:
            turns.append({"role": role, "content": blocks})
    if turns:
        turns[-1]["content"][-1] |= CACHED
    return turns


def _blocks(message: ChatMessage) -> list[Block]:
    text = str(message.get("content") or "")
    if message["role"] == "tool":
        return [{"type": "tool_result", "tool_use_id": _id(message["tool_call_id"]), "content": text}]
    # A text without a word in it is refused.
    blocks: list[Block] = [{"type": "text", "text": text}] if text.strip() else []
    for call in message.get("tool_calls", ()):
        function = call["function"]
        blocks.append(
            {
                "type": "tool_use",
                "id": _id(call["id"]),
                "name": function["name"],
                "input": json.loads(function["arguments"] or "{}"),
            }
        )
    return blocks


def _tool(function: Mapping[str, Any]) -> Block:
    parameters = function.get("parameters") or {}
    return {
        "name": function["name"],
        "description": function.get("description", ""),
        "input_schema": {"type": "object", **parameters},
    }


def _id(call_id: str) -> str:
    return _NOT_IN_IDS.sub("_", call_id)


def _checked(text: Any) -> str:
    if not isinstance(text, str):
        raise TypeError("a text of the answer is not a text")
    return text
