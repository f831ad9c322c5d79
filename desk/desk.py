"""The desk: the state of everything that concerns people, in one database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from desk import (
    answers,
    casebook,
    draftbook,
    faq_told,
    faqbook,
    inbox,
    naming,
    ties,
    undelivered,
)
from desk.audit import SYSTEM, Who
from desk.case import Case, CaseState
from desk.contact import Contact
from desk.database import Database
from desk.draftbook import KeptDraft
from desk.errors import NotAllowed
from desk.faq import FaqState, KeptFaq
from desk.figures import by_state, on_their_way
from desk.inbox import Received
from desk.outbox import Outbox
from desk.queues import Queues, default_queues
from desk.schema import cases, faqs
from desk.schema import inbox as inbox_table
from desk.schema import outbox as outbox_table
from desk.sealed import NONE, Seal
from desk.similar import Similar
from desk.ticking import ringing
from desk.undelivered import Unsent
from desk.work import Work
from retrieval.answer import Answer
from retrieval.conversation import TURNS, Earlier, held_after
from retrieval.question import Unit

Clock = Callable[[], datetime]
CONVERSATION = timedelta(minutes=30)  # of silence, after which a question starts anew


def wall_clock() -> datetime:
    return datetime.now(UTC)


class Desk:
    """Reads for themselves; writes inside ``begin``. Threads and processes may share it.

    Everything raises ``DatabaseUnavailable`` when the database cannot be used.
    """

    def __init__(
        self, database: Database, clock: Clock = wall_clock, queues: Queues | None = None
    ) -> None:
        self.database = database
        self._clock = clock
        self.queues = queues or default_queues()
        self.outbox = Outbox(database, clock, self._gave_up)
        self.similar = Similar(database)
        # When this program's clockwork last did all that was to be done; None where it has none.
        self.turned: datetime | None = None

    @classmethod
    def open(
        cls,
        url: str,
        clock: Clock = wall_clock,
        *,
        create: bool = True,
        queues: Queues | None = None,
        team_chat: str = "",
        seal: Seal = NONE,
    ) -> "Desk":
        """Open the database at ``url`` and bring its tables up to date.

        With ``create=False`` a SQLite file has to be there already. ``team_chat`` is the
        Telegram group of queues that name none; ``seal`` is what secrets are kept under.
        """
        if team_chat:
            queues = replace(queues or default_queues(), team_chat=team_chat)
        return cls(Database(url, create=create, seal=seal), clock, queues)

    def close(self) -> None:
        self.database.close()

    @contextmanager
    def begin(self, who: Who = SYSTEM) -> Iterator[Work]:
        """One transaction: committed at the end, rolled back by an exception.

        ``who`` is whom the audit log names for what is done in it; that somebody was not allowed
        to move a case stands in the log too.
        """
        try:
            with self.database.writing() as connection:
                work = Work(connection, self._clock(), self.queues, who=who)
                yield work
                work.finish()
        except NotAllowed as refused:
            with self.database.writing() as connection:
                work = Work(connection, self._clock(), self.queues, who=who)
                work.audit("not_allowed", refused.on)
                work.finish()
            raise

    def now(self) -> datetime:
        return self._clock()

    def tick(self) -> int:
        """What the clock asks for now, each alarm in a transaction of its own; says how many.

        Any number of programs may call it, as often as they like.
        """
        with self.database.reading() as connection:
            waiting = ringing(connection, self._clock())
        moved = 0
        for case_id in waiting:
            # One that wakes may be overdue already: it rings until its next alarm is to come.
            while self._rings(case_id):
                moved += 1
        return moved

    def _rings(self, case_id: int) -> bool:
        with self.begin() as work:
            return work.ring(case_id)

    def _gave_up(self, connection: Connection, message_id: int, now: datetime) -> None:
        undelivered.gave_up(connection, self.queues, message_id, now)

    def answer(self, answer_id: str) -> Answer | None:
        with self.database.reading() as connection:
            return answers.find_answer(connection, answer_id)

    def before(self, contact: Contact) -> Earlier:
        """The conversation of a contact that is going on: the last questions, and what it holds."""
        since = self._clock() - CONVERSATION
        with self.database.reading() as connection:
            found = answers.last_answers(connection, contact, since, TURNS)
        texts = (answer.question.meant or answer.question.text for answer in found)
        held = held_after(found[-1]) if found else None
        return Earlier(tuple(text for text in texts if text), held)

    def answer_in_message(self, contact: Contact, receipt: str) -> Answer | None:
        """The answer that a message shows, named as its channel names it."""
        with self.database.reading() as connection:
            return answers.answer_in_message(connection, contact, receipt)

    def case_in_message(self, contact: Contact, receipt: str) -> tuple[Case, str] | None:
        """The case that a delivered message is about, and what a reply to it is meant for."""
        with self.database.reading() as connection:
            return casebook.in_message(connection, contact, receipt)

    def cases_of(self, contact: Contact, limit: int = 10) -> list[Case]:
        """The cases that this contact, or one tied to it, waits or waited for: newest first."""
        with self.database.reading() as connection:
            mine = [contact, *ties.tied(connection, contact)]
            return casebook.of_contacts(connection, mine, limit)

    def acts_as(self, case: Case, contact: Contact) -> str:
        """The asker of the case for whom this contact may act; "" for none."""
        with self.database.reading() as connection:
            return ties.acts_as(connection, case, contact)

    def tied(self, contact: Contact) -> list[Contact]:
        """The other contacts of the same officer."""
        with self.database.reading() as connection:
            return ties.tied(connection, contact)

    def case_of_code(self, code: str) -> Case | None:
        """The case for which a browser asked to be tied to a chat; None where that has ended."""
        with self.database.reading() as connection:
            number = ties.case_of_code(connection, code, self._clock())
        return None if number is None else self.case(number)

    def unsent(self, case_id: int | None = None) -> list[Unsent]:
        """The messages that did not reach their people, of all cases or of one."""
        with self.database.reading() as connection:
            return undelivered.unsent(connection, self._clock(), case_id)

    def case(self, case_id: int) -> Case | None:
        with self.database.reading() as connection:
            return casebook.find_case(connection, cases.c.id == case_id)

    def case_of_number(self, case_id: int) -> Case | None:
        """The case; where it was merged, the one that is worked on."""
        with self.database.reading() as connection:
            found = casebook.find_case(connection, cases.c.id == case_id)
            return casebook.final(connection, found)

    def case_by_token(self, token: str) -> Case | None:
        """The case with this page; where it was merged, the one that is worked on."""
        if not token.isprintable():  # none of ours, and no text to PostgreSQL
            return None
        with self.database.reading() as connection:
            found = casebook.find_case(connection, cases.c.token == token)
            return casebook.final(connection, found)

    def case_of_answer(self, answer_id: str) -> Case | None:
        """The case that the answer's asker opened or joined, followed as above."""
        with self.database.reading() as connection:
            found = casebook.find_case(connection, casebook.of_answer(answer_id))
            return casebook.final(connection, found)

    def cases(
        self,
        state: CaseState | None = None,
        limit: int = 50,
        before_id: int | None = None,
        unit: Unit | None = None,
    ) -> list[Case]:
        """Newest first; ``before_id`` (the last id seen) turns the page.

        With a ``unit``, its cases only.
        """
        which = []
        if state is not None:
            which.append(cases.c.state == state)
        if before_id is not None:
            which.append(cases.c.id < before_id)
        if unit is not None:
            which.append(casebook.of_unit(unit))
        with self.database.reading() as connection:
            return casebook.list_cases(connection, which, limit)

    def faq(self, faq_id: int) -> KeptFaq:
        """Raises: UnknownFaq"""
        with self.database.reading() as connection:
            return faqbook.get(connection, faq_id)

    def faqs(self, state: FaqState | None = None) -> list[KeptFaq]:
        """The reviewed answers, oldest first."""
        which = [] if state is None else [faqs.c.state == state]
        with self.database.reading() as connection:
            return faqbook.find(connection, *which)

    def faq_counts(self) -> dict[str, int]:
        """How many reviewed answers there are in each state."""
        with self.database.reading() as connection:
            found = by_state(connection, faqs)
        return {state.value: found.get(state, 0) for state in FaqState}

    def faq_of_case(self, case_id: int) -> KeptFaq | None:
        """The reviewed answer that was made of the case's reply."""
        with self.database.reading() as connection:
            return next(iter(faqbook.find(connection, faqs.c.case_id == case_id)), None)

    def faq_reach(self) -> dict[int, int]:
        """How many people received each reviewed answer."""
        with self.database.reading() as connection:
            return faq_told.reach(connection)

    def faq_units(self, faq_id: int) -> list[tuple[Unit, int]]:
        """From which units they are who received it, and how many; most first."""
        with self.database.reading() as connection:
            return faq_told.units(connection, faq_id)

    def draft(self, case_id: int) -> KeptDraft | None:
        """The newest draft of the reply."""
        with self.database.reading() as connection:
            return draftbook.newest(connection, case_id)

    def names(self, *actors: str) -> dict[str, str]:
        """What people see of these actors."""
        with self.database.reading() as connection:
            return naming.names(connection, actors)

    def newest_faq_event(self) -> int:
        with self.database.reading() as connection:
            return faqbook.newest_event(connection)

    def faq_recipients(self, faq_id: int) -> list[tuple[Contact, int, str, datetime]]:
        """Contact, version, answer and time of everyone who received it, the oldest first."""
        with self.database.reading() as connection:
            return faq_told.recipients(connection, faq_id)

    def faq_told(self, faq_id: int) -> list[tuple[int, Contact]]:
        """Who was told of which event of it."""
        with self.database.reading() as connection:
            return list(faq_told.told_of(connection, faq_id))

    def notices(self, answer_id: str) -> list[str]:
        """What has become of the reviewed answer that somebody received in this answer."""
        with self.database.reading() as connection:
            return faq_told.notices(connection, answer_id)

    def unit_of(self, contact: Contact) -> Unit:
        with self.database.reading() as connection:
            return answers.unit_of(connection, contact)

    def language_of(self, contact: Contact) -> str:
        """The language the contact chose; empty if none."""
        with self.database.reading() as connection:
            return answers.language_of(connection, contact)

    def is_light(self, contact: Contact) -> bool:
        """Whether the contact has a weak link and wants short, plain answers."""
        with self.database.reading() as connection:
            return answers.is_light(connection, contact)

    def pending(self, channel: str) -> Received | None:
        """The oldest update that is not handled yet."""
        with self.database.reading() as connection:
            return inbox.oldest(connection, channel)

    def counts(self) -> dict[str, int]:
        """How much there is: cases by state, messages on their way, and what went wrong.

        Keys: every ``CaseState`` (cases); undelivered, given_up and not seen to (messages);
        failed (updates that could not be handled).
        """
        with self.database.reading() as connection:
            found = by_state(connection, cases)
            waiting = on_their_way(outbox_table, "waiting")
            messages = by_state(connection, outbox_table, *waiting)
            updates = by_state(connection, inbox_table, *on_their_way(inbox_table, "failed"))
            given_up = undelivered.open_count(connection)
        return {state.value: found.get(state, 0) for state in CaseState} | {
            "undelivered": messages.get("waiting", 0),
            "given_up": given_up,
            "failed": updates.get("failed", 0),
        }
