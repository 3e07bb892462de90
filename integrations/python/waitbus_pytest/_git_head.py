"""The commit and the branch that a directory stands on, read from git's own files, as src/platform/git-head.ts does."""

from __future__ import annotations

import os
import re
from typing import Mapping, Optional

_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def find_git_head(cwd: str, env: Mapping[str, str]) -> dict[str, str]:
    """`head_sha` and `head_branch`; empty outside a git checkout, no branch when a commit stands by itself."""
    git_dir = os.path.join(cwd, env["GIT_DIR"]) if "GIT_DIR" in env else _find_git_dir(cwd)
    head = None if git_dir is None else _read_line(os.path.join(git_dir, "HEAD"))
    if git_dir is None or head is None:
        return {}
    if not head.startswith("ref: "):
        return _present(head_sha=_to_sha(head))
    ref = head[len("ref: ") :]
    # A repository whose refs are in the reftable format has this in place of the branch.
    if ref == "refs/heads/.invalid":
        return {}
    branch = ref[len("refs/heads/") :] if ref.startswith("refs/heads/") else ref
    return _present(head_sha=_find_sha(git_dir, ref), head_branch=branch)


def _find_git_dir(cwd: str) -> Optional[str]:
    directory = os.path.abspath(cwd)
    while True:
        path = os.path.join(directory, ".git")
        if os.path.isdir(path):
            return path
        if os.path.isfile(path):
            # A worktree or a submodule: "gitdir: PATH".
            line = _read_line(path) or ""
            return os.path.join(directory, line[len("gitdir: ") :]) if line.startswith("gitdir: ") else None
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent


def _find_sha(git_dir: str, ref: str) -> Optional[str]:
    # The branches of a worktree are in the repository it belongs to.
    shared = _read_line(os.path.join(git_dir, "commondir"))
    directory = git_dir if shared is None else os.path.join(git_dir, shared)
    return _to_sha(_read_line(os.path.join(directory, ref)) or "") or _find_packed_sha(directory, ref)


def _find_packed_sha(directory: str, ref: str) -> Optional[str]:
    for line in (_read_text(os.path.join(directory, "packed-refs")) or "").split("\n"):
        if line.endswith(f" {ref}"):
            return _to_sha(line.split(" ")[0])
    return None


def _to_sha(text: str) -> Optional[str]:
    return text if _SHA.fullmatch(text) else None


def _present(**values: Optional[str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}


def _read_line(path: str) -> Optional[str]:
    text = _read_text(path)
    return None if text is None else text.split("\n")[0].strip()


def _read_text(path: str) -> Optional[str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return None
