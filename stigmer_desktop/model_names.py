"""How models are named: "builtin", or a provider's prefix and the name that the provider has for it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from stigmer_desktop.settings import BUILTIN_MODEL, Settings

# What the built-in model calls itself when it answers.
BUILTIN_NAME = "SmolLM2-135M-Instruct"
OLLAMA, LMSTUDIO, OPENAI, ANTHROPIC = "ollama", "lmstudio", "openai", "anthropic"


@dataclass(frozen=True)
class Provider:
    """Where models come from, the built-in one aside.

    Attributes:
        key: the prefix of its models' names, without the colon.
        title: how it is called.
        usual_url: where it answers if nothing else is said, as its clients want it.
        setting: the field of Settings that holds another address.
        wants_key: whether it answers nobody without a key.
    """

    key: str
    title: str
    usual_url: str
    setting: str
    wants_key: bool = False

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine, as a rule."""
        return "127.0.0.1" in self.usual_url


PROVIDERS = (
    Provider(OLLAMA, "Ollama", "http://127.0.0.1:11434/v1", "ollama_url"),
    Provider(LMSTUDIO, "LM Studio", "http://127.0.0.1:1234/v1", "lmstudio_url"),
    Provider(OPENAI, "OpenAI-compatible", "https://api.openai.com/v1", "base_url"),
    Provider(ANTHROPIC, "Anthropic", "https://api.anthropic.com", "anthropic_url", wants_key=True),
)


def provider(key: str) -> Provider:
    """The provider with that key.

    Raises:
        KeyError: there is none.
    """
    return {each.key: each for each in PROVIDERS}[key]


def split_model(text: str) -> tuple[str, str]:
    """The provider's key and the model's own name in `text`; a text without prefix is all name."""
    head, colon, name = text.strip().partition(":")
    if colon and any(head == each.key for each in PROVIDERS):
        return head, name.strip()
    return "", text.strip()


def model_url(key: str, url: str) -> str:
    """`url` as the clients of a provider want it; empty gives the usual one.

    OpenAI's protocol has a path in its base URL, Anthropic's has none, and for Ollama and LM Studio
    people give either.
    """
    url = url.strip().rstrip("/")
    if not url:
        return provider(key).usual_url
    if key == OPENAI:
        return url
    root = url.removesuffix("/v1").rstrip("/")
    return root if key == ANTHROPIC else f"{root}/v1"


def configured_url(key: str, settings: Settings) -> str:
    """Where a provider's models answer, as the settings say."""
    return model_url(key, str(getattr(settings, provider(key).setting)))


def is_address(url: str) -> bool:
    """Whether `url` is the address of a server."""
    try:
        address = urlsplit(url)
        return address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:
        return False


def is_builtin(text: str) -> bool:
    """Whether `text` names the model that comes with the program."""
    return text.strip() == BUILTIN_MODEL
