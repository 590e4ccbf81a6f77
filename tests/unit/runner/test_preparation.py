"""What an execution needs is got together, or it is said what is missing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import grpc
import pytest

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.common import ApiResourceReference
from stigmer_desktop.api.desktop import Attachment
from stigmer_desktop.api.execution import AgentExecution, AgentExecutionList
from stigmer_desktop.api.execution_context import ExecutionValue
from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.api.session import Session
from stigmer_desktop.api.skill import Skill
from stigmer_desktop.credentials import Credentials
from stigmer_desktop.runner.harness import ExecutionFailed
from stigmer_desktop.runner.model_choice import ModelChooser
from stigmer_desktop.runner.preparation import Preparation
from stigmer_desktop.runner.server_calls import ServerRefused
from stigmer_desktop.runner.skill_shelf import SkillShelf
from stigmer_desktop.settings import SettingsFile
from tests.crafted_zip import skill_zip


class Reading:
    """The server as one execution sees it."""

    def __init__(self) -> None:
        self.agent_ = Agent()
        self.servers: dict[str, McpServer] = {}
        self.zip = skill_zip("# Style\n")
        self.version = hashlib.sha256(self.zip).hexdigest()
        self.artifacts = 0
        self.refusal = grpc.StatusCode.NOT_FOUND
        self.values: dict[str, ExecutionValue] = {}
        self.earlier: list[AgentExecution] = []

    async def session(self, session_id: str) -> Session:
        return Session()

    async def instance(self, instance_id: str) -> AgentInstance:
        return AgentInstance()

    async def agent(self, agent_id: str) -> Agent:
        return self.agent_

    async def environment(self, execution_id: str) -> dict[str, ExecutionValue]:
        return self.values

    async def executions(self, session_id: str, page_size: int, page_token: str) -> AgentExecutionList:
        return AgentExecutionList(entries=self.earlier)

    async def mcp_server(self, slug: str) -> McpServer:
        if slug not in self.servers:
            raise ServerRefused(self.refusal, f"pipeline step Load failed: McpServer not found: {slug}")
        return self.servers[slug]

    async def skill(self, reference: ApiResourceReference) -> Skill:
        skill = Skill()
        skill.metadata.name = "House style"
        skill.metadata.slug = reference.slug
        skill.status.version_hash = self.version
        return skill

    async def artifact(self, storage_key: str) -> bytes:
        self.artifacts += 1
        return self.zip


@pytest.fixture
def reading() -> Reading:
    return Reading()


@pytest.fixture
def preparation(reading: Reading, tmp_path: Path) -> Preparation:
    chooser = ModelChooser(
        SettingsFile(tmp_path / "settings.json"), Credentials(tmp_path / "keys.json", use_keyring=False), {}
    )
    return Preparation(reading, chooser, SkillShelf(tmp_path / "skills"))  # type: ignore[arg-type]


async def test_a_skill_is_fetched_once(preparation: Preparation, reading: Reading) -> None:
    reading.agent_.spec.skill_refs.add(slug="style")
    reading.agent_.spec.sub_agents.add(name="writer").skill_refs.add(slug="style")
    for _ in range(2):
        assignment = await preparation.assignment(AgentExecution())
    assert reading.artifacts == 1
    (skill,) = assignment.skills
    assert assignment.sub_agent_skills == {"writer": (skill,)}
    assert set(assignment.readable) == {skill.folder}


async def test_a_skill_that_cannot_be_used_says_so(preparation: Preparation, reading: Reading) -> None:
    reading.agent_.spec.skill_refs.add(slug="style")
    reading.zip = skill_zip("# Another\n")
    with pytest.raises(ExecutionFailed, match='"House style" cannot be used: its content is not that of its'):
        await preparation.assignment(AgentExecution())


async def test_a_stored_server_that_is_gone_is_a_warning_and_a_refusal_is_a_failure(
    preparation: Preparation, reading: Reading
) -> None:
    reading.agent_.spec.mcp_servers.add(name="gone", enabled_tools=["one"])
    reading.agent_.spec.mcp_servers.add(name="own").stdio.command = "server"
    assignment = await preparation.assignment(AgentExecution())
    assert assignment.warnings == ('There is no MCP server "gone". Its tools are missing: one.',)
    assert [each.definition.name for each in assignment.servers] == ["own"]
    reading.refusal = grpc.StatusCode.FAILED_PRECONDITION
    with pytest.raises(ExecutionFailed, match="could not be read: McpServer not found: gone"):
        await preparation.assignment(AgentExecution())


async def test_defaults_of_a_stored_server_are_secrets_too_and_give_way(
    preparation: Preparation, reading: Reading
) -> None:
    stored = McpServer()
    stored.spec.stdio.command = "server"
    for name in ("KEY", "TEAM"):
        stored.spec.env_spec.data[name].value = f"default-{name}"
    stored.spec.env_spec.data["KEY"].is_secret = True
    reading.servers["files"] = stored
    reading.values["TEAM"] = ExecutionValue(value="red")
    reading.agent_.spec.mcp_servers.add(name="files")
    assignment = await preparation.assignment(AgentExecution())
    (server,) = assignment.servers
    assert dict(server.definition.stdio.env_placeholders) == {"KEY": "${KEY}", "TEAM": "${TEAM}"}
    assert {name: value.value for name, value in server.defaults.items()} == {"KEY": "default-KEY"}
    assert assignment.secrets == ["default-KEY"]


async def test_attachments_of_earlier_messages_stay_readable(
    preparation: Preparation, reading: Reading, tmp_path: Path
) -> None:
    for name in ("old.txt", "new.txt"):
        (tmp_path / name).write_text(name)
    now, before = AgentExecution(), AgentExecution()
    for execution, name in ((now, "new.txt"), (before, "old.txt")):
        execution.metadata.id = name
        execution.spec.message = "Read."
        execution.spec.attachments.append(Attachment(path=str(tmp_path / name)))
    now.spec.attachments.append(Attachment(name="gone.txt", path=str(tmp_path / "gone.txt")))
    before.status.phase = 3
    reading.earlier = [now, before]
    assignment = await preparation.assignment(now)
    assert assignment.attachments == (tmp_path / "new.txt", tmp_path / "old.txt")
    assert assignment.words.startswith("Read.\n\nThe user has attached")
    assert assignment.warnings == ("The attachment gone.txt is not there and was left out.",)
    assert assignment.conversation.exchanges[0].question == f"Read.\n\n(Attached: {tmp_path / 'old.txt'})"
