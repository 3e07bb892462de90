"""How far a run has come, in memory that outlives it: what it costs is a few bytes written, and no system call."""

from __future__ import annotations

import json
import mmap
import struct
import tempfile
from typing import IO, Any, Mapping, Optional

#: What pytest counts, in the order of its summary.
COUNTED = ("failed", "passed", "skipped", "xfailed", "xpassed", "errors")

_COUNTS = struct.Struct(f"<{len(COUNTED)}I")
_NUMBER = struct.Struct("<I")
# After the counts, two texts: the test that runs, and how the run ended.
_RUNNING_AT = _COUNTS.size
_OUTCOME_AT = 4_096
_SIZE = 32_768


class Progress:
    def __init__(self, fd: int) -> None:
        self._memory = mmap.mmap(fd, _SIZE)
        # Of this object, where what replaces functions of modules for the time of a test does not find it.
        self._encode = json.JSONEncoder().encode

    @staticmethod
    def create() -> tuple[Progress, IO[bytes]]:
        file = tempfile.TemporaryFile("w+b")
        # Written and not only made long: a disk that fills up later must not take the pages away.
        file.write(bytes(_SIZE))
        file.flush()
        return Progress(file.fileno()), file

    def count(self, what: str) -> None:
        at = COUNTED.index(what) * _NUMBER.size
        (so_far,) = _NUMBER.unpack_from(self._memory, at)
        _NUMBER.pack_into(self._memory, at, so_far + 1)

    def counts(self) -> dict[str, int]:
        return dict(zip(COUNTED, _COUNTS.unpack_from(self._memory)))

    def run(self, nodeid: str) -> None:
        """This test runs now."""
        self._write(_RUNNING_AT, nodeid, _OUTCOME_AT - _RUNNING_AT)

    def running(self) -> Optional[str]:
        return self._read(_RUNNING_AT)

    def end(self, outcome: Mapping[str, Any]) -> None:
        """It ended so; said again, the last one counts."""
        self._write(_OUTCOME_AT, self._encode(outcome), _SIZE - _OUTCOME_AT)

    def outcome(self) -> Optional[dict[str, Any]]:
        text = self._read(_OUTCOME_AT)
        return None if text is None else json.loads(text)

    def _write(self, at: int, text: str, room: int) -> None:
        data = text.encode("utf-8", "replace")[: room - _NUMBER.size]
        start = at + _NUMBER.size
        self._memory[start : start + len(data)] = data
        _NUMBER.pack_into(self._memory, at, len(data))

    def _read(self, at: int) -> Optional[str]:
        (length,) = _NUMBER.unpack_from(self._memory, at)
        start = at + _NUMBER.size
        return self._memory[start : start + length].decode("utf-8", "replace") or None
