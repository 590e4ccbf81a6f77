"""The SearchController service: each RPC is its list of steps."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.backend.pipeline.context import Call
from stigmer_desktop.backend.pipeline.executor import PipelineExecutor
from stigmer_desktop.backend.pipeline.pipeline import Pipeline
from stigmer_desktop.backend.pipeline.resource_steps import ValidateFieldConstraints
from stigmer_desktop.backend.pipeline.rpc import Answer, Controller, StreamRpc, UnaryRpc
from stigmer_desktop.backend.search.rebuild_hub import RebuildHub
from stigmer_desktop.backend.search.search_context import SearchContext
from stigmer_desktop.backend.search.search_reader import SearchReader
from stigmer_desktop.backend.search.steps import DescribeHits, FindHits, ParseQuery


def search_controller(reader: SearchReader, hub: RebuildHub) -> Controller:
    """SearchController.

    Args:
        reader: runs searches on a thread of their own.
        hub: streams the progress of rebuilds.
    """
    pipeline: Pipeline[SearchContext] = Pipeline(
        "Search.search", ValidateFieldConstraints(), ParseQuery(), FindHits(), DescribeHits()
    )

    async def answer(executor: PipelineExecutor, request: Any, call: Call) -> Answer:
        context = await reader.read(pipeline, SearchContext(request, call))
        return context.response

    return {
        "search": UnaryRpc(answer, pipeline),
        "rebuildIndex": StreamRpc("Search.rebuildIndex", hub.rebuild),
    }
