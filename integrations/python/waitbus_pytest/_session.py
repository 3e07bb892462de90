"""A run of pytest as an event, however it ended."""

from __future__ import annotations

from typing import Any, Mapping, Optional

_EXIT_NAMES = ("ok", "tests_failed", "interrupted", "internal_error", "usage_error", "no_tests_collected")


def exit_name(exit_status: int) -> Optional[str]:
    """pytest's own word; None for a status that is none of pytest's, from `pytest.exit`."""
    return _EXIT_NAMES[exit_status].lower() if 0 <= exit_status < len(_EXIT_NAMES) else None


def session_draft(facts: Mapping[str, Any], outcome: Mapping[str, Any]) -> dict[str, Any]:
    """`facts` are known when it starts, `outcome` when it ends."""
    fields = {"status": "completed", **outcome, **facts}
    return {
        "source": "pytest",
        "event_type": "pytest_session",
        "delivery_id": f"pytest:{facts['session_id']}:session",
        "summary": _summary(outcome),
        "fields": {name: value for name, value in fields.items() if value is not None},
    }


def crash_outcome(counts: Mapping[str, int], running: Optional[str], duration_s: float) -> dict[str, Any]:
    """Of a process that went without a word: nobody but its parent knows its exit status."""
    return {"conclusion": "failure", "exit_name": "crashed", **counts, "duration_s": duration_s, "running": running}


def _summary(outcome: Mapping[str, Any]) -> str:
    names = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "errors")
    counts = [f"{outcome[name]} {name}" for name in names if outcome.get(name)]
    name = outcome.get("exit_name")
    word = "" if name in ("ok", "tests_failed") else f"{str(name or outcome['exit_status']).replace('_', ' ')}, "
    running = f", while running {outcome['running']}" if outcome.get("running") else ""
    return f"pytest: {word}{', '.join(counts) or 'no tests'} in {outcome['duration_s']:.2f} s{running}"
