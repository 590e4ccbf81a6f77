"""An execution as Markdown."""

from __future__ import annotations

from stigmer_desktop.api.execution import EXECUTION_FAILED, SubAgentExecution
from stigmer_desktop.ui.executions.execution_markdown import execution_markdown
from tests.execution_snapshots import execution, said, thought, tool


def test_everything_is_told_in_its_order() -> None:
    told = execution_markdown(
        execution(
            message="Fix it\nnow",
            messages=[thought("hm, so"), said("I look.", places=["c1", "s1"]), said("**Done.**")],
            calls=[tool("c1", "grep", arguments={"pattern": "x"}, result="a ``` b"), tool("s1", "task")],
            sub_agents=[SubAgentExecution(id="s1", name="writer", messages=[said("inside")])],
            phase=EXECUTION_FAILED,
            error="It broke.",
        )
    )
    order = ["> Fix it\n> now", "*hm, so*", "I look.", "**grep**", "````", "a ``` b", "**writer**"]
    order += ["inside", "**Done.**", "**It broke.**"]
    places = [told.index(piece) for piece in order]
    assert places == sorted(places)
    assert told.endswith("\n")
