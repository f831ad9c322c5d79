"""The audit log: who did what, when, from where, in a chain that cannot be altered unseen.

Each row holds the digest of the one before it and its own, over a canonical spelling of all it
says. Rows name people and cases by number only: what is erased elsewhere is not in the chain, and
the chain stays whole. The one row of ``audit_head`` says where the chain ends; it is locked to add
to it (so there is one chain, whoever writes at once) and shows when the end has been cut off.

Whoever owns the database can still write the whole chain anew. Against that, keep the head that
``python -m desk audit verify`` prints somewhere else, and give it back with ``--head``.
"""

import hashlib
import ipaddress
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, insert, select, update

from desk.schema import audit, audit_head

BEGINNING = "0" * 64  # the digest before the first row


@dataclass(frozen=True, slots=True)
class Who:
    """Who does something: "person:3", "server" (whoever works on the machine itself), "team"
    (the shared password), "asker" (an officer about their own question) or "system"; and the
    network they are in."""

    name: str
    place: str = ""


SYSTEM = Who("system")
TEAM = Who("team")
SERVER = Who("server", "console")
ASKER = Who("asker")  # an officer about their own question


@dataclass(frozen=True, slots=True)
class Entry:
    """``what`` was done, ``on`` what ("case:12", "person:3"); ``detail`` names no person."""

    number: int
    at: datetime
    who: Who
    what: str
    on: str
    detail: str
    before: str
    digest: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """``broken`` is the first row that is not as it was written, None where all are."""

    rows: int
    head: str
    broken: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a transaction will add to the log at its end."""

    who: Who
    what: str
    on: str
    detail: Mapping[str, object]


def append(connection: Connection, notes: list[Note], at: datetime) -> None:
    """Add rows to the chain; no other transaction can until this one ends."""
    if not notes:
        return
    head = connection.execute(select(audit_head).with_for_update()).one()
    number, before = head.number, head.digest
    for note in notes:
        number += 1
        entry = _entry(number, at, note, before)
        connection.execute(insert(audit).values(_row(entry)))
        before = entry.digest
    connection.execute(update(audit_head).values(number=number, digest=before))


def entries(
    connection: Connection, limit: int | None = None, before: int | None = None
) -> list[Entry]:
    """Newest first; ``before`` (the last number seen) turns the page."""
    rows = select(audit).order_by(audit.c.number.desc()).limit(limit)
    if before is not None:
        rows = rows.where(audit.c.number < before)
    return [_from(row) for row in connection.execute(rows)]


def verify(connection: Connection, known: tuple[int, str] | None = None) -> Verdict:
    """Follow the chain from its beginning; ``known`` is a head that was noted earlier."""
    number, before = 0, BEGINNING
    for entry in _oldest_first(connection):
        reason = _fault(entry, number + 1, before)
        if reason:
            return Verdict(number, before, number + 1, reason)
        number, before = number + 1, entry.digest
        if known is not None and known[0] == number and known[1] != before:
            return Verdict(number, before, number, "it is not the row whose digest was noted")
    head = connection.execute(select(audit_head)).one_or_none()
    if head is None or (head.number, head.digest) != (number, before):
        return Verdict(number, before, number + 1, "rows are missing at the end")
    if known is not None and (known[0] > number or (known[0] == 0 and known[1] != BEGINNING)):
        return Verdict(number, before, number + 1, "rows up to the noted head are missing")
    return Verdict(number, before)


def truncated(address: str) -> str:
    """The network of an address: enough to tell an office from elsewhere, not one person."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    length = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network((ip, length), strict=False))


def _fault(entry: Entry, number: int, before: str) -> str:
    if entry.number != number:
        return f"it is missing; the next one there is {entry.number}"
    if entry.before != before:
        return "it does not follow the row before it"
    if entry.digest != _digest(entry):
        return "what it says is not what was written"
    return ""


def _oldest_first(connection: Connection) -> Iterator[Entry]:
    rows = connection.execution_options(yield_per=1000).execute(
        select(audit).order_by(audit.c.number)
    )
    yield from map(_from, rows)


def _entry(number: int, at: datetime, note: Note, before: str) -> Entry:
    detail = _canonical(note.detail)
    entry = Entry(number, at, note.who, note.what, note.on, detail, before, "")
    return Entry(number, at, note.who, note.what, note.on, detail, before, _digest(entry))


def _digest(entry: Entry) -> str:
    said = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "who": entry.who.name,
        "from": entry.who.place,
        "what": entry.what,
        "on": entry.on,
        "detail": entry.detail,
        "before": entry.before,
    }
    return hashlib.sha256(_canonical(said).encode()).hexdigest()


def _canonical(values: Mapping[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _row(entry: Entry) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry.at,
        "who": entry.who.name,
        "place": entry.who.place,
        "what": entry.what,
        "on_what": entry.on,
        "detail": entry.detail,
        "before": entry.before,
        "digest": entry.digest,
    }


def _from(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(
        row.number,
        row.at,
        Who(row.who, row.place),
        row.what,
        row.on_what,
        row.detail,
        row.before,
        row.digest,
    )
