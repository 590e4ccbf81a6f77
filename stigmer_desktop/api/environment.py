"""An environment: a named set of values."""

from stigmer_desktop.api._gen.ai.stigmer.agentic.environment.v1.environment_pb2 import (
    Environment,
    EnvironmentId,
    EnvironmentSpec,
    EnvironmentValue,
)
from stigmer_desktop.api._gen.ai.stigmer.agentic.environment.v1.environment_pb2_grpc import (
    EnvironmentCommandControllerStub,
    EnvironmentQueryControllerStub,
)

__all__ = [
    "Environment",
    "EnvironmentCommandControllerStub",
    "EnvironmentId",
    "EnvironmentQueryControllerStub",
    "EnvironmentSpec",
    "EnvironmentValue",
]
