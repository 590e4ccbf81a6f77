"""The end of the program while MCP servers over HTTP are in use."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import pytest

from stigmer_desktop.api.agent import McpServerDefinition
from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL, APPROVAL_MODE_ASK
from stigmer_desktop.api.execution import EXECUTION_WAITING_FOR_APPROVAL, TOOL_CALL_RUNNING
from tests.contract.conftest import new_agent
from tests.end2end.program import Program
from tests.scripted_model import Call, Request, Script, ScriptedModel, says, steps

# The runner has two seconds; the rest is for a machine that has much to do.
SECONDS_TO_END = 4.0
LONG = Call("trigger-long-running-operation", {"duration": 60, "steps": 60})


def test_the_program_ends_soon_though_an_approval_waits_and_a_web_server_works(
    model: ScriptedModel,
    program: Program,
    tmp_path: Path,
    everything_over_http: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def behave(request: Request) -> Script:
        call = LONG if request.question == "Work" else Call("echo", {"message": "hello"})
        return steps(says("", call), says("Done."))(request)

    model.scripts["plain"] = behave
    definition = McpServerDefinition(name="everything", enabled_tools=["echo", LONG.name])
    definition.http.url = everything_over_http
    program.agent.spec.mcp_servers.append(definition)
    program.work_in(tmp_path, APPROVAL_MODE_ASK)
    waits = program.ask("Ask")
    program.until(waits, lambda now: now.status.phase == EXECUTION_WAITING_FOR_APPROVAL)

    second = new_agent("Second")
    second.spec.mcp_servers.append(definition)
    second.spec.approval_mode = APPROVAL_MODE_ALLOW_ALL
    program.agent, program.session_id = program.caller.agents.create(second), ""
    works = program.ask("Work")
    program.until(works, lambda now: any(c.status == TOOL_CALL_RUNNING for c in now.status.tool_calls))

    runner = program.runner()
    began = time.monotonic()
    with caplog.at_level(logging.WARNING, "stigmer_desktop.child_process"):
        program.backend.stop()
    took = time.monotonic() - began
    assert not runner.is_running()
    assert not [each for each in caplog.messages if "is killed" in each]
    assert took < SECONDS_TO_END
