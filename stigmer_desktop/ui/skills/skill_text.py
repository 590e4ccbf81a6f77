"""What stands at the head of a SKILL.md, and its text without that."""

from __future__ import annotations

from dataclasses import dataclass

_FENCE = "---"


@dataclass(frozen=True)
class SkillText:
    """A SKILL.md.

    Attributes:
        name, description: what its head says; empty if it says nothing.
        body: the Markdown below the head.
    """

    name: str
    description: str
    body: str


def skill_text(skill_md: str) -> SkillText:
    """Reads a SKILL.md; a head that is never closed is text."""
    lines = skill_md.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].strip() != _FENCE:
        return SkillText("", "", skill_md)
    for end, line in enumerate(lines[1:], 1):
        if line.strip() == _FENCE:
            return SkillText(
                _value(lines[1:end], "name"),
                _value(lines[1:end], "description"),
                "\n".join(lines[end + 1 :]).strip("\n"),
            )
    return SkillText("", "", skill_md)


def _value(lines: list[str], key: str) -> str:
    for number, line in enumerate(lines):
        if line.startswith(f"{key}:"):
            value = line.partition(":")[2].strip()
            if value in (">", "|", ">-", "|-", ""):
                value = " ".join(_below(lines[number + 1 :]))
            return value.strip("\"'")
    return ""


def _below(lines: list[str]) -> list[str]:
    """The lines that are set in, up to the first that is not."""
    found = []
    for line in lines:
        if line.strip() and not line.startswith((" ", "\t")):
            break
        found.append(line.strip())
    return [line for line in found if line]
