"""Cutting Markdown into parts and long messages into chunks."""

from __future__ import annotations

from stigmer_desktop.ui.executions.markdown_part import (
    LONG_CHUNK,
    LONG_TEXT,
    MarkdownPart,
    MessageChunks,
    PartKind,
    parts_of,
)


def kinds(markdown: str) -> list[str]:
    return [part.kind.value for part in parts_of(markdown)]


def test_text_code_and_tables_are_told_apart() -> None:
    parts = parts_of("Hi\n\n```Python title=x\nx = 1\n```\nafter\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\nend\n")
    assert [part.kind for part in parts] == [
        PartKind.TEXT,
        PartKind.CODE,
        PartKind.TEXT,
        PartKind.TABLE,
        PartKind.TEXT,
    ]
    assert parts[1] == MarkdownPart(PartKind.CODE, "x = 1", "python", True)
    assert parts[3].text.endswith("| 1 | 2 |")


def test_a_fence_that_is_still_open_is_code() -> None:
    assert parts_of("a\n~~~\nx\n") == [
        MarkdownPart(PartKind.TEXT, "a"),
        MarkdownPart(PartKind.CODE, "x", "", False),
    ]
    assert parts_of("```py") == [MarkdownPart(PartKind.CODE, "", "py", False)]


def test_a_fence_ends_only_at_its_like() -> None:
    parts = parts_of("````\n```\ninner\n```\n````\nout")
    assert parts == [MarkdownPart(PartKind.CODE, "```\ninner\n```"), MarkdownPart(PartKind.TEXT, "out")]


def test_fences_in_lists_and_quotes_stay_with_them() -> None:
    assert kinds("- a\n  ```\n  x\n  ```\n- b\n\n> ```\n> y\n> ```") == ["text"]


def test_a_pipe_alone_makes_no_table() -> None:
    assert kinds("a | b\n\nc") == ["text"]
    assert kinds("a or b\n---\nc") == ["text"]
    assert kinds("- x | y\n- |---|") == ["text"]


def test_long_text_is_cut_before_paragraphs_and_headings_only() -> None:
    paragraph = "word " * (LONG_TEXT // 5 + 1)
    parts = parts_of(f"{paragraph}\n\n{paragraph}\n## Head\ntext")
    assert [part.kind for part in parts] == [PartKind.TEXT] * 3
    assert parts[2].text == "## Head\ntext"
    assert kinds(f"{paragraph}\n\n- item\n\n1. one\n\n> quote\n\n    code") == ["text"]


def test_nothing_is_lost() -> None:
    text = "# A\n\n" + "\n\n".join(f"paragraph {n} " * 30 for n in range(40)) + "\n```\ncode\n```\nend"
    joined = "\n".join(part.text for part in parts_of(text))
    assert joined.split() == [word for word in text.split() if word != "```"]


def test_link_definitions_reach_every_part() -> None:
    parts = parts_of(
        "See [docs][1].\n\n```\n[x]: no\n```\n\n| a |\n|---|\n| [t][1] |\n\n[1]: https://example.org"
    )
    texts = [part.text for part in parts if part.kind is not PartKind.CODE]
    assert all("[1]: https://example.org" in text for text in texts)


def test_carriage_returns_do_not_matter() -> None:
    assert parts_of("a\r\n```\r\nx\r\n```") == parts_of("a\n```\nx\n```")


def test_short_messages_are_one_chunk() -> None:
    assert MessageChunks().of("k", "short") == ["short"]


def test_long_messages_are_cut_between_parts_and_lose_nothing() -> None:
    text = "\n\n".join(f"## Head {n}\n\n" + "word " * 120 for n in range(30))
    chunks = MessageChunks().of("k", text)
    assert len(chunks) > 3
    assert "\n".join(chunks) == text
    assert all(len(chunk) < 2 * LONG_CHUNK for chunk in chunks)
    assert all(chunk.startswith("## Head") for chunk in chunks[1:])


def test_the_first_chunks_stay_while_a_message_grows() -> None:
    text = "\n\n".join(f"Paragraph {n} " + "word " * 100 for n in range(60))
    cutter = MessageChunks()
    previous: list[str] = []
    for end in range(LONG_CHUNK, len(text), 700):
        chunks = cutter.of("k", text[:end])
        assert "\n".join(chunks) == text[:end]
        assert chunks[: len(previous) - 1] == previous[:-1]
        previous = chunks
    assert cutter.of("k", "another text " * 500) == MessageChunks().of("k", "another text " * 500)
