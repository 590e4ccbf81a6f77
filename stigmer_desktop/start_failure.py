"""Why the program cannot do what was asked, in sentences for people."""

from __future__ import annotations


class CannotStart(Exception):
    """The program cannot do what was asked; the text says why, for a person."""


class DatabaseDamaged(CannotStart):
    """The database cannot be read; setting it aside would let the program start."""
