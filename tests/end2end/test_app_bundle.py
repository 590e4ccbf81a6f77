"""The folder that `make app` builds: its program answers with the built-in model from the bundle alone."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psutil
import pytest

from stigmer_desktop.endpoint import running_endpoint
from stigmer_desktop.paths import DataFolder
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
# Building takes minutes, so `make app-test` does it, and only then is there something to try.
ASKED = "STIGMER_DESKTOP_APP_TEST"

if os.environ.get(ASKED):

    @pytest.fixture
    def program() -> Path:
        built = ROOT / "dist" / "Stigmer Desktop" / "stigmer-desktop"
        assert built.exists(), "make app-test builds it first"
        return built

    def bare_environment(**more: str) -> dict[str, str]:
        """What a double-click gives: no Python of ours, no virtual environment."""
        return {"PATH": "/usr/bin:/bin", "HOME": os.environ.get("HOME", "/"), **more}

    def test_exec_answers_from_the_bundle(program: Path, tmp_path: Path) -> None:
        done = subprocess.run(
            [program, "exec", "--data", tmp_path / "data", "Say hello in one sentence."],
            env=bare_environment(),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=90,
        )
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.split()) >= 2
        assert "SmolLM2" in done.stderr

    def test_the_window_opens_and_its_runner_starts(program: Path, tmp_path: Path) -> None:
        data = DataFolder(tmp_path / "data")
        window = subprocess.Popen(
            [program, "--data", str(data.root)],
            env=bare_environment(QT_QPA_PLATFORM="offscreen"),
            cwd=tmp_path,
            stderr=subprocess.PIPE,
        )
        try:
            wait_until(lambda: running_endpoint(data) is not None, 60)
            wait_until(lambda: psutil.Process(window.pid).children(), 30)
            family = psutil.Process(window.pid).children(recursive=True)
            assert any("runner" in child.cmdline() for child in family)
        finally:
            window.terminate()
            _, errors = window.communicate(timeout=30)
        assert window.returncode == 0, errors
        _, alive = psutil.wait_procs(family, timeout=10)
        assert not alive
