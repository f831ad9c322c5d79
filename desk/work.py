"""One transaction of the desk: all of it is kept, or none."""

from datetime import datetime
from functools import partial
from typing import Any, Literal

from sqlalchemy import Connection

from corpus.masking import mask
from corpus.text import tidy
from desk import answers, audit, casebook, faqbook, inbox, linking, opening, outbox
from desk.audit import ASKER, SYSTEM, Note, Who
from desk.case import Case
from desk.casework import CaseWork, asker
from desk.contact import Contact
from desk.faq import Draft, FaqStep, KeptFaq
from desk.faq_told import receive, tell_all
from desk.ground import Ground
from desk.queues import Queues, Urgency, default_queues
from desk.role import Actor, Role
from desk.schema import cases
from desk.ticking import ring
from retrieval.answer import Answer
from retrieval.guard import kept
from retrieval.question import Unit

NOT_RIGHT = "Người hỏi báo: chưa đúng."


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
        self.cases = CaseWork(connection, self._queues, now, self._note)

    @property
    def connection(self) -> Connection:
        """For the desk's own modules, which take a ``Work`` to change something."""
        return self._connection

    @property
    def queues(self) -> Queues:
        return self._queues

    def audit(self, what: str, on: str = "", **detail: object) -> None:
        """Say in the audit log what is done; ``on`` and ``detail`` name nobody but by number.

        The rows are written at the end of the transaction, so that the log, which one
        transaction at a time may add to, is held for a moment only and always last.
        """
        self._notes.append(Note(self.who, what, on, detail))

    def _note(self, what: str, on: str, by: Actor | None = None) -> None:
        """What an actor does: an officer about their own question is not the system."""
        asking = self.who == SYSTEM and by is not None and by.role is Role.OFFICER
        self._notes.append(Note(ASKER if asking else self.who, what, on, {}))

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
        doubted: bool = False,
    ) -> Case:
        """Hand a kept answer's question to people; a second time gives the same case.

        A question that the unit has asked already joins the case that is open. ``actor`` is
        who hands it over, by default the officer who asked. Personal data in ``note`` is
        masked, a note that must not be kept is left out. ``doubted``: they say that the answer
        is not right, and so says the note.

        Raises:
            UnknownAnswer, NothingAsked
        """
        words = kept(tidy(note))
        actor = actor or asker(contact)
        return opening.open_case(
            self._connection,
            self._queues,
            answer_id,
            contact,
            actor,
            self.now,
            f"{NOT_RIGHT} {words}".strip() if doubted else words,
            field,
            urgency,
            doubted,
            partial(self._note, by=actor),
        )

    def reply(self, case_id: int, text: str, author: str, ground: Ground) -> Case:
        """Answer a case and those linked with it, and send the reply to all who wait for it.

        The same words by the same author once more change nothing. In a risky field the
        reply waits for a second reader.

        Raises:
            UnknownCase, EmptyReply, NoGround, Refused
            CaseClosed: it is withdrawn, or was answered with other words.
        """
        return self.cases.reply(case_id, Actor(tidy(author), Role.REVIEWER), text, ground)

    def withdraw(self, case_id: int, actor: str, why: str = "") -> Case:
        """The asker no longer needs a reply.

        Raises:
            UnknownCase, Refused
            CaseClosed: it is answered already.
        """
        return self.cases.withdraw(case_id, Actor(actor, Role.OFFICER), why)

    def ring(self, case_id: int) -> bool:
        """Remind, break or wake a case whose alarm has come; says whether it had."""
        done = ring(self._connection, self._queues, case_id, self.now)
        if done:
            self.audit(f"case_{done}", f"case:{case_id}")
        return bool(done)

    def receive(self, channel: str, update_id: int, payload: str) -> bool:
        """Claim an update from a channel; False if it was seen before."""
        return inbox.claim(self._connection, channel, update_id, payload, self.now)

    def done(self, channel: str, update_id: int) -> None:
        """The update is handled; its payload is let go."""
        inbox.finish(self._connection, channel, update_id)

    def fail(self, channel: str, update_id: int, reason: str) -> None:
        """Handling went wrong; after ``inbox.ATTEMPTS`` times the update is laid aside."""
        inbox.fail(self._connection, channel, update_id, kept(tidy(reason)))

    def send(
        self,
        contact: Contact,
        payload: dict[str, Any],
        key: str,
        case_id: int | None = None,
        asks: str = "",
    ) -> None:
        """Write a message into the outbox; a key that was used before makes it nothing.

        ``case_id`` is the case it is about, ``asks`` what a reply to it is meant for.

        Raises:
            ValueError: nothing is delivered on the contact's channel.
        """
        outbox.write(self._connection, contact, payload, key, self.now, case_id, asks)

    def draft_faq(
        self, body: Draft, author: str, case: Case | None = None, why: str = ""
    ) -> KeptFaq:
        """A reviewed answer, not yet published; all who asked the ``case`` received it.

        Of a case there is one: a second time gives it as it is.

        Raises:
            FaqRefused
        """
        case_id = case.id if case else None
        newest = faqbook.newest_event(self._connection)
        faq = faqbook.draft(self._connection, body, author, case_id, self.now, why)
        if faq.events[-1].id > newest:
            self.audit("faq_drafted", f"faq:{faq.id}")
        for one in self._answered_with(case) if case else ():
            at = max((e.at for e in one.events if e.kind in ("replied", "approved")), default=None)
            for asker_ in one.askers if at else ():
                channel, _, address = asker_.partition(":")
                contact = Contact(channel, address)
                receive(self._connection, faq.id, 1, one.answer.id, contact, at or self.now)
        return faq

    def _answered_with(self, case: Case) -> list[Case]:
        """The case and those that had the same reply with it."""
        numbers = linking.group(self._connection, case)
        found = casebook.list_cases(self._connection, [cases.c.id.in_(numbers)], len(numbers))
        return [one for one in found if one.reply == case.reply]

    def revise_faq(self, faq_id: int, body: Draft, author: str, why: str = "") -> KeptFaq:
        """Give it other words; what was published is given to nobody until it is published again.

        Raises:
            UnknownFaq, FaqRefused
        """
        before = faqbook.get(self._connection, faq_id, lock=True)
        faq = faqbook.revise(self._connection, before, body, author, kept(tidy(why)), self.now)
        if faq.version > before.version:
            self.audit("faq_revised", f"faq:{faq.id}")
        return faq

    def publish_faq(self, faq_id: int, reviewer: str) -> KeptFaq:
        """Give it to askers; who received it in other words is told.

        Raises:
            UnknownFaq, FaqRefused, SecondPersonNeeded
        """
        before = faqbook.get(self._connection, faq_id, lock=True)
        faq = faqbook.publish(self._connection, before, reviewer, self.now)
        if len(faq.events) > len(before.events):
            tell_all(self._connection, faq, faq.events[-1], self.now)
            self.audit("faq_published", f"faq:{faq.id}")
        return faq

    def suspend_faq(self, faq_id: int, actor: str, why: str) -> bool:
        """Take it back for now, and tell everyone who received it; False if it was so already.

        Raises:
            UnknownFaq, FaqRefused
        """
        return self._end_faq(faq_id, FaqStep.SUSPENDED, actor, why)

    def withdraw_faq(self, faq_id: int, actor: str, why: str) -> bool:
        """Take it back for good, and tell everyone who received it; False if it was so already.

        Raises:
            UnknownFaq, FaqRefused
        """
        return self._end_faq(faq_id, FaqStep.WITHDRAWN, actor, why)

    def _end_faq(self, faq_id: int, step: FaqStep, actor: str, why: str) -> bool:
        faq = faqbook.get(self._connection, faq_id, lock=True)
        event = faqbook.end(self._connection, faq, step, actor, tidy(why), self.now)
        if event is None:
            return False
        tell_all(self._connection, faqbook.get(self._connection, faq_id), event, self.now)
        self.audit(f"faq_{step.value}", f"faq:{faq_id}")
        return True
