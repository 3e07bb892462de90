"""The event as it was committed, and what an emitter says to make one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, TypedDict

_FAILURES = frozenset({"failure", "cancelled", "timed_out", "startup_failure"})


@dataclass(frozen=True)
class Event:
    """One committed fact. `event_id` is the cursor; `received_at` is nanoseconds since the epoch, exact."""

    event_id: str
    delivery_id: str
    source: str
    event_type: str
    owner: str
    repo: str
    received_at: int
    summary: str
    fields: Mapping[str, Any]

    @property
    def verdict(self) -> str:
        """What `fields["conclusion"]` means for an exit code: "success", "failure" or "none"."""
        conclusion = self.fields.get("conclusion")
        if conclusion in _FAILURES:
            return "failure"
        return "success" if conclusion == "success" else "none"


def parse_event(wire: Mapping[str, Any]) -> Event:
    return Event(**{name: wire[name] for name in Event.__dataclass_fields__})


class _Named(TypedDict):
    source: str
    event_type: str


class EventDraft(_Named, total=False):
    """What an emitter says; the daemon fills in what is absent."""

    delivery_id: str
    owner: str
    repo: str
    received_at: int
    summary: str
    fields: Mapping[str, Any]
    payload: Any


@dataclass(frozen=True)
class EmitResult:
    """`outcome` is "committed", or "duplicate" when the log knew the delivery id; `event_id` is then the first one's."""

    event_id: str
    outcome: str
