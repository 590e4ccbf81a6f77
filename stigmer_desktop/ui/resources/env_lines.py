"""Reads lines as .env files have them: NAME=value, comments, quotes, "export"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"^\s*(?:export\s+)?(?P<name>[A-Za-z_][\w.-]*)\s*=\s*(?P<value>.*?)\s*$")
# A quoted value; behind it nothing but a comment.
_SINGLE = re.compile(r"^'(?P<inner>[^']*)'(?:\s*#.*)?$")
_DOUBLE = re.compile(r'^"(?P<inner>(?:[^"\\]|\\.)*)"(?:\s*#.*)?$')
_SECRET_WORDS = ("KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "PRIVATE")
_SHORT = 24
_ESCAPES = {"\\n": "\n", "\\t": "\t", '\\"': '"', "\\\\": "\\"}


@dataclass(frozen=True)
class NamedValue:
    """A value with its name, as a row of a form has it."""

    name: str
    value: str = ""
    is_secret: bool = False
    description: str = ""


@dataclass(frozen=True)
class EnvLines:
    """What a text sets, and the numbers and beginnings of the lines in it that set nothing."""

    values: tuple[NamedValue, ...]
    left_out: tuple[tuple[int, str], ...]


def env_lines(text: str) -> EnvLines:
    """The values that `text` sets. A later line wins over an earlier one."""
    found: dict[str, NamedValue] = {}
    left_out = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.match(line)
        value = _unquoted(match["value"]) if match else None
        if match is None or value is None:
            # What stands behind "=" may be a secret.
            left_out.append((number, _shortened(line.partition("=")[0])))
            continue
        name = match["name"]
        found[name] = NamedValue(name, value, sounds_secret(name))
    return EnvLines(tuple(found.values()), tuple(left_out))


def sounds_secret(name: str) -> bool:
    """Whether a value of this name is one to hide."""
    return any(word in name.upper() for word in _SECRET_WORDS)


def _unquoted(value: str) -> str | None:
    """The value without quotes and comment; None where a quote does not end."""
    if value.startswith("'"):
        single = _SINGLE.match(value)
        return single["inner"] if single else None
    if value.startswith('"'):
        double = _DOUBLE.match(value)
        return re.sub(r'\\[nt"\\]', lambda of: _ESCAPES[of[0]], double["inner"]) if double else None
    return re.split(r"(?:^|\s+)#", value, maxsplit=1)[0]


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"
