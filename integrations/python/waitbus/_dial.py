"""Finds the daemon, or starts one and finds that."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass, field
from typing import Mapping, Optional, Sequence

from ._deadline import Deadline
from ._errors import BusError, DaemonUnreachable
from ._paths import Host, resolve_socket_path
from ._start_daemon import find_program, start_daemon

# The last is what a daemon leaves behind that dies between the connect and its accept.
_NOBODY_THERE = (FileNotFoundError, ConnectionRefusedError, ConnectionResetError)
_RETRY_S = 0.005
_START_AGAIN_S = 0.5
_START_LIMIT_S = 10.0


@dataclass(frozen=True)
class Address:
    """Where the daemon listens, and whether this process may start it."""

    socket_path: str
    may_start: bool
    env: Mapping[str, str] = field(repr=False)


def resolve_address(socket_path: Optional[str], autostart: Optional[bool]) -> Address:
    """Raises BusError PATH_INVALID, CONFIG_INVALID, PLATFORM_UNSUPPORTED."""
    if not hasattr(socket, "AF_UNIX"):
        raise BusError(
            "PLATFORM_UNSUPPORTED", "Cannot run here: waitbus needs Linux or macOS", "On Windows, run it inside WSL 2"
        )
    path = resolve_socket_path(Host.of_this_process()) if socket_path is None else socket_path
    may_start = _is_autostart_on(os.environ) if autostart is None else autostart
    return Address(path, may_start, dict(os.environ))


def _is_autostart_on(env: Mapping[str, str]) -> bool:
    value = env.get("WAITBUS_AUTOSTART", "")
    if value in ("", "1"):
        return True
    if value == "0":
        return False
    raise BusError(
        "CONFIG_INVALID",
        f'Cannot use WAITBUS_AUTOSTART "{value}": it is neither 0 nor 1',
        "unset WAITBUS_AUTOSTART",
    )


def open_socket(address: Address, deadline: Deadline, may_start: bool = True) -> socket.socket:
    """Raises DaemonUnreachable, TimeoutError, or BusError with what stopped the daemon from starting."""
    try:
        return _connect(address.socket_path)
    except _NOBODY_THERE as cause:
        program = find_program(address.env) if may_start and address.may_start else None
        if program is None:
            raise _cannot_connect(address.socket_path, cause) from cause
    return _start_and_open(address, program, deadline)


def _start_and_open(address: Address, program: str, deadline: Deadline) -> socket.socket:
    """Another process may have won the start and not listen yet, or hold the lock for a last moment and leave."""
    give_up = time.monotonic() + _START_LIMIT_S
    while True:
        elsewhere = start_daemon(program, address.env, deadline)
        try:
            return _retry(
                [address.socket_path] if elsewhere is None else [address.socket_path, elsewhere], deadline
            )
        except DaemonUnreachable:
            if time.monotonic() > give_up:
                raise


def _retry(paths: Sequence[str], deadline: Deadline) -> socket.socket:
    end = time.monotonic() + _START_AGAIN_S
    attempt = 0
    while True:
        path = paths[attempt % len(paths)]
        try:
            return _connect(path)
        except _NOBODY_THERE as cause:
            if time.monotonic() > end:
                raise _cannot_connect(path, cause) from cause
        attempt += 1
        time.sleep(deadline.cap(_RETRY_S))


def _connect(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(path)
    except _NOBODY_THERE:
        connection.close()
        raise
    except OSError as cause:
        connection.close()
        raise _cannot_connect(path, cause) from cause
    return connection


def _cannot_connect(path: str, cause: OSError) -> DaemonUnreachable:
    if isinstance(cause, FileNotFoundError):
        why = "no such file"
    elif isinstance(cause, ConnectionRefusedError):
        why = "nobody listens"
    else:
        why = str(cause)
    return DaemonUnreachable(f'Cannot connect to "{path}": {why}', "Start it with: waitbus serve")
