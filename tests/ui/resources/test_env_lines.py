"""Lines as .env files have them."""

from __future__ import annotations

import pytest

from stigmer_desktop.ui.resources.env_lines import env_lines


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A=1", {"A": "1"}),
        ("  export  A_B.c-d = x y  ", {"A_B.c-d": "x y"}),
        ('A="a \\"b\\" \\n c"', {"A": 'a "b" \n c'}),
        ("A='a \\n # b'", {"A": "a \\n # b"}),
        ("A=a#b # c", {"A": "a#b"}),
        ("A=", {"A": ""}),
        ("A=b=c", {"A": "b=c"}),
        ("# only words\n\nA=1\nA=2", {"A": "2"}),
        ("just a sentence", {}),
        ("A=1\nand a sentence", {}),
        ("", {}),
        ("https://example.com/?a=1", {}),
    ],
)
def test_values_are_read(text: str, values: dict[str, str]) -> None:
    assert {value.name: value.value for value in env_lines(text)} == values


@pytest.mark.parametrize(("name", "secret"), [("API_KEY", True), ("db_password", True), ("REGION", False)])
def test_names_of_secrets_are_known(name: str, secret: bool) -> None:
    assert env_lines(f"{name}=x")[0].is_secret is secret
