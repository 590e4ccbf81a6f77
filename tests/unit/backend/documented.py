"""What the documentation must name, read off the program itself."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from google.protobuf.descriptor import ServiceDescriptor
from peewee import SqliteDatabase

from stigmer_desktop.api import services
from stigmer_desktop.backend.agents.controller import agent_controller
from stigmer_desktop.backend.archives.controller import archive_controller
from stigmer_desktop.backend.backups.controller import backup_controller
from stigmer_desktop.backend.catalog.controller import catalog_controller
from stigmer_desktop.backend.environments.controller import environment_controller
from stigmer_desktop.backend.execution_contexts.controller import execution_context_controller
from stigmer_desktop.backend.executions.controller import agent_execution_controller
from stigmer_desktop.backend.instances.controller import agent_instance_controller
from stigmer_desktop.backend.mcp_servers.controller import mcp_server_controller
from stigmer_desktop.backend.pipeline.rpc import Controller, UnaryRpc
from stigmer_desktop.backend.runners.controller import runner_controller
from stigmer_desktop.backend.search.controller import search_controller
from stigmer_desktop.backend.search.index_file import TABLES
from stigmer_desktop.backend.sessions.controller import session_controller
from stigmer_desktop.backend.skills.controller import skill_controller
from stigmer_desktop.backend.store.tables import tables_of
from stigmer_desktop.settings import Settings


class _Anything:
    """Stands for a collaborator that is not called while a controller is put together."""

    def __getattr__(self, name: str) -> Any:
        return self


def all_controllers() -> dict[services.Services, Controller]:
    """Every controller by the services that it serves."""
    other: Any = _Anything()
    return {
        services.AGENT: agent_controller(other),
        services.AGENT_INSTANCE: agent_instance_controller(),
        services.SESSION: session_controller(),
        services.AGENT_EXECUTION: agent_execution_controller(other, other, other),
        services.ENVIRONMENT: environment_controller(),
        services.EXECUTION_CONTEXT: execution_context_controller(),
        services.MCP_SERVER: mcp_server_controller(),
        services.SKILL: skill_controller(other),
        services.RUNNER: runner_controller(other, other, other),
        services.CATALOG: catalog_controller(other, other),
        services.SEARCH: search_controller(other, other),
        services.ARCHIVE: archive_controller(other),
        services.BACKUP: backup_controller(other),
    }


def pipelines() -> dict[str, list[str]]:
    """Every pipeline's name, and the names of its steps in order."""
    return {
        rpc.pipeline.name: [step.name for step in rpc.pipeline.steps]
        for controller in all_controllers().values()
        for rpc in controller.values()
        if isinstance(rpc, UnaryRpc)
    }


def rpcs() -> list[tuple[str, str]]:
    """Every service's full name with the name of each of its RPCs."""
    every: list[ServiceDescriptor] = [service for pair in all_controllers() for service in pair]
    return [(service.full_name, method.name) for service in every for method in service.methods]


def tables() -> list[str]:
    """The names of all tables, of the database and of the search index."""
    return list(TABLES) + [table._meta.table_name for table in tables_of(SqliteDatabase(":memory:")).all()]


def settings() -> list[str]:
    """The names of all settings."""
    return [field.name for field in fields(Settings)]
