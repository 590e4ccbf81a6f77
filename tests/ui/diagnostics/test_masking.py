"""Planted secrets never come out; what helps others stays readable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stigmer_desktop.paths import DataFolder
from stigmer_desktop.ui.diagnostics.fact import Fact
from stigmer_desktop.ui.diagnostics.masking import Masking, secrets_on_disk
from stigmer_desktop.ui.diagnostics.report import report

NOTHING = Masking([])


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("authorization: Bearer abc.def-ghi", "abc.def-ghi"),
        ("'api_key': 'hunter2222'", "hunter2222"),
        ("OPENAI_API_KEY=verysecret", "verysecret"),
        ('{"access_token": "short-one"}', "short-one"),
        ("password = pa55word;", "pa55word"),
        ("fetching https://me:hunter2@example.org/x", "hunter2"),
        ("GET https://example.org/?q=1&api_key=zzz9&x=2", "zzz9"),
        ("using sk-proj-1234567890abcdef now", "1234567890abcdef"),
        ("the key AKIAIOSFODNN7EXAMPLE was used", "IOSFODNN7EXAMPLE"),
        ("value 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b end", "9f86d081884c7d65"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIabc\nxyz\n-----END RSA PRIVATE KEY-----\nrest", "MIIabc"),
        ("-----BEGIN PRIVATE KEY-----\nMIIabc and the log ends", "MIIabc"),
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str, secret: str) -> None:
    assert secret not in NOTHING.masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22 14:02:11,345 INFO stigmer_desktop.supervisor: agent-runner: ready",
        "execution aex-01kaw3v8hjm2e4q5r6s7t8v9w0 of ses-01kaw3v8hjm2e4q5r6s7t8v9w0 claimed",
        'File "/usr/lib/python3.11/site-packages/stigmer_desktop/runner/execution_run.py", line 12',
        "The agent-runner ended unexpectedly (signal SIGKILL).",
        "1,234 tokens in 3.2 s",
    ],
)
def test_what_helps_stays_as_it_is(text: str) -> None:
    assert NOTHING.masked(text) == text


def test_known_secrets_are_masked_wherever_they_stand() -> None:
    masking = Masking(["pass word", "pass word longer", 'with "quotes"\nand lines', "abc"])
    text = json.dumps({"a": "xpass word longerx", "b": 'with "quotes"\nand lines'}) + " and lines abc"
    masked = masking.masked(text)
    for part in ("pass word", "longer", "quotes", "and lines"):
        assert part not in masked
    # Three letters are a word of everyday.
    assert "abc" in masked


def test_the_secrets_of_the_data_folder_are_known(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data")
    data.create()
    data.token_file.write_text("the-token-of-the-server\n")
    data.keys_file.write_text(json.dumps({"https://api.example.org/v1": "planted key"}))
    data.secret_keys_file.write_text("not json")
    environment = {"MY_API_KEY": "from the environment", "HOME": "/home/someone", "GH_TOKEN": ""}
    assert secrets_on_disk(data, environment) == [
        "the-token-of-the-server",
        "planted key",
        "from the environment",
    ]


def test_the_report_holds_facts_and_logs_without_secrets() -> None:
    logs = {
        "Program log": ["INFO one", "ERROR token=planted-one", "read /home/someone/x with p@ss"],
        "Other": [],
    }
    text = report(
        {"Versions": [Fact("Qt", "6.11"), Fact("Python", "3.11")]},
        logs,
        Masking(["p@ss"]),
        Path("/home/someone"),
    )
    assert "Qt      6.11\nPython  3.11" in text
    assert "INFO one" in text
    assert "planted-one" not in text
    assert "p@ss" not in text
    assert "/home/someone" not in text
    assert "read ~/x" in text
    assert "(empty)" in text
