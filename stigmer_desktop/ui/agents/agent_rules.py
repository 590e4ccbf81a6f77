"""What the contract asks of an agent's fields, said while one types."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.agent import AgentSpec
from stigmer_desktop.api.rules import field_rules

# From behaviour.md, "Names and ids": what is left of a name when it becomes a slug.
_SLUG_CHARACTER = re.compile("[a-z0-9]")


def fault_of_name(name: str) -> str:
    """What is wrong with an agent's name; empty if nothing is."""
    if not name.strip():
        return _words("An agent needs a name.")
    if not _SLUG_CHARACTER.search(name.lower()):
        return _words("The name needs at least one letter from a to z, or a figure.")
    return ""


def fault_of_instructions(instructions: str) -> str:
    """What is wrong with an agent's instructions; empty if nothing is."""
    return fault_of_text("instructions", instructions)


def fault_of_text(field: str, text: str) -> str:
    """What the rules of the string `field` of an agent's spec say against `text`; empty if nothing.

    Raises:
        KeyError: the spec has no such field.
    """
    rules = field_rules(AgentSpec.DESCRIPTOR, field)
    shortest, longest = rules.string.min_len, rules.string.max_len
    if rules.required and not text:
        return _words("This is needed.")
    if rules.string.HasField("min_len") and len(text) < shortest:
        missing = shortest - len(text)
        words = _words("At least %1 characters are needed: %2 more.")
        return words.replace("%1", str(shortest)).replace("%2", str(missing))
    if rules.string.HasField("max_len") and len(text) > longest:
        return _words("At most %1 characters are possible.").replace("%1", str(longest))
    if rules.string.HasField("pattern") and not re.search(rules.string.pattern, text):
        return _words("This has characters that are not possible here.")
    return ""


def _words(source: str) -> str:
    return QCoreApplication.translate("AgentRules", source)
