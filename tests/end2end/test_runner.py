"""The real runner, supervised, as a child process of the real server: answers, failures, and what is left."""

from __future__ import annotations

import os
import signal
import time

import pytest

from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    MESSAGE_AI,
    MESSAGE_HUMAN,
    MESSAGE_THINKING,
    AgentExecutionStatus,
    CancelAgentExecutionInput,
)
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.settings import SettingsFile
from tests.end2end.program import Program, said
from tests.scripted_model import KEY, Script, ScriptedModel
from tests.waiting import wait_until


def test_the_builtin_model_answers_for_real(program: Program) -> None:
    execution = program.answer("Hello")
    assert len(said(execution)) > 5
    assert execution.status.model == "SmolLM2-135M-Instruct"
    (usage,) = execution.status.usage.models
    assert (usage.model, usage.calls) == ("SmolLM2-135M-Instruct", 1)
    assert usage.input_tokens > 0 < usage.output_tokens
    assert not any(each.is_streaming for each in execution.status.messages)
    assert said(execution, MESSAGE_HUMAN) == ""
    (server,) = program.model_servers()
    program.answer("What is the capital of France?")
    assert program.model_servers() == [server]
    server.kill()
    assert "Paris" in said(program.answer("What is the capital of France?"))


def test_ten_megabytes_are_too_much_for_the_builtin_model(program: Program) -> None:
    begun = time.monotonic()
    execution = program.failure("x" * 10_000_000)
    assert "holds at most 8,192 tokens" in execution.status.error
    assert time.monotonic() - begun < 30
    assert said(program.answer("Hello"))


def test_an_answer_grows_before_it_is_whole(model: ScriptedModel, program: Program) -> None:
    model.scripts["plain"] = Script(wait_at=2)
    execution = program.ask("Hello")
    growing = program.until(execution, lambda now: said(now) == "Hello from")
    assert growing.status.phase == EXECUTION_IN_PROGRESS
    assert growing.status.messages[0].is_streaming
    model.proceed()
    whole = program.ended(execution, EXECUTION_COMPLETED)
    assert said(whole) == "Hello from the script."
    assert not whole.status.messages[0].is_streaming
    assert model.requests[0].key == KEY


def test_a_session_is_remembered(model: ScriptedModel, program: Program) -> None:
    program.answer("My name is Ada.")
    program.answer("What is my name?")
    assert model.requests[-1].messages[0][1].startswith("You are a friendly assistant.")
    assert model.requests[-1].messages[1:] == [
        ("user", "My name is Ada."),
        ("assistant", "Hello from the script."),
        ("user", "What is my name?"),
    ]


def test_what_a_small_window_cannot_hold_is_left_out_with_a_warning(
    model: ScriptedModel, program: Program
) -> None:
    for place in range(3):
        program.answer(f"Message {place} " * 10)
    model.scripts["plain"] = Script(window=250, refuses_tools=True)
    execution = program.answer("The last")
    assert any("did not see the oldest messages" in each for each in execution.status.warnings)


def test_thinking_and_answer_are_messages_of_their_own(model: ScriptedModel, program: Program) -> None:
    execution = program.answer("Hello", model="thinking")
    assert [each.type for each in execution.status.messages] == [MESSAGE_THINKING, MESSAGE_AI]
    assert (said(execution, MESSAGE_THINKING), said(execution)) == ("Let me think.", "Done.")


def test_a_huge_answer_is_stored_whole(model: ScriptedModel, program: Program) -> None:
    assert len(said(program.answer("Hello", model="huge"))) == 1024 * 1024


@pytest.mark.parametrize(
    ("name", "words", "kept"),
    [
        ("dies", "broke off in the middle of the answer; what came is kept", "Hello from"),
        ("gives-up", "gave up in the middle of the answer", "Hello from"),
        ("needs-key", "refused the API key. Save a valid one", ""),
        ("unknown", 'does not know the model "unknown"', ""),
        ("empty", "answered with nothing", ""),
    ],
)
def test_a_failing_model_fails_the_execution_with_a_sentence(
    model: ScriptedModel, program: Program, name: str, words: str, kept: str
) -> None:
    execution = program.failure("Hello", model=f"openai:{name}")
    assert words in execution.status.error
    assert said(execution) == kept
    assert said(program.answer("Hello")) == "Hello from the script."


def test_an_unknown_kind_of_model_says_what_is_possible(program: Program) -> None:
    assert '"builtin", "openai:NAME"' in program.failure("Hello", model="acme:large").status.error


def test_a_changed_setting_counts_for_the_next_message(program: Program, data: DataFolder) -> None:
    with ScriptedModel() as server:
        SettingsFile(data.settings_file).save(model="openai:plain", base_url=server.base_url)
        assert said(program.answer("Hello")) == "Hello from the script."
    assert "Nothing answers at" in program.failure("Hello").status.error


def test_a_runner_killed_in_the_middle_is_replaced_and_its_execution_goes_on(
    model: ScriptedModel, program: Program
) -> None:
    execution = program.ask("Hello", model="slow")
    program.until(execution, lambda now: "word2" in said(now))
    model.scripts["slow"] = Script(text=["The whole answer."])
    runner = program.runner()
    runner.kill()
    done = program.ended(execution, EXECUTION_COMPLETED)
    assert "word2" in said(done)
    assert said(done).endswith("The whole answer.")
    assert not any(each.is_streaming for each in done.status.messages)
    assert program.runner().pid != runner.pid


def test_the_builtin_model_has_no_checkpoint_to_go_on_from(program: Program) -> None:
    program.answer("Hello")  # so that the model is there
    execution = program.ask("Tell me a very long story about the sea and its ships.")
    program.until(execution, lambda now: len(said(now)) > 5)
    program.runner().kill()
    failed = program.ended(execution, EXECUTION_FAILED)
    assert failed.status.error == "The agent-runner ended unexpectedly (signal SIGKILL)."
    assert not any(each.is_streaming for each in failed.status.messages)


def test_an_execution_that_was_ended_elsewhere_ends_the_model_stream(
    model: ScriptedModel, program: Program
) -> None:
    execution = program.ask("Hello", model="slow")
    now = program.until(execution, lambda now: "word1" in said(now))
    program.caller.report(
        execution.metadata.id, AgentExecutionStatus(phase=EXECUTION_FAILED), attempt=now.status.attempt
    )
    wait_until(lambda: model.requests[0].abandoned, 10)


def test_a_cancelled_execution_stops_a_model_that_says_nothing(
    model: ScriptedModel, program: Program
) -> None:
    execution = program.ask("Hello", model="stalls")
    program.until(execution, lambda now: said(now) == "Hello from")
    asked = time.monotonic()
    program.caller.executions.cancel(CancelAgentExecutionInput(id=execution.metadata.id))
    wait_until(lambda: model.requests[0].abandoned, 10)
    assert time.monotonic() - asked < 2
    cancelled = program.ended(execution, EXECUTION_CANCELLED)
    assert said(cancelled) == "Hello from"


def test_the_runner_ends_with_its_life_line(program: Program) -> None:
    program.answer("Hello")  # so that a model server is there too
    supervisor = program.backend._supervisor
    assert supervisor is not None
    assert supervisor._child is not None
    runner, (server,) = program.runner(), program.model_servers()
    supervisor._child._cut_life_line()
    wait_until(lambda: not runner.is_running() and not server.is_running(), 5)


def test_a_runner_asked_to_end_does_so_in_two_seconds_and_claims_no_end(
    model: ScriptedModel, program: Program
) -> None:
    execution = program.ask("Hello", model="slow")
    program.until(execution, lambda now: "word1" in said(now))
    runner = program.runner()
    model.scripts["slow"] = Script(text=["The whole answer."])
    os.kill(runner.pid, signal.SIGTERM)
    wait_until(lambda: not runner.is_running(), 2.5)
    assert said(program.ended(execution, EXECUTION_COMPLETED)).endswith("The whole answer.")


def test_nothing_secret_is_logged(model: ScriptedModel, program: Program, data: DataFolder) -> None:
    program.answer("my very own words")
    program.failure("my very own words", model="openai:dies")
    program.stop()
    logged = (data.logs / "runner.log").read_text()
    assert "is ours" in logged
    for secret in (KEY, data.token_file.read_text().strip(), "very own", "the script"):
        assert secret not in logged
    program.backend.start()


def test_idle_time_ends_the_model_server(data: DataFolder, program: Program) -> None:
    supervisor = program.backend._supervisor
    assert supervisor is not None
    supervisor._options = ("--idle-seconds", "0.5")
    program.backend.restart_runner()
    program.answer("Hello")
    wait_until(lambda: not program.model_servers(), 10)
    assert program.runner().is_running()
