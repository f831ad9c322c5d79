"""Contacts of one officer: a browser and a Telegram chat that were tied, each by its own hand.

A tie is made in two steps: the browser asks for a code, and in the private chat somebody who
presses the button under it confirms. So neither a forwarded link nor a deep link somebody else
made ties anything by itself. A tied contact may act for the other; no further (who is tied to the
other's other contacts is not meant).
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, func, insert, select

from desk.case import Case
from desk.contact import Contact
from desk.database import add_if_new
from desk.schema import tie_codes, ties

LIVES = timedelta(minutes=30)
AT_ONCE = 5  # codes of one browser


def tied(connection: Connection, contact: Contact) -> list[Contact]:
    """The contacts that are tied to this one, the newest first."""
    rows = connection.execute(
        select(ties.c.other_channel, ties.c.other_address)
        .where(ties.c.channel == contact.channel, ties.c.address == contact.address)
        .order_by(ties.c.at.desc(), ties.c.other_address)
    )
    return [Contact(row.other_channel, row.other_address) for row in rows]


def acts_as(connection: Connection, case: Case, contact: Contact) -> str:
    """The asker of the case that this contact is or may act for; "" for none."""
    if contact.asker in case.askers:
        return contact.asker
    mine = {other.asker for other in tied(connection, contact)}
    return next((asker for asker in case.askers if asker in mine), "")


def reached(connection: Connection, askers: Iterable[str]) -> list[Contact]:
    """Where letters to these askers go: to themselves, or what is tied to who comes to read."""
    found: dict[Contact, None] = {}
    for asker in askers:
        contact = contact_of(asker)
        there = [contact] if contact.delivers else tied(connection, contact)
        found |= dict.fromkeys(one for one in there if one.delivers)
    return list(found)


def elsewhere(connection: Connection, contact: Contact) -> list[Contact]:
    """Other chats of the officer: those that are tied to a browser that is tied to this one."""
    return elsewhere_of(connection, [contact])[contact]


def elsewhere_of(
    connection: Connection, contacts: Iterable[Contact]
) -> dict[Contact, list[Contact]]:
    """The same of each of these, in a query or two for all."""
    wanted = set(contacts)
    browsers = _pairs(connection, wanted)
    chats = _pairs(connection, {other for found in browsers.values() for other in found})
    return {
        one: list(
            dict.fromkeys(
                there
                for browser in browsers.get(one, ())
                for there in (browser, *chats.get(browser, ()))
                if there.delivers and there != one
            )
        )
        for one in wanted
    }


def _pairs(connection: Connection, contacts: set[Contact]) -> dict[Contact, list[Contact]]:
    """What is tied to each, the newest first."""
    if not contacts:
        return {}
    found: dict[Contact, list[Contact]] = {}
    addresses = sorted({one.address for one in contacts})
    some = select(ties).where(ties.c.address.in_(addresses))
    for row in connection.execute(some.order_by(ties.c.at.desc(), ties.c.other_address)):
        one = Contact(row.channel, row.address)
        if one in contacts:
            found.setdefault(one, []).append(Contact(row.other_channel, row.other_address))
    return found


def new_code(connection: Connection, browser: Contact, case: Case, now: datetime) -> str:
    """A code for the browser; "" where it has asked for too many of late."""
    connection.execute(delete(tie_codes).where(tie_codes.c.ends <= now))
    mine = (tie_codes.c.channel == browser.channel) & (tie_codes.c.address == browser.address)
    there = (
        select(func.count()).select_from(tie_codes).where(mine | (tie_codes.c.case_id == case.id))
    )
    if connection.execute(there).scalar_one() >= AT_ONCE:
        return ""
    code = secrets.token_hex(8)
    row = {"digest": _digest(code), "channel": browser.channel, "address": browser.address}
    connection.execute(insert(tie_codes).values(row | {"case_id": case.id, "ends": now + LIVES}))
    return code


def case_of_code(connection: Connection, code: str, now: datetime) -> int | None:
    """The case that a code was asked for; None where it has ended."""
    row = _row(connection, code, now)
    return None if row is None else int(row.case_id)


def tie(connection: Connection, code: str, chat: Contact, now: datetime) -> bool:
    """Tie the chat to the browser that asked for the code; False where that has ended.

    A second time is nothing.
    """
    row = _row(connection, code, now)
    if row is None:
        return False
    browser = Contact(row.channel, row.address)
    for one, other in ((browser, chat), (chat, browser)):
        pair = {"channel": one.channel, "address": one.address}
        pair |= {"other_channel": other.channel, "other_address": other.address}
        add_if_new(connection, ties, pair | {"at": now})
    return True


def untie(connection: Connection, contact: Contact) -> None:
    """Nothing belongs to this contact any more."""
    own = (ties.c.channel == contact.channel) & (ties.c.address == contact.address)
    other = (ties.c.other_channel == contact.channel) & (ties.c.other_address == contact.address)
    connection.execute(delete(ties).where(own | other))
    waits = (tie_codes.c.channel == contact.channel) & (tie_codes.c.address == contact.address)
    connection.execute(delete(tie_codes).where(waits))


def contact_of(asker: str) -> Contact:
    channel, _, address = asker.partition(":")
    return Contact(channel, address)


def _row(connection: Connection, code: str, now: datetime) -> Row[tuple[object, ...]] | None:
    return connection.execute(
        select(tie_codes).where(tie_codes.c.digest == _digest(code), tie_codes.c.ends > now)
    ).one_or_none()


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
