"""The example in the README runs as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from stigmer_desktop.local_backend import BackendOptions, LocalBackend
from stigmer_desktop.paths import DataFolder
from tests.scripted_model import ScriptedModel

README = Path(__file__).parents[2] / "README.md"


def test_the_example_prints_the_answer(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    script = tmp_path / "example.py"
    script.write_text(example, encoding="utf-8")
    data = DataFolder(tmp_path / "data")
    with ScriptedModel() as model:
        monkeypatch.setenv("STIGMER_DESKTOP_MODEL", "openai:plain")
        monkeypatch.setenv("STIGMER_DESKTOP_BASE_URL", model.base_url)
        backend = LocalBackend(BackendOptions(data, port=0, poll_interval=0.05))
        backend.start()
        try:
            done = subprocess.run(
                [sys.executable, str(script), str(data.root)],
                capture_output=True,
                text=True,
                timeout=60,
                env=os.environ,
            )
        finally:
            backend.stop()
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "EXECUTION_COMPLETED ['Hello from the script.']"
