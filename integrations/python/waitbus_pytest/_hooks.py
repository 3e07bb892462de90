"""Where pytest meets the plugin. Nothing that goes wrong behind these hooks reaches the run: at its end there is one line."""

from __future__ import annotations

import os
import sys
from os import getpid
from typing import Any, Callable, Optional, Sequence

import pytest

from ._reporter import Reporter

_NAME = "waitbus-reporter"
# Options with which pytest shows something and runs no test.
_SHOWING = ("collectonly", "showfixtures", "show_fixtures_per_test", "cacheshow", "setupplan")


def register(config: pytest.Config) -> None:
    """Once for each run: not in the workers of pytest-xdist, and not for a run that a test of another run starts."""
    is_worker = hasattr(config, "workerinput")
    is_within_test = "PYTEST_CURRENT_TEST" in os.environ
    shows_only = any(config.getoption(name, False) for name in _SHOWING)
    if not (is_worker or is_within_test or shows_only or config.pluginmanager.has_plugin(_NAME)):
        config.pluginmanager.register(Hooks(config), _NAME)


class Hooks:
    def __init__(self, config: pytest.Config) -> None:
        self._reporter = Reporter(config)
        self._pid = getpid()
        self._problem: Optional[str] = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._safely(self._reporter.start, session)

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        self._safely(self._reporter.deselect, len(items))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._safely(self._reporter.count, report, "error")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._safely(self._reporter.run, nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._safely(self._reporter.take, report)

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self._safely(self._reporter.break_down, excinfo.value)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self._safely(self._reporter.interrupt, excinfo.value)

    # First, because another plugin may end the process with its own.
    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        self._safely(self._reporter.end)

    # Again and last, because the exit status may have changed.
    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        self._safely(self._finish)
        if self._problem is not None and getpid() == self._pid:
            print(f"waitbus: {self._problem}", file=sys.stderr)

    def _finish(self) -> None:
        self._problem = self._reporter.finish() or self._problem

    def _safely(self, call: Callable[..., object], *arguments: Any) -> None:
        # A child that a test has forked is not the run.
        if getpid() != self._pid:
            return
        try:
            call(*arguments)
        except Exception as error:
            self._problem = self._problem or f"this run is not wholly on the bus: {type(error).__name__}: {error}"
