"""Puts controllers on the wire: parses requests, runs RPCs, turns errors into gRPC statuses."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, NoReturn

import grpc
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2, status_pb2

from stigmer_desktop.backend.errors import (
    DATABASE_DAMAGED,
    ERROR_DOMAIN,
    ApiError,
    InvalidArgument,
    StoreDamaged,
    code_of,
    root_cause,
    text_of,
)
from stigmer_desktop.backend.pipeline.context import Call
from stigmer_desktop.backend.pipeline.executor import PipelineExecutor
from stigmer_desktop.backend.pipeline.rpc import Answer, Controller, StreamRpc, UnaryRpc

_log = logging.getLogger(__name__)
_DETAILS_KEY = "grpc-status-details-bin"
# How many broken rules an answer names; more would not fit into its trailers.
MOST_VIOLATIONS = 20


def handler_of(
    service: ServiceDescriptor, controller: Controller, executor: PipelineExecutor, name: str = ""
) -> grpc.GenericRpcHandler:
    """The handler that serves those RPCs of `service` that `controller` has.

    Args:
        name: the full name to serve it under, when not its own.
    """
    handlers: dict[str, Any] = {}
    for rpc_name, rpc in controller.items():
        method = service.methods_by_name.get(rpc_name)
        if method is None:
            continue
        if isinstance(rpc, UnaryRpc):
            handlers[rpc_name] = grpc.unary_unary_rpc_method_handler(
                _unary(method, rpc, executor), response_serializer=_serialize
            )
        else:
            handlers[rpc_name] = grpc.unary_stream_rpc_method_handler(
                _stream(method, rpc), response_serializer=_serialize
            )
    return grpc.method_handlers_generic_handler(name or service.full_name, handlers)


def _unary(
    method: MethodDescriptor, rpc: UnaryRpc, executor: PipelineExecutor
) -> Callable[[bytes, Any], Awaitable[Answer]]:
    async def serve(data: bytes, servicer: Any) -> Answer:
        try:
            return await rpc.answer(executor, _parse(method, data), _call(servicer))
        except ApiError as error:
            await _abort(servicer, error)
        except Exception:
            _log.exception("%s failed", method.full_name)
            await servicer.abort(grpc.StatusCode.INTERNAL, _UNEXPECTED)
        raise AssertionError("abort always raises")

    return serve


def _stream(method: MethodDescriptor, rpc: StreamRpc) -> Callable[[bytes, Any], AsyncGenerator[Answer, None]]:
    async def serve(data: bytes, servicer: Any) -> AsyncGenerator[Answer, None]:
        try:
            async with aclosing(rpc.answers(_parse(method, data), _call(servicer))) as answers:
                async for answer in answers:
                    yield answer
        except ApiError as error:
            await _abort(servicer, error)
        except Exception:
            _log.exception("%s failed", method.full_name)
            await servicer.abort(grpc.StatusCode.INTERNAL, _UNEXPECTED)

    return serve


_UNEXPECTED = (
    "Something in the server went wrong that it did not foresee; nothing was half-written. "
    "The log in the data folder says more."
)


def _parse(method: MethodDescriptor, data: bytes) -> Message:
    try:
        return GetMessageClass(method.input_type).FromString(data)
    except DecodeError as error:
        raise InvalidArgument(f"The request is not a {method.input_type.full_name}.") from error


def _serialize(answer: Answer) -> bytes:
    return answer if isinstance(answer, bytes) else answer.SerializeToString()


def _call(servicer: Any) -> Call:
    metadata = servicer.invocation_metadata() or ()
    return Call({key: value for key, value in metadata if isinstance(value, str)})


async def _abort(servicer: Any, error: ApiError) -> NoReturn:
    """Ends the call with the code, text and details that the error has."""
    code, text = code_of(error), text_of(error)
    trailers: tuple[tuple[str, bytes], ...] = ()
    cause = root_cause(error)
    if isinstance(cause, InvalidArgument) and cause.violations:
        trailers = ((_DETAILS_KEY, _status(code, text, _broken_rules(cause))),)
    elif isinstance(cause, StoreDamaged):
        # What tells it from a disk that is full, which has the same code.
        reason = error_details_pb2.ErrorInfo(reason=DATABASE_DAMAGED, domain=ERROR_DOMAIN)
        trailers = ((_DETAILS_KEY, _status(code, text, reason)),)
    await servicer.abort(code, text, trailers)
    raise AssertionError("abort always raises")


def _broken_rules(error: InvalidArgument) -> Message:
    """The broken rules as google.rpc.BadRequest."""
    bad_request: Any = error_details_pb2.BadRequest()
    for violation in error.violations[:MOST_VIOLATIONS]:
        bad_request.field_violations.add(
            field=violation.field[:200],
            description=violation.message[:300],
            reason=violation.rule_id[:100],
        )
    message: Message = bad_request
    return message


def _status(code: grpc.StatusCode, text: str, detail: Message) -> bytes:
    """A google.rpc.Status that carries `detail`."""
    status = status_pb2.Status(code=code.value[0], message=text[:500])
    status.details.add().Pack(detail)
    return bytes(status.SerializeToString())
