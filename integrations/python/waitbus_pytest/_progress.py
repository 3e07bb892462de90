"""How far a run has come, in memory that outlives it: what it costs is a few bytes written, and no system call."""

from __future__ import annotations

import mmap
import struct
import tempfile
from typing import IO, Optional

#: What pytest counts, in the order of its summary.
COUNTED = ("failed", "passed", "skipped", "xfailed", "xpassed", "errors")

_COUNTS = struct.Struct(f"<{len(COUNTED)}I")
_ONE = struct.Struct("<I")
_LENGTH = struct.Struct("<H")
_TEXT_AT = _COUNTS.size + _LENGTH.size
_SIZE = 4096


class Progress:
    def __init__(self, fd: int) -> None:
        self._memory = mmap.mmap(fd, _SIZE)

    @staticmethod
    def create() -> tuple[Progress, IO[bytes]]:
        file = tempfile.TemporaryFile("w+b")
        # Written and not only made long: a disk that fills up later must not take the page away.
        file.write(bytes(_SIZE))
        file.flush()
        return Progress(file.fileno()), file

    def count(self, what: str) -> None:
        at = COUNTED.index(what) * _ONE.size
        (so_far,) = _ONE.unpack_from(self._memory, at)
        _ONE.pack_into(self._memory, at, so_far + 1)

    def counts(self) -> dict[str, int]:
        return dict(zip(COUNTED, _COUNTS.unpack_from(self._memory)))

    def run(self, nodeid: str) -> None:
        """This test runs now."""
        text = nodeid.encode("utf-8", "replace")[: _SIZE - _TEXT_AT]
        end = _TEXT_AT + len(text)
        self._memory[_COUNTS.size : end] = _LENGTH.pack(len(text)) + text

    def running(self) -> Optional[str]:
        (length,) = _LENGTH.unpack_from(self._memory, _COUNTS.size)
        return self._memory[_TEXT_AT : _TEXT_AT + length].decode("utf-8", "replace") or None
