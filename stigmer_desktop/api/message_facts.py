"""What runner and server say in a message's metadata about how the message came about."""

from __future__ import annotations

from stigmer_desktop.api.execution import AgentMessage

# When the model was asked for what begins with this message, in RFC 3339.
ASKED_AT = "asked_at"
# When the message stopped growing, in RFC 3339.
ENDED_AT = "ended_at"
# True where the model call that the message came from was not brought to its end.
BROKEN_OFF = "broken_off"
# What a runner does while a message without words grows.
STEP = "step"
STARTING_MCP_SERVERS = "starting_mcp_servers"


def text_fact(message: AgentMessage, name: str) -> str:
    """What the metadata has under `name`, if it is a text."""
    if not message.HasField("metadata") or name not in message.metadata.fields:
        return ""
    return message.metadata.fields[name].string_value


def is_broken_off(message: AgentMessage) -> bool:
    """Whether the model was interrupted while it said this."""
    return (
        message.HasField("metadata")
        and BROKEN_OFF in message.metadata.fields
        and message.metadata.fields[BROKEN_OFF].bool_value
    )


def break_off(message: AgentMessage, moment: str) -> None:
    """Ends a message that still grew when its work was interrupted, at `moment` (RFC 3339)."""
    message.is_streaming = False
    message.metadata.update({BROKEN_OFF: True, ENDED_AT: moment})
