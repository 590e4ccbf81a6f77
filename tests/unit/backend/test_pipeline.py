"""Pipelines run their steps in order, stop at the first error, and name the step."""

from __future__ import annotations

import pytest

from stigmer_desktop.backend.errors import NotFound, StepFailed, code_of, root_cause
from stigmer_desktop.backend.pipeline.pipeline import CheckStep, Pipeline, StoreStep


class Look(CheckStep):
    def run(self, context: list[str]) -> None:
        context.append("look")


class Store(StoreStep):
    def run(self, context: list[str]) -> None:
        context.append("store")


class Renamed(StoreStep):
    name = "Persist"

    def run(self, context: list[str]) -> None:
        raise NotFound("Agent not found: agt-1")


def test_steps_run_in_order_checks_apart() -> None:
    pipeline: Pipeline[list[str]] = Pipeline("Thing.create", Look(), Store())
    context: list[str] = []
    pipeline.check(context)
    assert context == ["look"]
    pipeline.work(context)
    assert context == ["look", "store"]


def test_the_first_error_ends_it_and_names_its_step() -> None:
    pipeline: Pipeline[list[str]] = Pipeline("Thing.create", Look(), Renamed(), Store())
    context: list[str] = []
    with pytest.raises(StepFailed) as info:
        pipeline.run(context)
    assert str(info.value) == "pipeline step Persist failed: Agent not found: agt-1"
    assert context == ["look"]
    assert code_of(info.value).name == "NOT_FOUND"
    assert isinstance(root_cause(info.value), NotFound)


def test_a_check_after_a_store_step_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="Thing"):
        Pipeline("Thing.create", Store(), Look())


def test_a_step_is_known_by_its_class_or_its_own_name() -> None:
    pipeline: Pipeline[list[str]] = Pipeline("Thing.create", Look(), Renamed())
    assert [step.name for step in pipeline.steps] == ["Look", "Persist"]
