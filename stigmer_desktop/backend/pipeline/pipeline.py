"""Pipelines: named steps that run in order on one typed context and stop at the first error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Generic, Protocol, TypeVar

from stigmer_desktop.backend.errors import ApiError, StepFailed

C_contra = TypeVar("C_contra", contravariant=True)
C = TypeVar("C")


class Step(Protocol[C_contra]):
    """One named thing that a request goes through.

    Attributes:
        name: how clients and logs know the step.
        needs_store: False for a check of the request alone, which runs before the transaction.
    """

    name: str
    needs_store: bool

    def run(self, context: C_contra) -> None:
        """Does the step on `context`; raises ApiError to end the pipeline."""


class StoreStep:
    """The base facts of a step that reads or writes the store: its class's name is its name."""

    name: str = ""
    needs_store: bool = True

    def __init_subclass__(cls) -> None:
        if "name" not in cls.__dict__:
            cls.name = cls.__name__


class CheckStep(StoreStep):
    """The base facts of a step that looks at the request alone."""

    needs_store = False


class AsideStep(CheckStep):
    """The base facts of a step that works on files, beside whatever reads and writes the store."""


class Pipeline(Generic[C]):
    """The steps of one RPC.

    Args:
        name: the RPC, for example "Agent.create".
        steps: in the order in which they run; checks of the request come first.
    """

    def __init__(self, name: str, *steps: Any) -> None:
        self.name = name
        self.steps: tuple[Step[C], ...] = steps
        self._checks = tuple(step for step in self.steps if not step.needs_store)
        self._work = tuple(step for step in self.steps if step.needs_store)
        if self.steps != self._checks + self._work:
            raise ValueError(f"{name}: checks of the request must stand before the steps that store")

    def check(self, context: C) -> None:
        """Runs the steps that look at the request alone."""
        _run(self._checks, context)

    def work(self, context: C) -> None:
        """Runs the steps that read or write the store; the context has its unit."""
        _run(self._work, context)

    def run(self, context: C) -> None:
        """Runs all steps, inside a unit of work that another pipeline has opened."""
        self.check(context)
        self.work(context)


@contextmanager
def named_step(name: str) -> Iterator[None]:
    """Errors inside carry the name of the step; streams have no pipeline, but steps of the same names."""
    try:
        yield
    except ApiError as error:
        raise StepFailed(name, error) from error


def _run(steps: tuple[Step[C], ...], context: C) -> None:
    for step in steps:
        with named_step(step.name):
            step.run(context)
