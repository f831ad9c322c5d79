"""Erasing what is held about somebody, at their wish: at once, and without a hole in the audit log.

Of a contact: live cases are withdrawn (or left, where others wait too) and the team is told;
answers and cases are anonymised as by age; messages that wait, what was chosen for the chat, and
the promise to be told of changes go. Of a person of the desk: their row stays under its number, its
name, login, unit and keys go; what they did stays under the number; their name goes wherever it was
written out. The log names people by number only and stays as it is.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, or_, select, update

from desk import casebook, group_board, knocks, letters, naming, people
from desk.anonymise import Pseudonyms, anonymise_answer, anonymise_case, only
from desk.casework import asker
from desk.contact import GONE, Contact
from desk.held import cases_of
from desk.name_gone import write_over
from desk.person import Person
from desk.schema import answers, contacts, inbox, outbox
from desk.schema import people as people_table
from desk.subject import Subject, tables_with
from desk.ties import untie
from desk.work import Work


@dataclass(frozen=True, slots=True)
class Erased:
    """How many answers and cases named them, how many cases were withdrawn for it."""

    answers: int = 0
    cases: int = 0
    withdrawn: int = 0

    def __add__(self, other: "Erased") -> "Erased":
        return Erased(
            self.answers + other.answers,
            self.cases + other.cases,
            self.withdrawn + other.withdrawn,
        )


def erase(work: Work, subject: Subject) -> Erased:
    """
    Raises:
        NotPossible: the last lead has to stay.
    """
    done = Erased()
    for contact in subject.contacts:
        done += erase_contact(work, contact)
    if subject.person is not None:
        erase_person(work, subject.person)
    return done


def erase_contact(work: Work, contact: Contact) -> Erased:
    """What is held of a contact; a second time there is nothing left to do."""
    connection, names = work.connection, only(contact.asker)
    found = cases_of(connection, contact)
    casebook.lock(connection, [case.id for case in found])
    withdrawn = sum(_withdraw(work, case.id, contact) for case in found)
    rows = connection.execute(
        select(answers).where(_of(answers, contact)).order_by(answers.c.id).with_for_update()
    ).all()
    for row in rows:
        anonymise_answer(connection, row, names, work.now)
    for case in found:
        now = casebook.one(connection, case.id)
        others = any(not one.startswith(f"{GONE}:") for one in now.askers if one != contact.asker)
        anonymise_case(connection, case.id, names, whole=not others and not now.is_live)
        group_board.erased(connection, work.queues, now, work.now)
    connection.execute(delete(contacts).where(_of(contacts, contact)))
    untie(connection, contact)
    _drop_messages(work, contact)
    _rename_rest(work, contact, names)
    done = Erased(len(rows), len(found), withdrawn)
    counted = {"answers": done.answers, "cases": done.cases, "withdrawn": done.withdrawn}
    work.audit("data_erased", "", **counted)
    return done


def erase_person(work: Work, person: Person) -> None:
    """
    Raises:
        NotPossible: the last lead has to stay.
    """
    connection = work.connection
    people.set_active(work, person.id, False)  # ends sessions and links, keeps the last lead
    for table in tables_with("person_id"):
        connection.execute(delete(table).where(table.c.person_id == person.id))
    knocks.open_again(connection, knocks.key_of(knocks.LOGIN, person.login))
    values: dict[str, object] = {"login": f"{GONE}-{person.id}", "name": naming.ERASED}
    values |= {"roles": [], "fields": [], "province": "", "commune": ""}
    values |= {"password": "", "totp": "", "totp_step": 0}
    connection.execute(update(people_table).where(people_table.c.id == person.id).values(values))
    write_over(connection, person)
    work.audit("person_erased", person.actor)


def _withdraw(work: Work, case_id: int, contact: Contact) -> bool:
    """Whether the case waited for a reply to this contact alone."""
    case = casebook.one(work.connection, case_id)
    if not case.is_live or contact.asker not in case.askers:
        return False
    ended = work.cases.withdraw(case_id, asker(contact))
    if ended.is_live:
        return False
    letters.withdrawn(work.connection, ended, work.queues.chat_of(ended.queue), work.now)
    return True


def _drop_messages(work: Work, contact: Contact) -> None:
    """What is on its way to them or went to them, and what of theirs could not be handled."""
    connection = work.connection
    moved = outbox.c.key.contains(f"/{contact.asker}/", autoescape=True)  # a group with a new id
    connection.execute(delete(outbox).where(or_(_of(outbox, contact), moved)))
    rows = connection.execute(
        select(inbox.c.id, inbox.c.payload).where(
            inbox.c.channel == contact.channel, inbox.c.state == "failed", inbox.c.payload != ""
        )
    ).all()
    theirs = [row.id for row in rows if _tells_of(row.payload, contact)]
    connection.execute(update(inbox).where(inbox.c.id.in_(theirs)).values(payload="", reason=""))


def _tells_of(payload: str, contact: Contact) -> bool:
    """Whether an update is from this chat, or by this person in another."""
    numbers = {contact.address, contact.address.partition("/")[0]}
    try:
        return any(str(number) in numbers for number in _ids(json.loads(payload)))
    except ValueError:
        return contact.address in payload


def _ids(value: Any) -> Iterable[object]:
    if isinstance(value, dict):
        yield value.get("id")
        for inside in value.values():
            yield from _ids(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _ids(inside)


def _rename_rest(work: Work, contact: Contact, names: Pseudonyms) -> None:
    """Verdicts, receipts, notices and what else holds contacts: counted on, under other names."""
    for table in tables_with("channel", "address"):
        if table in (contacts, outbox):
            continue
        values = names.contact(contact.channel, contact.address)
        work.connection.execute(update(table).where(_of(table, contact)).values(values))


def _of(table: Table, contact: Contact) -> Any:
    return (table.c.channel == contact.channel) & (table.c.address == contact.address)
