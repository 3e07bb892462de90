"""What to wait for or listen to, as callers and as the wire say it. docs/protocol.md has the meaning of each key."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any, Mapping, Optional, Sequence, TypedDict, Union

Texts = Union[str, Sequence[str]]


class Selection(TypedDict, total=False):
    """Which events are meant, besides `match`: every part that is present must hold."""

    source: Optional[str]
    event_type: Optional[str]
    #: Recipient of a message.
    to: Optional[str]
    #: 7 to 40 hexadecimal digits that a commit's hash begins with.
    sha: Optional[str]
    #: `owner/repo` or `owner/*`.
    repo: Optional[str]
    match_cel: Optional[str]
    match_jmespath: Optional[str]
    #: `start`, an event id (exclusive), a duration such as `10m`, or an ISO 8601 time. Default: now.
    since: Optional[str]


class WaitTerms(Selection, total=False):
    """A wait over several events. At most one of the composed parts may be present."""

    #: Clauses `source:KEY=VALUE` that must all match, in any order.
    all_of: Optional[Texts]
    #: Clauses of which one must match.
    first_of: Optional[Texts]
    #: Clauses that must match in this order.
    sequence: Optional[Texts]
    #: How often the selection must match …
    count: Optional[int]
    #: … within this many milliseconds.
    within_ms: Optional[float]
    #: Milliseconds for which the selection must match nothing.
    absent_ms: Optional[float]
    #: Clauses that end the wait as a failure.
    unless: Optional[Texts]


_LISTS = ("match", "all_of", "first_of", "sequence", "unless")

_UNIT_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+|\d+(?:\.\d+)?")


def to_wire(match: Optional[Texts], terms: Mapping[str, Any]) -> dict[str, Any]:
    """On the wire absent means absent, several texts are a list, and a look-back has a fixed beginning.

    What is no key of a request is left in: the daemon names it in its refusal.
    """
    present: dict[str, Any] = {name: value for name, value in {"match": match, **terms}.items() if value is not None}
    for name in _LISTS:
        if isinstance(present.get(name), str):
            present[name] = [present[name]]
    if "since" in present:
        present["since"] = _fix(present["since"])
    return present


def _fix(since: str) -> str:
    """A duration counts from now, so that a reconnect does not move where it began."""
    text = since.strip().lower()
    if _DURATION.fullmatch(text) is None:
        # An id, a moment, a word, or nothing that the daemon will take.
        return since
    parts = _PART.findall(text) or [(text, "s")]
    seconds = sum(float(number) * _UNIT_S[unit] for number, unit in parts)
    try:
        moment = datetime.now(timezone.utc) - timedelta(seconds=seconds)
    except OverflowError:
        return since
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
