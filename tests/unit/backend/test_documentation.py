"""docs/architecture.md names every pipeline, step, RPC, table and setting; every RPC has a controller."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.backend.documented import all_controllers, pipelines, rpcs, settings, tables

TEXT = (Path(__file__).parents[3] / "docs" / "architecture.md").read_text(encoding="utf-8")
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize(("pipeline", "steps"), pipelines().items())
def test_a_pipeline_is_described_with_its_steps_in_order(pipeline: str, steps: list[str]) -> None:
    assert f"| {pipeline} | {', '.join(steps)} |" in ROWS


@pytest.mark.parametrize(("service", "rpc"), rpcs())
def test_an_rpc_is_described(service: str, rpc: str) -> None:
    (row,) = [line for line in ROWS if line.startswith(f"| {service} |")]
    assert rpc in row.split("|")[2].replace(",", " ").split()


@pytest.mark.parametrize("name", [*tables(), *settings()])
def test_tables_and_settings_are_described(name: str) -> None:
    assert any(line.startswith(f"| `{name}` |") for line in ROWS)


def test_every_rpc_of_a_served_service_has_its_pipeline() -> None:
    for pair, controller in all_controllers().items():
        assert {method.name for service in pair for method in service.methods} == controller.keys()
