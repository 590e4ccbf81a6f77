"""What the user has chosen, kept in settings.json of the data folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

BUILTIN_MODEL = "builtin"
INTRODUCED, NOT_YET_INTRODUCED = "done", "pending"


@dataclass(frozen=True)
class Settings:
    """The user's choices.

    Attributes:
        model: the default model, "builtin", or "openai:NAME" and so on (see model_names.py).
        base_url: the OpenAI-compatible server for "openai:" models; empty means OpenAI's own.
        ollama_url: where Ollama answers; empty means port 11434 of this machine.
        lmstudio_url: where LM Studio answers; empty means port 1234 of this machine.
        anthropic_url: where Anthropic's protocol is spoken; empty means Anthropic's own server.
        theme: "system", "light" or "dark".
        open_without_token: whether programs on this machine may call without a token.
        port: where the server listens if it can.
        introduction: "done" once the first steps were taken or left, "pending" from when they were shown.
        parallel_executions: how many executions the program's own runner works on at the same time.
        text_size: how large text is, in percent.
        reduced_motion: whether nothing moves in the window, whatever the desktop says.
        notifications: whether notes are shown while the window is not in front.
        keys: the shortcuts that differ from the usual ones, by action; an empty one takes it away.
    """

    model: str = BUILTIN_MODEL
    base_url: str = ""
    ollama_url: str = ""
    lmstudio_url: str = ""
    anthropic_url: str = ""
    theme: str = "system"
    open_without_token: bool = False
    port: int = 7234
    introduction: str = ""
    parallel_executions: int = 4
    text_size: int = 100
    reduced_motion: bool = False
    notifications: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)


class SettingsFile:
    """Reads and writes settings.json; keys that this program does not know are kept."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Settings:
        """The stored settings; a missing or unreadable file, or a value of the wrong type, gives defaults."""
        stored = self._stored()
        known = {
            known.name: stored[known.name]
            for known in fields(Settings)
            if isinstance(stored.get(known.name), type(_usual(known)))
        }
        return Settings(**known)

    def save(self, **changes: Any) -> Settings:
        """Writes `changes` (fields of Settings) and returns the settings that now hold.

        Raises:
            OSError: the file cannot be written.
        """
        settings = replace(self.load(), **changes)
        write_atomically(self._path, json.dumps({**self._stored(), **asdict(settings)}, indent=2) + "\n")
        return settings

    def _stored(self) -> dict[str, Any]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}


def _usual(of: Field[Any]) -> object:
    """What holds where nothing is stored."""
    return of.default_factory() if of.default_factory is not MISSING else of.default


def write_atomically(path: Path, text: str, mode: int = 0o600) -> None:
    """Replaces `path` by `text` in one step, so that a reader sees the old or the new, never half.

    Raises:
        OSError: the file cannot be written.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
