"""Gets together all that one execution needs: from the server, and from the files that it names."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

import grpc

from stigmer_desktop.api.agent import Agent, McpServerDefinition
from stigmer_desktop.api.common import ApiResourceReference
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.api.execution_context import ExecutionValue
from stigmer_desktop.runner.attachments import attached
from stigmer_desktop.runner.conversation import earlier_conversation
from stigmer_desktop.runner.harness import Assignment, ExecutionFailed, ServerToStart, UnpackedSkill
from stigmer_desktop.runner.model_choice import ModelChooser
from stigmer_desktop.runner.server_calls import ServerRefused
from stigmer_desktop.runner.server_reading import ServerReading
from stigmer_desktop.runner.skill_shelf import SkillShelf, UnusableSkill
from stigmer_desktop.runner.stored_server import server_from_store


class Preparation:
    """Makes assignments of executions."""

    def __init__(self, reading: ServerReading, chooser: ModelChooser, shelf: SkillShelf) -> None:
        self._reading = reading
        self._chooser = chooser
        self._shelf = shelf

    async def assignment(self, execution: AgentExecution) -> Assignment:
        """All that `execution` needs.

        Raises:
            ExecutionFailed: something that it cannot do without is not there, or cannot be used.
            UnknownModel: its model cannot be used.
        """
        reading = self._reading
        try:
            session = await reading.session(execution.spec.session_id)
            instance = await reading.instance(session.spec.agent_instance_id)
            agent = await reading.agent(instance.spec.agent_id)
            conversation = await earlier_conversation(reading, execution)
            environment = await reading.environment(execution.metadata.id)
            servers, warnings = await self._servers(agent, environment)
            skills = {name: await self._skills(references) for name, references in _references(agent).items()}
        except ServerRefused as refused:
            if refused.code == grpc.StatusCode.NOT_FOUND:
                raise ExecutionFailed(
                    f"What this session needs is no longer there: {refused.words}. Start a new session."
                ) from None
            raise ExecutionFailed(f"The session could not be read: {refused.words}") from None
        came = await asyncio.to_thread(attached, execution.spec.attachments)
        warnings += [f"The attachment {name} is not there and was left out." for name in came.missing]
        return Assignment(
            execution=execution,
            session=session,
            instance=instance,
            agent=agent,
            conversation=conversation,
            model=await self._chooser.choose(execution, agent),
            environment=environment,
            servers=tuple(servers),
            skills=skills.pop("", ()),
            sub_agent_skills=skills,
            attached=came.text,
            attachments=(*came.paths, *conversation.attachments),
            warnings=tuple(warnings),
        )

    async def _servers(
        self, agent: Agent, environment: Mapping[str, ExecutionValue]
    ) -> tuple[list[ServerToStart], list[str]]:
        """The MCP servers of an agent, and what cannot be had of them."""
        servers: list[ServerToStart] = []
        warnings: list[str] = []
        for definition in agent.spec.mcp_servers:
            if definition.WhichOneof("server_type"):
                servers.append(ServerToStart(definition))
                continue
            try:
                stored = await self._reading.mcp_server(definition.name)
            except ServerRefused as refused:
                if refused.code != grpc.StatusCode.NOT_FOUND:
                    raise
                warnings.append(_no_such_server(definition))
                continue
            servers.append(server_from_store(definition, stored, environment))
        known = {each.name for each in agent.spec.mcp_servers}
        for helper in agent.spec.sub_agents:
            for name in helper.mcp_servers:
                if name not in known:
                    warnings.append(
                        f'The sub-agent "{helper.name}" names the MCP server "{name}", which its agent '
                        "does not have. Its tools are missing."
                    )
        return servers, warnings

    async def _skills(self, references: Iterable[ApiResourceReference]) -> tuple[UnpackedSkill, ...]:
        return tuple([await self._skill(reference) for reference in references])

    async def _skill(self, reference: ApiResourceReference) -> UnpackedSkill:
        skill = await self._reading.skill(reference)
        slug, version = skill.metadata.slug, skill.status.version_hash
        try:
            folder = await asyncio.to_thread(self._shelf.find, slug, version)
            if folder is None:
                artifact = await self._reading.artifact(skill.status.artifact_storage_key)
                folder = await asyncio.to_thread(self._shelf.put, slug, version, artifact)
        except UnusableSkill as problem:
            raise ExecutionFailed(
                f'The skill "{skill.metadata.name}" cannot be used: {problem}. Push it again, '
                "or take it from the agent."
            ) from None
        except OSError as error:
            raise ExecutionFailed(
                f'The skill "{skill.metadata.name}" cannot be unpacked: {error.strerror or error}.'
            ) from None
        return UnpackedSkill(skill.metadata.name, skill.spec.skill_md, folder)


def _references(agent: Agent) -> dict[str, list[ApiResourceReference]]:
    """The skills of an agent, under an empty name, and of its sub-agents."""
    references = {"": list(agent.spec.skill_refs)}
    references.update({each.name: list(each.skill_refs) for each in agent.spec.sub_agents if each.name})
    return references


def _no_such_server(definition: McpServerDefinition) -> str:
    named = f": {', '.join(definition.enabled_tools)}" if definition.enabled_tools else ""
    return f'There is no MCP server "{definition.name}". Its tools are missing{named}.'
