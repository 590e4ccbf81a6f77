"""An execution context: the merged environment of one execution."""

from stigmer_desktop.api._gen.ai.stigmer.agentic.executioncontext.v1.executioncontext_pb2 import (
    ExecutionContext,
    ExecutionContextId,
    ExecutionContextSpec,
    ExecutionValue,
)
from stigmer_desktop.api._gen.ai.stigmer.agentic.executioncontext.v1.executioncontext_pb2_grpc import (
    ExecutionContextCommandControllerStub,
    ExecutionContextQueryControllerStub,
)

__all__ = [
    "ExecutionContext",
    "ExecutionContextCommandControllerStub",
    "ExecutionContextId",
    "ExecutionContextQueryControllerStub",
    "ExecutionContextSpec",
    "ExecutionValue",
]
