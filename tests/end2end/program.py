"""The real server with its real runner, and a client of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    MESSAGE_AI,
    AgentExecution,
    AgentExecutionId,
)
from stigmer_desktop.local_backend import BackendOptions, LocalBackend
from stigmer_desktop.paths import DataFolder
from tests.contract.conftest import Caller, new_agent, new_execution, new_session
from tests.waiting import wait_until

PATIENCE = 60.0


class Program:
    """A server with its runner, and a client of it."""

    def __init__(self, data: DataFolder) -> None:
        self.data = data
        self.backend = _backend(data)
        self.caller = self._called()
        self.agent = self.caller.agents.create(new_agent(instructions="You are a friendly assistant."))
        self.session_id = ""

    def stop(self) -> None:
        self.caller.channel.close()
        self.backend.stop()

    def restart(self, *, runner: bool = True) -> None:
        """Stops the program and starts it again, with or without its runner."""
        self.stop()
        self.backend = _backend(self.data, runner=runner)
        self.caller = self._called()

    def _called(self) -> Caller:
        self.endpoint = self.backend.start()
        return Caller(self.endpoint.address, self.endpoint.token)

    def ask(self, message: str, **config: str) -> AgentExecution:
        """Sends a message in the session that the first one made."""
        execution = new_execution(message)
        execution.spec.session_id = self.session_id
        if not self.session_id:
            execution.spec.agent_id = self.agent.metadata.id
        execution.spec.execution_config.model_name = config.get("model", "")
        created = self.caller.executions.create(execution)
        self.session_id = created.spec.session_id
        return created

    def work_in(self, folder: Path | None, mode: int = 0) -> None:
        """Makes a session in a workspace folder, for an agent with this approval mode."""
        self.agent.spec.approval_mode = mode  # type: ignore[assignment]
        self.agent = self.caller.agents.update(self.agent)
        session = new_session("Work", self.agent.status.default_instance_id)
        session.spec.workspace_folder = str(folder or "")
        self.session_id = self.caller.sessions.create(session).metadata.id

    def until_gone(self, process: psutil.Process) -> None:
        wait_until(lambda: not process.is_running(), PATIENCE)

    def get(self, execution: AgentExecution) -> AgentExecution:
        return self.caller.execution_queries.get(AgentExecutionId(value=execution.metadata.id))

    def until(self, execution: AgentExecution, condition: Callable[[AgentExecution], Any]) -> AgentExecution:
        wait_until(lambda: condition(self.get(execution)), PATIENCE)
        return self.get(execution)

    def ended(self, execution: AgentExecution, phase: int) -> AgentExecution:
        now = self.until(execution, lambda now: now.status.completed_at)
        assert now.status.phase == phase, now.status
        return now

    def answer(self, message: str, **config: str) -> AgentExecution:
        return self.ended(self.ask(message, **config), EXECUTION_COMPLETED)

    def failure(self, message: str, **config: str) -> AgentExecution:
        return self.ended(self.ask(message, **config), EXECUTION_FAILED)

    def runner(self) -> psutil.Process:
        """The runner's process, once it is there."""
        wait_until(lambda: self._processes("runner"), PATIENCE)
        return self._processes("runner")[0]

    def model_servers(self) -> list[psutil.Process]:
        return self._processes("model-server")

    def _processes(self, mode: str) -> list[psutil.Process]:
        return [each for each in psutil.Process().children(recursive=True) if mode in words_of(each)]


def _backend(data: DataFolder, *, runner: bool = True) -> LocalBackend:
    return LocalBackend(BackendOptions(data, port=0, poll_interval=0.05, runner=runner))


def words_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def said(execution: AgentExecution, kind: int = MESSAGE_AI) -> str:
    return "".join(each.content for each in execution.status.messages if each.type == kind)
