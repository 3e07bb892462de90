from __future__ import annotations

import time
from typing import Optional


class Deadline:
    """A moment some seconds ahead, or never."""

    def __init__(self, seconds: Optional[float]) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    def left(self) -> Optional[float]:
        """Seconds until then, None without a limit. Raises TimeoutError when it has passed."""
        if self._end is None:
            return None
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def cap(self, seconds: float) -> float:
        """So many seconds, or fewer when the moment comes before. Raises TimeoutError when it has passed."""
        left = self.left()
        return seconds if left is None else min(seconds, left)
