"""What was said earlier in a session, from the executions that the server keeps."""

from __future__ import annotations

from pathlib import Path

from stigmer_desktop.api.execution import MESSAGE_AI, AgentExecution
from stigmer_desktop.api.message_facts import is_broken_off
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.runner.attachments import paths_of
from stigmer_desktop.runner.harness import Conversation, Exchange
from stigmer_desktop.runner.server_reading import ServerReading

PAGE_SIZE = 20
# More than the windows of models hold; reading on would only cost time.
MOST_CHARACTERS = 4_000_000


async def earlier_conversation(
    reading: ServerReading, execution: AgentExecution, most_characters: int = MOST_CHARACTERS
) -> Conversation:
    """The exchanges of the session before `execution`, oldest first; at most `most_characters` of them.

    Raises:
        ServerRefused: the server does not list the session.
    """
    newest_first: list[Exchange] = []
    attachments: list[Path] = []
    characters = 0
    before = False
    page_token = ""
    while True:
        page = await reading.executions(execution.spec.session_id, PAGE_SIZE, page_token)
        for entry in page.entries:
            if before and is_terminal(entry.status.phase):
                exchange = exchange_of(entry)
                characters += len(exchange.question) + len(exchange.answer)
                if characters > most_characters:
                    return Conversation(tuple(reversed(newest_first)), False, tuple(attachments))
                newest_first.append(exchange)
                attachments += paths_of(entry.spec.attachments)
            before = before or entry.metadata.id == execution.metadata.id
        page_token = page.next_page_token
        if not page_token:
            return Conversation(tuple(reversed(newest_first)), True, tuple(attachments))


def exchange_of(execution: AgentExecution) -> Exchange:
    """What was asked in `execution`, naming what came along, and all that the agent said to it.

    What was said anew after an interruption is not said twice.
    """
    question = execution.spec.message
    if execution.spec.attachments:
        question += f"\n\n(Attached: {', '.join(each.path for each in execution.spec.attachments)})"
    answers = [message for message in execution.status.messages if message.type == MESSAGE_AI]
    said = [each.content.strip() for each in answers if each is answers[-1] or not is_broken_off(each)]
    answer = "\n\n".join(text for text in said if text)
    return Exchange(question, answer, execution.metadata.id, tuple(execution.status.warnings))
