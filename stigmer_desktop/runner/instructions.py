"""What an agent is told beside its own instructions."""

from __future__ import annotations

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


def instructions_for(own: str, root: str) -> str:
    """An agent's own instructions, and after them where it works."""
    return f"{own.strip()}\n\n{_PLACE.format(root=root)}"
