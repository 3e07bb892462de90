"""A failing test as an event."""

from __future__ import annotations

import os
from typing import Any, Optional

from ._text import first_lines, to_printable

_PHASES = ("collect", "setup", "call", "teardown")
_MAX_DELIVERY_ID = 512


def failure_draft(report: Any, *, session_id: str, rootdir: str, outcome: str, occurrence: int) -> dict[str, Any]:
    """`occurrence` tells apart what failed several times in one phase, such as subtests."""
    phase = _phase_of(report)
    nodeid = to_printable(report.nodeid)
    path, lineno = _place_of(report, rootdir)
    message = first_lines(_message_of(report))
    fields = {
        "status": "completed",
        "conclusion": "failure",
        "nodeid": nodeid,
        "outcome": outcome,
        "phase": phase,
        "duration_s": _rounded(getattr(report, "duration", None)),
        "path": path,
        "lineno": lineno,
        "message": message,
        "session_id": session_id,
        "rootdir": rootdir,
        # Of pytest-xdist.
        "worker_id": getattr(report, "worker_id", None),
    }
    return {
        "source": "pytest",
        "event_type": "pytest_test",
        "delivery_id": _delivery_id(session_id, phase if occurrence == 1 else f"{phase}.{occurrence}", nodeid),
        "summary": f"{nodeid} {outcome}: {message.split(chr(10))[0]}",
        "fields": {name: value for name, value in fields.items() if value is not None},
    }


def _phase_of(report: Any) -> str:
    # pytest-xdist has another word for the test that took its worker down.
    return str(report.when) if report.when in _PHASES else "crash"


def _place_of(report: Any, rootdir: str) -> tuple[str, Optional[int]]:
    """Where it failed, or else where the test is."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return os.path.join(rootdir, str(crash.path)), int(crash.lineno)
    path, lineno = report.location[:2]
    return os.path.normpath(os.path.join(rootdir, path)), None if lineno is None else lineno + 1


def _message_of(report: Any) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return str(crash.message)
    text = str(report.longrepr)
    # What could not be collected has its reason last, marked as pytest marks the lines of an error.
    marked = [line[2:].strip() for line in text.split("\n") if line.startswith("E ")]
    return "\n".join(marked) or text


def _rounded(seconds: Optional[float]) -> Optional[float]:
    return None if seconds is None else round(seconds, 6)


def _delivery_id(session_id: str, phase: str, nodeid: str) -> str:
    delivery_id = f"pytest:{session_id}:{phase}:{nodeid}"
    if len(delivery_id) <= _MAX_DELIVERY_ID:
        return delivery_id
    # Only here: it loads a library of its own.
    import hashlib

    return f"pytest:{session_id}:{phase}:{hashlib.sha256(nodeid.encode()).hexdigest()}"
