"""Merging: later sources win, empty values only declare, and what is secret once stays secret."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stigmer_desktop.api.environment import EnvironmentValue
from stigmer_desktop.backend.executions.run_environment import merged

VALUES = st.builds(EnvironmentValue, value=st.sampled_from(["", "1", "2", "3"]), is_secret=st.booleans())
SOURCES = st.lists(st.dictionaries(st.sampled_from("ABC"), VALUES), max_size=5)


@given(SOURCES)
def test_the_last_value_that_is_given_wins(sources: list[dict[str, EnvironmentValue]]) -> None:
    result = merged(sources)
    for name in "ABC":
        given_values = [source[name] for source in sources if name in source]
        filled = [each.value for each in given_values if each.value]
        if not filled:
            assert name not in result
        else:
            assert result[name].value == filled[-1]
            assert result[name].is_secret == any(each.is_secret for each in given_values)


def test_nothing_merges_to_nothing() -> None:
    assert merged([]) == {}
    assert merged([{}, {"A": EnvironmentValue()}]) == {}
