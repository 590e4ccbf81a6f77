"""Where a model answers, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stigmer_desktop.model_names import OPENAI


@dataclass(frozen=True)
class Timeouts:
    """How long a model server may take, in seconds.

    Attributes:
        connect: to take the connection. Short: who does not answer at all is not there.
        silence: between two pieces of an answer, and before the first. Long: a large model may have to
            be loaded, and a long conversation to be read, before a word comes.
    """

    connect: float = 5.0
    silence: float = 180.0


@dataclass(frozen=True)
class ModelEndpoint:
    """A model behind a server that is running.

    Attributes:
        base_url: the server's address, as its protocol's clients want it.
        model: the model as the server calls it.
        place: the server as the beginning of a sentence.
        address: the server's address as people may see it.
        key: the bearer token, if the server wants one.
        builtin: whether it is the model that comes with the program.
        provider: whose protocol the server speaks, and how its models are named; see model_names.py.
        context_tokens: how much the model's window holds, where it is known beforehand.
        answer_tokens: the longest answer to ask for; None leaves that to the server.
        sampling: further fields of the request.
    """

    base_url: str
    model: str
    place: str
    address: str
    key: str = field(default="", repr=False)
    builtin: bool = False
    provider: str = OPENAI
    context_tokens: int | None = None
    answer_tokens: int | None = None
    sampling: Mapping[str, float] = field(default_factory=dict)
