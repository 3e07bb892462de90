"""What becomes of a run: it counts, tells each failure, and says in the end how it went."""

from __future__ import annotations

import os
import sys
import time
import uuid
from collections import Counter
from typing import Any, Optional, Sequence

import pytest

from ._channel import Channel
from ._failure import failure_draft
from ._session import exit_name
from ._text import first_lines

_FINISH_LIMIT_S = 2.0
_MAX_ARGUMENTS = 256
_MAX_ARGUMENT_LENGTH = 4_096

# pytest's word for what a report counts as, and ours. Others, such as those of reruns, count as nothing.
_CATEGORIES = {
    "failed": "failed",
    "error": "errors",
    "skipped": "skipped",
    "passed": "passed",
    "xfailed": "xfailed",
    "xpassed": "xpassed",
}


class Reporter:
    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._session_id = uuid.uuid4().hex
        self._started = time.monotonic()
        self._duration_s: Optional[float] = None
        self._session: Optional[pytest.Session] = None
        self._channel: Optional[Channel] = None
        # The controller of pytest-xdist: its workers select the tests, and several of them run at a time.
        self._is_distributed = False
        self._deselected = 0
        self._failures: Counter[tuple[str, Optional[str]]] = Counter()
        self._interruption: Optional[BaseException] = None
        self._message: Optional[str] = None

    def start(self, session: pytest.Session) -> None:
        """Raises OSError where no process can be started; all else is silent then."""
        self._session = session
        self._is_distributed = self._config.pluginmanager.has_plugin("dsession")
        self._channel = Channel(
            {
                "session_id": self._session_id,
                "rootdir": str(self._config.rootpath),
                "args": _bounded(self._config.invocation_params.args),
                "python_version": sys.version.split()[0],
                "pytest_version": pytest.__version__,
                "pid": os.getpid(),
            },
            self._started,
        )

    def deselect(self, count: int) -> None:
        self._deselected += count

    def run(self, nodeid: str) -> None:
        if self._channel is not None and not self._is_distributed:
            self._channel.progress.run(nodeid)

    def take(self, report: pytest.TestReport) -> None:
        if report.outcome == "passed" and type(report) is pytest.TestReport and not hasattr(report, "wasxfail"):
            # The way of nearly all of them, without asking what it counts as.
            if report.when == "call" and self._channel is not None:
                self._channel.progress.count("passed")
            return
        status = self._config.hook.pytest_report_teststatus(report=report, config=self._config)
        self.count(report, status[0] if status else report.outcome)

    def count(self, report: Any, category: str) -> None:
        """Counts it, and tells it when it is a failure."""
        counted = _CATEGORIES.get(category)
        if counted is None or self._channel is None:
            return
        self._channel.progress.count(counted)
        if counted not in ("failed", "errors"):
            return
        key = (report.nodeid, getattr(report, "when", None))
        self._failures[key] += 1
        draft = failure_draft(
            report,
            session_id=self._session_id,
            rootdir=str(self._config.rootpath),
            outcome=category,
            occurrence=self._failures[key],
        )
        self._channel.tell({"draft": draft})

    def break_down(self, error: BaseException) -> None:
        self._message = first_lines(f"{type(error).__name__}: {error}")

    def interrupt(self, interruption: BaseException) -> None:
        self._interruption = interruption
        self._message = first_lines(str(interruption)) or None

    def end(self) -> None:
        """Says how it went, as far as is known by now."""
        self._duration_s = self._duration_s or round(time.monotonic() - self._started, 6)
        if self._channel is not None and self._session is not None:
            progress = self._channel.progress
            progress.end(self._outcome(int(self._session.exitstatus), progress.counts()))

    def finish(self) -> Optional[str]:
        """The last word. Says so, in one line, when it is not on the bus."""
        if self._channel is None:
            return None
        self.end()
        self._channel.tell({"over": True})
        problem = self._channel.finish(_FINISH_LIMIT_S)
        self._channel.close()
        return problem

    def _outcome(self, exit_status: int, counts: dict[str, int]) -> dict[str, Any]:
        return {
            "conclusion": self._conclude(exit_status, counts),
            "exit_status": exit_status,
            "exit_name": exit_name(exit_status),
            **counts,
            "deselected": None if self._is_distributed else self._deselected,
            "duration_s": self._duration_s,
            "message": self._message,
        }

    def _conclude(self, exit_status: int, counts: dict[str, int]) -> str:
        if exit_status == pytest.ExitCode.OK:
            return "success" if counts["passed"] + counts["xfailed"] + counts["xpassed"] > 0 else "neutral"
        if self._interruption is None:
            return "failure"
        # pytest interrupts itself as well: after what it could not collect, or at the wish of a plugin.
        by_itself = isinstance(self._interruption, pytest.Session.Interrupted)
        return "failure" if by_itself and counts["failed"] + counts["errors"] > 0 else "cancelled"


def _bounded(arguments: Sequence[Any]) -> list[str]:
    return [str(argument)[:_MAX_ARGUMENT_LENGTH] for argument in arguments[:_MAX_ARGUMENTS]]
