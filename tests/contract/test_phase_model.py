"""A simple model of the lifecycle rules beside the real server: after any calls, get equals the model."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import grpc
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from stigmer_desktop.api.desktop import AppendStatusRequest, ClaimRequest
from stigmer_desktop.api.execution import (
    MESSAGE_AI,
    AgentExecutionId,
    AgentExecutionStatus,
    CancelAgentExecutionInput,
    PauseAgentExecutionInput,
    RecoverAgentExecutionInput,
    ResumeAgentExecutionInput,
    TerminateAgentExecutionInput,
)
from stigmer_desktop.backend.server_thread import ServerOptions, ServerThread
from stigmer_desktop.paths import DataFolder
from tests.contract.conftest import Caller

PENDING, RUNNING, DONE, FAILED, CANCELLED, WAITING, PAUSED, TERMINATED = range(1, 9)
ENDED = {DONE, FAILED, CANCELLED, TERMINATED}
NOT_ENDED = {PENDING, RUNNING, WAITING, PAUSED}
# The rules as lifecycle.md tells them, written a second time on purpose.
MAY_REPORT = {
    PENDING: {2, 3, 4, 5, 6, 8},
    RUNNING: {3, 4, 5, 6, 7, 8},
    WAITING: {2, 4, 5, 8},
    PAUSED: {2, 4, 5, 8},
}
COMMANDS = {
    "cancel": (CancelAgentExecutionInput, NOT_ENDED, CANCELLED),
    "terminate": (TerminateAgentExecutionInput, NOT_ENDED, TERMINATED),
    "pause": (PauseAgentExecutionInput, {PENDING, RUNNING}, PAUSED),
    "resume": (ResumeAgentExecutionInput, {PAUSED}, RUNNING),
    "recover": (RecoverAgentExecutionInput, {FAILED}, RUNNING),
}


@dataclass
class Model:
    """What the rules say that the execution is now."""

    phase: int = PENDING
    attempt: int = 0
    leased: bool = False
    claimable: bool = True
    grace: bool = False
    error: str = ""
    texts: dict[int, list[str]] = field(default_factory=dict)

    def enter(self, phase: int) -> None:
        if phase in (0, self.phase):
            return
        self.phase = phase
        self.claimable = False
        if phase != RUNNING:
            self.leased = False

    def may_write(self, attempt: int | None) -> bool:
        if self.leased or self.grace:
            return attempt == self.attempt
        return not attempt or attempt == self.attempt


class Lifecycle(RuleBasedStateMachine):
    """Calls of runners and of the user on one execution, in any order."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.start()
        self.execution_id = self.caller.execution().metadata.id
        self.model = Model()

    def start(self) -> None:
        data = DataFolder(Path(self.folder.name) / "data")
        self.server = ServerThread(ServerOptions(data=data, port=0, poll_interval=0.05, samples=False))
        endpoint = self.server.start()
        self.caller = Caller(endpoint.address, endpoint.token)

    def stop(self) -> None:
        self.caller.channel.close()
        self.server.stop()

    def teardown(self) -> None:
        if hasattr(self, "server"):
            self.stop()
            self.folder.cleanup()

    @rule()
    def restart(self) -> None:
        self.stop()
        self.start()

    @rule()
    def claim(self) -> None:
        claimed = self.caller.runners.claim(ClaimRequest(runner_id="runner"))
        assert claimed.HasField("execution") == self.model.claimable
        if self.model.claimable:
            self.model.phase = RUNNING
            self.model.attempt += 1
            self.model.leased, self.model.claimable, self.model.grace = True, False, False
            assert claimed.attempt == self.model.attempt

    @rule(
        phase=st.integers(0, 8),
        texts=st.lists(st.sampled_from(["a", "b", "long " * 50]), max_size=3),
        error=st.sampled_from(["", "broken"]),
        attempt=st.sampled_from([None, 0, 1, 2]),
    )
    def update_status(self, phase: int, texts: list[str], error: str, attempt: int | None) -> None:
        status = AgentExecutionStatus(phase=phase, error=error)  # type: ignore[arg-type]
        for text in texts:
            status.messages.add(type=MESSAGE_AI, content=text)
        accepted = self.called(lambda: self.caller.report(self.execution_id, status, attempt))
        assert accepted == self.accepts(phase, texts, error, attempt)
        if accepted:
            self.write(phase, error)
            if texts:
                self.model.texts[self.model.attempt] = texts

    @rule(phase=st.integers(0, 8), text=st.sampled_from(["x", "y"]), attempt=st.integers(0, 2))
    def append_status(self, phase: int, text: str, attempt: int) -> None:
        said = self.model.texts.get(self.model.attempt, [])
        request = AppendStatusRequest(execution_id=self.execution_id, attempt=attempt, phase=phase)  # type: ignore[arg-type]
        place = request.messages.add(index=len(said))
        place.message.type, place.message.content = MESSAGE_AI, text
        texts = [*said, text]
        accepted = self.called(lambda: self.caller.runners.appendStatus(request))
        named = attempt or None
        expected = self.accepts(phase, texts, "", named) and (attempt == self.model.attempt)
        assert accepted == expected
        if accepted:
            self.write(phase, "")
            self.model.texts[self.model.attempt] = texts

    @rule(name=st.sampled_from(sorted(COMMANDS)))
    def command(self, name: str) -> None:
        request, allowed, leads_to = COMMANDS[name]
        model = self.model
        no_op = name == "cancel" and model.phase == leads_to
        call = getattr(self.caller.executions, name)
        accepted = self.called(lambda: call(request(id=self.execution_id)))
        assert accepted == (model.phase in allowed or no_op)
        if accepted and not no_op:
            had_lease = model.attempt > 0
            model.enter(leads_to)
            model.grace = name == "cancel" and had_lease
            model.error = "" if name != "pause" else model.error
            model.claimable = name in ("resume", "recover")

    def accepts(self, phase: int, texts: list[str], error: str, attempt: int | None) -> bool:
        model = self.model
        if attempt and not model.attempt:
            return False
        if not model.may_write(attempt):
            return False
        if model.phase in ENDED:
            if model.grace and phase in (0, CANCELLED):
                return True
            said = model.texts.get(model.attempt, [])
            changes = (texts and texts != said) or (error and error != model.error)
            return not changes and phase in (0, model.phase)
        return phase in (0, model.phase) or phase in MAY_REPORT[model.phase]

    def write(self, phase: int, error: str) -> None:
        if self.model.phase not in ENDED:
            self.model.error = error or self.model.error
        self.model.enter(phase)

    @staticmethod
    def called(call) -> bool:  # type: ignore[no-untyped-def]
        try:
            call()
        except grpc.RpcError as error:
            assert error.code() is grpc.StatusCode.FAILED_PRECONDITION or "gap" in error.details(), error
            return False
        return True

    @invariant()
    def get_equals_the_model(self) -> None:
        if not hasattr(self, "model"):
            return
        status = self.caller.execution_queries.get(AgentExecutionId(value=self.execution_id)).status
        texts = [text for attempt in sorted(self.model.texts) for text in self.model.texts[attempt]]
        assert status.phase == self.model.phase
        assert [message.content for message in status.messages] == texts
        assert status.error == self.model.error
        assert status.attempt == self.model.attempt
        assert bool(status.completed_at) == (status.phase in ENDED)


Lifecycle.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TestLifecycle = Lifecycle.TestCase
