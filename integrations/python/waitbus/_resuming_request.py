"""A request that lives long: when the daemon restarts it is sent again, from where it stood."""

from __future__ import annotations

import threading
from typing import Any, Callable, Optional

from ._connection import Connection
from ._deadline import Deadline
from ._dial import Address, open_socket
from ._errors import BusError, DaemonUnreachable
from ._frames import Message
from ._outage import Outage


class Closed(Exception):
    """The request was closed, by this thread or another."""


class ResumingRequest:
    def __init__(self, address: Address, to_request: Callable[[], Message], deadline: Deadline) -> None:
        self._address = address
        self._to_request = to_request
        self._outage = Outage()
        self._closed = threading.Event()
        self._connection: Optional[Connection] = None
        self._id = 0
        try:
            self._open(deadline)
        except BaseException:
            self.close()
            raise

    def next_reply(self, deadline: Deadline) -> dict[str, Any]:
        """Raises Closed, TimeoutError, DaemonUnreachable, or BusError when the daemon refuses the request."""
        while True:
            try:
                connection = self._connection or self._open(deadline)
                reply = connection.receive(self._id, deadline)
                self._outage = Outage()
                return reply
            except DaemonUnreachable as error:
                self._lose(error, deadline)
            except BusError:
                self.close()
                raise

    def cancel(self, deadline: Deadline) -> Optional[dict[str, Any]]:
        """The daemon's last word on the request, if it still has one."""
        if self._connection is None:
            return None
        try:
            return self._connection.request({"op": "cancel", "target": self._id}, deadline)
        except (BusError, TimeoutError):
            return None

    def close(self) -> None:
        """The end of its connection is the end of a request."""
        self._closed.set()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.interrupt()
            connection.close()

    def _open(self, deadline: Deadline) -> Connection:
        connection = Connection(open_socket(self._address, deadline, self._outage.may_start))
        try:
            self._id = connection.send(self._to_request(), deadline)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        if self._closed.is_set():
            self.close()
            raise Closed
        return connection

    def _lose(self, error: DaemonUnreachable, deadline: Deadline) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        delay = self._outage.next_delay(None if connection is None else connection.goodbye)
        if delay is None:
            self.close()
            raise error
        if self._closed.wait(deadline.cap(delay)):
            raise Closed
