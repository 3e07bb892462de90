"""Where the daemon's socket is: the same answer as src/platform/paths.ts gives the daemon itself."""

from __future__ import annotations

import os
import posixpath
import stat
import sys
from dataclasses import dataclass
from typing import Mapping, NoReturn, Optional

from ._errors import BusError

_WRITABLE_BY_OTHERS = 0o022


@dataclass(frozen=True)
class Host:
    """What the directories depend on."""

    env: Mapping[str, str]
    platform: str
    uid: int
    home: Optional[str]

    @staticmethod
    def of_this_process() -> Host:
        return Host(env=os.environ, platform=sys.platform, uid=os.getuid(), home=_find_home())


def _find_home() -> Optional[str]:
    home = os.environ.get("HOME", "")
    if home.startswith("/"):
        return home
    # Only here: Windows has none, and is refused by name elsewhere.
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_dir
    except KeyError:
        return None


def resolve_socket_path(host: Host) -> str:
    """Raises BusError PATH_INVALID for an override that cannot be used."""
    path = f"{_runtime_directory(host)}/broadcast.sock"
    # sockaddr_un holds 108 bytes on Linux and 104 elsewhere, the closing NUL included.
    limit = 107 if host.platform == "linux" else 103
    size = len(os.fsencode(path))
    if size > limit:
        _refuse(
            f'Cannot use socket path "{path}": it has {size} bytes, the system allows {limit}',
            "Set WAITBUS_RUNTIME_DIR to a short directory, such as ~/.waitbus",
        )
    return path


def _runtime_directory(host: Host) -> str:
    # The state directory is resolved in any case: an override of it that is wrong is refused, used or not.
    state = _override(host, "WAITBUS_STATE_DIR") or _default_state_directory(host)
    explicit = _override(host, "WAITBUS_RUNTIME_DIR")
    if explicit is not None:
        fault = find_directory_fault(explicit, host.uid)
        if fault is not None and fault != "missing":
            _refuse(
                f'Cannot use WAITBUS_RUNTIME_DIR "{explicit}": it is {fault}',
                "Name a directory that is yours alone (chmod 700), or one that does not exist yet",
            )
        return explicit
    parent, name = _default_runtime_directory(host)
    return f"{parent}/{name}" if find_directory_fault(parent, host.uid) is None else f"{state}/run"


def _default_runtime_directory(host: Host) -> tuple[str, str]:
    xdg = host.env.get("XDG_RUNTIME_DIR", "")
    if xdg.startswith("/"):
        return _resolve(xdg), "waitbus"
    if host.platform == "darwin":
        temporary = host.env.get("TMPDIR", "")
        return _resolve(temporary if temporary.startswith("/") else "/tmp"), f"waitbus-{host.uid}"
    return f"/run/user/{host.uid}", "waitbus"


def _default_state_directory(host: Host) -> str:
    xdg = host.env.get("XDG_STATE_HOME", "")
    if xdg.startswith("/"):
        return f"{_resolve(xdg)}/waitbus"
    if host.home is None:
        _refuse(
            "Cannot find the state directory: HOME is not set",
            "Set HOME, or set WAITBUS_STATE_DIR and WAITBUS_CONFIG_DIR to absolute paths",
        )
    tail = "Library/Application Support/waitbus" if host.platform == "darwin" else ".local/state/waitbus"
    return f"{_resolve(host.home)}/{tail}"


def _override(host: Host, variable: str) -> Optional[str]:
    value = host.env.get(variable, "")
    if value == "":
        return None
    path = _expand_tilde(host, variable, value) if value.startswith("~") else value
    if not path.startswith("/"):
        _refuse(
            f'Cannot use {variable} "{value}": it is not an absolute path',
            f"Begin it with / or ~/, as in {variable}=~/waitbus",
        )
    return _resolve(path)


def _expand_tilde(host: Host, variable: str, value: str) -> str:
    if value != "~" and not value.startswith("~/"):
        _refuse(
            f'Cannot expand {variable} "{value}": only ~ and ~/ are expanded',
            "Write the home directory of another user in full",
        )
    if host.home is None:
        _refuse(
            f'Cannot expand {variable} "{value}": the home directory is not known',
            f"Set HOME, or set {variable} to an absolute path",
        )
    return host.home + value[1:]


def _resolve(path: str) -> str:
    # POSIX lets two leading slashes mean something else; nobody here does.
    return "/" + posixpath.normpath(path).lstrip("/")


def find_directory_fault(path: str, uid: int) -> Optional[str]:
    """Why the directory is not ours alone; None when it is."""
    try:
        entry = os.lstat(path)
        if stat.S_ISLNK(entry.st_mode):
            # Whoever owns a link may point it elsewhere at any time.
            if entry.st_uid not in (uid, 0):
                return "owned by another user"
            entry = os.stat(path)
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "inaccessible"
    if not stat.S_ISDIR(entry.st_mode):
        return "not a directory"
    if entry.st_uid != uid:
        return "owned by another user"
    return "writable by other users" if entry.st_mode & _WRITABLE_BY_OTHERS else None


def _refuse(message: str, hint: str) -> NoReturn:
    raise BusError("PATH_INVALID", message, hint)
