"""What the contract asks of a field, said in words while one types."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from google.protobuf.message import Message
from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.rules import FieldRules, field_rules
from stigmer_desktop.ui.resources.name_slug import leaves_slug

# Tags and versions.
_WORD_OF_MARKS = "[a-zA-Z0-9._-]+"


def fault_of_name(name: str) -> str:
    """What is wrong with a resource's name; empty if nothing is."""
    return "" if name.strip() else _words("A name is needed.")


def fault_of_pushed_name(name: str) -> str:
    """What is wrong with the name of a skill, whose slug only the server makes; empty if nothing is."""
    fault = fault_of_name(name)
    if not fault and not leaves_slug(name):
        return _words("The name of a skill needs at least one letter from a to z, or a figure.")
    return fault


def rules_at(message: type[Message], path: str) -> FieldRules:
    """The rules of the field that `path` ("spec.instructions") names, from a message of that type on.

    Raises:
        KeyError: there is no such field.
    """
    descriptor: Any = message.DESCRIPTOR
    *owners, last = path.split(".")
    for name in owners:
        descriptor = descriptor.fields_by_name[name].message_type
    return field_rules(descriptor, last)


def fault_of_text(rules: FieldRules, text: str) -> str:
    """What `rules` say against `text`; empty if nothing."""
    string: Any = rules.string
    if rules.required and not text:
        return _words("This is needed.")
    if string.HasField("min_len") and len(text) < string.min_len:
        if not text and string.min_len == 1:
            return _words("This is needed.")
        words = _words("At least %1 characters are needed: %2 more.")
        return words.replace("%1", str(string.min_len)).replace("%2", str(string.min_len - len(text)))
    if string.HasField("max_len") and len(text) > string.max_len:
        return _words("At most %1 characters are possible.").replace("%1", str(string.max_len))
    if string.HasField("pattern") and not re.search(string.pattern, text):
        if _WORD_OF_MARKS in string.pattern:
            return _words("Possible are letters from a to z, figures, dots, dashes and underscores.")
        return _words("This has characters that are not possible here.")
    if string.HasField("uri") and string.uri and text and not _is_uri(text):
        return _words("A whole address is needed, for example https://example.com/mcp.")
    choices = [each for each in getattr(string, "in") if each]
    if choices and text and text not in choices:
        return _words("Possible is: %1.").replace("%1", ", ".join(choices))
    return ""


def fault_of_number(rules: FieldRules, text: str) -> str:
    """What `rules` say against the whole number in `text`; empty text stands for 0."""
    try:
        number = int(text.strip() or "0")
    except ValueError:
        return _words("A whole number is needed.")
    bounds: Any = rules.int32
    least = bounds.gte if bounds.HasField("gte") else None
    most = bounds.lte if bounds.HasField("lte") else None
    if (least is not None and number < least) or (most is not None and number > most):
        if least is None or most is None:
            words = _words("At least %1.") if most is None else _words("At most %1.")
            return words.replace("%1", str(least if most is None else most))
        words = _words("From %1 to %2.")
        return words.replace("%1", str(least)).replace("%2", str(most))
    return ""


def _is_uri(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and not re.search(r"\s", text)


def _words(source: str) -> str:
    return QCoreApplication.translate("FieldRules", source)
