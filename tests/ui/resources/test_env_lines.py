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
        ("A=1\nand a sentence", {"A": "1"}),
        ("PATH_X='single q' # why", {"PATH_X": "single q"}),
        ('A="double q" # why', {"A": "double q"}),
        ('A="b # c"', {"A": "b # c"}),
        ("A= # nothing yet", {"A": ""}),
        ("export X=1", {"X": "1"}),
        ('A="no end\nB=1', {"B": "1"}),
        ("", {}),
        ("https://example.com/?a=1", {}),
    ],
)
def test_values_are_read(text: str, values: dict[str, str]) -> None:
    assert {value.name: value.value for value in env_lines(text).values} == values


@pytest.mark.parametrize(("name", "secret"), [("API_KEY", True), ("db_password", True), ("REGION", False)])
def test_names_of_secrets_are_known(name: str, secret: bool) -> None:
    assert env_lines(f"{name}=x").values[0].is_secret is secret


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("A=1\nB=2\n\n1BAD=secret\n# c", ((4, "1BAD"),)),
        ("A=1", ()),
        (f"A=1\n{'x' * 30}\n=", ((2, "x" * 23 + "…"), (3, ""))),
        ("A='sk-1", ((1, "A"),)),
    ],
)
def test_lines_that_set_nothing_are_told_without_their_values(text: str, left_out: object) -> None:
    assert env_lines(text).left_out == left_out
