"""A conversation in the terminal, for where there is no display: a line asks, the answer follows."""

from __future__ import annotations

import sys

from stigmer_desktop.endpoint import Endpoint
from stigmer_desktop.terminal.one_execution import Question, ask

PROMPT = "> "
GREETING = "Type a message and press Enter. An empty line, or Ctrl+D, ends the conversation."


def hold_conversation(endpoint: Endpoint) -> None:
    """Asks the sample agent each line of standard input, all in one session, until there is none.

    Raises:
        CannotAsk: the server refused a message or could not be reached.
    """
    print(GREETING, file=sys.stderr)
    session = ""
    while line := _next_line():
        execution = ask(endpoint, Question(line, session=session, name_session=False))
        session = execution.spec.session_id


def _next_line() -> str:
    if sys.stdin.isatty():
        print(PROMPT, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()
