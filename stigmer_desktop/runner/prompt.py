"""What a model is asked: instructions, earlier conversation and new message, cut to its window."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from stigmer_desktop.runner.harness import Conversation, Exchange

# No text has so few tokens: refuses at once what would take seconds to count.
MOST_BYTES_PER_TOKEN = 64

Message = dict[str, str]


@dataclass(frozen=True)
class Prompt:
    """A question with what came before it.

    Attributes:
        instructions: the agent's instructions.
        earlier: the exchanges before the question, oldest first.
        question: the new message.
        left_out: whether older exchanges exist that are not in `earlier`.
    """

    instructions: str
    earlier: tuple[Exchange, ...]
    question: str
    left_out: bool = False

    @staticmethod
    def of(instructions: str, conversation: Conversation, question: str) -> Prompt:
        """The prompt with the whole of `conversation`."""
        return Prompt(instructions, conversation.exchanges, question, not conversation.complete)

    def messages(self) -> list[Message]:
        """The messages for the model: user and assistant strictly by turns, as some models demand.

        A message that was never answered goes together with the one after it.
        """
        messages = [{"role": "system", "content": self.instructions}] if self.instructions else []
        unanswered: list[str] = []
        for exchange in self.earlier:
            unanswered.append(exchange.question)
            if exchange.answer:
                messages.append({"role": "user", "content": "\n\n".join(unanswered)})
                messages.append({"role": "assistant", "content": exchange.answer})
                unanswered = []
        messages.append({"role": "user", "content": "\n\n".join([*unanswered, self.question])})
        return messages

    def without_oldest(self, count: int) -> Prompt:
        """The prompt without its `count` oldest exchanges."""
        return replace(self, earlier=self.earlier[count:], left_out=self.left_out or count > 0)

    def size(self) -> int:
        """The length of all texts in bytes."""
        return sum(len(message["content"].encode("utf-8", "replace")) for message in self.messages())


class PromptTooLong(Exception):
    """The question alone is more than the window holds.

    Attributes:
        tokens: how many tokens it has, or None when it was too long to count.
    """

    def __init__(self, tokens: int | None) -> None:
        super().__init__("the question alone is more than the window holds")
        self.tokens = tokens


async def fitted(
    prompt: Prompt, budget: int, count_tokens: Callable[[list[Message]], Awaitable[int]]
) -> Prompt:
    """`prompt` with as many of its newest exchanges as `budget` tokens hold.

    Raises:
        PromptTooLong: the question and the instructions alone are more than that.
    """
    limit = budget * MOST_BYTES_PER_TOKEN
    if prompt.without_oldest(len(prompt.earlier)).size() > limit:
        raise PromptTooLong(None)
    while prompt.size() > limit:
        prompt = prompt.without_oldest(1)
    while (tokens := await count_tokens(prompt.messages())) > budget:
        if not prompt.earlier:
            raise PromptTooLong(tokens)
        prompt = prompt.without_oldest(_too_many(prompt, tokens, budget))
    return prompt


def _too_many(prompt: Prompt, tokens: int, budget: int) -> int:
    """How many of the oldest exchanges make up the surplus, judged by their length; at least one."""
    surplus = (1 - budget / tokens) * prompt.size()
    for count, exchange in enumerate(prompt.earlier, start=1):
        surplus -= len(exchange.question.encode("utf-8", "replace"))
        surplus -= len(exchange.answer.encode("utf-8", "replace"))
        if surplus <= 0:
            return count
    return len(prompt.earlier)
