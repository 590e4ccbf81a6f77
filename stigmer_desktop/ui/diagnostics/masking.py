"""Takes secrets out of a text that leaves this machine: those that are known, and what looks like one."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from stigmer_desktop.paths import DataFolder

MASK = "••••"
# Shorter values are words of everyday; masking them would leave nothing to read.
_SHORTEST = 4
_SECRET_NAME = re.compile(r"key|token|secret|passw|credential|auth|cookie|private", re.IGNORECASE)
_AFTER_A_NAME = re.compile(
    r"""(?ix) ( (?:[\w-]*(?:api[_-]?key|token|secret|passw(?:or)?d|credential|authorization|cookie)[\w-]*)
        ["']? \s* [:=] \s* ["']? (?:bearer\s+|basic\s+)? ) [^\s"',;}]+ """
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}")
_IN_ADDRESS = re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*://)[^\s/@]+@")
_QUERY = re.compile(r"(?i)([?&][\w-]*(?:key|token|secret|sig|auth|pass)[\w-]*=)[^&\s#]+")
# Long words of letters and digits that mean nothing to people; ids of ours begin with three letters.
_OPAQUE = re.compile(
    r"(?<![\w/.-])(?!(?:agt|ain|ses|aex|env|exec|mcp|skl|desktop)-)[A-Za-z0-9_+=-]{24,}(?![\w/.])"
)
_KEY_PREFIX = re.compile(
    r"\b(?:sk|pk|rk|ghp|gho|ghs|github_pat|xox[abp]|hf|glpat|AKIA|AIza)[-_A-Za-z0-9]{8,}"
)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S
)


class Masking:
    """Knows some secrets by themselves, and others by how they look."""

    def __init__(self, secrets: Iterable[str]) -> None:
        parts = {part.strip() for secret in secrets for part in (secret, *secret.splitlines())}
        # The longest first, so that nothing is left of one that holds another.
        self._known = sorted((part for part in parts if len(part) >= _SHORTEST), key=len, reverse=True)

    def masked(self, text: str) -> str:
        """`text` with •••• in place of every secret."""
        for secret in self._known:
            text = text.replace(secret, MASK)
            escaped = json.dumps(secret)[1:-1]
            if escaped != secret:
                text = text.replace(escaped, MASK)
        text = _PRIVATE_KEY.sub(MASK, text)
        text = _AFTER_A_NAME.sub(rf"\1{MASK}", text)
        text = _BEARER.sub(rf"\1 {MASK}", text)
        text = _IN_ADDRESS.sub(rf"\1{MASK}@", text)
        text = _QUERY.sub(rf"\1{MASK}", text)
        text = _KEY_PREFIX.sub(MASK, text)
        return _OPAQUE.sub(lambda found: _mask_unless_plain(found.group()), text)


def _mask_unless_plain(word: str) -> str:
    """Words of letters alone, names joined by lines and rows of one sign are no secrets."""
    has_digit = any(sign.isdigit() for sign in word)
    has_letter = any(sign.isalpha() for sign in word)
    return MASK if has_digit and has_letter else word


def secrets_on_disk(data: DataFolder, environment: Mapping[str, str] | None = None) -> list[str]:
    """The token, the keys in files of the data folder, and secret variables of this process.

    Reads files, so it belongs where waiting harms nobody.
    """
    found = [_text_of(data.token_file)]
    for file in (data.keys_file, data.secret_keys_file):
        found += _values_in(_text_of(file))
    variables = os.environ if environment is None else environment
    found += [value for name, value in variables.items() if _SECRET_NAME.search(name)]
    return [secret.strip() for secret in found if secret.strip()]


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _values_in(text: str) -> list[str]:
    try:
        content = json.loads(text)
    except ValueError:
        return []
    return (
        [value for value in content.values() if isinstance(value, str)] if isinstance(content, dict) else []
    )
