"""From the chosen model to a server that answers for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from stigmer_desktop.credentials import OPENAI_URL, normal_base_url
from stigmer_desktop.runner.builtin_model import BuiltinModel
from stigmer_desktop.runner.model_choice import BuiltinChoice, ModelChoice, OpenAIChoice, shown_url
from stigmer_desktop.runner.model_endpoint import ModelEndpoint
from stigmer_desktop.runner.model_failure import ModelFailure


class Providers:
    """Gives an endpoint for a model choice, for as long as it is needed."""

    def __init__(self, builtin: BuiltinModel) -> None:
        self._builtin = builtin

    @asynccontextmanager
    async def endpoint(self, choice: ModelChoice) -> AsyncIterator[ModelEndpoint]:
        """The endpoint of `choice`; the built-in model's server runs while it is held.

        Raises:
            ModelFailure: the model cannot be used.
        """
        if isinstance(choice, BuiltinChoice):
            async with self._builtin.use() as endpoint:
                yield endpoint
        else:
            yield openai_endpoint(choice)


def openai_endpoint(choice: OpenAIChoice) -> ModelEndpoint:
    """The endpoint of a model behind an OpenAI-compatible server.

    Raises:
        ModelFailure: OpenAI itself is meant and there is no key for it.
    """
    address = shown_url(choice.base_url)
    if not choice.key and normal_base_url(choice.base_url) == normal_base_url(OPENAI_URL):
        raise ModelFailure(
            f"There is no API key for {address}. Save one in Settings, set STIGMER_DESKTOP_API_KEY, "
            "or give the base URL of another server."
        )
    return ModelEndpoint(
        base_url=choice.base_url,
        model=choice.name,
        place=f"The model server at {address}",
        address=address,
        key=choice.key,
    )
