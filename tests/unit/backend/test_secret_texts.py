"""Masking secrets in texts: those of everything that an execution works with, the longer ones first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.environment import Environment
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.api.kinds import AGENT, AGENT_EXECUTION, AGENT_INSTANCE, ENVIRONMENT, SESSION, Kind
from stigmer_desktop.api.session import Session
from stigmer_desktop.backend.executions.secret_texts import secret_masking
from stigmer_desktop.backend.store.resource_row import Facts, ResourceRow
from stigmer_desktop.backend.store.store import Store, Unit

TEXT = "own-value agent-value environment-value environment-value-longer abc other"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "stigmer.db", tmp_path / "backups")
    yield opened
    opened.stop()


def put(unit: Unit, kind: Kind, message: Any, facts: Facts | None = None) -> ResourceRow:
    message.kind = kind.name
    message.metadata.id = f"{kind.id_prefix}-1"
    message.metadata.slug = message.metadata.name = f"the-{kind.id_prefix}"
    if kind is AGENT_EXECUTION:
        return unit.executions.insert(message, facts or Facts())
    return unit.resources.insert(kind, message, facts or Facts())


def secret(values: Any, **given: str) -> None:
    for name, value in given.items():
        values[name].value, values[name].is_secret = value, True


def fill(unit: Unit) -> dict[str, ResourceRow]:
    environment, agent, instance = Environment(), Agent(), AgentInstance()
    secret(environment.spec.data, A="environment-value", B="environment-value-longer", C="abc")
    environment.spec.data["D"].value = "other"
    secret(agent.spec.env_spec.data, A="agent-value")
    for slug in ("the-env", "gone"):
        instance.spec.environment_refs.add(kind=ENVIRONMENT.number, slug=slug)
    execution = AgentExecution()
    secret(execution.spec.runtime_env, OWN="own-value")
    put(unit, ENVIRONMENT, environment)
    put(unit, AGENT_INSTANCE, instance, Facts(agent_id="agt-1"))
    return {
        "agent": put(unit, AGENT, agent),
        "session": put(unit, SESSION, Session(), Facts(parent_id="ain-1", agent_id="agt-1")),
        "execution": put(unit, AGENT_EXECUTION, execution, Facts(parent_id="ses-1", agent_id="agt-1")),
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("agent", "own-value •••• environment-value environment-value-longer abc other"),
        ("session", "•••• •••• •••• •••• abc other"),
        ("execution", "•••• •••• •••• •••• abc other"),
    ],
)
def test_what_a_resource_works_with_is_masked(store: Store, name: str, expected: str) -> None:
    rows = store.submit_write(fill).result()
    assert store.submit_read(lambda unit: secret_masking(unit, rows[name])(TEXT)).result() == expected


def test_what_cannot_be_read_is_left_and_the_rest_is_masked(store: Store, tmp_path: Path) -> None:
    rows = store.submit_write(fill).result()
    store.stop()
    (tmp_path / "secret-keys.json").unlink()
    again = Store(tmp_path / "stigmer.db", tmp_path / "backups")
    agent = Agent()
    secret(agent.spec.env_spec.data, A="agent-value")
    agent.metadata.id, agent.kind = "agt-1", "Agent"
    again.submit_write(lambda unit: unit.resources.replace(rows["agent"], agent)).result()
    masked = again.submit_read(lambda unit: secret_masking(unit, rows["execution"])(TEXT)).result()
    assert masked == TEXT.replace("agent-value", "••••")
    again.stop()


def test_without_secrets_texts_stay_as_they_are(store: Store) -> None:
    row = store.submit_write(lambda unit: put(unit, AGENT, Agent())).result()
    assert store.submit_read(lambda unit: secret_masking(unit, row)(TEXT)).result() is TEXT
