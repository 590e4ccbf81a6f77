"""The validation rules that the contract puts on a field, for forms that check while one types."""

from __future__ import annotations

from google.protobuf.descriptor import Descriptor

from stigmer_desktop.api._gen.buf.validate import validate_pb2
from stigmer_desktop.api._gen.buf.validate.validate_pb2 import FieldRules

__all__ = ["FieldRules", "field_rules"]


def field_rules(message: Descriptor, field: str) -> FieldRules:
    """The buf.validate rules of `field`; empty rules if it has none.

    Raises:
        KeyError: the message has no such field.
    """
    rules = FieldRules()
    rules.CopyFrom(message.fields_by_name[field].GetOptions().Extensions[validate_pb2.field])
    return rules
