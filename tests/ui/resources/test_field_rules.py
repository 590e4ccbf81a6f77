"""The rules that the form tells while one types are the contract's own."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.agent import Agent, AgentSpec
from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.api.rules import field_rules
from stigmer_desktop.ui.resources.field_rules import (
    fault_of_name,
    fault_of_number,
    fault_of_pushed_name,
    fault_of_text,
    rules_at,
)


def test_the_limit_is_read_from_the_contract() -> None:
    assert field_rules(AgentSpec.DESCRIPTOR, "instructions").string.min_len == 10
    assert not field_rules(AgentSpec.DESCRIPTOR, "description").string.HasField("min_len")
    with pytest.raises(KeyError):
        field_rules(AgentSpec.DESCRIPTOR, "no_such_field")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "At least 10 characters are needed: 10 more."),
        ("123456789", "At least 10 characters are needed: 1 more."),
        ("1234567890", ""),
        ("ä" * 10, ""),
        ("😀" * 9, "At least 10 characters are needed: 1 more."),
    ],
)
def test_instructions_have_a_least_length(text: str, fault: str) -> None:
    assert fault_of_text(rules_at(Agent, "spec.instructions"), text) == fault


def test_a_field_without_rules_takes_anything() -> None:
    assert fault_of_text(rules_at(Agent, "spec.description"), "") == ""


@pytest.mark.parametrize("name", ["Writer", "7", "你好 a", "Agent@123!"])
def test_a_name_that_leaves_a_slug_is_fine(name: str) -> None:
    assert fault_of_name(name) == fault_of_pushed_name(name) == ""


@pytest.mark.parametrize("name", ["", "   "])
def test_a_name_is_needed(name: str) -> None:
    assert fault_of_name(name) == fault_of_pushed_name(name) == "A name is needed."


@pytest.mark.parametrize("name", ["!!!", "你好", "Помощник", "🐸🐸"])
def test_a_name_that_leaves_none_is_refused_for_skills_alone(name: str) -> None:
    assert fault_of_name(name) == ""
    assert fault_of_pushed_name(name)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "This is needed."),
        ("example", "A whole address is needed, for example https://example.com/mcp."),
        ("https://example.com/a b", "A whole address is needed, for example https://example.com/mcp."),
        ("http://127.0.0.1:8000/mcp", ""),
    ],
)
def test_an_address_is_a_whole_one(text: str, fault: str) -> None:
    assert fault_of_text(rules_at(McpServer, "spec.http.url"), text) == fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", ""),
        ("300", ""),
        ("301", "From 0 to 300."),
        ("-1", "From 0 to 300."),
        ("x", "A whole number is needed."),
    ],
)
def test_a_number_has_bounds(text: str, fault: str) -> None:
    assert fault_of_number(rules_at(McpServer, "spec.http.timeout_seconds"), text) == fault
