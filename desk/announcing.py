"""Which events of a case programs are told of, written in the transaction of the event.

What stands in the outbox names a case and how it stands, no person and no words; those that a
hook may have are looked up when it is sent (``desk/webhooks.py``).
"""

from typing import Any

from sqlalchemy import Connection, select

from desk import outbox
from desk.case import Case, Event
from desk.contact import WEBHOOK, Contact
from desk.schema import hooks

# By the kind of the case's event.
TOLD = {
    "opened": "case.opened",
    "asked_back": "case.asked_back",
    "replied": "case.answered",
    "approved": "case.answered",
    "cleared": "case.closed",
    "withdrawn": "case.withdrawn",
    "reopened": "case.reopened",
    "merged": "case.merged",
    "breached": "case.overdue",
}
NAMES = tuple(dict.fromkeys(TOLD.values()))
IMPORTED = "import"  # the "via" of what happened at another desk


def announce(connection: Connection, case: Case, event: Event) -> None:
    """Tell the hooks that want it; ``case`` is as it stands after the event."""
    name = TOLD.get(event.kind)
    if name is None or event.sets.get("via") == IMPORTED:
        return
    rows = connection.execute(select(hooks.c.id, hooks.c.events).order_by(hooks.c.id)).all()
    for row in rows:
        if name in row.events:
            key = f"hook/{row.id}/{case.id}/{case.events[-1].key}"
            payload = message(case, name, event)
            outbox.write(connection, Contact(WEBHOOK, str(row.id)), payload, key, event.at)


def message(case: Case, name: str, event: Event) -> dict[str, Any]:
    """What is told of an event; times with their zone, as ISO 8601."""
    return {
        "type": name,
        "timestamp": event.at.isoformat(),
        "data": {
            "case": case.label,
            "number": case.id,
            "state": case.state.value,
            "field": case.field,
            "queue": case.queue,
            "urgency": case.urgency.value,
            "province": case.unit.province,
            "commune": case.unit.commune,
            "opened": case.opened.isoformat(),
            "due": case.due.isoformat() if case.due else None,
            "by": event.role.value,
        },
    }
