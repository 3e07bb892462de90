"""Errors with a code from docs/errors.md and, where there is one, the remedy."""

from __future__ import annotations

from typing import Any, Mapping, Optional


class BusError(Exception):
    """A failure that waitbus reports: `code` is stable, `hint` is what to do next."""

    code: str
    hint: Optional[str]

    def __init__(self, code: str, message: str, hint: Optional[str] = None) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint

    def __str__(self) -> str:
        hint = "" if self.hint is None else f" ({self.hint})"
        return f"{self.args[0]} [{self.code}]{hint}"


class DaemonUnreachable(BusError, ConnectionError):
    """DAEMON_UNREACHABLE: no daemon answers on the socket, and none could be started."""

    def __init__(self, message: str, hint: Optional[str] = None) -> None:
        BusError.__init__(self, "DAEMON_UNREACHABLE", message, hint)


class WaitTimedOut(BusError, TimeoutError):
    """WAIT_TIMED_OUT: nothing matched within the time limit."""

    def __init__(self, message: str, hint: Optional[str] = None) -> None:
        BusError.__init__(self, "WAIT_TIMED_OUT", message, hint)


def refusal_of(reply: Mapping[str, Any]) -> BusError:
    """The daemon's own refusal, as an error."""
    code, message, hint = reply["code"], reply["message"], reply.get("hint")
    if code == "DAEMON_UNREACHABLE":
        return DaemonUnreachable(message, hint)
    return BusError(code, message, hint)


def unexpected_reply(reply: Mapping[str, Any], where: str) -> BusError:
    return BusError("INTERNAL", f'Cannot use the reply "{reply["op"]}": it does not belong to {where}')
