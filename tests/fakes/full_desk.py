"""A desk with thousands of cases, as if people had worked at it for months.

Written in bulk: the events are those that moves leave behind, each case's row is their fold.
"""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from desk.case import MOVES, Event
from desk.casebook import row_of
from desk.contact import Contact
from desk.desk import Desk
from desk.ground import NOT_GIVEN, Ground
from desk.queues import Urgency
from desk.rights import unit_key
from desk.role import Role
from desk.rows import beginning_of, words_of
from desk.schema import answers, case_events, cases
from desk.standing import Standing, after, sets
from retrieval.answer import Answer
from retrieval.question import Question, Unit
from retrieval.reviewed import Basis
from retrieval.service import Service
from retrieval.wire import keep

FIELDS = ("", "an toàn bức xạ", "đo lường", "sở hữu trí tuệ", "sáng kiến", "chuyển đổi số")
PROVINCES = ("Lào Cai", "Đà Nẵng", "Cà Mau", "Thanh Hóa", "An Giang", "Hà Nội")
COMMUNES = tuple(f"Xã Bình An {number}" for number in range(60))
# What people do with a case once it is opened, until it stands where the last one leaves it.
ROADS = (
    (),
    ("added",),
    ("claimed",),
    ("claimed", "asked_back"),
    ("claimed", "asked_back", "told", "added"),
    ("claimed", "snoozed"),
    ("claimed", "handed_over", "classed"),
    ("reminded", "breached", "handed_over"),
    ("claimed", "replied"),
    ("claimed", "replied", "cleared"),
    ("assigned", "asked_back", "told", "replied", "cleared"),
    ("claimed", "snoozed", "woken", "replied", "reopened", "replied"),
    ("reminded", "breached", "handed_over", "asked_back", "told", "replied", "cleared"),
    ("claimed", "replied", "reopened", "handed_over", "asked_back", "told", "replied", "cleared"),
    ("claimed", "proposed"),
    ("proposed", "approved"),
    ("withdrawn",),
    ("claimed", "withdrawn"),
)
_OFFICERS = frozenset({"opened", "added", "told", "cleared", "withdrawn", "reopened"})
_CLOCKS = frozenset({"reminded", "breached", "woken"})


def some_answers(service: Service) -> list[Answer]:
    """What the assistant says to some of the golden questions."""
    lines = Path("eval/golden.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines[::4]]
    return [service.answer(Question(text, date(2026, 11, 22))) for text in asked]


def fill(desk: Desk, service: Service, number: int, people: list[str], seed: int = 1) -> None:
    """``number`` cases of the last 200 days; ``people`` are the actors who worked on them."""
    dice = random.Random(seed)
    given = [answer for answer in some_answers(service) if answer.id]
    made = [_case(desk, dice, given, people, at, number) for at in range(1, number + 1)]
    with desk.database.writing() as connection:
        connection.execute(insert(answers), [one[0] for one in made])
        connection.execute(insert(cases), [one[1] for one in made])
        connection.execute(insert(case_events), [row for one in made for row in one[2]])


def _case(
    desk: Desk, dice: random.Random, given: list[Answer], people: list[str], at: int, of: int
) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    answer = dice.choice(given)
    asked = replace(answer.question, text=f"{answer.question.text} (hồ sơ {at})")
    answer = replace(answer, id=f"full{at}", question=asked)
    contact = Contact(dice.choice(("telegram", "web")), f"{10_000 + at}")
    opened = datetime.now(UTC) - timedelta(days=200) * (1 - at / of) - timedelta(hours=1)
    unit = Unit(dice.choice(PROVINCES), dice.choice(COMMUNES))
    field = dice.choice(FIELDS)
    events, standing = _events(desk, dice, answer, contact, opened, unit, field, people)
    where = {"channel": contact.channel, "address": contact.address}
    words = sha256(asked.text.encode()).hexdigest()
    row = {
        "id": at, "token": f"token{at}", "answer_id": answer.id, "province": unit.province,
        "commune": unit.commune, "field": field, "opened": opened, "same": words, "joint": words,
        "asked": beginning_of(asked.text), "words": words_of(asked.text),
        "unit_key": unit_key(unit), **row_of(standing),
    }  # fmt: skip
    kept = {"id": answer.id, **where, "kept": keep(answer), "at": opened}
    rows = [
        {"case_id": at, "at": one.at, "actor": one.actor, "kind": one.kind, "text": one.text,
         "role": one.role, "sets": one.sets, "key": f"#{number}"}
        for number, one in enumerate(events, 1)
    ]  # fmt: skip
    return kept, row, rows


def _events(
    desk: Desk,
    dice: random.Random,
    answer: Answer,
    contact: Contact,
    opened: datetime,
    unit: Unit,
    field: str,
    people: list[str],
) -> tuple[list[Event], Standing]:
    queue = desk.queues.route(field, unit.province).name
    due = desk.queues.due(opened, queue, Urgency.NORMAL)
    told = sets(asker=contact.asker, queue=queue, urgency=Urgency.NORMAL, due=due, alarm=None)
    events = [Event(opened, contact.asker, "opened", "Xin giúp sớm.", Role.OFFICER, told)]
    standing = after(Standing(), events[0])
    owner, now = dice.choice(people), opened
    for kind in dice.choice(ROADS):
        if standing.state not in MOVES[kind].sources:
            raise AssertionError(f"{kind} is no move of a case that is {standing.state}")
        now += timedelta(minutes=dice.randint(1, 30))
        actor, role = owner, Role.REVIEWER
        if kind in _OFFICERS:
            actor, role = contact.asker, Role.OFFICER
        elif kind in _CLOCKS:
            actor, role = "", Role.SYSTEM
        changes = _changes(dice, kind, answer, owner, people, due)
        events.append(Event(now, actor, kind, f"Nội dung của bước {kind}.", role, changes))
        standing = after(standing, events[-1])
    return events, standing


def _changes(
    dice: random.Random,
    kind: str,
    answer: Answer,
    owner: str,
    people: list[str],
    due: datetime,
) -> dict[str, Any]:
    match kind:
        case "claimed" | "assigned" | "breached":
            return sets(owner=owner, due=due)
        case "handed_over":
            return sets(owner=dice.choice(people))
        case "asked_back":
            return sets(due=None, left=timedelta(hours=3))
        case "snoozed":
            return sets(due=None, left=timedelta(hours=3), until=due)
        case "classed":
            return sets(urgency=Urgency.STUDY)
        case "told" | "woken" | "reopened":
            return sets(due=due, left=None, until=None)
        case "replied" | "proposed":
            return sets(ground=_ground(answer), due=due)
        case _:
            return {}


def _ground(answer: Answer) -> Ground:
    basis = [
        Basis(quote.document.id, "", (), str(quote.citation), quote.text, quote.text)
        for quote in answer.quotes[:2]
    ]
    return Ground(tuple(basis)) if basis else replace(NOT_GIVEN, reason="Không có quy định")
