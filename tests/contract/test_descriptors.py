"""The descriptors hold every name, number and type of the published API, and only known additions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor, FileDescriptor, MethodDescriptor

from stigmer_desktop.api import (
    agent,
    agent_instance,
    common,
    desktop,
    environment,
    execution,
    execution_context,
    mcp_server,
    session,
    skill,
)
from stigmer_desktop.api.kinds import KINDS, ApiResourceKind

FACTS = json.loads((Path(__file__).parent / "contract.json").read_text())
# The project's own additions to the API's messages begin here.
OWN_NUMBERS = 1000
LATER_ENUMS = {"ToolKind", "ApprovalAction", "ToolCallStreamingSource"}
LATER_VALUES = {
    "ExecutionPhase": {6, 7, 8},
    "MessageType": {5},
    "ToolCallStatus": {5, 6, 7},
    "SubAgentStatus": {5},
}
LATER_FIELDS = {
    "AgentMessage": {6},
    "ToolCall": {*range(10, 21), 22},
    "SubAgentExecution": {11, 13, 14},
    "AgentExecutionStatus": {16},
    "AgentExecutionSpec": {7},
}
LATER_MESSAGES = {
    "FileChange",
    "PendingApproval",
    "CancelAgentExecutionInput",
    "TerminateAgentExecutionInput",
    "PauseAgentExecutionInput",
    "ResumeAgentExecutionInput",
    "RecoverAgentExecutionInput",
    "SubmitApprovalInput",
}
LATER_RPCS = {"cancel", "terminate", "pause", "resume", "recover", "submitApproval"}

SCALARS = {
    FieldDescriptor.TYPE_STRING: "string",
    FieldDescriptor.TYPE_BOOL: "bool",
    FieldDescriptor.TYPE_BYTES: "bytes",
    FieldDescriptor.TYPE_INT32: "int32",
    FieldDescriptor.TYPE_INT64: "int64",
    FieldDescriptor.TYPE_DOUBLE: "double",
}


def files() -> list[FileDescriptor]:
    modules = (
        agent.Agent,
        agent_instance.AgentInstance,
        common.ApiResourceMetadata,
        common.PageInfo,
        environment.Environment,
        execution.AgentExecution,
        execution_context.ExecutionContext,
        mcp_server.McpServer,
        session.Session,
        skill.Skill,
    )
    kinds: Any = ApiResourceKind.DESCRIPTOR
    return [each.DESCRIPTOR.file for each in modules] + [kinds.file]


MESSAGES = {m.full_name: m for f in files() for m in f.message_types_by_name.values()}
ENUMS = {e.full_name: e for f in files() for e in f.enum_types_by_name.values()}
SERVICES = {s.full_name: s for f in files() for s in f.services_by_name.values()}


def type_of(field: Any) -> str:
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        entry = field.message_type.fields_by_name
        return f"map<{type_of(entry['key'])},{type_of(entry['value'])}>"
    if field.message_type is not None:
        name = field.message_type.full_name
    elif field.enum_type is not None:
        name = field.enum_type.full_name
    else:
        name = SCALARS[field.type]
    return f"repeated {name}" if field.is_repeated else name


def signature(method: MethodDescriptor) -> list[str]:
    kind = "stream" if method.server_streaming else "unary"
    return [method.input_type.full_name, method.output_type.full_name, kind]


@pytest.mark.parametrize("name", sorted(FACTS["enums"]))
def test_an_enum_has_the_published_values(name: str) -> None:
    ours: EnumDescriptor = ENUMS[name]
    values = {value.name: value.number for value in ours.values}
    published = FACTS["enums"][name]
    assert published.items() <= values.items()
    added = {number for key, number in values.items() if key not in published}
    assert added == LATER_VALUES.get(ours.name, set())


@pytest.mark.parametrize("name", sorted(FACTS["messages"]))
def test_a_message_has_the_published_fields(name: str) -> None:
    ours = MESSAGES[name]
    fields = {field.name: [field.number, type_of(field)] for field in ours.fields}
    published = FACTS["messages"][name]
    assert published.items() <= fields.items()
    added = {number for key, (number, _) in fields.items() if key not in published}
    assert {number for number in added if number < OWN_NUMBERS} == LATER_FIELDS.get(ours.name, set())


@pytest.mark.parametrize("name", sorted(FACTS["services"]))
def test_a_service_has_the_published_rpcs(name: str) -> None:
    rpcs = {method.name: signature(method) for method in SERVICES[name].methods}
    published = FACTS["services"][name]
    assert published.items() <= rpcs.items()
    assert rpcs.keys() - published.keys() <= LATER_RPCS


def test_nothing_else_stands_in_the_published_packages() -> None:
    assert {e.name for key, e in ENUMS.items() if key not in FACTS["enums"]} == LATER_ENUMS
    assert {m.name for key, m in MESSAGES.items() if key not in FACTS["messages"]} == LATER_MESSAGES
    assert SERVICES.keys() == FACTS["services"].keys()


def test_our_own_services_stand_in_our_own_package() -> None:
    assert desktop.ClaimRequest.DESCRIPTOR.file.package == "stigmer.desktop.v1"


def test_kinds_carry_the_prefixes_of_the_kind_table() -> None:
    prefixes = {kind.name: kind.id_prefix for kind in KINDS.values()}
    assert prefixes == {
        "Agent": "agt",
        "AgentExecution": "aex",
        "Session": "ses",
        "Skill": "skl",
        "McpServer": "mcp",
        "AgentInstance": "ain",
        "Environment": "env",
        "ExecutionContext": "exec",
    }
