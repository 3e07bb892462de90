"""The process beside a run of pytest that talks to the bus, and tells how the run ended even when pytest cannot."""

from __future__ import annotations

import json
import os
import select
import sys
import time
from collections import deque
from itertools import islice
from typing import Any, Deque, Mapping, Optional, cast

from waitbus import BusClient, BusError, DaemonUnreachable, EventDraft, WaitTimedOut, connect
from waitbus._deadline import Deadline
from waitbus._dial import open_socket, resolve_address

from ._git_head import find_git_head
from ._progress import Progress
from ._session import crash_outcome, session_draft

_MAX_WAITING_DRAFTS = 10_000
_MAX_BATCH = 1_000
_ANSWER_LIMIT_S = 10.0
_RETRY_S = 0.5
# A daemon that is being upgraded is away for seconds; one that is gone for a minute is gone.
_GIVE_UP_S = 60.0


def main(inbox: str, outbox: str, memory: str, pid: str) -> None:
    # The folder of the tests may be about to be removed.
    os.chdir("/")
    report = _run(int(inbox), int(memory), int(pid))
    line = " ".join((report or "").split())
    try:
        os.write(int(outbox), f"{line}\n".encode())
    except OSError:
        # pytest has not waited, or is gone.
        pass


def _run(inbox: int, memory: int, pid: int) -> Optional[str]:
    """What went wrong, in one line; None when everything is on the bus."""
    try:
        address = resolve_address(None, None)
        # A daemon that has to be started is there by the time of the first failure.
        open_socket(address, Deadline(_ANSWER_LIMIT_S)).close()
        with connect() as bus:
            return _Watcher(_Parent(inbox, pid), Progress(memory), _Outbox(bus)).run()
    except (BusError, TimeoutError) as error:
        return str(error) or "the daemon did not start in time"


class _Watcher:
    def __init__(self, parent: _Parent, progress: Progress, outbox: _Outbox) -> None:
        self._parent = parent
        self._progress = progress
        self._outbox = outbox
        self._facts: Mapping[str, Any] = {}
        self._started = time.monotonic()

    def run(self) -> Optional[str]:
        while not self._parent.is_over:
            for line in self._parent.read_lines(self._outbox.retry_in()):
                self._take(json.loads(line))
            self._outbox.deliver()
        if self._facts:
            outcome = self._progress.outcome() or self._crash()
            self._outbox.put(session_draft(self._facts, outcome))
        return self._outbox.deliver_all()

    def _take(self, message: Mapping[str, Any]) -> None:
        if "draft" in message:
            self._outbox.put(message["draft"])
        elif "facts" in message:
            facts = message["facts"]
            self._started = message["started"]
            self._facts = {**facts, **find_git_head(facts["rootdir"], os.environ)}
        elif "over" in message:
            self._parent.is_over = True

    def _crash(self) -> Mapping[str, Any]:
        duration_s = round(time.monotonic() - self._started, 6)
        return crash_outcome(self._progress.counts(), self._progress.running(), duration_s)


class _Parent:
    """pytest: what it says, and that it is gone."""

    def __init__(self, inbox: int, pid: int) -> None:
        self.is_over = False
        self._inbox = inbox
        self._rest = b""
        self._poll = select.poll()
        self._poll.register(inbox, select.POLLIN)
        # The pipe alone does not tell: a child that the tests leave behind holds it open, and a test may close it.
        self._process = _open_process(pid)
        if self._process is not None:
            self._poll.register(self._process, select.POLLIN)

    def read_lines(self, timeout_s: Optional[float]) -> list[bytes]:
        """What it has said; waits for it. At its end, the rest of it."""
        ready = {fd for fd, _ in self._poll.poll(None if timeout_s is None else timeout_s * 1000)}
        data = b""
        if self._process in ready:
            self.is_over = True
            data = self._drain()
        elif self._inbox in ready:
            data = os.read(self._inbox, 65536)
            if data == b"":
                self._poll.unregister(self._inbox)
                self.is_over = self._process is None
        *lines, self._rest = (self._rest + data).split(b"\n")
        return lines

    def _drain(self) -> bytes:
        os.set_blocking(self._inbox, False)
        data = b""
        try:
            while chunk := os.read(self._inbox, 65536):
                data += chunk
        except BlockingIOError:
            pass
        return data


def _open_process(pid: int) -> Optional[int]:
    """What is readable once the process has ended; None where nothing but its pipe tells that."""
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        # It has ended already; so is this readable already.
        return os.open(os.devnull, os.O_RDONLY)
    except (AttributeError, OSError):
        # Not Linux, or one older than 5.3.
        return None


class _Outbox:
    """Drafts on their way to the bus, in order; what it does not take now is kept and tried again."""

    def __init__(self, bus: BusClient) -> None:
        self._bus = bus
        self._drafts: Deque[EventDraft] = deque(maxlen=_MAX_WAITING_DRAFTS)
        self._batch = _MAX_BATCH
        self._refusal: Optional[str] = None

    def put(self, draft: Mapping[str, Any]) -> None:
        self._drafts.append(cast(EventDraft, draft))

    def retry_in(self) -> Optional[float]:
        return _RETRY_S if self._drafts else None

    def deliver_all(self) -> Optional[str]:
        """Until everything is there, or the bus has been away for too long. What went wrong, if anything did."""
        give_up = time.monotonic() + _GIVE_UP_S
        while True:
            problem = self.deliver()
            if problem is None:
                return self._refusal
            if time.monotonic() > give_up:
                return problem
            time.sleep(_RETRY_S)

    def deliver(self) -> Optional[str]:
        """None when nothing is left; otherwise why."""
        while self._drafts:
            batch = list(islice(self._drafts, self._batch))
            try:
                self._bus.emit_batch(batch, timeout=_ANSWER_LIMIT_S)
                self._batch = _MAX_BATCH
            except (DaemonUnreachable, WaitTimedOut) as error:
                return str(error)
            except BusError as error:
                self._refusal = str(error)
                if len(batch) > 1:
                    # One of them is refused; alone, the others are not.
                    self._batch = 1
                    continue
            for _ in batch:
                self._drafts.popleft()
        return None
