"""Untrusted text, made safe to show and short enough to carry."""

from __future__ import annotations

import re

_MAX_LINES = 20
_MAX_CHARACTERS = 2_000

# ECMA-48 CSI and OSC sequences first, so that no half of one stays behind.
_ESCAPE_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.", re.DOTALL
)
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def to_printable(text: str) -> str:
    """No control character but the ends of lines."""
    return _UNPRINTABLE.sub("", _ESCAPE_SEQUENCES.sub("", text).expandtabs(4))


def first_lines(text: str) -> str:
    lines = to_printable(text[: 4 * _MAX_CHARACTERS]).strip("\n").split("\n")
    kept = "\n".join(lines[:_MAX_LINES])
    if len(lines) <= _MAX_LINES and len(kept) <= _MAX_CHARACTERS:
        return kept
    return f"{kept[:_MAX_CHARACTERS]} …"
