"""The one table from gRPC codes to sentences for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import grpc
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_DETAILS_KEY = "grpc-status-details-bin"
_STEPS = re.compile(r"^(?:.*?pipeline step \w+ failed: )+", re.DOTALL)
_ID = re.compile(r" \((?:agt|ain|ses|aex|env|exec|mcp|skl)-[0-9a-z]{26}\)")
_RULE_ID = re.compile(r" \[[\w.]+\](?=;|$)")

# What a person reads where the server's own words would say nothing, or too much.
_INSTEAD: dict[grpc.StatusCode, str] = {
    grpc.StatusCode.UNAVAILABLE: str(
        QT_TRANSLATE_NOOP("UserError", "The server cannot be reached. What was saved is safe.")
    ),
    grpc.StatusCode.UNAUTHENTICATED: str(
        QT_TRANSLATE_NOOP("UserError", "The server did not accept the token of this window.")
    ),
    grpc.StatusCode.DEADLINE_EXCEEDED: str(
        QT_TRANSLATE_NOOP("UserError", "The server took too long to answer.")
    ),
    grpc.StatusCode.UNIMPLEMENTED: str(
        QT_TRANSLATE_NOOP("UserError", "The server is of another version and cannot do this.")
    ),
    grpc.StatusCode.CANCELLED: str(QT_TRANSLATE_NOOP("UserError", "It was stopped before it was done.")),
}
# What stands where the server gives a code and no words.
_WITHOUT_WORDS: dict[grpc.StatusCode, str] = {
    grpc.StatusCode.INVALID_ARGUMENT: str(QT_TRANSLATE_NOOP("UserError", "Something in it is not valid.")),
    grpc.StatusCode.NOT_FOUND: str(QT_TRANSLATE_NOOP("UserError", "It is not there any more.")),
    grpc.StatusCode.ALREADY_EXISTS: str(
        QT_TRANSLATE_NOOP("UserError", "Something with this name is there already.")
    ),
    grpc.StatusCode.FAILED_PRECONDITION: str(
        QT_TRANSLATE_NOOP("UserError", "This cannot be done as things stand.")
    ),
    grpc.StatusCode.RESOURCE_EXHAUSTED: str(QT_TRANSLATE_NOOP("UserError", "It is too large.")),
}
_OTHERWISE = str(QT_TRANSLATE_NOOP("UserError", "Something went wrong in the program."))


@dataclass(frozen=True)
class UserError:
    """A failure as a person reads it.

    Attributes:
        sentence: what happened, whole sentences.
        fields: the words for each field that is at fault, by its path ("spec.instructions").
        code: the gRPC code; UNKNOWN where the failure did not come from the server.
        reason: what tells it from others of the same code, for programs; mostly empty.
    """

    sentence: str
    fields: Mapping[str, str] = field(default_factory=dict)
    code: grpc.StatusCode = grpc.StatusCode.UNKNOWN
    reason: str = ""

    def of_field(self, path: str) -> str:
        """The words for the field `path`, or for a field below it; empty if it is not at fault."""
        for name, words in self.fields.items():
            if name == path or name.startswith((f"{path}.", f"{path}[")):
                return words
        return ""


def user_error(error: BaseException) -> UserError:
    """Translates `error`, whatever it is, into words for people."""
    if isinstance(error, grpc.aio.AioRpcError):
        code = error.code()
        words = _INSTEAD.get(code)
        if words is not None:
            return UserError(_translated(words), code=code)
        said = as_sentence(_ID.sub("", _RULE_ID.sub("", _STEPS.sub("", error.details() or ""))))
        fallback = _translated(_WITHOUT_WORDS.get(code, _OTHERWISE))
        return UserError(said or fallback, *_details(error, code))
    if isinstance(error, OSError):
        return UserError(as_sentence(error.strerror or str(error)) or _translated(_OTHERWISE))
    return UserError(as_sentence(str(error)) or _translated(_OTHERWISE))


def as_sentence(words: str) -> str:
    """`words` with a capital letter in front and a full stop behind, as far as they want one."""
    words = words.strip()
    if not words:
        return ""
    first = words.split(maxsplit=1)[0]
    if first.isalpha() and first.islower():
        words = words[0].upper() + words[1:]
    return words if words[-1] in ".!?…:" else f"{words}."


def _translated(words: str) -> str:
    return QCoreApplication.translate("UserError", words)


def _details(
    error: grpc.aio.AioRpcError, code: grpc.StatusCode
) -> tuple[dict[str, str], grpc.StatusCode, str]:
    """The words for each field, the code, and the reason, as far as they came with the error."""
    # Loaded only when something failed: it is not needed to open the window.
    from google.rpc import error_details_pb2, status_pb2

    fields: dict[str, str] = {}
    reason = ""
    for key, value in error.trailing_metadata() or ():
        if key != _DETAILS_KEY or not isinstance(value, bytes):
            continue
        for detail in status_pb2.Status.FromString(value).details:
            bad, info = error_details_pb2.BadRequest(), error_details_pb2.ErrorInfo()
            if detail.Unpack(bad):
                fields = {entry.field: as_sentence(entry.description) for entry in bad.field_violations}
            elif detail.Unpack(info):
                reason = info.reason
    return fields, code, reason
