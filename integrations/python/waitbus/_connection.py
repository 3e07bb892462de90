"""One connection to the daemon, read and written by one thread at a time."""

from __future__ import annotations

import socket
from typing import Any, Optional

from ._deadline import Deadline
from ._errors import DaemonUnreachable, refusal_of
from ._frames import FrameReader, Message, encode_request

_READ_BYTES = 65536


class Connection:
    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._frames = FrameReader()
        self._next_id = 1
        self.goodbye: Optional[str] = None
        """The reason the daemon gave when it left in good order."""

    def send(self, body: Message, deadline: Deadline) -> int:
        """Sends a request; gives its id. A connection on which this fails is of no use any more."""
        request_id = self._next_id
        frame = encode_request(request_id, body)
        self._next_id += 1
        seconds = deadline.left()
        try:
            self._socket.settimeout(seconds)
            self._socket.sendall(frame)
        except socket.timeout as cause:  # not yet a TimeoutError in Python 3.9
            raise TimeoutError from cause
        except OSError as cause:
            raise connection_lost("the connection broke") from cause
        return request_id

    def receive(self, request_id: int, deadline: Deadline) -> dict[str, Any]:
        """The next reply to this request. Raises BusError when the daemon refuses it, DaemonUnreachable, TimeoutError."""
        while True:
            message = self._frames.next_message()
            if message is None:
                self._read(deadline)
            elif message["op"] == "goodbye":
                self.goodbye = message["reason"]
            elif message["op"] == "error" and message["id"] in (None, request_id):
                raise refusal_of(message)
            elif message.get("id") == request_id:
                return message

    def request(self, body: Message, deadline: Deadline) -> dict[str, Any]:
        """Sends a request that has one reply, and waits for that."""
        return self.receive(self.send(body, deadline), deadline)

    def interrupt(self) -> None:
        """Wakes whoever reads in another thread."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            # The daemon was quicker.
            pass

    def close(self) -> None:
        self._socket.close()

    def _read(self, deadline: Deadline) -> None:
        seconds = deadline.left()
        try:
            self._socket.settimeout(seconds)
            data = self._socket.recv(_READ_BYTES)
        except socket.timeout as cause:  # not yet a TimeoutError in Python 3.9
            raise TimeoutError from cause
        except OSError as cause:
            raise connection_lost("the connection broke") from cause
        if data == b"":
            raise connection_lost("the daemon closed the connection")
        self._frames.feed(data)


def connection_lost(what: str) -> DaemonUnreachable:
    return DaemonUnreachable(f"Cannot talk to the daemon: {what}", "waitbus status")
