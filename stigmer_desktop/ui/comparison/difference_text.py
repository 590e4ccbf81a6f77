"""How time, tokens, money, and the differences in them are written."""

from __future__ import annotations

from stigmer_desktop.ui.comparison.step import Step
from stigmer_desktop.ui.executions.amount_text import cost_text, duration_text, tokens_text

_NO_SECONDS = 0.0005


def step_amount(step: Step) -> str:
    """What a step took: "1.2 s · 340 tokens"; empty where nobody knows."""
    known = []
    if step.seconds is not None:
        known.append(duration_text(step.seconds))
    if step.tokens is not None:
        known.append(tokens_text(step.tokens))
    return " · ".join(known)


def seconds_difference(seconds: float | None) -> str:
    """By how much longer: "+3.2 s"; empty where nobody knows or there is none."""
    if seconds is None or abs(seconds) < _NO_SECONDS:
        return ""
    return _signed(duration_text(abs(seconds)), seconds)


def tokens_difference(tokens: int | None) -> str:
    """By how many tokens more; empty where nobody knows or there is none."""
    return _signed(tokens_text(abs(tokens)), tokens) if tokens else ""


def cost_difference(dollars: float | None) -> str:
    """By how much dearer; empty where nobody knows or there is none."""
    return _signed(cost_text(abs(dollars)), dollars) if dollars else ""


def _signed(amount: str, number: float) -> str:
    sign = "+" if number > 0 else "\N{MINUS SIGN}"
    return f"{sign}{amount}"
