"""Fills a data folder with agents, sessions and resources, some of them days old."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field

from scripts.pictures import story, twice
from scripts.pictures.caller import Caller
from stigmer_desktop.api.execution import AgentExecutionStatus
from stigmer_desktop.backend.server_thread import ServerOptions, ServerThread
from stigmer_desktop.paths import DataFolder

_MINUTE, _DAY = 60, 24 * 60 * 60
_AGENTS = {
    "Repository helper": "Reads a repository, finds what is wrong and mends it.",
    "Writer": "Drafts and polishes texts of any kind.",
    "Researcher": "Reads long documents and says what matters in them.",
    "Data clerk": "Moves data between files, tables and services, and checks it on the way.",
    "Planner": "Turns a wish into steps that somebody can do.",
}


@dataclass
class Content:
    """What was made, by name.

    Attributes:
        sessions: the ids of sessions by what they are about.
        tries: the ids of two executions of one message, the earlier one first.
    """

    sessions: dict[str, str] = field(default_factory=dict)
    tries: list[str] = field(default_factory=list)


def fill(data: DataFolder) -> Content:
    """Fills `data` by a server of its own, which has ended when this returns."""
    content = Content()
    thread = ServerThread(ServerOptions(data=data, port=0, poll_interval=0.05))
    endpoint = thread.start()
    caller = Caller(endpoint.address, endpoint.token)
    try:
        ages = _talk(caller, content)
        _equip(caller)
    finally:
        caller.close()
        thread.stop()
    _make_older(data, ages)
    return content


def _talk(caller: Caller, content: Content) -> dict[str, float]:
    """Makes the sessions; gives how many seconds ago each was active, by its id."""
    words = "Work carefully, and say what you changed."
    agents = {name: caller.agent(name, about, words) for name, about in _AGENTS.items()}
    ages: dict[str, float] = {}

    def session(
        key: str, agent: str, message: str, reports: list[AgentExecutionStatus], age: float = 0.0
    ) -> str:
        execution = caller.execution(message, agent_id=agents[agent])
        for report in reports:
            caller.report(execution.metadata.id, report)
        session_id = execution.spec.session_id
        content.sessions[key] = session_id
        if age:
            ages[session_id] = age
        return execution.metadata.id

    answered = story.answered
    helper, writer = "Repository helper", "Writer"
    session("unused", helper, "Unused dependencies", answered("Three of them can go."), 6 * _DAY)
    session("offline", "Planner", "Plan the offline mode", answered("First the cache."), 5 * _DAY)
    first = session("schemas", helper, twice.SCHEMAS, twice.first_try(), 5 * _DAY)
    second = caller.execution(twice.SCHEMAS, session_id=content.sessions["schemas"], again_of=first)
    for report in twice.second_try():
        caller.report(second.metadata.id, report)
    content.tries += [first, second.metadata.id]
    message = "Translate the onboarding guide into German"
    session("translate", writer, message, answered("The guide is translated."), 4 * _DAY)
    session("steps", helper, "Check all sixty places that read tokens", story.many_steps(), 3 * _DAY)
    session("notes", writer, "Weekly release notes", story.wants_to_write(), 3 * _MINUTE)
    refusal = (
        "The model server refuses the connection at http://127.0.0.1:11434/v1. Start it, or choose another."
    )
    session("contacts", "Data clerk", "Import contacts from CSV", story.failed(refusal), 50 * _MINUTE)
    slow = answered("`test_store` takes half of the time: it makes a new database for each case.")
    session("slow", helper, "Which tests are slow?", slow, 40 * _MINUTE)
    session("import", "Data clerk", story.IMPORT, story.slow_import(), 15 * _MINUTE)
    session("incident", "Researcher", "Summarise the incident report", story.running())
    session("lexer", helper, story.LEXER, story.lexer())
    return ages


def _equip(caller: Caller) -> None:
    values = {"DATABASE_URL": "postgres://localhost/calc", "API_KEY": "not-a-real-key", "LANG": "C.UTF-8"}
    caller.environment("Production", "What the deployed service is given.", values)
    caller.environment("Local", "For work on one's own machine.", {"DEBUG": "1"})
    caller.mcp_server("Files", "Reads and writes files of a folder.", "npx", ["-y", "server-files", "/srv"])
    caller.mcp_server("Clock", "Knows what time it is anywhere.", "uvx", ["mcp-server-time"])
    caller.mcp_server("Issues", "Finds, opens and closes issues.", "uvx", ["issue-server", "--read-only"])


def _make_older(data: DataFolder, ages: dict[str, float]) -> None:
    """Sets back when sessions were active, as if days had passed."""
    now = time.time()
    with closing(sqlite3.connect(data.database)) as database, database:
        for session_id, age in ages.items():
            moment = int((now - age) * 1_000_000)
            database.execute(
                "UPDATE resource SET active_at = ?, updated_at = ?, created_at = ? WHERE id = ?",
                (moment, moment, moment, session_id),
            )
