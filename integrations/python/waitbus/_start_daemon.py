"""Starts the daemon. The daemon itself sees to it that only one runs; starting twice is harmless."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
from typing import Any, Mapping, Optional

from ._deadline import Deadline
from ._errors import BusError, DaemonUnreachable

# It may have to upgrade a large database first.
_REPORT_LIMIT_S = 30.0

# Those that belong to the starter's own process, and would mislead a daemon that outlives it.
_NOT_INHERITED = frozenset(
    {"NODE_OPTIONS", "NODE_CHANNEL_FD", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "NOTIFY_SOCKET"}
)


def find_program(env: Mapping[str, str]) -> Optional[str]:
    return shutil.which("waitbus", path=env.get("PATH"))


def start_daemon(program: str, env: Mapping[str, str], deadline: Deadline) -> Optional[str]:
    """Returns when a daemon listens, or another process is about to; says where, when that is elsewhere.

    Raises DaemonUnreachable, or BusError with what the daemon says stopped it.
    """
    read_end, write_end = os.pipe()
    try:
        try:
            subprocess.run(
                # Through a shell that ends at once: nobody's child is no surprise to os.wait().
                ["/bin/sh", "-c", '"$@" &', "sh", program, "serve", "--background"],
                env={name: value for name, value in env.items() if name not in _NOT_INHERITED},
                cwd="/",
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=write_end,
                # Its complaint, when it cannot even report; afterwards it writes to neither.
                stderr=write_end,
                check=True,
            )
        finally:
            os.close(write_end)
        return _socket_in(_read_report(read_end, deadline))
    finally:
        os.close(read_end)


def _read_report(fd: int, deadline: Deadline) -> str:
    """The first line that is JSON; when there is none, the last one is the complaint."""
    text = b""
    while True:
        if not select.select([fd], [], [], deadline.cap(_REPORT_LIMIT_S))[0]:
            deadline.left()
            raise _cannot_start(f"it did not report within {_REPORT_LIMIT_S:.0f} s")
        chunk = os.read(fd, 65536)
        text += chunk
        lines = text.decode(errors="replace").split("\n")
        for line in lines[:-1]:
            if line.startswith("{"):
                return line
        if chunk == b"":
            raise _cannot_start(text.decode(errors="replace").strip().split("\n")[-1] or "it ended without a word")


def _socket_in(line: str) -> Optional[str]:
    try:
        report: dict[str, Any] = json.loads(line)
    except ValueError as cause:
        raise _cannot_start(f'it said "{line[:80]}"') from cause
    if report["state"] == "failed":
        raise BusError(report["code"], report["message"], report.get("hint") or "waitbus serve")
    socket_path: Optional[str] = report.get("socket")
    return socket_path


def _cannot_start(why: str) -> DaemonUnreachable:
    return DaemonUnreachable(f"Cannot start the daemon: {why}", "waitbus serve")
