"""The sample agents that a first start brings along."""

from __future__ import annotations

import logging
from pathlib import Path

from google.protobuf import json_format

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.backend.errors import ApiError
from stigmer_desktop.backend.pipeline.context import Call
from stigmer_desktop.backend.pipeline.executor import PipelineExecutor
from stigmer_desktop.backend.pipeline.rpc import Controller, UnaryRpc
from stigmer_desktop.backend.store.store import Store

_log = logging.getLogger(__name__)


async def add_sample_agents(
    store: Store, executor: PipelineExecutor, controller: Controller, folder: Path
) -> None:
    """Adds the agents in `folder` to a store that never held anything.

    What the user deletes later stays deleted.
    """
    if await store.read(lambda unit: unit.changes.newest_revision()):
        return
    create = controller["create"]
    assert isinstance(create, UnaryRpc)
    for path in sorted(folder.glob("*.json"), reverse=True):
        try:
            agent = json_format.Parse(path.read_text(encoding="utf-8"), Agent())
            await create.answer(executor, agent, Call())
        except (ApiError, OSError, json_format.ParseError) as error:
            _log.warning("the sample agent %s could not be added: %s", path.name, error)
