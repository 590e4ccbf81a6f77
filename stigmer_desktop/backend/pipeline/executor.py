"""Runs pipelines: checks off the server's loop, changes in the writer, reads in a reader."""

from __future__ import annotations

from typing import TypeVar

from stigmer_desktop.backend.pipeline.context import UnitContext
from stigmer_desktop.backend.pipeline.pipeline import Pipeline
from stigmer_desktop.backend.store.store import Store, Unit

C = TypeVar("C", bound=UnitContext)


class PipelineExecutor:
    """Gives pipelines their unit of work."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def change(
        self, pipeline: Pipeline[C], context: C, *, durable: bool = False, long_checks: bool = False
    ) -> C:
        """Runs a pipeline as one unit of work: checks first, then all other steps in one transaction.

        Args:
            durable: whether the answer may come only when the disk has it.
            long_checks: whether the checks may take seconds.

        Raises:
            ApiError: a step ended the pipeline; nothing of it is left in the store.
        """
        await self._store.compute(lambda: self._check(pipeline, context), takes_long=long_checks)
        await self._store.write(lambda unit: _work(pipeline, context, unit), durable=durable)
        return context

    def _check(self, pipeline: Pipeline[C], context: C) -> None:
        pipeline.check(context)
        # A keyring may take as long as its user to answer: too long for the writer.
        self._store.make_ready(context.request)

    async def read(self, pipeline: Pipeline[C], context: C) -> C:
        """Runs a pipeline that changes nothing, on one consistent state of the store."""
        await self._store.read(lambda unit: _whole(pipeline, context, unit))
        return context

    async def aside(self, pipeline: Pipeline[C], context: C) -> C:
        """Runs a pipeline without a unit of work, where what takes seconds keeps nobody waiting."""
        await self._store.compute(lambda: pipeline.check(context), takes_long=True)
        return context


def _work(pipeline: Pipeline[C], context: C, unit: Unit) -> None:
    context.unit = unit
    pipeline.work(context)


def _whole(pipeline: Pipeline[C], context: C, unit: Unit) -> None:
    context.unit = unit
    pipeline.run(context)
