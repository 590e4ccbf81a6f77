"""Errors become sentences for people, once, here."""

from __future__ import annotations

import grpc
import pytest
from google.protobuf.any_pb2 import Any
from google.rpc import error_details_pb2, status_pb2

from stigmer_desktop.ui.client import NotConnectedError
from stigmer_desktop.ui.user_error import as_sentence, user_error


def rpc_error(
    code: grpc.StatusCode, details: str, violations: dict[str, str] | None = None
) -> grpc.aio.AioRpcError:
    trailing = grpc.aio.Metadata()
    if violations:
        bad = error_details_pb2.BadRequest()
        for field, words in violations.items():
            bad.field_violations.add(field=field, description=words)
        packed = Any()
        packed.Pack(bad)
        status = status_pb2.Status(code=3, message=details, details=[packed])
        trailing.add("grpc-status-details-bin", status.SerializeToString())
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), trailing, details)


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ("pipeline step LoadTarget failed: Agent not found: agt-1", "Agent not found: agt-1."),
        (
            "pipeline step A failed: pipeline step B failed: it has sessions",
            "It has sessions.",
        ),
        ("nothing of the kind", "Nothing of the kind."),
        ("", "It is not there any more."),
    ],
)
def test_only_the_last_part_is_for_people(details: str, sentence: str) -> None:
    assert user_error(rpc_error(grpc.StatusCode.NOT_FOUND, details)).sentence == sentence


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (grpc.StatusCode.UNAVAILABLE, "safe"),
        (grpc.StatusCode.UNAUTHENTICATED, "token"),
        (grpc.StatusCode.DEADLINE_EXCEEDED, "too long"),
        (grpc.StatusCode.UNIMPLEMENTED, "another version"),
    ],
)
def test_what_the_server_cannot_say_well_is_said_for_it(code: grpc.StatusCode, word: str) -> None:
    error = user_error(rpc_error(code, "ipv4:127.0.0.1:1: connect failed"))
    assert word in error.sentence
    assert "ipv4" not in error.sentence
    assert error.code is code


def test_violations_come_by_field_and_without_rule_ids() -> None:
    error = user_error(
        rpc_error(
            grpc.StatusCode.INVALID_ARGUMENT,
            "pipeline step ValidateFieldConstraints failed: "
            "spec.instructions: must be at least 10 characters [string.min_len]",
            {"spec.instructions": "must be at least 10 characters"},
        )
    )
    assert error.of_field("spec.instructions") == "Must be at least 10 characters."
    assert error.of_field("spec") == "Must be at least 10 characters."
    assert error.of_field("spec.instruction") == ""
    assert "min_len" not in error.sentence


def test_other_exceptions_are_told_by_their_own_words() -> None:
    assert user_error(NotConnectedError("The server is still starting.")).sentence == (
        "The server is still starting."
    )
    assert user_error(OSError(13, "Permission denied")).sentence == "Permission denied."
    assert user_error(ValueError()).sentence


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("it is gone", "It is gone."),
        ("Why?", "Why?"),
        ("spec.name: missing", "spec.name: missing."),
        ("", ""),
    ],
)
def test_a_sentence_begins_and_ends_as_one(words: str, sentence: str) -> None:
    assert as_sentence(words) == sentence
