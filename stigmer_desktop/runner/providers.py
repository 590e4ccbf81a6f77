"""From the chosen model to a server that answers for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from stigmer_desktop.credentials import normal_base_url
from stigmer_desktop.model_names import LMSTUDIO, OLLAMA, OPENAI, provider
from stigmer_desktop.runner.builtin_model import BuiltinModel
from stigmer_desktop.runner.model_choice import BuiltinChoice, ModelChoice, ServedChoice, shown_url
from stigmer_desktop.runner.model_endpoint import ModelEndpoint
from stigmer_desktop.runner.model_failure import ModelFailure


class Providers:
    """Gives an endpoint for a model choice, for as long as it is needed."""

    def __init__(self, builtin: BuiltinModel) -> None:
        self._builtin = builtin

    @asynccontextmanager
    async def endpoint(
        self, choice: ModelChoice, on_wait: Callable[[bool], None] = lambda waits: None
    ) -> AsyncIterator[ModelEndpoint]:
        """The endpoint of `choice`; the built-in model's server runs while it is held.

        Where the built-in model has to be waited for, since it answers another, `on_wait` is called with
        True, and with False when that is over.

        Raises:
            ModelFailure: the model cannot be used.
        """
        if isinstance(choice, BuiltinChoice):
            async with self._builtin.use(on_wait) as endpoint:
                yield endpoint
        else:
            yield served_endpoint(choice)


def served_endpoint(choice: ServedChoice) -> ModelEndpoint:
    """The endpoint of a model behind a server.

    Raises:
        ModelFailure: the provider's own server is meant, it wants a key, and there is none.
    """
    address = shown_url(choice.base_url)
    described = provider(choice.provider)
    wants_key = described.wants_key or choice.provider == OPENAI
    is_its_own = normal_base_url(choice.base_url) == normal_base_url(described.usual_url)
    if wants_key and is_its_own and not choice.key:
        raise ModelFailure(
            f"There is no API key for {address}. Save one in Settings, set STIGMER_DESKTOP_API_KEY, "
            "or give the base URL of another server."
        )
    name = described.title if choice.provider in (OLLAMA, LMSTUDIO) else "The model server"
    return ModelEndpoint(
        base_url=choice.base_url,
        model=choice.name,
        place=f"{name} at {address}",
        address=address,
        key=choice.key,
        provider=choice.provider,
    )
