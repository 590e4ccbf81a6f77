"""Reads lines as .env files have them: NAME=value, comments, quotes, "export"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"^\s*(?:export\s+)?(?P<name>[A-Za-z_][\w.-]*)\s*=\s*(?P<value>.*?)\s*$")
_SECRET_WORDS = ("KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "PRIVATE")
_ESCAPES = {"\\n": "\n", "\\t": "\t", '\\"': '"', "\\\\": "\\"}


@dataclass(frozen=True)
class NamedValue:
    """A value with its name, as a row of a form has it."""

    name: str
    value: str = ""
    is_secret: bool = False
    description: str = ""


def env_lines(text: str) -> list[NamedValue]:
    """The values that `text` sets; empty if it is no such text. A later line wins over an earlier one."""
    found: dict[str, NamedValue] = {}
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.match(line)
        if match is None:
            return []
        name = match["name"]
        found[name] = NamedValue(name, _unquoted(match["value"]), sounds_secret(name))
    return list(found.values())


def sounds_secret(name: str) -> bool:
    """Whether a value of this name is one to hide."""
    return any(word in name.upper() for word in _SECRET_WORDS)


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1]
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r'\\[nt"\\]', lambda found: _ESCAPES[found[0]], value[1:-1])
    return re.split(r"\s+#", value, maxsplit=1)[0]
