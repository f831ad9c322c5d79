"""One transaction of the desk: all of it is kept, or none."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection

from corpus.masking import mask
from corpus.text import tidy
from desk import answers, audit, inbox, opening, outbox
from desk.audit import SYSTEM, Note, Who
from desk.case import Case
from desk.casework import CaseWork, asker
from desk.contact import Contact
from desk.queues import Queues, Urgency, default_queues
from desk.role import Actor, Role
from desk.ticking import ring
from retrieval.answer import Answer
from retrieval.guard import kept
from retrieval.question import Unit


class Work:
    """``now`` is the time of all that happens in it. Made by ``Desk.begin``.

    ``cases`` is everything that people do with a case once it is there.
    """

    def __init__(
        self,
        connection: Connection,
        now: datetime,
        queues: Queues | None = None,
        who: Who = SYSTEM,
    ) -> None:
        self._connection = connection
        self._queues = queues or default_queues()
        self._notes: list[Note] = []
        self.now = now
        self.who = who
        self.cases = CaseWork(connection, self._queues, now, self.audit)

    @property
    def connection(self) -> Connection:
        """For the desk's own modules, which take a ``Work`` to change something."""
        return self._connection

    def audit(self, what: str, on: str = "", **detail: object) -> None:
        """Say in the audit log what is done; ``on`` and ``detail`` name nobody but by number.

        The rows are written at the end of the transaction, so that the log, which one
        transaction at a time may add to, is held for a moment only and always last.
        """
        self._notes.append(Note(self.who, what, on, detail))

    def finish(self) -> None:
        """Write what is left to write; ``Desk.begin`` calls it."""
        notes, self._notes = self._notes, []
        audit.append(self._connection, notes, self.now)

    def keep(self, answer: Answer, contact: Contact) -> None:
        """Keep an answer under its id; a second time is nothing.

        Of a refused question the words are not kept, of others what ``guard.kept`` leaves.
        """
        answers.keep_answer(self._connection, answer, contact, self.now)

    def feedback(
        self, answer_id: str, contact: Contact, verdict: Literal["right", "wrong"]
    ) -> None:
        """What this person thinks of the answer; the last verdict counts.

        Raises:
            UnknownAnswer
        """
        answers.record_feedback(self._connection, answer_id, contact, verdict, self.now)

    def set_unit(self, contact: Contact, unit: Unit) -> None:
        named = Unit(mask(unit.province), mask(unit.commune))
        answers.record_unit(self._connection, contact, named)

    def set_language(self, contact: Contact, language: str) -> None:
        answers.record_language(self._connection, contact, language)

    def set_light(self, contact: Contact, light: bool) -> None:
        """Whether the contact wants short, plain answers."""
        answers.record_light(self._connection, contact, light)

    def open_case(
        self,
        answer_id: str,
        contact: Contact,
        note: str = "",
        field: str = "",
        actor: Actor | None = None,
        urgency: Urgency = Urgency.NORMAL,
    ) -> Case:
        """Hand a kept answer's question to people; a second time gives the same case.

        A question that the unit has asked already joins the case that is open. ``actor`` is
        who hands it over, by default the officer who asked. Personal data in ``note`` is
        masked, a note that must not be kept is left out.

        Raises:
            UnknownAnswer
        """
        return opening.open_case(
            self._connection,
            self._queues,
            answer_id,
            contact,
            actor or asker(contact),
            self.now,
            kept(tidy(note)),
            field,
            urgency,
        )

    def reply(self, case_id: int, text: str, author: str) -> Case:
        """Answer a case and those linked with it, and send the reply to all who wait for it.

        The same words by the same author once more change nothing. In a risky field the
        reply waits for a second reader.

        Raises:
            UnknownCase, EmptyReply, Refused
            CaseClosed: it is withdrawn, or was answered with other words.
        """
        return self.cases.reply(case_id, Actor(tidy(author), Role.REVIEWER), text)

    def withdraw(self, case_id: int, actor: str, why: str = "") -> Case:
        """The asker no longer needs a reply.

        Raises:
            UnknownCase, Refused
            CaseClosed: it is answered already.
        """
        return self.cases.withdraw(case_id, Actor(actor, Role.OFFICER), why)

    def ring(self, case_id: int) -> bool:
        """Remind, break or wake a case whose alarm has come; says whether it had."""
        return ring(self._connection, self._queues, case_id, self.now)

    def receive(self, channel: str, update_id: int, payload: str) -> bool:
        """Claim an update from a channel; False if it was seen before."""
        return inbox.claim(self._connection, channel, update_id, payload, self.now)

    def done(self, channel: str, update_id: int) -> None:
        """The update is handled; its payload is let go."""
        inbox.finish(self._connection, channel, update_id)

    def fail(self, channel: str, update_id: int, reason: str) -> None:
        """Handling went wrong; after ``inbox.ATTEMPTS`` times the update is laid aside."""
        inbox.fail(self._connection, channel, update_id, kept(tidy(reason)))

    def send(self, contact: Contact, payload: dict[str, Any], key: str) -> None:
        """Write a message into the outbox; a key that was used before makes it nothing.

        Raises:
            ValueError: nothing is delivered on the contact's channel.
        """
        outbox.write(self._connection, contact, payload, key, self.now)
