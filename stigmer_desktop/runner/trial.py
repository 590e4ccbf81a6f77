"""One trial as a process: reads a question on standard input, writes one answer, and ends.

Question and answer are one line of JSON each. `kind` says what is tried: a model, the model servers of this
machine, one server's models, or an MCP server. The parent holds standard input open as our life-line.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from stigmer_desktop.runner.foreign_variables import forget_foreign_variables
from stigmer_desktop.runner.life_line import exit_at_the_latest, first_line, until_asked_to_stop

LONGEST_QUESTION = 64_000
SECONDS_TO_END = 4.0
SENTENCE = "Reply with one short friendly sentence."
# Nobody wants to wait longer to learn that a server is stuck.
SILENCE_SECONDS = 30.0
LONGEST_WORDS = 300

log = logging.getLogger(__name__)


def main(arguments: list[str]) -> int:
    """Makes the trial that standard input asks for; returns the exit status."""
    parser = argparse.ArgumentParser(prog="stigmer-desktop trial")
    parser.add_argument("--data", required=True, type=Path, help="the data folder")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    forget_foreign_variables()
    question = json.loads(first_line(LONGEST_QUESTION))
    return asyncio.run(_serve(question, options.data))


async def _serve(question: dict[str, Any], root: Path) -> int:
    asked = asyncio.create_task(until_asked_to_stop(SECONDS_TO_END, 1))
    work = asyncio.create_task(_answer(question, root))
    await asyncio.wait({asked, work}, return_when=asyncio.FIRST_COMPLETED)
    if asked.done():
        exit_at_the_latest(SECONDS_TO_END, 1)
        work.cancel()
        await asyncio.wait({work})
        return 1
    asked.cancel()
    print(json.dumps(work.result()), flush=True)
    return 0


async def _answer(question: dict[str, Any], root: Path) -> dict[str, Any]:
    # Each kind loads only what it needs: somebody waits for the answer.
    if question["kind"] == "model":
        return await _try_model(question["model"], question["base_url"], question["key"])
    if question["kind"] == "mcp":
        return await _try_mcp_server(question, root)
    from stigmer_desktop.runner.model_listing import found_servers, listing

    if question["kind"] == "find":
        return {"servers": [asdict(each) for each in await found_servers(question["servers"])]}
    return asdict(await listing(question["provider"], question["base_url"], question["key"]))


async def _try_model(model: str, base_url: str, key: str) -> dict[str, Any]:
    from stigmer_desktop.runner.builtin_model import BuiltinModel
    from stigmer_desktop.runner.model_choice import UnknownModel, parse_model, with_key
    from stigmer_desktop.runner.model_client import model_client
    from stigmer_desktop.runner.model_endpoint import Timeouts
    from stigmer_desktop.runner.model_failure import ModelFailure, empty_failure
    from stigmer_desktop.runner.providers import Providers

    builtin = BuiltinModel()
    began = time.monotonic()
    text, finish = "", ""
    try:
        choice = with_key(parse_model(model, base_url), key)
        async with (
            Providers(builtin).endpoint(choice) as endpoint,
            model_client(endpoint, Timeouts(silence=SILENCE_SECONDS), retries=0) as client,
        ):
            async for piece in client.answer([{"role": "user", "content": SENTENCE}]):
                text, finish = text + piece.text, piece.finish or finish
            if not text.strip():
                raise empty_failure(endpoint, finish)
    except (ModelFailure, UnknownModel) as failure:
        return {"answered": False, "words": str(failure), "seconds": time.monotonic() - began}
    finally:
        await builtin.stop()
    words = " ".join(text.split())
    if len(words) > LONGEST_WORDS:
        words = words[: LONGEST_WORDS - 1] + "…"
    return {"answered": True, "words": words, "seconds": time.monotonic() - began}


async def _try_mcp_server(question: dict[str, Any], root: Path) -> dict[str, Any]:
    from google.protobuf.json_format import ParseDict

    from stigmer_desktop.api.agent import McpServerDefinition
    from stigmer_desktop.runner.harness import ExecutionFailed
    from stigmer_desktop.runner.mcp_servers import McpServer
    from stigmer_desktop.runner.mcp_transport import Transport
    from stigmer_desktop.runner.orphans import mark
    from stigmer_desktop.runner.placeholders import Placeholders
    from stigmer_desktop.runner.toolbox import OWN_PREFIX
    from stigmer_desktop.runner.workspace import Workspace

    definition = ParseDict(question["definition"], McpServerDefinition())
    definition.ClearField("enabled_tools")
    base = {name: value for name, value in os.environ.items() if not name.startswith(OWN_PREFIX)}
    with tempfile.TemporaryDirectory(prefix="stigmer-trial-") as folder:
        workspace = Workspace.open("", Path(folder))
        try:
            placeholders = Placeholders(definition.name, question["environment"])
            transport = Transport(placeholders, definition).within(workspace, {**base, **mark(root)})
        except ExecutionFailed as failure:
            return {"tools": [], "problem": str(failure)}
        server = McpServer(definition, workspace, transport)
        try:
            offered, problem = await server.tools(question["seconds"])
        finally:
            await server.end()
    tools = [
        {
            "name": each.name,
            "description": each.description or "",
            "read_only": bool(each.annotations and each.annotations.readOnlyHint),
        }
        for each in offered
    ]
    return {"tools": tools, "problem": problem.removesuffix(" Its tools are missing.")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
