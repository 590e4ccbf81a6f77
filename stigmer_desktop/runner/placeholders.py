"""Fills ${NAME} in the definitions of MCP servers from the environment of an execution."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from stigmer_desktop.runner.harness import ExecutionFailed

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Placeholders:
    """The values for one MCP server."""

    def __init__(self, server: str, values: Mapping[str, str]) -> None:
        self._server = server
        self._values = values

    def filled(self, text: str) -> str:
        """`text` with each placeholder replaced.

        Raises:
            ExecutionFailed: there is no value for one; the text names it.
        """
        return _PLACEHOLDER.sub(lambda found: self._value(found[1]), text)

    def filled_list(self, texts: Iterable[str]) -> list[str]:
        """The same for each of `texts`."""
        return [self.filled(text) for text in texts]

    def filled_map(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The same for each value of `texts`."""
        return {name: self.filled(text) for name, text in texts.items()}

    def _value(self, name: str) -> str:
        value = self._values.get(name)
        if value is None:
            raise ExecutionFailed(
                f'The value {name} is missing, which the MCP server "{self._server}" needs. '
                "Add it to an environment of the agent's instance, or send it with the message."
            )
        return value
