"""References: every place of a resource that may hold one, and who refers to what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.kinds import AGENT, AGENT_INSTANCE, ENVIRONMENT, MCP_SERVER, SESSION, SKILL
from stigmer_desktop.api.session import Session
from stigmer_desktop.backend.store.reference_rows import references_of
from stigmer_desktop.backend.store.resource_row import Facts
from stigmer_desktop.backend.store.store import Store, Unit


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "stigmer.db", tmp_path / "backups")
    yield opened
    opened.stop()


def agent(name: str, *skills: str) -> Agent:
    made = Agent()
    made.metadata.id, made.metadata.name, made.metadata.slug = f"agt-{name}", name, name
    for skill in skills:
        made.spec.skill_refs.add(kind=SKILL.number, slug=skill)
    return made


def test_every_place_that_may_refer_is_found() -> None:
    made = agent("a", "one", "two")
    made.spec.sub_agents.add(name="x").skill_refs.add(kind=SKILL.number, slug="three", version="v1")
    made.spec.mcp_servers.add(name="Own").stdio.command = "run"
    made.spec.mcp_servers.add(name="Stored Files")
    found = [(each.field, each.kind.name, each.target.slug) for each in references_of(AGENT.number, made)]
    assert found == [
        ("spec.skill_refs[0]", "Skill", "one"),
        ("spec.skill_refs[1]", "Skill", "two"),
        ("spec.sub_agents[0].skill_refs[0]", "Skill", "three"),
        ("spec.mcp_servers[1]", "McpServer", "stored-files"),
    ]
    assert [each.must_exist for each in references_of(AGENT.number, made)] == [True, True, True, False]
    instance = AgentInstance()
    instance.spec.environment_refs.add(kind=ENVIRONMENT.number, slug="prod")
    (only,) = references_of(AGENT_INSTANCE.number, instance)
    assert (only.field, only.kind.name) == ("spec.environment_refs[0]", "Environment")
    assert not list(references_of(SESSION.number, Session()))


def test_rows_follow_the_resources(store: Store) -> None:
    def users(unit: Unit, slug: str) -> list[int]:
        return unit.references.users(SKILL, (slug, "skl-x"), 10)

    def first(unit: Unit) -> None:
        one = unit.resources.insert(AGENT, agent("a", "one", "one", "two"), Facts())
        two = unit.resources.insert(AGENT, agent("b", "one"), Facts())
        assert users(unit, "one") == [one.seq, two.seq]
        assert unit.references.users(SKILL, ("one",), 1) == [one.seq]
        assert users(unit, "two") == [one.seq]
        assert unit.references.users(MCP_SERVER, ("one",), 10) == []
        unit.resources.replace(one, agent("a", "two", "skl-x"))
        assert users(unit, "one") == [one.seq, two.seq]
        assert unit.references.users(SKILL, ("one",), 10) == [two.seq]
        unit.resources.delete(one)
        assert users(unit, "two") == []

    store.submit_write(first).result()
