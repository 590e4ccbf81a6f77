"""A session: a conversation with an agent instance."""

from stigmer_desktop.api._gen.ai.stigmer.agentic.session.v1.session_pb2 import (
    AgentId,
    ListSessionsByAgentRequest,
    ListSessionsRequest,
    Session,
    SessionId,
    SessionList,
    SessionSpec,
)
from stigmer_desktop.api._gen.ai.stigmer.agentic.session.v1.session_pb2_grpc import (
    SessionCommandControllerStub,
    SessionQueryControllerStub,
)

__all__ = [
    "AgentId",
    "ListSessionsByAgentRequest",
    "ListSessionsRequest",
    "Session",
    "SessionCommandControllerStub",
    "SessionId",
    "SessionList",
    "SessionQueryControllerStub",
    "SessionSpec",
]
