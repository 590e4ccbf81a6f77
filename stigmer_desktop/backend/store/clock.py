"""Time as the store keeps it: microseconds since 1970, UTC."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp


def now_micros() -> int:
    """The present moment in microseconds since 1970, UTC."""
    return time.time_ns() // 1000


def timestamp_of(micros: int) -> Timestamp:
    """`micros` as a protobuf timestamp."""
    return Timestamp(seconds=micros // 1_000_000, nanos=micros % 1_000_000 * 1000)


def micros_of(timestamp: Timestamp) -> int:
    """A protobuf timestamp as microseconds since 1970."""
    return timestamp.seconds * 1_000_000 + timestamp.nanos // 1000


def rfc3339(micros: int) -> str:
    """`micros` in RFC 3339, UTC, for example 2026-01-26T14:02:11.250000Z; empty for 0."""
    if not micros:
        return ""
    moment = datetime.fromtimestamp(micros / 1_000_000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{micros % 1_000_000:06d}Z"


def micros_of_rfc3339(text: str) -> int:
    """The moment that `text` names; 0 when it names none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return 0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1_000_000)
