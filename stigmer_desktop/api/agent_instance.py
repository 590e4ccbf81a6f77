"""An agent instance: an agent with its environments."""

from stigmer_desktop.api._gen.ai.stigmer.agentic.agentinstance.v1.agentinstance_pb2 import (
    AgentInstance,
    AgentInstanceId,
    AgentInstanceList,
    AgentInstanceSpec,
    GetAgentInstancesByAgentRequest,
)
from stigmer_desktop.api._gen.ai.stigmer.agentic.agentinstance.v1.agentinstance_pb2_grpc import (
    AgentInstanceCommandControllerStub,
    AgentInstanceQueryControllerStub,
)

__all__ = [
    "AgentInstance",
    "AgentInstanceCommandControllerStub",
    "AgentInstanceId",
    "AgentInstanceList",
    "AgentInstanceQueryControllerStub",
    "AgentInstanceSpec",
    "GetAgentInstancesByAgentRequest",
]
