"""Skills at work in the real runner: in the prompt, readable, never changed, each version for itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from stigmer_desktop.api.common import ApiResourceReference, platform
from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL
from stigmer_desktop.api.execution import TOOL_CALL_COMPLETED, TOOL_CALL_FAILED
from stigmer_desktop.api.kinds import SKILL
from stigmer_desktop.api.skill import PushSkillRequest, Skill
from tests.crafted_zip import skill_zip
from tests.end2end.program import Program, said
from tests.scripted_model import Call, Request, Script, ScriptedModel, says, steps

FIRST = "---\nname: house-style\ndescription: How we write.\n---\n\n# House style\n\nSee words/banned.txt.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    place.mkdir()
    return place


def push(program: Program, skill_md: str, tag: str = "", **files: str) -> Skill:
    artifact = skill_zip(skill_md, **files)
    request = PushSkillRequest(name="House style", scope=platform, artifact=artifact, tag=tag)
    return program.caller.skills.push(request)


def reference(version: str = "") -> ApiResourceReference:
    return ApiResourceReference(kind=SKILL.number, slug="house-style", version=version)


def test_a_skill_is_in_the_prompt_and_its_files_can_be_read_but_not_changed(
    model: ScriptedModel, program: Program, folder: Path, data
) -> None:
    skill = push(program, FIRST, words__banned="leverage\nutilize\n")
    program.agent.spec.skill_refs.append(reference())
    program.work_in(folder, APPROVAL_MODE_ALLOW_ALL)
    place = data.skills / f"house-style-{skill.status.version_hash[:16]}"
    banned = str(place / "words" / "banned")
    model.scripts["plain"] = steps(
        says(
            "I look at the style.",
            Call("read_file", {"file_path": banned}),
            Call("grep", {"pattern": "util", "path": str(place)}),
            Call("ls", {"path": str(place)}),
            Call("write_file", {"file_path": banned, "content": "none"}),
            Call("edit_file", {"file_path": banned, "old_string": "leverage", "new_string": "use"}),
            Call("delete_file", {"file_path": banned}),
            Call("write_file", {"file_path": str(place / "new"), "content": "none"}),
        ),
        says("Two words."),
    )
    done = program.answer("Which words are banned?")
    read, found, listed, *changes = done.status.tool_calls
    assert "leverage" in read.result
    assert found.result == f"{banned}:2: utilize"
    assert listed.result == "SKILL.md\nwords/"
    assert {call.status for call in (read, found, listed)} == {TOOL_CALL_COMPLETED}
    assert [call.status for call in changes] == [TOOL_CALL_FAILED] * 4
    assert all("can only be read" in call.error for call in changes)
    assert Path(banned).read_text() == "leverage\nutilize\n"
    assert list(folder.iterdir()) == []
    system = model.requests[0].messages[0]
    assert system[0] == "system"
    assert f'<skill name="House style" folder="{place}">' in system[1]
    assert "# House style\n\nSee words/banned.txt." in system[1]
    assert not done.status.warnings


def test_each_version_is_for_itself_and_unpacked_once(
    model: ScriptedModel, program: Program, folder: Path, data
) -> None:
    push(program, "# One\n", tag="old")
    push(program, "# Two\n")
    program.agent.spec.skill_refs.append(reference("old"))
    program.work_in(folder, APPROVAL_MODE_ALLOW_ALL)
    program.answer("Hello")
    assert "# One" in model.requests[-1].messages[0][1]
    program.agent.spec.skill_refs[0].version = ""
    program.agent = program.caller.agents.update(program.agent)
    program.answer("Hello")
    assert "# Two" in model.requests[-1].messages[0][1]
    folders = sorted(data.skills.iterdir())
    assert len(folders) == 2
    before = [each.stat().st_ino for each in folders]
    program.answer("Again")
    assert [each.stat().st_ino for each in sorted(data.skills.iterdir())] == before


def test_a_sub_agent_has_its_own_skills(model: ScriptedModel, program: Program, folder: Path) -> None:
    push(program, "# House style\n")
    helper = program.agent.spec.sub_agents.add(name="writer", instructions="You write what you are told.")
    helper.skill_refs.append(reference())
    program.work_in(folder, APPROVAL_MODE_ALLOW_ALL)

    def behave(request: Request) -> Script:
        if request.question == "Write it":
            return says("Written.")
        task = {"description": "Write it", "subagent_type": "writer"}
        return steps(says("", Call("task", task)), says("Done."))(request)

    model.scripts["plain"] = behave
    assert said(program.answer("Delegate")) == "Done."
    told = {request.question: request.messages[0][1] for request in model.requests}
    assert "# House style" in told["Write it"]
    assert "# House style" not in told["Delegate"]
