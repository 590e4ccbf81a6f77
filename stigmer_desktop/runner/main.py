"""The agent-runner as a process: its arguments, its log, its beginning and its end."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import sys
from pathlib import Path

from stigmer_desktop.credentials import Credentials
from stigmer_desktop.paths import data_folder
from stigmer_desktop.runner.builtin_model import BuiltinModel
from stigmer_desktop.runner.chosen_harness import ChosenHarness
from stigmer_desktop.runner.foreign_variables import forget_foreign_variables
from stigmer_desktop.runner.housekeeping import Housekeeping
from stigmer_desktop.runner.kept_work import KeptWork
from stigmer_desktop.runner.life_line import exit_at_the_latest, until_asked_to_stop
from stigmer_desktop.runner.model_choice import ModelChooser
from stigmer_desktop.runner.model_endpoint import Timeouts
from stigmer_desktop.runner.orphans import sweep
from stigmer_desktop.runner.preparation import Preparation
from stigmer_desktop.runner.providers import Providers
from stigmer_desktop.runner.server_calls import ServerCalls, ServerRefused
from stigmer_desktop.runner.server_link import ServerLink
from stigmer_desktop.runner.server_reading import ServerReading
from stigmer_desktop.runner.skill_shelf import SkillShelf
from stigmer_desktop.runner.worker import Worker
from stigmer_desktop.settings import SettingsFile

READY = "ready"
REFUSED_STATUS = 3
SECONDS_TO_END = 1.5

log = logging.getLogger(__name__)


def main(arguments: list[str]) -> int:
    """Runs until the parent ends or asks for the end; returns the exit status.

    One line on standard output, "ready", says that the server knows this runner.
    """
    options = _options(arguments)
    logging.basicConfig(
        level=logging.WARNING,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("stigmer_desktop").setLevel(logging.INFO)
    forget_foreign_variables()
    return asyncio.run(_serve(options))


def _options(arguments: list[str]) -> argparse.Namespace:
    defaults = Timeouts()
    parser = argparse.ArgumentParser(prog="stigmer-desktop runner")
    parser.add_argument("--address", required=True, help="the server, as HOST:PORT")
    parser.add_argument("--token-file", required=True, type=Path, help="holds the bearer token")
    parser.add_argument("--runner-id", required=True, help="the name to claim work under")
    parser.add_argument("--data", required=True, help="the data folder")
    parser.add_argument("--parallelism", type=int, help="executions at the same time, not as in the settings")
    parser.add_argument("--connect-seconds", type=float, default=defaults.connect)
    parser.add_argument("--silence-seconds", type=float, default=defaults.silence)
    parser.add_argument("--idle-seconds", type=float, default=300.0)
    return parser.parse_args(arguments)


async def _serve(options: argparse.Namespace) -> int:
    asked = asyncio.create_task(until_asked_to_stop(SECONDS_TO_END, 0))
    work = asyncio.create_task(_work(options))
    await asyncio.wait({asked, work}, return_when=asyncio.FIRST_COMPLETED)
    status = 0
    if asked.done():
        log.info("ending: %s", asked.result())
        exit_at_the_latest(SECONDS_TO_END, status)
        work.cancel()
        await asyncio.wait({work})
    else:
        asked.cancel()
        status = work.result()
    return status


async def _work(options: argparse.Namespace) -> int:
    """Works until it is cancelled, or the server refuses us; returns the exit status for that."""
    data = data_folder(options.data)
    token = options.token_file.read_text(encoding="utf-8").strip()
    calls = ServerCalls(options.address, token)
    link, reading = ServerLink(calls), ServerReading(calls)
    builtin = BuiltinModel(idle_seconds=options.idle_seconds)
    timeouts = Timeouts(options.connect_seconds, options.silence_seconds)
    harness = ChosenHarness(Providers(builtin), data, timeouts, dict(os.environ))
    settings = SettingsFile(data.settings_file)
    chooser = ModelChooser(settings, Credentials(data.keys_file), os.environ)
    shelf = SkillShelf(data.skills)
    worker = Worker(
        link,
        harness,
        Preparation(reading, chooser, shelf),
        runner_id=options.runner_id,
        parallelism=lambda: max(1, options.parallelism or settings.load().parallel_executions),
        on_ended=harness.drop,
    )
    housekeeping = Housekeeping(reading, KeptWork(data), shelf, lambda: worker.sessions)
    try:
        if swept := await asyncio.to_thread(sweep, data.root):
            log.info("%d processes of an earlier runner were ended", swept)
        await link.introduce(options.runner_id)
        _tell_parent(READY)
        await housekeeping.prepare()
        async with housekeeping.beside():
            await worker.run()
    except* ServerRefused as refused:
        for error in refused.exceptions:
            log.error("the server does not take this runner: %s", error)
    finally:
        await harness.close()
        await builtin.stop()
        await calls.close()
    return REFUSED_STATUS


def _tell_parent(word: str) -> None:
    with contextlib.suppress(OSError):
        os.write(1, f"{word}\n".encode())
