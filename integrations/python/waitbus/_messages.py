"""Messages between agents: a request, and any number of replies to it."""

from __future__ import annotations

import json
import uuid
from typing import Any, Optional, Sequence

from ._errors import BusError
from ._event import Event, EventDraft

SOURCE = "agent"
EVENT_TYPE = "agent_message"


def request_draft(
    to: str, body: str, *, sender: str, reply_to: Optional[str], correlation_id: Optional[str], thread: Optional[str]
) -> EventDraft:
    correlation = correlation_id or uuid.uuid4().hex
    return _draft(
        f"{SOURCE}:{sender}:request:{correlation}",
        msg_to=to,
        msg_from=sender,
        msg_correlation_id=correlation,
        msg_reply_to=reply_to or f"{sender}.{correlation}",
        msg_thread=thread,
        msg_body=body,
    )


def reply_matchers(request: EventDraft) -> Sequence[str]:
    """What a reply to this request has: its correlation id, and one of the two addresses of whoever asked."""
    fields = request["fields"]
    return [
        _equals("msg_correlation_id", fields["msg_correlation_id"]),
        _equals("msg_to", fields["msg_from"]),
        _equals("msg_to", fields["msg_reply_to"]),
    ]


def reply_draft(message: Event, body: str, *, sender: Optional[str], thread: Optional[str]) -> EventDraft:
    """Raises BusError REQUEST_INVALID for an event that is no request."""
    fields = message.fields
    recipient, correlation = fields.get("msg_from"), fields.get("msg_correlation_id")
    own_name = sender or fields.get("msg_to")
    if not recipient or not correlation or not own_name:
        raise BusError(
            "REQUEST_INVALID",
            f'Cannot respond to "{message.event_id}": it lacks msg_from, msg_to or msg_correlation_id',
            "Respond to an event that request() has sent",
        )
    return _draft(
        # Of its own for each: a request may have several replies.
        f"{SOURCE}:{own_name}:reply:{correlation}:{uuid.uuid4().hex}",
        msg_to=recipient,
        msg_from=own_name,
        msg_correlation_id=correlation,
        msg_reply_to=None,
        msg_thread=thread or fields.get("msg_thread"),
        msg_body=body,
    )


def _draft(delivery_id: str, **fields: Any) -> EventDraft:
    return {
        "source": SOURCE,
        "event_type": EVENT_TYPE,
        "repo": "agents",
        "delivery_id": delivery_id,
        "fields": {name: value for name, value in fields.items() if value is not None},
    }


def _equals(key: str, value: str) -> str:
    return f"{key}={json.dumps(value, ensure_ascii=False)}"
