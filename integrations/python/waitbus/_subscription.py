"""What a stream of events knows of itself, for threads and for asyncio."""

from __future__ import annotations

from typing import Any, Callable, Mapping, Optional

from ._errors import unexpected_reply
from ._event import Event, parse_event
from ._frames import Message


class Subscription:
    def __init__(
        self,
        selection: Mapping[str, Any],
        on_gap: Optional[Callable[[str], object]],
        on_caught_up: Optional[Callable[[], object]],
    ) -> None:
        self._selection = selection
        self._cursor: Optional[str] = selection.get("since")
        self._on_gap = on_gap
        self._on_caught_up = on_caught_up
        self.is_registered = False

    def to_request(self) -> Message:
        # No credit: whoever does not read leaves the events in the log.
        return {"op": "subscribe", **self._selection, "since": self._cursor or "now"}

    def take(self, reply: Mapping[str, Any]) -> Optional[Event]:
        """The event in a reply, if there is one."""
        op = reply["op"]
        if op == "event":
            event = parse_event(reply["event"])
            self._cursor = event.event_id
            return event
        if op == "subscribed":
            # A stream that began now goes on from here after a restart.
            self._cursor = self._cursor or reply["cursor"] or "start"
            self.is_registered = True
        elif op == "gap":
            self._cursor = reply["removed_through"]
            if self._on_gap is not None:
                self._on_gap(reply["removed_through"])
        elif op == "caught_up":
            tell, self._on_caught_up = self._on_caught_up, None
            if tell is not None:
                tell()
        else:
            raise unexpected_reply(reply, "a stream of events")
        return None
