"""The sample agent "Repository helper" at a whole piece of work, with what can go wrong on the way."""

from __future__ import annotations

from pathlib import Path

from stigmer_desktop.api.common import ApiResourceReference
from stigmer_desktop.api.desktop import APPROVAL_MODE_ASK
from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_WAITING_FOR_APPROVAL,
    AgentExecution,
    RecoverAgentExecutionInput,
    SubmitApprovalInput,
)
from tests.end2end.program import Program, said
from tests.scripted_model import Call, Request, Script, ScriptedModel, says, steps

QUESTION = "Make greet() polite, and see that the tests pass."
REVIEW = "Review greet.py: who calls greet(), and what would break?"
STEPS = ("Read the code", "Have it reviewed", "Change greet()", "Run the tests")
COMMAND = "echo run >> runs.log && python3 test_greet.py && echo tests passed"
GREET = 'def greet(name):\n    return "Hi " + name\n'
POLITE = 'return "Good day, " + name'
TEST = 'from greet import greet\n\nassert greet("Ada").endswith("Ada")\n'
REPORT = "greet() is polite now, and its tests pass."


def make_repository(place: Path) -> Path:
    """A small repository in a new folder at `place`."""
    place.mkdir()
    (place / "README.md").write_text("# Greeter\n\nGreets people.\n")
    (place / "greet.py").write_text(GREET)
    (place / "test_greet.py").write_text(TEST)
    return place


def plan(done: int) -> Call:
    """The plan with its first `done` steps completed and the next one begun."""
    states = ["completed"] * done + ["in_progress"] + ["pending"] * len(STEPS)
    todos = [{"content": text, "status": state} for text, state in zip(STEPS, states, strict=False)]
    return Call("write_todos", {"todos": todos})


def script_of(endings: list[Script]) -> dict[str, object]:
    """The model's side; its last answer is the next of `endings`, each time that it is asked for it."""
    edit = {"file_path": "greet.py", "old_string": 'return "Hi " + name', "new_string": POLITE}
    reviewing = steps(
        says(
            "I read it and its callers.",
            Call("read_file", {"file_path": "greet.py"}),
            Call("grep", {"pattern": r"greet\("}),
        ),
        says("Only test_greet.py calls greet(); it looks at the end of the text alone."),
    )

    def behave(request: Request) -> Script:
        if request.question == REVIEW:
            return reviewing(request)
        working = steps(
            says("I look around first.", Call("ls"), Call("read_file", {"file_path": "greet.py"})),
            says("", plan(1)),
            says(
                "A reviewer looks at it.", Call("task", {"description": REVIEW, "subagent_type": "reviewer"})
            ),
            says("Now the change.", Call("edit_file", edit)),
            says("", plan(3)),
            says("Now the tests.", Call("execute", {"command": COMMAND})),
            says("", plan(4)),
            Script(finish="END"),
        )
        script = working(request)
        return endings.pop(0) if script.finish == "END" else script

    return {"plain": behave}


class RepositoryWork:
    """Leads the work through approvals, two lost runners and a recovery."""

    def __init__(self, program: Program, model: ScriptedModel, folder: Path) -> None:
        self._program = program
        self.folder = folder
        program.agent = program.caller.agent_queries.getByReference(
            ApiResourceReference(slug="repository-helper")
        )
        program.work_in(folder, APPROVAL_MODE_ASK)
        breaking = Script(text=["The work is", " as good as"], hang_at=2)
        model.scripts.update(script_of([breaking, breaking, says(REPORT)]))  # type: ignore[arg-type]
        self.execution = program.ask(QUESTION)

    def approve(self, tool: str) -> AgentExecution:
        """Approves a call of `tool`, once it waits; returns the execution as it was then."""
        program = self._program
        now = program.until(
            self.execution, lambda now: [each.tool_name for each in now.status.pending_approvals] == [tool]
        )
        assert now.status.phase == EXECUTION_WAITING_FOR_APPROVAL
        program.caller.executions.submitApproval(
            SubmitApprovalInput(
                agent_execution_id=now.metadata.id,
                tool_call_id=now.status.pending_approvals[0].tool_call_id,
                action=APPROVAL_ACTION_APPROVE,
            )
        )
        return now

    def lose_runner(self, answers: int) -> None:
        """Kills the runner in the middle of its last answer, which it has begun `answers` times."""
        self._program.until(self.execution, lambda now: said(now).count("as good as") == answers)
        self._program.runner().kill()

    def recover(self) -> AgentExecution:
        """Takes the failed execution up again; returns it as it was."""
        failed = self._program.ended(self.execution, EXECUTION_FAILED)
        self._program.caller.executions.recover(RecoverAgentExecutionInput(id=failed.metadata.id))
        return failed

    def to_the_end(self) -> AgentExecution:
        """The whole of it; returns the completed execution."""
        self.approve("edit_file")
        self.approve("execute")
        self.lose_runner(1)
        self.lose_runner(2)
        self.recover()
        return self._program.ended(self.execution, EXECUTION_COMPLETED)
