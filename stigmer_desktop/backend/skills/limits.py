"""What a skill's zip may hold, and how it is said that one does not."""

from __future__ import annotations

MEBIBYTE = 1024 * 1024
LARGEST_ZIP = 100 * MEBIBYTE
LARGEST_UNPACKED = 500 * MEBIBYTE
LARGEST_RATIO = 100
MOST_FILES = 10_000
LARGEST_SKILL_MD = MEBIBYTE


class BrokenRule(Exception):
    """A zip breaks one of the rules for skills.

    Args:
        rule_id: which rule, for programs.
        text: which rule and by what, for people; it goes on from "the zip is refused:".
    """

    def __init__(self, rule_id: str, text: str) -> None:
        super().__init__(text)
        self.rule_id = rule_id
