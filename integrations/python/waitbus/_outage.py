"""How a request that lives long goes about losing its daemon: the policy alone, for threads and for asyncio."""

from __future__ import annotations

import time
from typing import Optional

_FIRST_RETRY_S = 0.02
_MAX_RETRY_S = 2.0
# A daemon that is being upgraded is away for seconds; one that is gone for a minute is gone.
_GIVE_UP_S = 60.0
_RESTART_GRACE_S = 1.0


class Outage:
    """From the loss of a connection until something is heard again: a peer that hangs up on every connection is none."""

    def __init__(self) -> None:
        self._since: Optional[float] = None
        self._goodbye: Optional[str] = None
        self._retry_s = _FIRST_RETRY_S

    def next_delay(self, goodbye: Optional[str]) -> Optional[float]:
        """Seconds to wait before the next attempt; None when it is time to give up."""
        self._goodbye = goodbye or self._goodbye
        if self._since is None:
            self._since = time.monotonic()
            return 0.0
        if self._away() > _GIVE_UP_S:
            return None
        delay = self._retry_s
        self._retry_s = min(self._retry_s * 2, _MAX_RETRY_S)
        return delay

    @property
    def may_start(self) -> bool:
        """Who stopped the daemon wants it stopped; who restarts it gets a moment to do so."""
        if self._goodbye is None:
            return True
        return self._goodbye != "stop" and self._away() > _RESTART_GRACE_S

    def _away(self) -> float:
        return 0.0 if self._since is None else time.monotonic() - self._since
