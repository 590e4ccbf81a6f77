"""How often words stand in what one reads of a row once all of it is unfolded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from stigmer_desktop.ui.executions.diff_lines import diff_lines
from stigmer_desktop.ui.executions.markdown_part import PartKind, parts_of
from stigmer_desktop.ui.executions.markdown_reading import markdown_words
from stigmer_desktop.ui.executions.proposed_change import shown_changes
from stigmer_desktop.ui.executions.row_words import (
    error_words,
    notice_words,
    sub_agent_head_words,
    tool_head_words,
)
from stigmer_desktop.ui.executions.styled_document import plain_words
from stigmer_desktop.ui.executions.tool_section import tool_sections
from stigmer_desktop.ui.executions.transcript_row import (
    AnswerRow,
    ErrorRow,
    NoticeRow,
    SubAgentRow,
    ThinkingRow,
    ToolRow,
    TranscriptRow,
    UserMessageRow,
    WarningRow,
)
from stigmer_desktop.ui.executions.user_text import user_parts

# Whatever Markdown takes away between two letters, but for addresses and named characters.
_MARKS = str.maketrans("", "", "*_`~\\<>#|-+=.!() \t\r\n\u00a0")
_HIDING = re.compile(r"[\[&]")


class ShownWords:
    """Counts the occurrences of one pattern at a time; keeps what rows say until the words are dropped."""

    def __init__(self) -> None:
        self._pattern: re.Pattern[str] | None = None
        self._bare: re.Pattern[str] | None = None
        self._known: dict[str, tuple[str, list[str]]] = {}

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """What is looked for; None for nothing."""
        return self._pattern

    def look_for(self, words: str) -> None:
        """Looks for `words`, whatever their case; empty looks for nothing and forgets everything."""
        self._pattern = _pattern(words) if words else None
        bare = words.translate(_MARKS)
        self._bare = _pattern(bare) if bare else None
        if not words:
            self._known.clear()

    def forget(self, execution_id: str) -> None:
        """Forgets the rows of an execution that is gone."""
        for key in [each for each in self._known if each.startswith(f"{execution_id}/")]:
            del self._known[key]

    def count(self, row: TranscriptRow) -> int:
        """How often the pattern stands in `row`, in the order in which the row shows its texts."""
        if self._pattern is None:
            return 0
        return sum(1 for text in self._texts(row) for _ in self._pattern.finditer(text))

    def _texts(self, row: TranscriptRow) -> Iterable[str]:
        if isinstance(row, AnswerRow):
            return self._remembered(row.key, row.text, _answer_texts) if self._may_be_in(row.text) else ()
        if isinstance(row, UserMessageRow):
            return (
                self._remembered(row.key, row.text, _question_texts)
                if self._is_in(plain_words(row.text))
                else ()
            )
        if isinstance(row, ThinkingRow):
            return (plain_words(row.text.strip()),)
        if isinstance(row, NoticeRow | WarningRow):
            return (plain_words(notice_words(row)),)
        if isinstance(row, ErrorRow):
            return (plain_words(error_words(row)),)
        if isinstance(row, SubAgentRow):
            return (sub_agent_head_words(row),)
        if isinstance(row, ToolRow):
            diffs = [diff_lines(change.unified_diff)[0] for change in shown_changes(row.call)]
            sections = [section.text for section in tool_sections(row.call)]
            return (tool_head_words(row.call), *diffs, *sections)
        return ()

    def _remembered(self, key: str, source: str, read: Callable[[str], list[str]]) -> list[str]:
        known = self._known.get(key)
        if known is None or known[0] != source:
            known = (source, read(source))
            self._known[key] = known
        return known[1]

    def _is_in(self, source: str) -> bool:
        return self._pattern is not None and self._pattern.search(source) is not None

    def _may_be_in(self, markdown: str) -> bool:
        """Whether Markdown may show the words: what certainly does not need not be set."""
        if self._bare is None or _HIDING.search(markdown):
            return True
        return self._bare.search(markdown.translate(_MARKS)) is not None


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(re.escape(words), re.IGNORECASE)


def _answer_texts(markdown: str) -> list[str]:
    return [
        part.text if part.kind is PartKind.CODE else markdown_words(part.text) for part in parts_of(markdown)
    ]


def _question_texts(text: str) -> list[str]:
    return [part.text if part.kind is PartKind.CODE else plain_words(part.text) for part in user_parts(text)]
