"""Frames of protocol version 2: four bytes of length, then one JSON object. docs/protocol.md has the bytes."""

from __future__ import annotations

import json
import struct
from typing import Any, Mapping, Optional

from ._errors import BusError, DaemonUnreachable

Message = Mapping[str, Any]

MAX_FRAME_BYTES = 16 * 1024 * 1024
_PREFIX = struct.Struct(">I")


def encode_request(request_id: int, body: Message) -> bytes:
    """Raises BusError REQUEST_INVALID when it cannot be said in JSON, or not in one frame."""
    try:
        # Text that is no Unicode, such as the name of a file, stays in its escapes.
        text = json.dumps({"proto": 2, "id": request_id, **body}, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as cause:
        raise BusError("REQUEST_INVALID", f"Cannot send what JSON cannot say: {cause}") from cause
    if len(text) > MAX_FRAME_BYTES:
        raise BusError(
            "REQUEST_INVALID",
            f"Cannot send {len(text)} bytes at once: {MAX_FRAME_BYTES} are allowed",
            "Emit large batches in several parts",
        )
    return _PREFIX.pack(len(text)) + text.encode("ascii")


class FrameReader:
    """Takes bytes as they come and gives out the messages in them."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._start = 0

    def feed(self, data: bytes) -> None:
        # What has been read is removed once for each feed, and not once for each message.
        del self._bytes[: self._start]
        self._start = 0
        self._bytes += data

    def next_message(self) -> Optional[dict[str, Any]]:
        """None until a whole one is there."""
        body = self._start + _PREFIX.size
        if len(self._bytes) < body:
            return None
        (length,) = _PREFIX.unpack_from(self._bytes, self._start)
        if not 0 < length <= MAX_FRAME_BYTES:
            raise DaemonUnreachable("Cannot talk to the daemon: what it sent is not the protocol", "waitbus status")
        end = body + length
        if len(self._bytes) < end:
            return None
        self._start = end
        message: dict[str, Any] = json.loads(self._bytes[body:end])
        return message
