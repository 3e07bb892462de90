"""Events as an async iterator on asyncio, without a thread that waits."""

from __future__ import annotations

import asyncio
import socket
from types import TracebackType
from typing import Any, AsyncIterator, Optional, Type

from ._connection import connection_lost
from ._deadline import Deadline
from ._dial import Address, open_socket
from ._errors import DaemonUnreachable, refusal_of
from ._event import Event
from ._frames import FrameReader, encode_request
from ._outage import Outage
from ._subscription import Subscription

_READ_BYTES = 65536


class AsyncEventStream(AsyncIterator[Event]):
    """Every matching event once, in commit order.

    It begins with `async with`, which returns when nothing is missed any more, or else with the loop.
    Leaving the `async with` block, or `aclose()`, ends it.
    """

    def __init__(self, address: Address, subscription: Subscription) -> None:
        self._address = address
        self._subscription = subscription
        self._outage = Outage()
        self._connection: Optional[_AsyncConnection] = None
        self._has_begun = False
        self._is_closed = False

    async def __anext__(self) -> Event:
        while not self._is_closed:
            event = await self._step()
            if event is not None:
                return event
        raise StopAsyncIteration

    async def __aenter__(self) -> AsyncEventStream:
        while not self._subscription.is_registered and not self._is_closed:
            await self._step()
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        self._is_closed = True
        self._hang_up()

    async def _step(self) -> Optional[Event]:
        """Takes one reply; gives the event in it, if there is one."""
        try:
            connection = self._connection or await self._open()
            reply = await connection.receive()
        except DaemonUnreachable as error:
            await self._lose(error)
            return None
        self._outage = Outage()
        return self._subscription.take(reply)

    async def _open(self) -> _AsyncConnection:
        connected = await _open_in_thread(self._address, self._outage.may_start)
        connection = await _AsyncConnection.over(connected)
        if self._is_closed:
            connection.close()
            raise asyncio.CancelledError
        connection.send(encode_request(1, self._subscription.to_request()))
        self._connection = connection
        self._has_begun = True
        return connection

    async def _lose(self, error: DaemonUnreachable) -> None:
        goodbye = None if self._connection is None else self._connection.goodbye
        self._hang_up()
        delay = self._outage.next_delay(goodbye)
        # Who never had a daemon is told at once.
        if self._is_closed:
            return
        if delay is None or not self._has_begun:
            raise error
        await asyncio.sleep(delay)

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class _AsyncConnection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._frames = FrameReader()
        self.goodbye: Optional[str] = None

    @staticmethod
    async def over(connected: socket.socket) -> _AsyncConnection:
        return _AsyncConnection(*await asyncio.open_unix_connection(sock=connected))

    def send(self, frame: bytes) -> None:
        self._writer.write(frame)

    async def receive(self) -> dict[str, Any]:
        """The next reply: one request is all that goes over it."""
        while True:
            message = self._frames.next_message()
            if message is None:
                self._frames.feed(await self._read())
            elif message["op"] == "goodbye":
                self.goodbye = message["reason"]
            elif message["op"] == "error":
                raise refusal_of(message)
            else:
                return message

    def close(self) -> None:
        self._writer.close()

    async def _read(self) -> bytes:
        try:
            data = await self._reader.read(_READ_BYTES)
        except OSError as cause:
            raise connection_lost("the connection broke") from cause
        if data == b"":
            raise connection_lost("the daemon closed the connection")
        return data


async def _open_in_thread(address: Address, may_start: bool) -> socket.socket:
    """Starting a daemon takes a while; whoever is cancelled meanwhile leaves no socket behind."""
    loop = asyncio.get_running_loop()
    opening = loop.run_in_executor(None, open_socket, address, Deadline(None), may_start)
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_close_result)
        raise


def _close_result(opening: asyncio.Future[socket.socket]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
