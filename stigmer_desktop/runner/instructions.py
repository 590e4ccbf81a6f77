"""What an agent is told beside its own instructions."""

from __future__ import annotations

from collections.abc import Sequence

from stigmer_desktop.runner.harness import UnpackedSkill

GENERAL_HELPER = (
    "general-purpose",
    "Works on one task of its own and reports the result: for research in many files, or for work whose "
    "steps need not be in this conversation.",
    "You work on one task that another agent gives you. Do it completely, with the tools that you have, "
    "and end with a report that holds all that the other agent needs: it sees nothing else of your work.",
)
_PLACE = """\
# Your workspace

Your file tools and commands work in the folder {root}. Give paths relative to it. Nothing outside it can be
read or changed with the file tools. Calls that change something may wait for the user's approval; when the
user rejects or skips one, do not make it again in the same way."""


_SKILLS = """\
# Your skills

Follow a skill where its subject is what you work on. Its files lie in the folder that is named with it; the
file tools read them there, by their whole path, and cannot change them. Paths in a skill are relative to that
folder."""
# Of a longer one, the agent reads the rest itself.
LONGEST_SKILL = 20_000


def instructions_for(own: str, root: str, skills: Sequence[UnpackedSkill] = ()) -> str:
    """An agent's own instructions, and after them where it works and which skills it has."""
    parts = [own.strip(), _PLACE.format(root=root)]
    if skills:
        parts += [_SKILLS, *(_told(skill) for skill in skills)]
    return "\n\n".join(parts)


def reply_instructions(own: str, skills: Sequence[UnpackedSkill]) -> str:
    """What a model without tools is told: the agent's own instructions, and its skills to know."""
    return "\n\n".join([own.strip(), *(_told(skill) for skill in skills)])


def _told(skill: UnpackedSkill) -> str:
    text = skill.text.strip()
    if len(text) > LONGEST_SKILL:
        text = f"{text[:LONGEST_SKILL]}\n… (The rest is in {skill.folder / 'SKILL.md'}.)"
    return f'<skill name="{skill.name}" folder="{skill.folder}">\n{text}\n</skill>'
