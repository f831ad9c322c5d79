"""A made-up year of the desk: several thousand events, written as rows, always the same."""

import json
import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from corpus.vietnam_time import VIETNAM
from desk.desk import Desk
from desk.schema import answers, asked, case_events, cases, satisfaction

START = datetime(2025, 12, 29, tzinfo=VIETNAM)  # the Monday of 2026-W01
PLACES = (
    ("Lào Cai", "Phường Sa Pa"),
    ("tỉnh Lào Cai", "xã Bắc Hà"),
    ("Nghệ An", "Phường Vinh Phú"),
    ("TP. Huế", "Phường Thuận Hóa"),
    ("Cà Mau", ""),
    ("", ""),
)
FIELDS = ("do-luong", "an-toan-buc-xa", "tan-so", "")
PROCEDURES = {
    "Khai báo thiết bị X-quang": 60,
    "Kiểm định cân": 20,
    "": 150,
    **{f"Thủ tục ít gặp số {number}": 3 for number in range(1, 16)},
}
OUTCOMES = {
    "answered": 60,
    "answered_faq": 8,
    "clarify_ambiguous": 8,
    "clarify_greeting": 4,
    "escalated_nothing_found": 12,
    "escalated_weak_match": 6,
    "refused_personal_data": 1,
    "error": 1,
}


def fill(
    desk: Desk, questions: int, seed: int = 7, weeks: int = 52, start: datetime = START
) -> None:
    chance = random.Random(seed)
    tables: dict[Any, list[dict[str, Any]]] = {
        table: [] for table in (answers, asked, cases, case_events, satisfaction)
    }
    for number in range(questions):
        at = start + timedelta(weeks=weeks) * chance.random()
        _question(chance, number, at, tables)
    with desk.database.writing() as connection:
        for table, rows in tables.items():
            if rows:
                connection.execute(insert(table), rows)


def _question(
    chance: random.Random, number: int, at: datetime, tables: dict[Any, list[dict[str, Any]]]
) -> None:
    province, commune = chance.choices(PLACES, (40, 20, 12, 8, 3, 10))[0]
    outcome = chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
    asker = {"channel": "telegram", "address": str(chance.randint(1, 400))}
    question = {"text": chance.choice(["cân ô tô zzx", "khai báo máy", "Nguyễn hỏi phép đo"])}
    kept = json.dumps({"question": question}, ensure_ascii=False)
    tables[answers].append({"id": f"a{number}", **asker, "kept": kept, "at": at})
    where = {"province": province, "commune": commune}
    tables[asked].append(
        {
            "answer_id": f"a{number}",
            "at": at,
            "outcome": outcome,
            "field": chance.choices(FIELDS, (50, 30, 4, 16))[0],
            "procedure": chance.choices(list(PROCEDURES), list(PROCEDURES.values()))[0],
            "documents": ["cam-nang"] if outcome == "answered" else [],
            **where,
        }
    )
    if outcome.startswith("escalated") or chance.random() < 0.05:
        _case(chance, number, at + timedelta(minutes=chance.randint(0, 90)), asker, where, tables)


def _case(
    chance: random.Random,
    number: int,
    at: datetime,
    asker: dict[str, str],
    where: dict[str, str],
    tables: dict[Any, list[dict[str, Any]]],
) -> None:
    case_id = len(tables[cases]) + 1
    events: list[tuple[datetime, str, dict[str, Any]]] = []

    def happens(kind: str, after: timedelta, **sets: Any) -> datetime:
        moment = (events[-1][0] if events else at) + after
        events.append((moment, kind, sets))
        return moment

    due = at + timedelta(hours=24)
    happens("opened", timedelta(0), due=due.isoformat(), asker="telegram:1")
    if chance.random() < 0.2:
        moment = happens("asked_back", timedelta(hours=chance.randint(1, 40)))
        left = max((due - moment).total_seconds(), 0.0)
        events[-1][2].update(due=None, left=left)
        if chance.random() < 0.8:
            moment = happens("told", timedelta(hours=chance.randint(1, 90)))
            due = moment + timedelta(seconds=left)
            events[-1][2].update(due=due.isoformat(), left=None)
    if chance.random() < 0.9:
        kind = chance.choice(["replied", "replied", "approved"])
        replied = happens(kind, timedelta(minutes=chance.randint(5, 3000)), left=None)
        if chance.random() < 0.6:
            tables[satisfaction].append(
                {
                    "case_id": case_id,
                    **asker,
                    "verdict": chance.choices(("satisfied", "dissatisfied"), (8, 1))[0],
                    "at": replied + timedelta(hours=chance.randint(0, 200)),
                }
            )
        if chance.random() < 0.15:
            happens("reopened", timedelta(hours=chance.randint(1, 300)), due=None)
            happens("replied", timedelta(hours=3))
    tables[cases].append(
        {
            "id": case_id,
            "token": f"t{case_id}",
            "answer_id": f"a{number}",
            **asker,
            **where,
            "field": chance.choice(["", "", "do-luong"]),
            "state": "answered",
            "opened": at,
        }
    )
    for place, (moment, kind, sets) in enumerate(events):
        row = {"case_id": case_id, "at": moment, "actor": "person:1", "kind": kind}
        tables[case_events].append({**row, "sets": sets, "key": f"#{place}", "text": "lời riêng"})
