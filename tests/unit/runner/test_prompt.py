"""What a model is asked, and how it is cut to the model's window."""

from __future__ import annotations

import pytest

from stigmer_desktop.runner.harness import Conversation, Exchange
from stigmer_desktop.runner.prompt import MOST_BYTES_PER_TOKEN, Message, Prompt, PromptTooLong, fitted

EARLIER = (Exchange("one?", "1"), Exchange("two?", "2"), Exchange("three?", "3"))


async def count(messages: list[Message]) -> int:
    """One token for each character."""
    return sum(len(message["content"]) for message in messages)


def test_messages_begin_with_the_instructions_and_end_with_the_question() -> None:
    prompt = Prompt.of("Be kind.", Conversation(EARLIER[:1]), "And?")
    assert prompt.messages() == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "one?"},
        {"role": "assistant", "content": "1"},
        {"role": "user", "content": "And?"},
    ]
    assert not prompt.left_out


def test_an_unanswered_message_goes_together_with_the_next() -> None:
    prompt = Prompt("", (Exchange("first", ""), Exchange("second", "yes")), "third")
    assert [message["content"] for message in prompt.messages()] == ["first\n\nsecond", "yes", "third"]


async def test_a_conversation_that_fits_stays_whole() -> None:
    prompt = await fitted(Prompt("", EARLIER, "new"), 100, count)
    assert prompt.earlier == EARLIER
    assert not prompt.left_out


async def test_the_oldest_exchanges_go_first() -> None:
    prompt = await fitted(Prompt("", EARLIER, "new"), 12, count)
    assert prompt.earlier == EARLIER[2:]
    assert prompt.left_out


async def test_a_question_too_long_by_itself_is_told_with_its_size() -> None:
    with pytest.raises(PromptTooLong) as caught:
        await fitted(Prompt("", EARLIER, "x" * 50), 40, count)
    assert caught.value.tokens == 50


async def test_a_hopelessly_long_question_is_not_even_counted() -> None:
    async def never(messages: list[Message]) -> int:
        raise AssertionError("counted")

    with pytest.raises(PromptTooLong) as caught:
        await fitted(Prompt("", (), "x" * (10 * MOST_BYTES_PER_TOKEN + 1)), 10, never)
    assert caught.value.tokens is None


async def test_a_hopelessly_long_past_is_left_out_before_counting() -> None:
    past = Exchange("x" * 1_000_000, "y")
    prompt = await fitted(Prompt("", (past, Exchange("a", "b")), "new"), 100, count)
    assert prompt.earlier == (Exchange("a", "b"),)
    assert prompt.left_out


def test_a_conversation_that_was_not_loaded_whole_counts_as_left_out() -> None:
    assert Prompt.of("", Conversation(EARLIER, complete=False), "new").left_out
