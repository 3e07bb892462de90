"""The handle on the bus: one connection for all short calls, opened when first used; waits and streams have their own."""

from __future__ import annotations

import os
import threading
import time
import uuid
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Iterable, Optional, Sequence, Type, TypeVar

from . import _messages
from ._connection import Connection
from ._deadline import Deadline
from ._dial import open_socket, resolve_address
from ._errors import BusError, DaemonUnreachable, WaitTimedOut, unexpected_reply
from ._event import EmitResult, Event, EventDraft, parse_event
from ._event_stream import EventStream
from ._frames import Message
from ._selection import Selection, Texts, WaitTerms, to_wire
from ._subscription import Subscription
from ._wait import OnArmed, WaitOutcome, wait

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._async_event_stream import AsyncEventStream

_T = TypeVar("_T")

_ATTEMPTS = 4


@dataclass(frozen=True)
class QueryPage:
    """Events in commit order; `next` is the `since` of the next page, None when this was the last."""

    events: Sequence[Event]
    next: Optional[str]


class BusClient:
    """May be used from several threads, and on both sides of a fork. Close it, or use it in a `with` block.

    Every time limit is in seconds. Every call raises DaemonUnreachable when there is no daemon and none can be
    started, and BusError with its code when the daemon refuses.
    """

    def __init__(self, *, socket_path: Optional[str] = None, autostart: Optional[bool] = None) -> None:
        self._address = resolve_address(socket_path, autostart)
        self._lock = threading.Lock()
        self._connection: Optional[Connection] = None
        self._pid = os.getpid()
        self._is_closed = False

    def emit(self, draft: EventDraft, *, timeout: Optional[float] = None) -> EmitResult:
        """Stores one event; returns once it is committed, so it survives whatever happens to the daemon.

        A `delivery_id` that the log knows already is a "duplicate" and stores nothing.
        """
        return self.emit_batch([draft], timeout=timeout)[0]

    def emit_batch(self, drafts: Iterable[EventDraft], *, timeout: Optional[float] = None) -> Sequence[EmitResult]:
        """Stores up to 10,000 events in one commit, in order; none of them when one is invalid."""
        # It may be repeated when the answer is lost: the delivery ids make the second one a no-op.
        events = [_with_delivery_id(draft) for draft in drafts]
        if not events:
            return []
        reply = self._request({"op": "emit", "events": events}, timeout)
        return [EmitResult(result["event_id"], result["outcome"]) for result in _expect("ack", reply)["results"]]

    def wait_for(
        self,
        match: Optional[Texts] = None,
        *,
        timeout: Optional[float] = None,
        on_armed: Optional[OnArmed] = None,
        **terms: Unpack[WaitTerms],
    ) -> Event:
        """The event that meets the terms, from now or from `since`; of several, the last. Raises WaitTimedOut.

        With `unless` it may be the one that ended the wait, and `absent_ms` ends without one: `wait` tells them apart.
        """
        events = self.wait(match, timeout=timeout, on_armed=on_armed, **terms).events
        if not events:
            raise BusError("EVENT_NOT_FOUND", "Cannot return an event: the wait ended because none came", "Use wait()")
        return events[-1]

    def wait(
        self,
        match: Optional[Texts] = None,
        *,
        timeout: Optional[float] = None,
        on_armed: Optional[OnArmed] = None,
        **terms: Unpack[WaitTerms],
    ) -> WaitOutcome:
        """What met the terms: one event, several clauses, a sequence, a count, or silence. Raises WaitTimedOut.

        `on_armed(notes, text)` is called once the daemon has registered the wait: what happens then is not missed.
        """
        return wait(self._address, to_wire(match, terms), timeout, on_armed)

    def subscribe(
        self,
        match: Optional[Texts] = None,
        *,
        on_gap: Optional[Callable[[str], object]] = None,
        on_caught_up: Optional[Callable[[], object]] = None,
        **selection: Unpack[Selection],
    ) -> EventStream:
        """Every matching event, once and in commit order, across restarts of the daemon.

        What happens after this has returned is not missed. `on_gap(removed_through)` hears of events that retention
        removed before they were read; `on_caught_up()` is called once, when the past has been given out.
        """
        return EventStream(self._address, Subscription(to_wire(match, selection), on_gap, on_caught_up))

    def asubscribe(
        self,
        match: Optional[Texts] = None,
        *,
        on_gap: Optional[Callable[[str], object]] = None,
        on_caught_up: Optional[Callable[[], object]] = None,
        **selection: Unpack[Selection],
    ) -> AsyncEventStream:
        """The same on asyncio; what happens once its `async with` block is entered is not missed."""
        # Only here: asyncio takes longer to load than all the rest.
        from ._async_event_stream import AsyncEventStream

        return AsyncEventStream(self._address, Subscription(to_wire(match, selection), on_gap, on_caught_up))

    def query(
        self,
        match: Optional[Texts] = None,
        *,
        limit: int = 100,
        newest: bool = False,
        timeout: Optional[float] = None,
        **selection: Unpack[Selection],
    ) -> QueryPage:
        """A page of what the log holds, from its start or from `since`, or its last events; waits for nothing."""
        body = {"op": "query", **to_wire(match, selection), "limit": limit, "newest": newest}

        def ask(connection: Connection, deadline: Deadline) -> QueryPage:
            events: list[Event] = []
            request_id = connection.send(body, deadline)
            while True:
                reply = connection.receive(request_id, deadline)
                if reply["op"] != "event":
                    return QueryPage(events, _expect("end", reply)["next"])
                events.append(parse_event(reply["event"]))

        return self._repeat(ask, timeout)

    def get(self, event_id: str, *, timeout: Optional[float] = None) -> tuple[Event, Any]:
        """One event with its raw payload, None when it has none."""
        detail = _expect("detail", self._request({"op": "get", "event_id": event_id}, timeout))
        return parse_event(detail["event"]), detail["payload"]

    def status(self, *, timeout: Optional[float] = None) -> dict[str, Any]:
        """The daemon's own account of itself, as docs/protocol.md describes it."""
        account: dict[str, Any] = _expect("status", self._request({"op": "status"}, timeout))["status"]
        return account

    def request(
        self,
        to: str,
        body: str,
        *,
        sender: str,
        timeout: Optional[float] = None,
        reply_to: Optional[str] = None,
        correlation_id: Optional[str] = None,
        thread: Optional[str] = None,
    ) -> Event:
        """Sends a message to an agent and gives the first reply to it. Raises WaitTimedOut.

        Further replies: `subscribe(f"msg_correlation_id={...}", to=sender, since=reply.event_id)`. The same
        correlation id again is the same request: it is not sent twice, and its first reply answers both.
        """
        started = time.monotonic()
        draft = _messages.request_draft(
            to, body, sender=sender, reply_to=reply_to, correlation_id=correlation_id, thread=thread
        )
        sent = self.emit(draft, timeout=timeout)
        left = None if timeout is None else max(timeout - (time.monotonic() - started), 0.001)
        # From the request on, so that no reply can be too quick.
        return self.wait_for(
            _messages.reply_matchers(draft),
            source=_messages.SOURCE,
            event_type=_messages.EVENT_TYPE,
            since=sent.event_id,
            timeout=left,
        )

    def respond(
        self,
        message: Event,
        body: str,
        *,
        sender: Optional[str] = None,
        thread: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> EmitResult:
        """Replies to a request, once or several times. `sender` is the one it was sent to, unless named."""
        return self.emit(_messages.reply_draft(message, body, sender=sender, thread=thread), timeout=timeout)

    def close(self) -> None:
        """Waits and streams are not ended by it: they have connections of their own."""
        with self._lock:
            self._is_closed = True
            self._hang_up()

    def __enter__(self) -> BusClient:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def _request(self, body: Message, timeout: Optional[float]) -> dict[str, Any]:
        return self._repeat(lambda connection, deadline: connection.request(body, deadline), timeout)

    def _repeat(self, ask: Callable[[Connection, Deadline], _T], timeout: Optional[float]) -> _T:
        """Asks again when the connection is lost meanwhile: it must not matter how often it is asked."""
        deadline = Deadline(timeout)
        with self._lock:
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    return self._ask(ask, deadline)
                except DaemonUnreachable:
                    if attempt == _ATTEMPTS:
                        raise
                except TimeoutError:
                    raise WaitTimedOut(f"Timed out after {timeout:g} s: the daemon has not answered", "waitbus status")
        raise AssertionError("unreachable")

    def _ask(self, ask: Callable[[Connection, Deadline], _T], deadline: Deadline) -> _T:
        try:
            return ask(self._open(deadline), deadline)
        except BaseException as error:
            # A refusal leaves the connection as it was; after anything else, half an answer may be on its way.
            if not isinstance(error, BusError) or isinstance(error, DaemonUnreachable):
                self._hang_up()
            raise

    def _open(self, deadline: Deadline) -> Connection:
        if self._is_closed:
            raise BusError("CLIENT_CLOSED", "Cannot use this client: it was closed", "Open another one with connect()")
        if self._pid != os.getpid():
            # The connection is the parent's.
            self._pid = os.getpid()
            self._hang_up()
        if self._connection is None:
            self._connection = Connection(open_socket(self._address, deadline))
        return self._connection

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _with_delivery_id(draft: EventDraft) -> EventDraft:
    # Growing with time: the store's index of them then grows at one end.
    if "delivery_id" in draft:
        return draft
    identified = draft.copy()
    identified["delivery_id"] = f"{time.time_ns()}-{uuid.uuid4().hex}"
    return identified


def _expect(op: str, reply: dict[str, Any]) -> dict[str, Any]:
    if reply["op"] != op:
        raise unexpected_reply(reply, f'a request that is answered with "{op}"')
    return reply
