"""pytest's end of the pipe to the process that talks to the bus: nothing here waits, until the run is over.

That process is none of pytest's children and shares no thread with it, so that the tests do not meet it. It sees the
end of pytest however that comes.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections import deque
from typing import Any, Mapping, Optional

from ._progress import Progress

# More than anybody reads; what is older goes when the bus is away for so long.
_MAX_WAITING_LINES = 10_000
_PACKAGES = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Isolated, so that neither the folder nor the variables of the tests reach it.
_BOOT = "import sys; sys.path.append(sys.argv[1]); from waitbus_pytest._watcher import main; main(*sys.argv[2:])"


class Channel:
    def __init__(self, facts: Mapping[str, Any], started: float) -> None:
        """`started` is in seconds of CLOCK_MONOTONIC. Raises OSError where no process can be started."""
        self.progress, memory = Progress.create()
        self._waiting: deque[bytes] = deque(maxlen=_MAX_WAITING_LINES)
        self._partial = b""
        self._is_broken = False
        # Of this object, where what replaces functions of modules for the time of a test does not find it.
        self._write = os.write
        self._encode = json.JSONEncoder().encode
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        os.set_blocking(self._out, False)
        try:
            fds = [theirs_in, theirs_out, memory.fileno()]
            command = [sys.executable, "-I", "-S", "-c", _BOOT, _PACKAGES, *map(str, fds), str(os.getpid())]
            subprocess.run(
                # Through a shell that ends at once: nobody's child is no surprise to a test that calls os.wait().
                ["/bin/sh", "-c", '"$@" &', "sh", *command],
                pass_fds=fds,
                # Out of reach of Ctrl-C.
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=True,
            )
        except BaseException:
            self.close()
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
            memory.close()
        self.tell({"facts": facts, "started": started})

    def tell(self, message: Mapping[str, Any]) -> None:
        """Hands on what the pipe takes now, and the rest later."""
        self._waiting.append(self._encode(message).encode("ascii") + b"\n")
        self._flush()

    def finish(self, within_s: float) -> Optional[str]:
        """Waits until the last word is on the bus; says so, in one line, when it is not."""
        end = time.monotonic() + within_s
        while not self._flush() and time.monotonic() < end:
            select.select([], [self._out], [], max(0.0, end - time.monotonic()))
        report = b""
        while not report.endswith(b"\n"):
            if not select.select([self._in], [], [], max(0.0, end - time.monotonic()))[0]:
                return "this run is not on the bus yet; it goes on trying for a minute"
            chunk = os.read(self._in, 4096)
            if chunk == b"":
                return "this run is not on the bus: the process that talks to it ended without a word"
            report += chunk
        problem = report.decode(errors="replace").strip()
        return f"this run is not on the bus: {problem}" if problem else None

    def close(self) -> None:
        os.close(self._out)
        os.close(self._in)

    def _flush(self) -> bool:
        """Whether nothing is left that could be handed on."""
        while not self._is_broken and (self._partial or self._waiting):
            if not self._partial:
                self._partial = self._waiting.popleft()
            try:
                written = self._write(self._out, self._partial)
            except BlockingIOError:
                return False
            except BrokenPipeError:
                # It is gone, and has left word why.
                self._is_broken = True
                return True
            self._partial = self._partial[written:]
        return True
