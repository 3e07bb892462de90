"""waitbus: a local event bus for one user's machine, from Python.

    from waitbus import emit, wait_for

    emit({"source": "backup", "event_type": "finished", "fields": {"conclusion": "success"}})
    event = wait_for("conclusion=failure", source="ci", timeout=60)

Each function opens a connection of its own and starts a daemon when there is none; `connect()` serves a series better.
The names and their meaning are those of the TypeScript SDK; time limits named `timeout` are in seconds.
"""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, Callable, Optional

from ._client import BusClient, QueryPage
from ._errors import BusError, DaemonUnreachable, WaitTimedOut
from ._event import EmitResult, Event, EventDraft
from ._event_stream import EventStream
from ._selection import Selection, WaitTerms
from ._wait import WaitOutcome

if TYPE_CHECKING:
    from typing import TypeVar

    from typing_extensions import Concatenate, ParamSpec

    from ._async_event_stream import AsyncEventStream

    _P = ParamSpec("_P")
    _T = TypeVar("_T")

__version__ = "0.1.0"

__all__ = [
    "AsyncEventStream",
    "BusClient",
    "BusError",
    "DaemonUnreachable",
    "EmitResult",
    "Event",
    "EventDraft",
    "EventStream",
    "QueryPage",
    "Selection",
    "WaitOutcome",
    "WaitTerms",
    "WaitTimedOut",
    "asubscribe",
    "connect",
    "emit",
    "emit_batch",
    "request",
    "respond",
    "subscribe",
    "wait",
    "wait_for",
]


def connect(*, socket_path: Optional[str] = None, autostart: Optional[bool] = None) -> BusClient:
    """A handle on this user's bus, for several calls; its connection opens with the first one.

    By default the socket is where the daemon of this environment has it, and a daemon is started when none listens,
    unless WAITBUS_AUTOSTART is 0. Raises BusError PATH_INVALID, CONFIG_INVALID.
    """
    return BusClient(socket_path=socket_path, autostart=autostart)


def _once(method: Callable[Concatenate[BusClient, _P], _T]) -> Callable[_P, _T]:
    """The method as a function with a client of its own."""

    @functools.wraps(method)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        with connect() as bus:
            return method(bus, *args, **kwargs)

    signature = inspect.signature(method)
    without_self = list(signature.parameters.values())[1:]
    setattr(call, "__signature__", signature.replace(parameters=without_self))
    return call


emit = _once(BusClient.emit)
emit_batch = _once(BusClient.emit_batch)
wait_for = _once(BusClient.wait_for)
wait = _once(BusClient.wait)
subscribe = _once(BusClient.subscribe)
asubscribe = _once(BusClient.asubscribe)
request = _once(BusClient.request)
respond = _once(BusClient.respond)


def __getattr__(name: str) -> Any:
    if name == "AsyncEventStream":
        from ._async_event_stream import AsyncEventStream

        return AsyncEventStream
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
