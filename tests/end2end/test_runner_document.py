"""The runner in docs/runner.md runs as it stands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    AgentExecutionId,
    CancelAgentExecutionInput,
)
from stigmer_desktop.backend.server_thread import ServerOptions, ServerThread
from stigmer_desktop.paths import DataFolder
from tests.contract.conftest import Caller
from tests.waiting import wait_until

DOCUMENT = Path(__file__).parents[2] / "docs" / "runner.md"


def test_the_small_runner_does_the_work(tmp_path: Path) -> None:
    (source,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    script = tmp_path / "runner.py"
    script.write_text(source, encoding="utf-8")
    data = DataFolder(tmp_path / "data")
    server = ServerThread(ServerOptions(data=data, port=0, poll_interval=0.05, samples=False))
    endpoint = server.start()
    caller = Caller(endpoint.address, endpoint.token)
    runner = subprocess.Popen(
        [sys.executable, str(script), str(data.root)], stderr=subprocess.PIPE, text=True
    )
    try:
        execution = caller.execution("hello small runner")

        def ended() -> bool:
            return bool(status().completed_at)

        def status():  # type: ignore[no-untyped-def]
            return caller.execution_queries.get(AgentExecutionId(value=execution.metadata.id)).status

        wait_until(ended, 30)
        assert status().phase == EXECUTION_COMPLETED
        assert [message.content for message in status().messages] == ["HELLO SMALL RUNNER"]
        assert not status().messages[0].is_streaming
        assert status().model == "capitals"
        long = caller.execution("word " * 20_000, session_id=execution.spec.session_id)
        target = CancelAgentExecutionInput(id=long.metadata.id)
        wait_until(
            lambda: caller.execution_queries.get(AgentExecutionId(value=long.metadata.id)).status.messages, 30
        )
        assert caller.executions.cancel(target).status.phase == EXECUTION_CANCELLED
        third = caller.execution("still here", session_id=execution.spec.session_id)
        wait_until(
            lambda: (
                caller.execution_queries.get(AgentExecutionId(value=third.metadata.id)).status.phase
                == EXECUTION_COMPLETED
            ),
            30,
        )
        caller.channel.close()
        server.stop()
        _, said = runner.communicate(timeout=30)
        assert runner.returncode == 1
        assert "Traceback" not in said
        assert said.splitlines()[-1].startswith(
            f"The server at {endpoint.address} does not answer any more: "
        )
    finally:
        runner.kill()
        runner.communicate()
        caller.channel.close()
        server.stop()
