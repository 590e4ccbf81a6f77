"""A model of ours as the agent loop wants it: whole messages in and out, its pieces reported on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.exceptions import ContextOverflowError
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import ToolCall as ModelToolCall
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool

from stigmer_desktop.runner.answer import Answer
from stigmer_desktop.runner.answer_piece import KEPT, ChatMessage, ToolCallPiece
from stigmer_desktop.runner.harness import Report
from stigmer_desktop.runner.model_client import ModelClient
from stigmer_desktop.runner.model_failure import ContextTooLong, empty_failure

# Arguments that were no JSON object stand under this name, so that the tool can say so to the model.
MALFORMED = "__malformed_arguments__"

# Where the answer that is being made goes; not set where a model is asked for another reason.
current_answer: ContextVar[Answer | None] = ContextVar("current_answer", default=None)


@dataclass
class ModelCircumstances:
    """What a model needs to know about the execution that it answers for.

    Attributes:
        report: where usage and warnings go.
        new_call_id: gives each tool call an id that no other of the execution has.
        on_side_call: called where it is asked for something else than the agent's next words.
        on_usage: takes the tokens of each call, in and out together.
    """

    report: Report
    new_call_id: Callable[[str], str]
    on_side_call: Callable[[], None]
    on_usage: Callable[[int], None]


class AgentModel(BaseChatModel):
    """One of our model clients behind the interface of the agent loop."""

    # A ChatModel and ModelCircumstances: pydantic cannot check protocols, so it is told nothing of them.
    client: Any
    circumstances: Any

    @property
    def _llm_type(self) -> str:
        return "stigmer-desktop"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with tools that it may call."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        # The interface wants it; nobody may call it, for an answer can only be waited for.
        raise RuntimeError("this model answers on an event loop only: use agenerate or ainvoke")

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        circumstances: ModelCircumstances = self.circumstances
        client: ModelClient = self.client
        answer = current_answer.get()
        if answer is None:
            circumstances.on_side_call()
            answer = Answer(client.endpoint, circumstances.report, None)
        parts: list[str] = []
        calls = _Calls()
        kept: list[Mapping[str, Any]] = []
        try:
            async for piece in client.answer(protocol_messages(messages), kwargs.get("tools", ())):
                answer.take(piece)
                parts.append(piece.text)
                kept += piece.kept
                for part in piece.tool_calls:
                    calls.take(part)
        except ContextTooLong as failure:
            answer.break_off()
            raise ContextOverflowError(str(failure)) from failure
        except BaseException:
            answer.break_off()
            raise
        finally:
            tokens = answer.close()
            circumstances.on_usage(tokens.input + tokens.output)
        tool_calls = calls.whole(circumstances.new_call_id)
        text = "".join(parts)
        # After a tool has worked a model may end without words, unless they were taken from it.
        may_be_silent = isinstance(messages[-1], ToolMessage) and answer.finish != "content_filter"
        if not text.strip() and not tool_calls and not may_be_silent:
            raise empty_failure(client.endpoint, answer.finish)
        answer.warn_if_cut()
        usage = UsageMetadata(
            input_tokens=tokens.input, output_tokens=tokens.output, total_tokens=tokens.input + tokens.output
        )
        message = AIMessage(content=text, tool_calls=tool_calls, usage_metadata=usage)
        if kept:
            message.additional_kwargs[KEPT] = kept
        return ChatResult(generations=[ChatGeneration(message=message)])


@dataclass
class _Call:
    id: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list)


class _Calls:
    """Puts the pieces of tool calls together."""

    def __init__(self) -> None:
        self._calls: list[_Call] = []
        self._by_index: dict[int, _Call] = {}

    def take(self, part: ToolCallPiece) -> None:
        call = self._by_index.get(part.index)
        # Another id at the same index is another call: some servers number none of them.
        if call is None or (part.id and call.id and part.id != call.id):
            call = self._by_index[part.index] = _Call()
            self._calls.append(call)
        call.id = call.id or part.id
        call.name = call.name or part.name
        call.arguments.append(part.arguments)

    def whole(self, new_call_id: Callable[[str], str]) -> list[ModelToolCall]:
        return [
            ModelToolCall(
                id=new_call_id(call.id),
                name=call.name,
                args=_arguments("".join(call.arguments)),
                type="tool_call",
            )
            for call in self._calls
        ]


def _arguments(text: str) -> dict[str, Any]:
    try:
        arguments = json.loads(text or "{}")
    except ValueError:
        return {MALFORMED: text}
    return arguments if isinstance(arguments, dict) else {MALFORMED: text}


def protocol_messages(messages: Sequence[BaseMessage]) -> list[ChatMessage]:
    """`messages` as the OpenAI protocol writes them; user messages in a row are put together."""
    told: list[dict[str, Any]] = []
    for message in messages:
        text = message.text
        if isinstance(message, SystemMessage):
            told.append({"role": "system", "content": text})
        elif isinstance(message, HumanMessage):
            if told and told[-1]["role"] == "user":
                told[-1]["content"] += f"\n\n{text}"
            else:
                told.append({"role": "user", "content": text})
        elif isinstance(message, ToolMessage):
            told.append({"role": "tool", "tool_call_id": message.tool_call_id, "content": text})
        elif isinstance(message, AIMessage):
            told.append(_assistant(message, text))
    return [dict(message) for message in told]


def _assistant(message: AIMessage, text: str) -> dict[str, Any]:
    told: dict[str, Any] = {"role": "assistant", "content": text}
    if kept := message.additional_kwargs.get(KEPT):
        told[KEPT] = kept
    if message.tool_calls:
        told["tool_calls"] = [
            {
                "id": call["id"],
                "type": "function",
                "function": {
                    "name": call["name"],
                    "arguments": json.dumps(call["args"], ensure_ascii=False),
                },
            }
            for call in message.tool_calls
        ]
    return told
