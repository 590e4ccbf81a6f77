"""An execution's protobuf as lines of JSON."""

from __future__ import annotations

import json

from google.protobuf.json_format import MessageToDict

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.inspector.code_line import MOST_SHOWN, CodeLine, json_spans
from stigmer_desktop.ui.inspector.raw_lines import MASK, RawLines, masked, whole_text
from tests.execution_snapshots import said
from tests.ui.inspector.snapshots import rich


def text_of(raw: RawLines, execution: AgentExecution) -> str:
    return "\n".join(line.text for piece in raw.pieces(execution) for line in piece)


def test_it_is_the_json_of_the_message() -> None:
    execution = rich()
    assert json.loads(text_of(RawLines(), execution)) == MessageToDict(execution)


def test_an_empty_message_is_json_as_well() -> None:
    assert json.loads(text_of(RawLines(), AgentExecution())) == {}


def test_a_newer_snapshot_is_right_though_most_lines_are_kept() -> None:
    raw, execution = RawLines(), rich()
    before = list(raw.pieces(execution))
    newer = AgentExecution()
    newer.CopyFrom(execution)
    newer.status.messages[1].content = "Something else."
    newer.status.messages.append(said("One more."))
    after = list(raw.pieces(newer))
    assert json.loads("\n".join(line.text for piece in after for line in piece)) == MessageToDict(newer)
    kept = {id(piece) for piece in before} & {id(piece) for piece in after}
    assert len(kept) >= 4


def test_secrets_are_not_in_it() -> None:
    execution = rich()
    execution.spec.runtime_env["KEY"].value = "hunter2"
    execution.spec.runtime_env["KEY"].is_secret = True
    execution.spec.runtime_env["PLAIN"].value = "seen"
    execution.spec.callback_token = b"hunter2"
    execution.status.callback_token = b"hunter2"
    execution.status.tool_calls[0].args.update({"api_key": "hunter2", "deep": {"Password": "hunter2"}})
    text = text_of(RawLines(), execution)
    assert "hunter2" not in whole_text(execution)
    assert "hunter2" not in text
    assert "aHVudGVyMg" not in text
    shown = json.loads(text)
    assert shown["spec"]["runtimeEnv"]["KEY"]["value"] == MASK
    assert shown["spec"]["runtimeEnv"]["PLAIN"]["value"] == "seen"
    assert shown["status"]["usage"]["models"][0]["inputTokens"] == "1000"


def test_a_long_text_is_cut_in_the_lines_and_whole_in_the_copy() -> None:
    execution = rich()
    execution.status.tool_calls[0].result = "line\n" * 100_000
    shown = json.loads(text_of(RawLines(), execution))["status"]["toolCalls"][0]["result"]
    assert shown.endswith("… (500 KB)")
    assert len(shown) < 2 * MOST_SHOWN
    assert json.loads(whole_text(execution)) == MessageToDict(execution)


def test_only_what_is_called_like_a_secret_is_masked() -> None:
    assert masked({"max_tokens": "12", "token": "x", "tokens": "y", "secret": ""}) == {
        "max_tokens": "12",
        "token": MASK,
        "tokens": "y",
        "secret": "",
    }


def test_json_has_its_colours() -> None:
    spans = json_spans('  "name": "a \\"b\\"", "n": -1.5e3, "yes": true')
    assert [span.color for span in spans] == [
        "blue",
        "added_text",
        "blue",
        "terminated",
        "blue",
        "purple",
    ]


def test_a_very_long_line_is_drawn_in_part_only() -> None:
    line = CodeLine("x" * 1_000_000)
    assert len(line.shown) == MOST_SHOWN
    assert line.shown.endswith("…")
