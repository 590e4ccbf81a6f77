"""What the runner's tests share: the scripted model, and no process or thread left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import psutil
import pytest

from tests.scripted_model import ScriptedModel
from tests.waiting import wait_until

# Executor threads are asyncio's own; they end with their loop.
_OURS = ("read-", "wait-", "life-line", "scripted-model")


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    yield
    wait_until(lambda: not psutil.Process().children(recursive=True))
    wait_until(lambda: not [each for each in threading.enumerate() if each.name.startswith(_OURS)])


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    with ScriptedModel() as server:
        yield server
