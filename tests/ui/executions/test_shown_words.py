"""What is counted of a row is what one reads there, once all of it is unfolded."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from stigmer_desktop.api.execution import (
    EXECUTION_FAILED,
    MESSAGE_TOOL,
    TOOL_KIND_FILE_EDIT,
    TOOL_KIND_SHELL,
    FileChange,
)
from stigmer_desktop.ui.executions.code_highlight import Highlighter
from stigmer_desktop.ui.executions.deed import Deed
from stigmer_desktop.ui.executions.fold_header import FoldHead, FoldHeader
from stigmer_desktop.ui.executions.found_words import FoundWords
from stigmer_desktop.ui.executions.item_factory import as_item, make_item
from stigmer_desktop.ui.executions.shown_words import ShownWords
from stigmer_desktop.ui.executions.text_surface import SearchedText
from stigmer_desktop.ui.executions.transcript_item import ItemContext
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
from stigmer_desktop.ui.theme import Theme
from tests.execution_snapshots import tool

MARKDOWN = """# An *emphatic* needle heading

See [the needle](https://needle.example/needle "needle") and ![a needle](needle.png), ![](needle.svg).
A nee**d**le, a `needle`, a \\*needle\\*, 😀 needle &amp; need&#108;e
goes on
with a needle.

- [ ] needle
1. ~~needle~~ <b>needle</b>

> quoted
> needle [ref][needle]

| needle | other |
| --- | ---: |
| 😀 needle | [x](needle) |

```needle
needle = "**needle**"
```

[needle]: https://needle.example
"""
DIFF = "--- a/needle.py\n+++ b/needle.py\n@@ -1,2 +1,2 @@ def needle():\n-a needle\n+no pin\n needle\n"
CHANGE = FileChange(path="needle.py", unified_diff=DIFF, lines_added=1, lines_removed=1)
ROWS: list[TranscriptRow] = [
    AnswerRow("a/1", "a", text=MARKDOWN),
    AnswerRow("a/2", "a", text="needle on **one\nline needle** ends\n\nneedle  \nneedle"),
    UserMessageRow("a/3", "a", text="a *needle* 😀 needle\n\n```needle\nneedle()\n```\nneedle\u00a0needle"),
    ThinkingRow("a/4", "a", text="\n thinking of a needle and a [needle](needle)\n"),
    NoticeRow("a/5", "a", text="needle", message_type=MESSAGE_TOOL),
    WarningRow("a/6", "a", text="no needle"),
    ErrorRow("a/7", "a", text="Failed: the needle\nis lost", phase=EXECUTION_FAILED),
    ErrorRow("a/8", "a", phase=EXECUTION_FAILED),
    SubAgentRow("a/9", "a", name="needle finder", summary="finds a needle"),
    ToolRow("a/10", "a", call=tool("1", "needle", arguments={"path": "needle", "deep": {"a": "needle"}})),
    ToolRow(
        "a/11", "a", call=tool("2", "sh", arguments={"command": "echo needle"}, result="\nneedle\n" * 90)
    ),
    ToolRow("a/12", "a", call=tool("3", "read", result="x needle\n" * 400, error="needle")),
    ToolRow("a/13", "a", call=tool("4", "", status=0)),
]
ROWS[10].call.tool_kind = TOOL_KIND_SHELL  # type: ignore[attr-defined]
edit = tool("5", "edit", arguments={"file_path": "needle.py", "old": "needle"}, file_changes=[CHANGE])
edit.tool_kind = TOOL_KIND_FILE_EDIT
ROWS.append(ToolRow("a/14", "a", call=edit))
asked = tool("6", "edit", arguments={"file_path": "needle.py", "old_string": "a\nneedle", "new_string": "a"})
asked.tool_kind = TOOL_KIND_FILE_EDIT
ROWS.append(ToolRow("a/15", "a", call=asked))


class _Unfolded:
    """A transcript in which everything is unfolded."""

    def is_open(self, key: str, by_itself: bool) -> bool:
        return True

    def set_open(self, key: str, opened: bool) -> None: ...
    def set_sub_agent_open(self, key: str, opened: bool) -> None: ...
    def do(self, execution_id: str, deed: Deed) -> None: ...
    def open_menu(self, execution_id: str, position: QPoint) -> None: ...
    def decide(self, execution_id: str, tool_call_id: str, action: int, comment: str) -> None: ...
    def item_resized(self, key: str) -> None: ...


def shown(theme: Theme, row: TranscriptRow, ground: QWidget) -> list[SearchedText]:
    context = ItemContext(theme, Highlighter(ground), _Unfolded())
    item = make_item(context, row, ground)
    heads = getattr(item, "heads", tuple)()
    as_item(item).arrange(700)
    return [*heads, *as_item(item).surfaces()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
@pytest.mark.parametrize(
    "words", ["needle", "Needle ", "a needle", "e", ":", "*", "http", "**", " ", "t", "."]
)
def test_the_count_is_what_is_shown(theme: Theme, qtbot: QtBot, row: TranscriptRow, words: str) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    counter, found = ShownWords(), FoundWords()
    counter.look_for(words)
    found.look_for(counter.pattern)
    texts = shown(theme, row, ground)
    places = found.places(texts)
    assert counter.count(row) == len(places)
    for place in places:
        assert texts[place.text].text_between(place.start, place.end).lower() == words.lower()


def test_hidden_markdown_is_not_counted() -> None:
    counter = ShownWords()
    row = AnswerRow("a/1", "a", text="A [link](https://needle.example) and **bold** `code`.")
    for words, count in (("needle", 0), ("https", 0), ("**", 0), ("`", 0), ("link and bold code", 1)):
        counter.look_for(words)
        assert counter.count(row) == count, words


def test_a_text_that_changed_is_read_anew() -> None:
    counter = ShownWords()
    counter.look_for("needle")
    assert counter.count(AnswerRow("a/1", "a", text="[a](b) needle")) == 1
    assert counter.count(AnswerRow("a/1", "a", text="[a](b) needle needle")) == 2


def test_what_is_found_in_a_head_is_marked(theme: Theme, qtbot: QtBot) -> None:
    def picture() -> QImage:
        return header.grab().toImage()

    header = FoldHeader(
        theme, FoldHead("wrench", "needle", "a long summary " * 20 + "pin", searched="needle\nx")
    )
    qtbot.addWidget(header)
    header.resize(300, 36)
    plain = picture()
    header.set_found([(0, 6)], None)
    other = picture()
    header.set_found([(0, 6)], (0, 6))
    current = picture()
    assert plain != other != current != plain
    # What the ellipsis hides is marked on the ellipsis.
    header.set_found([(len("needle\n") + 300, len("needle\n") + 303)], None)
    assert picture() != plain
    header.set_head(FoldHead("wrench", "needle", "a long summary " * 20 + "pin", searched="needle"))
    assert picture() == plain
