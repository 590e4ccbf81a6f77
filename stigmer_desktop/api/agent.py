"""An agent: a template of instructions, tools and needs."""

from stigmer_desktop.api._gen.ai.stigmer.agentic.agent.v1.agent_pb2 import (
    Agent,
    AgentId,
    AgentSpec,
    AgentStatus,
    DockerServer,
    HttpServer,
    McpServerDefinition,
    McpToolSelection,
    PortMapping,
    StdioServer,
    SubAgent,
    VolumeMount,
)
from stigmer_desktop.api._gen.ai.stigmer.agentic.agent.v1.agent_pb2_grpc import (
    AgentCommandControllerStub,
    AgentQueryControllerStub,
)

__all__ = [
    "Agent",
    "AgentCommandControllerStub",
    "AgentId",
    "AgentQueryControllerStub",
    "AgentSpec",
    "AgentStatus",
    "DockerServer",
    "HttpServer",
    "McpServerDefinition",
    "McpToolSelection",
    "PortMapping",
    "StdioServer",
    "SubAgent",
    "VolumeMount",
]
