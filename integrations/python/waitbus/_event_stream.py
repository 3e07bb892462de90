"""Events as an iterator: resumed across restarts, and ended by close()."""

from __future__ import annotations

from types import TracebackType
from typing import Iterator, Optional, Type

from ._deadline import Deadline
from ._dial import Address
from ._errors import BusError, WaitTimedOut
from ._event import Event
from ._resuming_request import Closed, ResumingRequest
from ._subscription import Subscription


class EventStream(Iterator[Event]):
    """Every matching event once, in commit order. What happens after `subscribe` has returned is not missed.

    Leave the loop and the `with` block, or call `close()` from any thread, to end it.
    """

    def __init__(self, address: Address, subscription: Subscription) -> None:
        self._subscription = subscription
        self._is_closed = False
        without_limit = Deadline(None)
        self._request = ResumingRequest(address, subscription.to_request, without_limit)
        while not subscription.is_registered:
            subscription.take(self._request.next_reply(without_limit))

    def __next__(self) -> Event:
        event = self._take(Deadline(None))
        if event is None:
            raise StopIteration
        return event

    def next(self, timeout: Optional[float] = None) -> Event:
        """The next event. Raises WaitTimedOut when none comes within so many seconds; the stream goes on then."""
        try:
            event = self._take(Deadline(timeout))
        except TimeoutError:
            raise WaitTimedOut(f"Timed out after {timeout} s: no event") from None
        if event is None:
            raise BusError("CLIENT_CLOSED", "Cannot use this stream: it was closed", "Subscribe again")
        return event

    def close(self) -> None:
        self._is_closed = True
        self._request.close()

    def __enter__(self) -> EventStream:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_request"):
            self.close()

    def _take(self, deadline: Deadline) -> Optional[Event]:
        while not self._is_closed:
            try:
                event = self._subscription.take(self._request.next_reply(deadline))
            except Closed:
                break
            if event is not None:
                return event
        return None
