"""Secret values: encrypted at rest, clear only to a get and to the lease holder, masked everywhere else."""

from __future__ import annotations

import json
import logging
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from stigmer_desktop.api.agent import Agent, AgentId
from stigmer_desktop.api.common import ApiResourceDeleteInput, ApiResourceId, ApiResourceReference
from stigmer_desktop.api.desktop import (
    GetOverviewRequest,
    ListEnvironmentsRequest,
    ListExecutionHeadersRequest,
    ListMcpServersRequest,
    SearchRequest,
)
from stigmer_desktop.api.environment import Environment
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    AgentExecution,
    AgentExecutionId,
    AgentExecutionStatus,
    CancelAgentExecutionInput,
    ListAgentExecutionsBySessionRequest,
    ListAgentExecutionsRequest,
)
from stigmer_desktop.api.execution_context import ExecutionContextId
from stigmer_desktop.api.kinds import ENVIRONMENT
from stigmer_desktop.backend.server_thread import ServerOptions, ServerThread
from stigmer_desktop.paths import DataFolder
from tests.contract.conftest import (
    Caller,
    new_agent,
    new_context,
    new_environment,
    new_execution,
    new_instance,
    new_mcp_server,
    new_session,
    refused,
)
from tests.waiting import wait_until

MASK = "••••"
HUSH = "hush-7f3a-the-secret-itself"


def secret_execution(caller: Caller, **fields: Any) -> AgentExecution:
    """An execution whose runtime_env holds the secret."""
    execution = new_execution("Hi", agent_id=caller.agent(f"Agent {len(fields)}").metadata.id)
    execution.spec.runtime_env["TOKEN"].value = HUSH
    execution.spec.runtime_env["TOKEN"].is_secret = True
    execution.spec.runtime_env["PLAIN"].value = "plain"
    return caller.executions.create(execution)


def agent_with_secret() -> Agent:
    agent = new_agent("Secretive")
    agent.spec.env_spec.data["TOKEN"].value = HUSH
    agent.spec.env_spec.data["TOKEN"].is_secret = True
    agent.spec.env_spec.data["DECLARED"].is_secret = True
    return agent


def get_environment(caller: Caller, environment: Environment) -> Environment:
    return caller.environment_queries.get(ApiResourceId(value=environment.metadata.id))


class TestMasks:
    """What an answer shows."""

    def test_only_a_get_of_an_environment_shows_its_secrets(self, caller: Caller) -> None:
        sent = new_environment("Prod", SECRET=HUSH, PLAIN="plain", SECRET_EMPTY="")
        made = caller.environments.create(sent)
        applied = caller.environments.apply(sent)
        updated = caller.environments.update(sent)
        (listed,) = caller.catalog.listEnvironments(ListEnvironmentsRequest()).entries
        for answer in (made, applied, updated, listed.environment):
            assert answer.spec.data["SECRET"].value == MASK
            assert answer.spec.data["PLAIN"].value == "plain"
            assert answer.spec.data["SECRET_EMPTY"].value == ""
            assert HUSH not in str(answer)
        by_slug = caller.environment_queries.getByReference(ApiResourceReference(slug="prod"))
        for answer in (get_environment(caller, made), by_slug):
            assert answer.spec == sent.spec
        deleted = caller.environments.delete(ApiResourceDeleteInput(resource_id=made.metadata.id))
        assert deleted.spec.data["SECRET"].value == MASK

    def test_only_a_get_of_a_context_shows_its_secrets(self, caller: Caller) -> None:
        made = caller.contexts.create(new_context("Run", caller.execution().metadata.id, SECRET=HUSH))
        assert made.spec.data["SECRET"].value == MASK
        found = caller.context_queries.get(ExecutionContextId(value=made.metadata.id))
        assert found.spec.data["SECRET"].value == HUSH
        found = caller.context_queries.getByReference(ApiResourceReference(slug="run"))
        assert found.spec.data["SECRET"].value == HUSH
        deleted = caller.contexts.delete(ApiResourceDeleteInput(resource_id=made.metadata.id))
        assert deleted.spec.data["SECRET"].value == MASK

    def test_agents_and_mcp_servers_are_treated_alike(self, caller: Caller) -> None:
        agent = caller.agents.create(agent_with_secret())
        assert agent.spec.env_spec.data["TOKEN"].value == MASK
        assert agent.spec.env_spec.data["DECLARED"].value == ""
        shown = caller.agent_queries.get(AgentId(value=agent.metadata.id))
        assert shown.spec.env_spec.data["TOKEN"].value == HUSH
        server = new_mcp_server()
        server.spec.env_spec.data["TOKEN"].value = HUSH
        server.spec.env_spec.data["TOKEN"].is_secret = True
        made = caller.mcp_servers.create(server)
        assert made.spec.env_spec.data["TOKEN"].value == MASK
        shown_server = caller.mcp_server_queries.get(ApiResourceId(value=made.metadata.id))
        assert shown_server.spec.env_spec.data["TOKEN"].value == HUSH
        assert HUSH not in str(caller.catalog.listMcpServers(ListMcpServersRequest()))

    def test_an_execution_shows_them_to_a_get_and_to_its_runner_alone(self, caller: Caller) -> None:
        made = secret_execution(caller)
        get = AgentExecutionId(value=made.metadata.id)
        assert caller.execution_queries.get(get).spec.runtime_env["TOKEN"].value == HUSH
        claimed = caller.claim()
        assert claimed.execution.spec.runtime_env["TOKEN"].value == HUSH
        assert claimed.execution.spec.runtime_env["PLAIN"].value == "plain"
        reported = caller.report(made.metadata.id, AgentExecutionStatus(error=""), claimed.attempt)
        made.metadata.tags.append("later")
        updated = caller.executions.update(made)
        snapshot = next(iter(caller.execution_queries.subscribe(get)))
        (listed,) = caller.execution_queries.list(ListAgentExecutionsRequest()).entries
        by_session = ListAgentExecutionsBySessionRequest(session_id=made.spec.session_id)
        (in_session,) = caller.execution_queries.listBySession(by_session).entries
        cancelled = caller.executions.cancel(CancelAgentExecutionInput(id=made.metadata.id))
        deleted = caller.executions.delete(ApiResourceId(value=made.metadata.id))
        for answer in (made, reported, updated, snapshot, listed, in_session, cancelled, deleted):
            assert answer.spec.runtime_env["TOKEN"].value == MASK
            assert answer.spec.runtime_env["PLAIN"].value == "plain"
        assert HUSH not in str(caller.catalog.listExecutions(ListExecutionHeadersRequest()))

    def test_what_was_executed_is_still_masked_when_it_has_ended(self, caller: Caller) -> None:
        made = secret_execution(caller)
        ended = caller.report(made.metadata.id, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
        assert ended.spec.runtime_env["TOKEN"].value == MASK
        shown = caller.execution_queries.get(AgentExecutionId(value=made.metadata.id))
        assert shown.spec.runtime_env["TOKEN"].value == HUSH


class TestChanges:
    """What a mask that comes back means."""

    def test_a_mask_keeps_the_stored_value(self, caller: Caller) -> None:
        made = caller.environments.create(new_environment("Prod", SECRET_A=HUSH, SECRET_B="b"))
        made.spec.description = "changed"
        made.spec.data["SECRET_B"].value = "new"
        caller.environments.update(made)
        shown = get_environment(caller, made)
        assert shown.spec.data["SECRET_A"].value == HUSH
        assert shown.spec.data["SECRET_B"].value == "new"
        assert shown.spec.description == "changed"
        caller.environments.apply(caller.environments.apply(made))
        assert get_environment(caller, made).spec.data["SECRET_A"].value == HUSH

    def test_a_value_that_is_taken_out_is_gone(self, caller: Caller, data: DataFolder) -> None:
        made = caller.environments.create(new_environment("Prod", SECRET=HUSH))
        del made.spec.data["SECRET"]
        caller.environments.update(made)
        made.spec.data["SECRET"].value = MASK
        made.spec.data["SECRET"].is_secret = True
        with refused("INVALID_ARGUMENT") as seen:
            caller.environments.update(made)
        assert seen["violations"] == {'spec.data["SECRET"].value': "secret.masked"}

    def test_a_mask_without_a_stored_value_is_refused(self, caller: Caller) -> None:
        for call, sent in (
            (caller.environments.create, new_environment("Copy", SECRET=MASK)),
            (caller.environments.apply, new_environment("Copy", SECRET=MASK)),
            (caller.contexts.create, new_context("Copy", caller.execution().metadata.id, SECRET=MASK)),
        ):
            with refused("INVALID_ARGUMENT", "send the value itself") as seen:
                call(sent)
            assert seen["violations"] == {'spec.data["SECRET"].value': "secret.masked"}

    def test_a_mask_that_is_no_longer_secret_is_refused(self, caller: Caller) -> None:
        made = caller.environments.create(new_environment("Prod", SECRET=HUSH))
        made.spec.data["SECRET"].is_secret = False
        with refused("INVALID_ARGUMENT") as seen:
            caller.environments.update(made)
        assert seen["violations"] == {'spec.data["SECRET"].value': "secret.unmasked"}
        assert get_environment(caller, made).spec.data["SECRET"].value == HUSH
        made.spec.data["SECRET"].value = "now open"
        assert caller.environments.update(made).spec.data["SECRET"].value == "now open"

    def test_a_plain_value_that_becomes_secret_is_masked(self, caller: Caller) -> None:
        made = caller.environments.create(new_environment("Prod", VALUE=HUSH))
        made.spec.data["VALUE"].is_secret = True
        assert caller.environments.update(made).spec.data["VALUE"].value == MASK
        assert get_environment(caller, made).spec.data["VALUE"].value == HUSH

    def test_an_agents_default_instance_does_not_cost_its_secrets(self, caller: Caller) -> None:
        agent = caller.agents.create(agent_with_secret())
        execution = caller.execution("Hi", agent_id=agent.metadata.id)
        context = caller.context_queries.getByReference(ApiResourceReference(slug=execution.metadata.id))
        assert context.spec.data["TOKEN"].value == HUSH
        assert context.spec.data["TOKEN"].is_secret

    def test_an_execution_that_waits_keeps_a_masked_secret(self, caller: Caller) -> None:
        made = secret_execution(caller)
        made.spec.message = "Better words"
        caller.executions.update(made)
        assert caller.claim().execution.spec.runtime_env["TOKEN"].value == HUSH
        context = caller.context_queries.getByReference(ApiResourceReference(slug=made.metadata.id))
        assert context.spec.data["TOKEN"].value == HUSH

    def test_the_spec_of_a_running_execution_stays_whether_it_is_sent_masked_or_clear(
        self, caller: Caller
    ) -> None:
        made = secret_execution(caller)
        caller.report(made.metadata.id, AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS))
        clear = caller.execution_queries.get(AgentExecutionId(value=made.metadata.id))
        for sent in (made, clear):
            sent.metadata.tags.append("x")
            assert caller.executions.update(sent).spec.runtime_env["TOKEN"].value == MASK
        clear.spec.runtime_env["TOKEN"].value = "another"
        with refused("FAILED_PRECONDITION", "IN_PROGRESS"):
            caller.executions.update(clear)
        shown = caller.execution_queries.get(AgentExecutionId(value=made.metadata.id))
        assert shown.spec.runtime_env["TOKEN"].value == HUSH


def files_with(data: DataFolder, text: str) -> list[str]:
    """The files of a data folder that hold `text` anywhere."""
    return [
        str(file.relative_to(data.root))
        for file in data.root.rglob("*")
        if file.is_file() and text.encode() in file.read_bytes()
    ]


class TestAtRest:
    """What lies on the disk."""

    def test_no_file_holds_a_secret(
        self, caller: Caller, server: ServerThread, data: DataFolder, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        environment = caller.environments.create(new_environment("Prod", SECRET=HUSH, PLAIN="plain-value"))
        caller.agents.create(agent_with_secret())
        instance = new_instance("Referring", caller.agent("Other").metadata.id)
        instance.spec.environment_refs.add(kind=ENVIRONMENT.number, slug="prod")
        session = new_session("Talk", caller.instances.create(instance).metadata.id)
        session_id = caller.sessions.create(session).metadata.id
        caller.execution("Hi", session_id=session_id)
        made = secret_execution(caller)
        get_environment(caller, environment)
        caller.claim()
        caller.executions.cancel(CancelAgentExecutionInput(id=made.metadata.id))
        caller.environments.update(new_environment("Prod", SECRET=HUSH + "2", PLAIN="plain-value"))
        with refused("INVALID_ARGUMENT"):
            caller.environments.create(new_environment("!!!", SECRET=HUSH))
        # The values that are not secret show that the search finds what is there.
        assert files_with(data, "plain-value")
        assert files_with(data, HUSH) == []
        server.stop()
        assert files_with(data, "plain-value")
        assert files_with(data, HUSH) == []
        assert HUSH not in caplog.text

    def test_without_a_keyring_the_key_lies_in_a_file_for_the_user_alone(
        self, caller: Caller, data: DataFolder
    ) -> None:
        assert not data.secret_keys_file.exists()
        caller.environments.create(new_environment("Prod", SECRET=HUSH))
        assert stat.S_IMODE(data.secret_keys_file.stat().st_mode) == 0o600
        assert len(json.loads(data.secret_keys_file.read_text())) == 1
        caller.contexts.create(new_context("Run", caller.execution().metadata.id, SECRET=HUSH))
        assert len(json.loads(data.secret_keys_file.read_text())) == 1

    def test_errors_do_not_carry_values(self, caller: Caller) -> None:
        broken = new_environment("Prod", SECRET=HUSH)
        broken.metadata.slug = "Not A Slug"
        with refused("INVALID_ARGUMENT") as seen:
            caller.environments.create(broken)
        assert HUSH not in str(seen)
        sent = new_context("Run", caller.execution().metadata.id, SECRET=HUSH)
        sent.spec.data["SECRET_X"].is_secret = True
        with refused("INVALID_ARGUMENT") as seen:
            caller.contexts.create(sent)
        assert HUSH not in str(seen)


class TestSearch:
    """What slipped into a text is not found by it."""

    def test_a_secret_in_a_text_is_not_indexed(self, caller: Caller, data: DataFolder) -> None:
        made = secret_execution(caller)
        status = AgentExecutionStatus(phase=EXECUTION_COMPLETED)
        status.messages.add(type=2, content=f"The giraffe says {HUSH} aloud.")
        status.tool_calls.add(id="1", name="shell", result=f"token={HUSH}", status=3)
        caller.report(made.metadata.id, status)
        agent = agent_with_secret()
        agent.spec.instructions = f"Speak to the zebra and say {HUSH}."
        caller.agents.create(agent)

        def found(query: str) -> Any:
            return caller.search.search(SearchRequest(query=query))

        wait_until(lambda: found("giraffe").hits and found("zebra").hits)
        for query in ("giraffe", "zebra", "token"):
            (hit,) = found(query).hits
            assert MASK in hit.excerpt
            assert "7f3a" not in hit.excerpt
        assert not found("7f3a").hits
        assert not [file for file in files_with(data, HUSH) if file.startswith("search")]


@contextmanager
def served(data: DataFolder) -> Iterator[Caller]:
    """A server of its own on a data folder, and a caller."""
    server = ServerThread(ServerOptions(data=data, port=0, poll_interval=0.03, samples=False))
    endpoint = server.start()
    caller = Caller(endpoint.address, endpoint.token)
    try:
        yield caller
    finally:
        caller.channel.close()
        server.stop()


def lose(file: Path) -> None:
    file.unlink()


def swap(file: Path) -> None:
    kept = json.loads(file.read_text())
    other = "A" * 43 + "="
    file.write_text(json.dumps({name: other for name in kept}))


def spoil(file: Path) -> None:
    file.write_text("{ not json")


class TestLostKeys:
    """A key that is missing, or another one: said plainly, and nothing else suffers."""

    @pytest.fixture
    def data(self, tmp_path: Path) -> DataFolder:
        return DataFolder(tmp_path / "data")

    @pytest.mark.parametrize("harm", [lose, swap, spoil])
    def test_a_missing_or_other_key_is_said_and_the_rest_works(
        self, data: DataFolder, harm: Callable[[Path], None]
    ) -> None:
        with served(data) as caller:
            made = caller.environments.create(new_environment("Prod", SECRET=HUSH, PLAIN="plain"))
            waiting = secret_execution(caller)
            instance = new_instance("Referring", caller.agent("Other").metadata.id)
            instance.spec.environment_refs.add(kind=ENVIRONMENT.number, slug="prod")
            session = new_session("Talk", caller.instances.create(instance).metadata.id)
            session_id = caller.sessions.create(session).metadata.id
        kept = data.secret_keys_file.read_bytes()
        harm(data.secret_keys_file)
        with served(data) as caller:
            words = ("SECRET", made.metadata.id, "cannot be read", "key", "enter the value again")
            with refused("FAILED_PRECONDITION", *words):
                get_environment(caller, made)
            with refused("FAILED_PRECONDITION", "cannot be read"):
                caller.executions.create(new_execution("Hi", session_id=session_id))
            # The rest of the program works.
            (listed,) = caller.catalog.listEnvironments(ListEnvironmentsRequest()).entries
            assert listed.environment.spec.data["SECRET"].value == MASK
            assert caller.catalog.getOverview(GetOverviewRequest()).session_count == 2
            assert caller.execution("Works", agent_id=caller.agent("Third").metadata.id)
            # What waits and cannot be run says so, and keeps nobody waiting.
            assert caller.claim().execution.spec.message == "Works"
            (failed,) = caller.execution_queries.list(
                ListAgentExecutionsRequest(phase=EXECUTION_FAILED)
            ).entries
            assert failed.metadata.id == waiting.metadata.id
            assert "TOKEN" in failed.status.error and "cannot be read" in failed.status.error
            # What the client sends anew is kept with a new key, beside what cannot be read.
            listed.environment.spec.data["SECRET_NEW"].value = "new"
            listed.environment.spec.data["SECRET_NEW"].is_secret = True
            caller.environments.update(listed.environment)
            other = caller.environments.create(new_environment("Other", SECRET="other"))
            assert get_environment(caller, other).spec.data["SECRET"].value == "other"
        # Nothing was lost: with the old key put back beside the new one, all can be read.
        keys = json.loads(data.secret_keys_file.read_text())
        data.secret_keys_file.write_text(json.dumps({**keys, **json.loads(kept)}))
        with served(data) as caller:
            shown = get_environment(caller, made)
            assert shown.spec.data["SECRET"].value == HUSH
            assert shown.spec.data["SECRET_NEW"].value == "new"
            assert get_environment(caller, other).spec.data["SECRET"].value == "other"

    def test_a_secret_that_cannot_be_read_can_be_entered_again_or_deleted(self, data: DataFolder) -> None:
        with served(data) as caller:
            made = caller.environments.create(new_environment("Prod", SECRET=HUSH))
            gone = caller.environments.create(new_environment("Gone", SECRET=HUSH))
        lose(data.secret_keys_file)
        with served(data) as caller:
            caller.environments.update(new_environment("Prod", SECRET="entered again"))
            assert get_environment(caller, made).spec.data["SECRET"].value == "entered again"
            caller.environments.delete(ApiResourceDeleteInput(resource_id=gone.metadata.id))

    def test_the_key_is_found_again_after_a_restart(self, data: DataFolder) -> None:
        with served(data) as caller:
            made = caller.environments.create(new_environment("Prod", SECRET=HUSH))
            execution = secret_execution(caller)
        with served(data) as caller:
            assert get_environment(caller, made).spec.data["SECRET"].value == HUSH
            assert caller.claim().execution.spec.runtime_env["TOKEN"].value == HUSH
            caller.environments.create(new_environment("Second", SECRET=HUSH))
            assert len(json.loads(data.secret_keys_file.read_text())) == 1
            context = caller.context_queries.getByReference(ApiResourceReference(slug=execution.metadata.id))
            assert context.spec.data["TOKEN"].value == HUSH
