"""A message as a report keeps it while it grows, and what the times and texts of reports look like."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from stigmer_desktop.api.execution import AgentMessage, MessageType, ToolCall
from stigmer_desktop.api.message_facts import ENDED_AT
from stigmer_desktop.runner.answer_piece import TokenCount


@dataclass
class ReportedMessage:
    """A message in pieces; `facts` go into its metadata."""

    kind: MessageType.ValueType
    timestamp: str
    parts: list[str] = field(default_factory=list)
    size: int = 0
    streaming: bool = True
    calls: list[ToolCall] = field(default_factory=list)
    tokens: TokenCount | None = None
    facts: dict[str, str | bool] = field(default_factory=dict)

    def close(self) -> None:
        """It grows no more."""
        if self.streaming:
            self.streaming = False
            self.facts[ENDED_AT] = now()

    def snapshot(self) -> AgentMessage:
        """The message as it is by now."""
        text = "".join(self.parts)
        self.parts = [text]
        message = AgentMessage(
            type=self.kind,
            content=whole_text(text),
            timestamp=self.timestamp,
            is_streaming=self.streaming,
            tool_calls=self.calls,
        )
        if self.tokens is not None:
            tell_tokens(message, self.tokens)
        if self.facts:
            message.metadata.update(self.facts)
        return message


def tell_tokens(message: AgentMessage, tokens: TokenCount) -> None:
    """Writes into a message what the model call that it came from used."""
    message.metadata.update({"input_tokens": tokens.input, "output_tokens": tokens.output})


def now() -> str:
    """This moment as the API writes times: RFC 3339 in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole_text(text: str) -> str:
    """`text` as UTF-8 can hold it: halves of characters that came apart are joined, lone ones replaced."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
