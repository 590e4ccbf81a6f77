"""An MCP server: a stored definition that several agents may use."""

from stigmer_desktop.api._gen.ai.stigmer.agentic.mcpserver.v1.mcpserver_pb2 import (
    VALIDATION_STATE_INVALID,
    VALIDATION_STATE_UNSPECIFIED,
    VALIDATION_STATE_VALID,
    DockerServerConfig,
    HttpServerConfig,
    McpServer,
    McpServerId,
    McpServerList,
    McpServerSpec,
    McpServerStatus,
    PortMapping,
    StdioServerConfig,
    ValidationState,
    VolumeMount,
)
from stigmer_desktop.api._gen.ai.stigmer.agentic.mcpserver.v1.mcpserver_pb2_grpc import (
    McpServerCommandControllerStub,
    McpServerQueryControllerStub,
)

__all__ = [
    "VALIDATION_STATE_INVALID",
    "VALIDATION_STATE_UNSPECIFIED",
    "VALIDATION_STATE_VALID",
    "DockerServerConfig",
    "HttpServerConfig",
    "McpServer",
    "McpServerCommandControllerStub",
    "McpServerId",
    "McpServerList",
    "McpServerQueryControllerStub",
    "McpServerSpec",
    "McpServerStatus",
    "PortMapping",
    "StdioServerConfig",
    "ValidationState",
    "VolumeMount",
]
