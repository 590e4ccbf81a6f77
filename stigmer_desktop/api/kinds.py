"""The kinds of resource, with their names and id prefixes as the contract gives them."""

from __future__ import annotations

from dataclasses import dataclass

from google.protobuf.message import Message

from stigmer_desktop.api._gen.ai.stigmer.commons.apiresource.apiresourcekind import kind_pb2
from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.environment import Environment
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.api.execution_context import ExecutionContext
from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.api.session import Session
from stigmer_desktop.api.skill import Skill

API_VERSION = "agentic.stigmer.ai/v1"

ApiResourceKind = kind_pb2.ApiResourceKind


@dataclass(frozen=True)
class Kind:
    """One kind of resource.

    Attributes:
        number: the kind's number in the contract's ApiResourceKind.
        name: the kind as messages carry it in `kind`, for example "AgentInstance".
        title: the kind as people read it, for example "Agent Instance".
        id_prefix: what ids of this kind begin with, without the dash.
        message: the protobuf class of the resource.
    """

    number: kind_pb2.ApiResourceKind.ValueType
    name: str
    title: str
    id_prefix: str
    message: type[Message]


def _kind(number: kind_pb2.ApiResourceKind.ValueType, message: type[Message]) -> Kind:
    value = kind_pb2.ApiResourceKind.DESCRIPTOR.values_by_number[number]
    meta = value.GetOptions().Extensions[kind_pb2.kind_meta]
    return Kind(number, meta.name, meta.display_name, meta.id_prefix, message)


AGENT = _kind(kind_pb2.agent, Agent)
AGENT_EXECUTION = _kind(kind_pb2.agent_execution, AgentExecution)
SESSION = _kind(kind_pb2.session, Session)
SKILL = _kind(kind_pb2.skill, Skill)
MCP_SERVER = _kind(kind_pb2.mcp_server, McpServer)
AGENT_INSTANCE = _kind(kind_pb2.agent_instance, AgentInstance)
ENVIRONMENT = _kind(kind_pb2.environment, Environment)
EXECUTION_CONTEXT = _kind(kind_pb2.execution_context, ExecutionContext)

KINDS: dict[int, Kind] = {
    kind.number: kind
    for kind in (
        AGENT,
        AGENT_EXECUTION,
        SESSION,
        SKILL,
        MCP_SERVER,
        AGENT_INSTANCE,
        ENVIRONMENT,
        EXECUTION_CONTEXT,
    )
}
