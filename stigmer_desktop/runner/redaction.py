"""Takes secret values out of what is shown, stored or sent to a model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

MASK = "••••••"
# Shorter values would black out ordinary words.
SHORTEST = 5


class Redactor:
    """Replaces the secret values of one execution."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # The longest first: one may be a part of another.
        self._secrets = sorted({each for each in secrets if len(each) >= SHORTEST}, key=len, reverse=True)

    def text(self, text: str) -> str:
        """`text` with a mask for each secret value."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text

    def value(self, value: Any) -> Any:
        """The same for all texts in `value`, as JSON has values."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(str(name)): self.value(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(inner) for inner in value]
        return value
