"""Processes that outlive the one that starts them, and that it never meets again."""

from __future__ import annotations

import subprocess
from typing import IO, Any, Mapping, Optional, Sequence, Union

_Stream = Union[None, int, IO[Any]]


def start_detached(
    command: Sequence[str],
    *,
    env: Optional[Mapping[str, str]] = None,
    cwd: Optional[str] = None,
    stdout: _Stream = subprocess.DEVNULL,
    stderr: _Stream = subprocess.DEVNULL,
    pass_fds: Sequence[int] = (),
) -> None:
    """In a session of its own, out of reach of Ctrl-C; as nobody's child, it is no surprise to os.wait()."""
    subprocess.run(
        ["/bin/sh", "-c", '"$@" &', "sh", *command],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        env=env,
        cwd=cwd,
        pass_fds=pass_fds,
        start_new_session=True,
        check=True,
    )
