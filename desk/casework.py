"""Everything that people do with a case, in one transaction of the desk.

Each act takes a ``key``, the same for each repetition of one press of a button: done again
it changes nothing, and gives the case as it is. All raise ``UnknownCase`` and ``Refused``.
"""

import hashlib
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Protocol

from sqlalchemy import Connection, select

from corpus.text import tidy
from desk import answers, casebook, draftbook, group_board, letters, linking, naming, opening
from desk.case import LIVE, Case, CaseState, Event
from desk.contact import Contact
from desk.errors import (
    AskedAlready,
    EmptyReply,
    HolderGone,
    NoGround,
    NoReason,
    NotLinked,
    NotNow,
    NotRead,
    SameReader,
    Taken,
)
from desk.ground import Ground
from desk.moving import allow, move, not_now
from desk.queues import Queues, Urgency
from desk.role import Actor, Role
from desk.schema import cases
from desk.standing import sets
from retrieval.answer import Outcome
from retrieval.guard import kept


class Noting(Protocol):
    """Writes into the audit log what is done and on what, and by whom where that is known."""

    def __call__(self, what: str, on: str, by: Actor | None = None) -> None: ...


class CaseWork:
    """``audit`` notes what is done and on what; every move is noted where it is new."""

    def __init__(
        self,
        connection: Connection,
        queues: Queues,
        now: datetime,
        audit: Noting,
    ) -> None:
        self._connection = connection
        self._queues = queues
        self._now = now
        self._audit = audit

    # What askers do.

    def add(self, case_id: int, actor: Actor, words: str, key: str = "", via: str = "") -> Case:
        """More words to a case; where the asker was asked back, their answer.

        ``via`` says how they came, where that is not the asker's own way.
        """
        case = self._locked(case_id)
        asked = case.state is CaseState.ASKING
        kind, way = "told" if asked else "added", {"via": via} if via else {}
        return self._move(case, kind, actor, kept(tidy(words)), key, **way)

    def withdraw(self, case_id: int, actor: Actor, why: str = "", key: str = "") -> Case:
        """The asker no longer needs a reply; where others wait for it too, the case stays."""
        case = self._locked(case_id)
        why = kept(tidy(why))
        if case.state is CaseState.WITHDRAWN:
            return case
        if actor.role is Role.OFFICER and len(case.askers) > 1:
            return self._move(case, "left", actor, why, key)
        case, new = self._moved(case, "withdrawn", actor, why, key)
        if new and actor.role is not Role.OFFICER:
            letters.news(self._connection, case, "withdrawn", self._now)
        return case

    def clear(self, case_id: int, actor: Actor, key: str = "") -> Case:
        """ "Đã rõ"."""
        case = self._locked(case_id)
        return (
            case if case.state is CaseState.CLOSED else self._move(case, "cleared", actor, "", key)
        )

    def reopen(self, case_id: int, actor: Actor, why: str, key: str = "") -> Case:
        """
        Raises:
            AskedAlready: the unit has asked the same meanwhile, in a case that is open.
        """
        case = self._locked(case_id)
        twin = self._twin(case)
        if twin is not None and case.state not in LIVE:
            raise AskedAlready(f"{twin.label} holds the same question", twin.label)
        return self._move(case, "reopened", actor, kept(tidy(why)), key)

    # What the team does.

    def claim(self, case_id: int, actor: Actor, key: str = "") -> Case:
        """
        Raises:
            Taken: another has it.
            HolderGone: so, and they can no longer sign in: see ``take_over``.
        """
        case = self._locked(case_id)
        if case.state is CaseState.CLAIMED and case.owner == actor.name:
            return case
        if case.state is CaseState.CLAIMED and not any(key and e.key == key for e in case.events):
            owner = case.name_of(case.owner)
            if case.owner_gone:
                raise HolderGone(f"{case.label} is {owner}'s", case.label, owner)
            raise Taken(f"{case.label} is {owner}'s", case.label, owner)
        return self._move(case, "claimed", actor, "", key, owner=actor.name)

    def take_over(self, case_id: int, actor: Actor, key: str = "") -> Case:
        """From a holder who can no longer sign in; where the case stands stays.

        Raises:
            NotYours: its holder signs in as ever, or nobody has it.
        """
        case = self._locked(case_id)
        if case.owner == actor.name:
            return case
        return self._move(case, "taken_over", actor, "", key, owner=actor.name)

    def assign(self, case_id: int, actor: Actor, to: str, key: str = "") -> Case:
        return self._move(self._locked(case_id), "assigned", actor, "", key, owner=to)

    def hand_over(self, case_id: int, actor: Actor, to: str, why: str, key: str = "") -> Case:
        return self._move(self._locked(case_id), "handed_over", actor, tidy(why), key, owner=to)

    def route(self, case_id: int, actor: Actor, queue: str, why: str, key: str = "") -> Case:
        """To another queue, where it is nobody's.

        Raises:
            NotNow: there is no such queue.
        """
        case = self._locked(case_id)
        if not self._queues.knows(queue):
            raise NotNow(f"there is no queue {queue!r}", case.label)
        return self._move(case, "routed", actor, tidy(why), key, queue=queue, owner="")

    def classify(
        self, case_id: int, actor: Actor, urgency: Urgency, why: str, key: str = ""
    ) -> Case:
        """Another class; its time begins now."""
        return self._move(self._locked(case_id), "classed", actor, tidy(why), key, urgency=urgency)

    def ask_back(self, case_id: int, actor: Actor, words: str, key: str = "") -> Case:
        """Ask the askers; the clock stands still until one of them answers."""
        words = tidy(words)
        case, new = self._moved(self._locked(case_id), "asked_back", actor, words, key)
        if new:
            letters.asked_back(self._connection, case, words, self._now)
        return case

    def snooze(self, case_id: int, actor: Actor, until: datetime, why: str, key: str = "") -> Case:
        """
        Raises:
            NotNow: ``until`` has passed.
        """
        case = self._locked(case_id)
        if until <= self._now:
            raise NotNow(f"{case.label} cannot sleep until a time that has passed", case.label)
        return self._move(case, "snoozed", actor, tidy(why), key, until=until)

    def wake(self, case_id: int, actor: Actor, key: str = "") -> Case:
        return self._move(self._locked(case_id), "woken", actor, "", key)

    # Replies.

    def reply(
        self,
        case_id: int,
        actor: Actor,
        words: str,
        ground: Ground,
        key: str = "",
        *,
        linked: bool = True,
    ) -> Case:
        """Answer a case and the ones linked with it; in a risky field it waits for a reader.

        Not ``linked``: this one only.

        Raises:
            EmptyReply, NoGround
            CaseClosed: it has ended, with other words.
        """
        words = tidy(words)
        if not words.strip():
            raise EmptyReply
        case = self._locked_group(case_id)
        if case.state is CaseState.ANSWERED:
            if (case.reply, case.replied_by) == (words, actor.name):
                return case
            raise not_now(case)
        if not ground.is_given:
            raise NoGround(f"{case.label}: no provision, and no reason why there is none")
        if case.draft and (case.draft, case.drafted_by) == (words, actor.name):
            return case
        if self._queues.named(case.queue).risky:
            only: dict[str, object] = {} if linked else {"alone": True}
            if not case.owner and actor.name.startswith("person:"):
                only["owner"] = actor.name  # to them it comes back
            return self._move(case, "proposed", actor, words, key, ground=ground, **only)
        return self._answer(case, "replied", actor, words, ground, key, linked)

    def approve(
        self,
        case_id: int,
        actor: Actor,
        key: str = "",
        *,
        linked: bool | None = None,
        read: int = 0,
    ) -> Case:
        """Send what another has drafted; ``read`` is which of the case's ``proposals`` was read.

        Where ``linked`` is None, to whom the writer meant it.

        Raises:
            SameReader
            NotRead: it was given back meanwhile, and another was proposed.
        """
        case = self._locked_group(case_id)
        if case.events[-1].kind == "approved" and case.events[-1].actor == actor.name:
            return case
        if case.state is CaseState.SECOND_READING and naming.same_person(
            self._connection, case.drafted_by, actor.name
        ):
            raise SameReader(f"{case.label}: {actor.name} wrote the draft", case.label)
        if case.state is CaseState.SECOND_READING and read not in (0, case.proposals):
            raise NotRead(f"{case.label}: another draft than the one read", case.label)
        all_ = not case.alone if linked is None else linked
        return self._answer(case, "approved", actor, case.draft, case.ground, key, all_)

    def send_back(self, case_id: int, actor: Actor, why: str, key: str = "") -> Case:
        return self._move(self._locked(case_id), "returned", actor, tidy(why), key)

    # Cases that belong together, or do not.

    def link(self, case_id: int, to: int, actor: Actor, key: str = "") -> Case:
        """Tie two cases of one question: the reply to one answers both.

        Raises:
            NotNow: they are one case, or the other is over.
        """
        casebook.lock(self._connection, [case_id, to])
        case, other = (casebook.one(self._connection, number) for number in (case_id, to))
        if key and any(event.key == key for event in case.events):
            return case
        allow(case, "linked", actor)
        if case.id == other.id or not other.is_live:
            raise not_now(other)
        head = linking.root(self._connection, other.id)
        for number in linking.group(self._connection, case):
            member = casebook.locked(self._connection, number)
            if member.is_live and head not in (member.id, member.linked):
                allow(member, "linked", actor)
                linking.link(self._connection, member, head, actor, self._now, key)
                self._audit("case_linked", f"case:{member.id}")
        return casebook.one(self._connection, case_id)

    def unlink(self, case_id: int, actor: Actor, key: str = "") -> Case:
        """Take a case out of its group; the others stay together.

        Raises:
            NotLinked
        """
        case = self._locked_group(case_id)
        if key and any(event.key == key for event in case.events):
            return case
        others = [number for number in linking.group(self._connection, case) if number != case_id]
        rest = [casebook.one(self._connection, number) for number in others]
        if not rest:
            raise NotLinked(f"{case.label} is linked with no other", case.label)
        root = linking.root(self._connection, case_id)
        head, pointing = linking.heirs(case, rest, root)
        told = {"linked": case_id, "apart_from": head}
        case, _ = self._moved(case, "unlinked", actor, "", key, **told)
        for one in pointing:
            along = f"apart/{case_id}/{len(case.events)}"
            self._move(one, "unlinked", actor, "", along, linked=head, apart_from=case_id)
        return case

    def merge(self, case_id: int, into: int, actor: Actor, why: str, key: str = "") -> Case:
        """The askers of the first case wait for the reply to the second; gives the second.

        Raises:
            NotNow: they are one case, or the second is over.
        """
        casebook.lock(self._connection, [case_id, into])
        case, other = (casebook.one(self._connection, number) for number in (case_id, into))
        if case.into == other.id:
            return other
        if case.id == other.id or not other.is_live:
            raise not_now(other)
        self._move(case, "merged", actor, tidy(why), key, into=other.id)
        return self._join(other, case, actor, "merged")

    def split(self, case_id: int, actor: Actor, part: str) -> Case:
        """A case of its own for a part of the question, with all who wait; gives the new one.

        Raises:
            NoReason: ``part`` has no words, or is the whole question.
        """
        case = self._locked(case_id)
        part = kept(tidy(part))
        if not part.strip():
            raise NoReason(f"{case.label}: the part has no words", case.label)
        name = f"{case.answer.id}-{hashlib.sha256(part.encode()).hexdigest()[:12]}"
        known = casebook.find_case(self._connection, casebook.of_answer(name))
        if known is not None:
            return known
        allow(case, "split", actor)
        asked = replace(case.answer.question, text=part, earlier=(), held=None, meant="")
        bare = replace(
            case.answer, id=name, question=asked, outcome=Outcome.ESCALATED_BY_REQUEST,
            conclusion="", card=None, quotes=(), notes=(), followups=(), rejected=(),
        )  # fmt: skip
        answers.keep_answer(self._connection, bare, case.contact, self._now)
        made = opening.open_case(
            self._connection, self._queues, name, case.contact, actor, self._now,
            field=case.field, urgency=case.urgency, audit=partial(self._audit, by=actor),
        )  # fmt: skip
        if made.id == case.id:
            raise NoReason(f"{case.label}: the part is the whole question", case.label)
        case, _ = self._moved(case, "split", actor, made.label, f"{casebook.SPLIT}{name}")
        made = self._join(made, case, actor, "split")
        letters.news(self._connection, case, "split", self._now, made.label)
        return made

    def _join(self, case: Case, other: Case, actor: Actor, how: str) -> Case:
        """The askers of the other case wait for the reply to this one too."""
        for asker in other.askers:
            if asker not in case.askers:
                told, key = sets(asker=asker), f"{how}/{other.id}/{asker}"
                event = Event(self._now, actor.name, "joined", "", actor.role, told, key)
                case = casebook.append(self._connection, case, event)
                self._audit("case_joined", f"case:{case.id}", actor)
        group_board.moved(self._connection, self._queues, case, self._now)
        return case

    def _answer(
        self,
        case: Case,
        kind: str,
        actor: Actor,
        words: str,
        ground: Ground,
        key: str,
        linked: bool,
    ) -> Case:
        answered, new = self._moved(case, kind, actor, words, key, ground=ground)
        if not new:
            return answered
        letters.replied(self._connection, answered, self._now)
        draftbook.forget(self._connection, case.id)
        for number in linking.group(self._connection, case) if linked else ():
            other = casebook.one(self._connection, number)
            if other.is_live and self._is_answered_along(other, kind):
                allowed = Actor(answered.replied_by, answered.replied_as)
                along = f"with/{case.id}/{len(answered.events)}"
                other, _ = self._moved(other, "replied", allowed, words, along, ground=ground)
                letters.replied(self._connection, other, self._now)
        return answered

    def _is_answered_along(self, other: Case, kind: str) -> bool:
        """What waits for a second reader is not answered by a reply that nobody has read."""
        if other.state is CaseState.SECOND_READING:
            return False
        return kind == "approved" or not self._queues.named(other.queue).risky

    def _twin(self, case: Case) -> Case | None:
        joint = select(cases.c.joint).where(cases.c.id == case.id, cases.c.joint != "")
        live = cases.c.joint.in_(joint) & cases.c.state.in_(LIVE) & (cases.c.id != case.id)
        return casebook.find_case(self._connection, live)

    def _locked(self, case_id: int) -> Case:
        return casebook.locked(self._connection, case_id)

    def _locked_group(self, case_id: int) -> Case:
        """The case, locked with all that are linked with it."""
        case = casebook.one(self._connection, case_id)
        casebook.lock(self._connection, {case_id, *linking.group(self._connection, case)})
        return casebook.one(self._connection, case_id)

    def _move(
        self, case: Case, kind: str, actor: Actor, words: str, key: str, **changes: object
    ) -> Case:
        return self._moved(case, kind, actor, words, key, **changes)[0]

    def _moved(
        self, case: Case, kind: str, actor: Actor, words: str, key: str, **changes: object
    ) -> tuple[Case, bool]:
        case, new = move(
            self._connection, self._queues, case, kind, actor, self._now, words, key, **changes
        )
        if new:
            self._audit(f"case_{kind}", f"case:{case.id}", actor)
            group_board.moved(self._connection, self._queues, case, self._now)
        return case, new


def asker(contact: Contact) -> Actor:
    """The officer behind a contact."""
    return Actor(contact.asker, Role.OFFICER)
