"""MCP servers: create, apply, update, delete, get, by reference; the state of their validation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stigmer_desktop.api.agent import AgentId
from stigmer_desktop.api.common import ApiResourceDeleteInput, ApiResourceId, ApiResourceReference
from stigmer_desktop.api.mcp_server import VALIDATION_STATE_INVALID, VALIDATION_STATE_VALID, McpServer
from tests.contract.conftest import Caller, new_agent, new_mcp_server, refused


def test_a_server_is_made_found_and_deleted(caller: Caller) -> None:
    sent = new_mcp_server("My Files")
    sent.status.validation_state = VALIDATION_STATE_INVALID
    sent.status.validation_message = "not ours to say"
    made = caller.mcp_servers.create(sent)
    assert made.metadata.id.startswith("mcp-")
    assert made.status.validation_state == VALIDATION_STATE_VALID
    assert made.status.validation_message == ""
    assert made.status.audit.spec_audit.event == "created"
    find = caller.mcp_server_queries
    assert find.get(ApiResourceId(value=made.metadata.id)) == made
    assert find.getByReference(ApiResourceReference(slug="my-files", kind=44)) == made
    target = ApiResourceDeleteInput(resource_id=made.metadata.id)
    assert caller.mcp_servers.delete(target) == made
    for gone in (
        lambda: caller.mcp_servers.delete(target),
        lambda: find.get(ApiResourceId(value=made.metadata.id)),
        lambda: find.getByReference(ApiResourceReference(slug="my-files")),
    ):
        with refused("NOT_FOUND", "McpServer not found"):
            gone()


def test_update_and_apply(caller: Caller) -> None:
    made = caller.mcp_servers.apply(new_mcp_server())
    change = new_mcp_server()
    change.spec.http.url = "http://127.0.0.1:1/mcp"
    change.spec.http.timeout_seconds = 300
    applied = caller.mcp_servers.apply(change)
    assert applied.metadata.id == made.metadata.id
    assert applied.spec.WhichOneof("server_type") == "http"
    change.spec.docker.image = "files:1"
    change.spec.docker.ports.add(host_port=1, container_port=65535, protocol="udp")
    updated = caller.mcp_servers.update(change)
    assert updated.spec.WhichOneof("server_type") == "docker"
    assert updated.status.validation_state == VALIDATION_STATE_VALID
    assert updated.status.audit.spec_audit.event == "updated"
    with refused("NOT_FOUND", "McpServer not found: unknown"):
        caller.mcp_servers.update(new_mcp_server("unknown"))
    with refused("ALREADY_EXISTS", made.metadata.id):
        caller.mcp_servers.create(new_mcp_server())


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        (lambda s: s.spec.ClearField("stdio"), "spec.server_type", "required"),
        (lambda s: s.spec.stdio.ClearField("command"), "spec.stdio.command", "required"),
        (lambda s: s.spec.http.SetInParent(), "spec.http.url", "required"),
        (lambda s: setattr(s.spec.http, "url", "not a url"), "spec.http.url", "string.uri"),
        (
            lambda s: s.spec.http.MergeFrom(type(s.spec.http)(url="http://a", timeout_seconds=301)),
            "spec.http.timeout_seconds",
            "int32.gte_lte",
        ),
        (lambda s: s.spec.docker.SetInParent(), "spec.docker.image", "required"),
        (lambda s: s.spec.docker.volumes.add(), "spec.docker.volumes[0].host_path", "required"),
        (
            lambda s: s.spec.docker.ports.add(host_port=0, container_port=1),
            "spec.docker.ports[0].host_port",
            "int32.gte_lte",
        ),
        (
            lambda s: s.spec.docker.ports.add(host_port=1, container_port=65536),
            "spec.docker.ports[0].container_port",
            "int32.gte_lte",
        ),
        (
            lambda s: s.spec.docker.ports.add(host_port=1, container_port=1, protocol="sctp"),
            "spec.docker.ports[0].protocol",
            "string.in",
        ),
        (lambda s: s.ClearField("metadata"), "metadata", "required"),
        (lambda s: s.ClearField("spec"), "spec", "required"),
        (lambda s: setattr(s.metadata, "name", "?"), "metadata.name", "slug.empty"),
        (lambda s: setattr(s.metadata, "id", "mcp-mine"), "metadata.id", "computed"),
        (lambda s: setattr(s.metadata, "owner_scope", 9), "metadata.owner_scope", "enum.defined_only"),
        (lambda s: setattr(s, "kind", "Server"), "kind", "string.const"),
    ],
)
def test_a_broken_rule_is_named_with_its_field(
    caller: Caller, change: Callable[[McpServer], Any], field: str, rule: str
) -> None:
    server = new_mcp_server()
    change(server)
    with refused("INVALID_ARGUMENT") as seen:
        caller.mcp_servers.create(server)
    assert seen["violations"].get(field) == rule


def test_a_server_that_an_agent_names_stays_unless_forced(caller: Caller) -> None:
    made = caller.mcp_servers.create(new_mcp_server("Files"))
    agent = new_agent("Reader")
    agent.spec.mcp_servers.add(name="Files")
    stored = caller.agents.create(agent)
    own = new_agent("Owner")
    own.spec.mcp_servers.add(name="Files").stdio.command = "own-server"
    caller.agents.create(own)
    target = ApiResourceDeleteInput(resource_id=made.metadata.id)
    with refused("FAILED_PRECONDITION", f"Reader ({stored.metadata.id})"):
        caller.mcp_servers.delete(target)
    caller.agents.delete(AgentId(value=stored.metadata.id))
    assert caller.mcp_servers.delete(target) == made


def test_force_deletes_a_server_that_an_agent_names(caller: Caller) -> None:
    made = caller.mcp_servers.create(new_mcp_server("Files"))
    agent = new_agent("Reader")
    agent.spec.mcp_servers.add(name="Files")
    caller.agents.create(agent)
    assert caller.mcp_servers.delete(ApiResourceDeleteInput(resource_id=made.metadata.id, force=True)) == made
