"""The errors that the server raises, and the one table that turns them into gRPC codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import grpc

# What google.rpc.ErrorInfo says of a damaged database, and in whose words.
DATABASE_DAMAGED = "DATABASE_DAMAGED"
ERROR_DOMAIN = "desktop.stigmer.ai"
# A longer text would not fit into the trailers that carry it.
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class FieldViolation:
    """One broken rule.

    Attributes:
        field: the path of the field, for example "spec.instructions".
        rule_id: the rule's id in the contract, for example "string.min_len".
        message: what the rule wants, in words.
    """

    field: str
    rule_id: str
    message: str


class ApiError(Exception):
    """An error that a caller is told about, with a sentence for a person."""


class InvalidArgument(ApiError):
    """The request breaks a rule of the contract."""

    def __init__(self, text: str, violations: Sequence[FieldViolation] = ()) -> None:
        super().__init__(text)
        self.violations = tuple(violations)

    @classmethod
    def of_field(cls, field: str, rule_id: str, message: str) -> InvalidArgument:
        """The error for one broken rule of one field."""
        return cls.of_violations([FieldViolation(field, rule_id, message)])

    @classmethod
    def of_violations(cls, violations: Sequence[FieldViolation]) -> InvalidArgument:
        """The error for all `violations`, its text naming each field and rule id."""
        text = "; ".join(f"{v.field or 'request'}: {v.message} [{v.rule_id}]" for v in violations)
        return cls(text, violations)


class NotFound(ApiError):
    """What the request names is not there."""


class AlreadyExists(ApiError):
    """Something else holds the name."""


class FailedPrecondition(ApiError):
    """The state of things does not allow it."""


class SecretUnreadable(ApiError):
    """A secret value is stored, but the key to it is not there."""


class TooLarge(ApiError):
    """It would be more than one message can carry."""


class Unauthenticated(ApiError):
    """The call carries no token, or a wrong one."""


class Unavailable(ApiError):
    """The server cannot answer now; the same call may succeed later."""


class StoreFailed(ApiError):
    """The database could not be written or read; nothing was half-written."""


class StoreDamaged(StoreFailed):
    """The database file is no whole database any more."""


class StepFailed(ApiError):
    """An error together with the pipeline step that raised it."""

    def __init__(self, step: str, cause: ApiError) -> None:
        super().__init__(f"pipeline step {step} failed: {cause}")
        self.cause = cause


CODES: dict[type[ApiError], grpc.StatusCode] = {
    InvalidArgument: grpc.StatusCode.INVALID_ARGUMENT,
    NotFound: grpc.StatusCode.NOT_FOUND,
    AlreadyExists: grpc.StatusCode.ALREADY_EXISTS,
    FailedPrecondition: grpc.StatusCode.FAILED_PRECONDITION,
    SecretUnreadable: grpc.StatusCode.FAILED_PRECONDITION,
    TooLarge: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Unauthenticated: grpc.StatusCode.UNAUTHENTICATED,
    Unavailable: grpc.StatusCode.UNAVAILABLE,
    StoreFailed: grpc.StatusCode.INTERNAL,
    StoreDamaged: grpc.StatusCode.INTERNAL,
}


def root_cause(error: ApiError) -> ApiError:
    """The error below all the steps that passed it on."""
    while isinstance(error, StepFailed):
        error = error.cause
    return error


def code_of(error: ApiError) -> grpc.StatusCode:
    """The gRPC code that a caller sees for `error`."""
    return CODES.get(type(root_cause(error)), grpc.StatusCode.INTERNAL)


def text_of(error: ApiError) -> str:
    """The text that a caller sees for `error`, cut to what a trailer can carry."""
    text = str(error)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
