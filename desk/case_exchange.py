"""Cases taken from another desk, or from a spreadsheet, and given to one.

A case with an answer is closed here as it was there, on its own days: who answers a similar one
finds it. One without is opened as if somebody had handed it over. A case is taken once, by its
number where it comes from.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from corpus.masking import mask
from corpus.text import tidy
from corpus.vietnam_time import day_of
from desk import answers, casebook, opening
from desk.announcing import IMPORTED
from desk.case import FOR_SOMEBODY, LIVE, Case, CaseState, Event
from desk.case_lines import EARLIEST, CaseLine, line_of
from desk.contact import Contact
from desk.database import add_if_new
from desk.desk import Desk
from desk.errors import NotImported
from desk.ground import Ground
from desk.queues import Urgency
from desk.role import Actor
from desk.schema import cases
from desk.standing import sets
from desk.work import Work
from retrieval.answer import Answer, Outcome
from retrieval.guard import Verdict, kept, look
from retrieval.question import Question, Unit
from retrieval.reviewed import Basis
from retrieval.still_true import Law

AT_ONCE = 20  # cases taken in one transaction, so that others who write need not wait long
_PAGE = 200
NOT_KEPT = frozenset({Verdict.SECRET, Verdict.PERSONAL_DATA})


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one line; ``is_new`` where it was not there before.

    ``case`` is None where it had ended without an answer: there is nothing to take.
    """

    line: int
    case: Case | None
    is_new: bool


def given(desk: Desk, state: CaseState | None = None) -> Iterator[CaseLine]:
    """Every case, the oldest first, but for those merged into others."""
    after = 0
    while True:
        which: list[ColumnElement[bool]] = [cases.c.id > after, cases.c.state != CaseState.MERGED]
        if state is not None:
            which.append(cases.c.state == state)
        with desk.database.reading() as connection:
            page = select(cases.c.id).where(*which).order_by(cases.c.id).limit(_PAGE)
            numbers = list(connection.execute(page).scalars())
            found = casebook.list_cases(connection, [cases.c.id.in_(numbers)], _PAGE)
        for case in reversed(found):
            yield line_of(case)
        if len(numbers) < _PAGE:
            return
        after = numbers[-1]


def check(lines: Sequence[tuple[int, CaseLine]], now: datetime) -> None:
    """
    Raises:
        NotImported: it names every line that cannot be taken.
    """
    problems = [f"line {number}: {what}" for number, line in lines if (what := _fault(line, now))]
    if problems:
        raise NotImported(problems)


def take(
    work: Work,
    lines: Sequence[tuple[int, CaseLine]],
    actor: Actor,
    law: Law | None,
    today: date,
    origin: str = "",
) -> list[Taken]:
    """Keep these lines. ``law`` finds provisions again, where there is an index; ``origin`` tells
    desks apart whose numbers are the same.

    Raises:
        NotImported
    """
    check(lines, work.now)
    taker = _Taker(work, actor, law, today, origin)
    return [taker.take(number, line) for number, line in lines]


def _fault(line: CaseLine, now: datetime) -> str:
    if look(line.question).verdict in NOT_KEPT or not kept(mask(tidy(line.question))).strip():
        return "its question holds what must not be kept (secrets, personal data), or no words"
    if mask(line.answer) != line.answer:
        return "its answer holds personal data; take it out, others will read it"
    if line.asked < EARLIEST:
        return f"it was asked before {EARLIEST:%Y}"
    if line.asked > now:
        return "it was asked in the future"
    if line.answer.strip() and line.answered and not line.asked <= line.answered <= now:
        return "it was answered before it was asked, or in the future"
    return ""


@dataclass(frozen=True, slots=True)
class _Taker:
    work: Work
    actor: Actor
    law: Law | None
    today: date
    origin: str

    def take(self, number: int, line: CaseLine) -> Taken:
        if line.state not in LIVE and not line.answer.strip():
            return Taken(number, None, is_new=False)
        work = self.work
        name = _name_of(line, self.origin)
        known = casebook.find_case(work.connection, casebook.of_answer(name))
        if known is not None:
            return Taken(number, known, is_new=False)
        contact = Contact("web", f"{FOR_SOMEBODY}{name}")
        unit = Unit(tidy(line.province), tidy(line.commune))
        text = mask(tidy(line.question))
        question = Question(text, day_of(line.asked), contact.asker, unit)
        answer = Answer(name, question, Outcome.ESCALATED_BY_REQUEST)
        if not line.answer.strip():
            work.keep(answer, contact)
            opened = work.open_case(name, contact, field=tidy(line.field), actor=self.actor)
            return Taken(number, opened, is_new=True)
        ground = _ground(line, self.law, self.today)
        return Taken(number, _closed(work, line, answer, contact, self.actor, ground), is_new=True)


def _closed(
    work: Work, line: CaseLine, answer: Answer, contact: Contact, actor: Actor, ground: Ground
) -> Case:
    """Written as it happened: nobody waits for it, and nobody is told."""
    asked, answered = line.asked, line.answered or line.asked
    answers.keep_answer(work.connection, answer, contact, asked)
    queue = work.queues.route(tidy(line.field), answer.question.unit.province).name
    row = opening.row_of(answer, contact, answer.question.unit, tidy(line.field), asked)
    # No case of the same question is tied to it: whoever waits gets an answer of today.
    add_if_new(work.connection, cases, row | {"same": "", "joint": ""})
    made = select(cases.c.id).where(cases.c.answer_id == answer.id)
    case = casebook.one(work.connection, work.connection.execute(made).scalar_one())
    due = work.queues.due(asked, queue, Urgency.NORMAL)
    told = sets(asker=contact.asker, queue=queue, urgency=Urgency.NORMAL, due=due, via=IMPORTED)
    opened = Event(asked, actor.name, "opened", "", actor.role, told, "opened")
    case = casebook.append(work.connection, case, opened)
    told = sets(ground=ground, via=IMPORTED)
    words = tidy(line.answer)
    replied = Event(answered, actor.name, "replied", words, actor.role, told, "imported")
    work.audit("case_imported", f"case:{case.id}")
    return casebook.append(work.connection, case, replied)


def _ground(line: CaseLine, law: Law | None, today: date) -> Ground:
    """What of its basis stands in the present index; else a reason that names what was cited."""
    found = []
    for one in line.basis:
        said = Basis(one.document, one.edition, tuple(one.path), one.citation, one.text, "")
        now = law.renewed(said, today) if law is not None and one.document else None
        if now is not None:
            found.append(replace(now, settled=()))
    if found:
        return Ground(tuple(found))
    cited = "; ".join(one.citation for one in line.basis if one.citation)
    reason = line.no_basis or (f"căn cứ ghi ở nơi khác: {cited}" if cited else "không ghi căn cứ")
    came = line.source or "nơi khác"
    return Ground.none(reason if line.no_basis else f"Nhập từ {came}; {reason}")


def _name_of(line: CaseLine, origin: str) -> str:
    """Of one case of another desk there is one answer here, however often it is taken."""
    told = [origin, line.source] if line.source else _facts(line)
    digest = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
    return f"in-{digest[:24]}"


def _facts(line: CaseLine) -> list[str]:
    return ["", "", line.question, line.province, line.commune, line.asked.isoformat()]
