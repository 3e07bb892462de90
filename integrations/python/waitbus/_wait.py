"""Waiting for something to happen: the terms go to the daemon, which answers when they are met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Mapping, NoReturn, Optional, Sequence

from ._deadline import Deadline
from ._dial import Address
from ._errors import BusError, WaitTimedOut, unexpected_reply
from ._event import Event, parse_event
from ._frames import Message
from ._resuming_request import ResumingRequest

# How long a daemon may take to say how far a wait had come, once its time is over.
_LAST_WORD_S = 0.1

OnArmed = Callable[[Sequence[str], str], object]


@dataclass(frozen=True)
class WaitOutcome:
    """`reason`: "matched", "unless" or "absent". `verdict`: what the events say together. The completing event is last."""

    reason: str
    verdict: str
    events: Sequence[Event]


def wait(
    address: Address, terms: Mapping[str, Any], timeout: Optional[float], on_armed: Optional[OnArmed]
) -> WaitOutcome:
    """Raises WaitTimedOut, DaemonUnreachable, BusError."""
    if timeout is not None and not timeout > 0:
        raise BusError(
            "REQUEST_INVALID",
            f"Cannot wait for {timeout} s: not longer than zero",
            "Leave timeout out to wait without a limit",
        )
    deadline = Deadline(timeout)
    pending = _PendingWait(terms, on_armed)
    request: Optional[ResumingRequest] = None
    try:
        request = ResumingRequest(address, pending.to_request, deadline)
        while True:
            outcome = pending.take(request.next_reply(deadline))
            if outcome is not None:
                return outcome
    except TimeoutError:
        _raise_timed_out(timeout, request)
    finally:
        if request is not None:
            request.close()


class _PendingWait:
    def __init__(self, terms: Mapping[str, Any], on_armed: Optional[OnArmed]) -> None:
        self._terms = terms
        self._since: Optional[str] = terms.get("since")
        self._on_armed = on_armed
        self._events: list[Event] = []

    def to_request(self) -> Message:
        self._events = []
        since = {} if self._since is None else {"since": self._since}
        return {"op": "wait", **self._terms, **since}

    def take(self, reply: Mapping[str, Any]) -> Optional[WaitOutcome]:
        op = reply["op"]
        if op == "matched":
            return WaitOutcome(reply["reason"], reply["verdict"], self._events)
        if op == "event":
            self._events.append(parse_event(reply["event"]))
        elif op == "waiting":
            # After a restart the wait begins again where it first began, so nothing in between is missed.
            self._since = self._since or reply["cursor"] or "start"
            if self._on_armed is not None:
                self._on_armed(reply["notes"], reply["text"])
        elif op != "gap":
            raise unexpected_reply(reply, "a wait")
        return None


def _raise_timed_out(timeout: Optional[float], request: Optional[ResumingRequest]) -> NoReturn:
    reply = None if request is None else request.cancel(Deadline(_LAST_WORD_S))
    outstanding = [clause["text"] for clause in (reply or {}).get("clauses", []) if clause["matches"] == 0]
    what = f"nothing matched {', '.join(outstanding)}" if outstanding else "no match"
    raise WaitTimedOut(
        f"Timed out after {timeout:g} s: {what}",
        "waitbus why tells what a wait can never match; since='10m' looks back",
    ) from None
