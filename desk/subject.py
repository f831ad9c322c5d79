"""Whose data is meant: a contact ("telegram:7"), who asked a case ("MC-000012"), or a login."""

from dataclasses import dataclass

from sqlalchemy import Connection, MetaData, Table, select

from desk import people
from desk.contact import CHANNELS, GONE, Contact
from desk.errors import DeskError
from desk.person import Person
from desk.schema import cases, metadata
from retrieval.numbered import Numbered


class NobodyKnown(DeskError):
    """No such contact, case or login."""


@dataclass(frozen=True, slots=True)
class Subject:
    """``contacts`` are where they ask from; ``person`` who they are at the desk, if anybody."""

    contacts: tuple[Contact, ...] = ()
    person: Person | None = None


def find(connection: Connection, named: str) -> Subject:
    """
    Raises:
        NobodyKnown
    """
    channel, _, address = named.partition(":")
    if address and channel in CHANNELS - {GONE}:
        return Subject((Contact(channel, address),))
    number = None if named.strip().isdigit() else Numbered.CASE.number(named)
    if number is not None:
        row = connection.execute(
            select(cases.c.channel, cases.c.address).where(cases.c.id == number)
        ).one_or_none()
        if row is None or row.channel == GONE:
            raise NobodyKnown(f"{named}: no such case, or nobody is known to have asked it")
        return Subject((Contact(row.channel, row.address),))
    person = people.named(connection, named)
    if person is None:
        raise NobodyKnown(
            f"{named!r} is no login here; contacts look like telegram:7, cases like MC-000012"
        )
    return of_person(connection, person)


def of_person(connection: Connection, person: Person) -> Subject:
    """With the contacts that they have linked with their account."""
    found = [
        Contact(row.channel, row.address)
        for table in tables_with("person_id", "channel", "address")
        for row in connection.execute(
            select(table.c.channel, table.c.address).where(table.c.person_id == person.id)
        )
    ]
    return Subject(tuple(dict.fromkeys(found)), person)


def tables_with(*columns: str, of: MetaData = metadata) -> list[Table]:
    """The tables that have all these columns: what is added later is not forgotten."""
    return [table for table in of.sorted_tables if set(columns) <= set(table.c.keys())]
