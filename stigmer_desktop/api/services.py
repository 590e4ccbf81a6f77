"""The descriptors of the services, command and query side by side."""

from __future__ import annotations

from google.protobuf.descriptor import FileDescriptor, ServiceDescriptor

from stigmer_desktop.api._gen.ai.stigmer.agentic.agent.v1 import agent_pb2
from stigmer_desktop.api._gen.ai.stigmer.agentic.agentexecution.v1 import agentexecution_pb2
from stigmer_desktop.api._gen.ai.stigmer.agentic.agentinstance.v1 import agentinstance_pb2
from stigmer_desktop.api._gen.ai.stigmer.agentic.environment.v1 import environment_pb2
from stigmer_desktop.api._gen.ai.stigmer.agentic.executioncontext.v1 import executioncontext_pb2
from stigmer_desktop.api._gen.ai.stigmer.agentic.mcpserver.v1 import mcpserver_pb2
from stigmer_desktop.api._gen.ai.stigmer.agentic.session.v1 import session_pb2
from stigmer_desktop.api._gen.ai.stigmer.agentic.skill.v1 import skill_pb2
from stigmer_desktop.api._gen.stigmer.desktop.v1 import (
    archive_pb2,
    backup_pb2,
    catalog_pb2,
    runner_pb2,
    search_pb2,
)

Services = tuple[ServiceDescriptor, ...]


def _of(file: FileDescriptor, *names: str) -> Services:
    return tuple(file.services_by_name[name] for name in names)


AGENT = _of(agent_pb2.DESCRIPTOR, "AgentCommandController", "AgentQueryController")
AGENT_INSTANCE = _of(
    agentinstance_pb2.DESCRIPTOR, "AgentInstanceCommandController", "AgentInstanceQueryController"
)
SESSION = _of(session_pb2.DESCRIPTOR, "SessionCommandController", "SessionQueryController")
AGENT_EXECUTION = _of(
    agentexecution_pb2.DESCRIPTOR, "AgentExecutionCommandController", "AgentExecutionQueryController"
)
ENVIRONMENT = _of(environment_pb2.DESCRIPTOR, "EnvironmentCommandController", "EnvironmentQueryController")
EXECUTION_CONTEXT = _of(
    executioncontext_pb2.DESCRIPTOR, "ExecutionContextCommandController", "ExecutionContextQueryController"
)
MCP_SERVER = _of(mcpserver_pb2.DESCRIPTOR, "McpServerCommandController", "McpServerQueryController")
SKILL = _of(skill_pb2.DESCRIPTOR, "SkillCommandController", "SkillQueryController")
RUNNER = _of(runner_pb2.DESCRIPTOR, "RunnerController")
CATALOG = _of(catalog_pb2.DESCRIPTOR, "CatalogController")

SEARCH = _of(search_pb2.DESCRIPTOR, "SearchController")
ARCHIVE = _of(archive_pb2.DESCRIPTOR, "ArchiveController")
BACKUP = _of(backup_pb2.DESCRIPTOR, "BackupController")

# The older name of AgentInstanceQueryController.
AGENT_INSTANCE_QUERY_ALIAS = "ai.stigmer.agentic.agentinstance.v1.AgentInstanceQueryService"
