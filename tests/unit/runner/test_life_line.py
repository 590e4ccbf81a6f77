"""The end of a process whose parent has gone, also where its loop hangs."""

from __future__ import annotations

import subprocess
import sys

HANGS = """
import asyncio, time
from stigmer_desktop.runner.life_line import until_asked_to_stop

async def work():
    asked = asyncio.create_task(until_asked_to_stop(0.2, 7))
    await asyncio.sleep(0.1)
    print("ready", flush=True)
    time.sleep(60)

asyncio.run(work())
"""


def test_a_process_whose_loop_hangs_ends_soon_after_its_parent() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HANGS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.stdin.close()
        assert process.wait(20) == 7
