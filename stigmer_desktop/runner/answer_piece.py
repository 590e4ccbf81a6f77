"""What goes into a call of a model and what comes out of it, whatever protocol its server speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ChatMessage = Mapping[str, Any]
ToolSchema = Mapping[str, Any]

# The field of a message with what its provider wants back; other providers are not sent it.
KEPT = "kept"


@dataclass(frozen=True)
class TokenCount:
    """What one call used, in tokens; `written_input` is what the provider took into its cache."""

    input: int
    output: int
    cached_input: int
    written_input: int = 0


@dataclass(frozen=True)
class ToolCallPiece:
    """A part of a call of a tool; the parts with the same index belong together."""

    index: int
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(frozen=True)
class Piece:
    """A part of an answer; what is not in it is empty.

    `kept` is what the provider wants back, as it is, with the calls that it came with.
    """

    text: str = ""
    thinking: str = ""
    model: str = ""
    finish: str = ""
    tokens: TokenCount | None = None
    tool_calls: tuple[ToolCallPiece, ...] = ()
    kept: tuple[Mapping[str, Any], ...] = ()
