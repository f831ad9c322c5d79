"""Proposals in the database: made from a blockage, moved, listed; and the effect they had.

``Work`` notes each new step in the audit log.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from corpus.masking import mask_strictly
from corpus.text import shortened, tidy
from corpus.vietnam_time import VIETNAM, day_of
from desk import asked_before, naming
from desk.blockages import Blockage
from desk.database import add_if_new
from desk.errors import ProposalRefused, UnknownProposal
from desk.proposal import MOVES, Evidence, Happened, Proposal, ProposalState, Week, fold, kept
from desk.schema import proposal_events, proposals
from desk.trouble import Asked, week_of
from desk.work import Work
from retrieval.guard import kept as without_personal_data

AROUND = 8  # weeks before and after publication
_TITLE = 160  # characters
_WORDS = frozenset({"title", "concerns", "wording"})


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


_NOT_NOW = _("Trạng thái hiện nay của phiếu đề xuất không cho phép việc này.")
_NO_REASON = _("Hãy ghi rõ lý do.")
_NOT_WHOLE = _("Hãy ghi tiêu đề, nội dung đề xuất và quy định hoặc quy trình cần sửa trước đã.")
_NOT_LINKED = _(
    "Hãy ghi câu trả lời đã duyệt hoặc văn bản, quy trình giải quyết vướng mắc trước đã."
)
_TOO_SOON = _("Chưa hết tuần nào sau tuần công bố, nên chưa chốt được số liệu hiệu quả.")


def evidence_of(blockage: Blockage) -> Evidence:
    return Evidence(
        answers=tuple(one.id for one in blockage.asked),
        cases=tuple(sorted({one.case for one in blockage.asked if one.case is not None})),
        units=blockage.units,
        weeks=len(blockage.weeks),
        alike=blockage.alike,
        expected=round(blockage.expected, 2),
        chance=blockage.chance,
        causes=blockage.causes,
        field=blockage.field,
        subject=blockage.subject,
        rule=blockage.rule,
    )


def draft(work: Work, blockage: Blockage, actor: str, concerns: str = "") -> Proposal:
    """A proposal from a blockage; a second time gives the same one.

    Its title begins as the most typical question, personal data masked; ``concerns`` names what
    is to be changed, by default as the blockage's subject does.
    """
    evidence = evidence_of(blockage)
    digest = hashlib.sha256("\n".join(evidence.answers).encode()).hexdigest()
    row = {"state": ProposalState.DRAFTED.value, "key": digest, "at": work.now}
    new = add_if_new(work.connection, proposals, row)
    number = work.connection.execute(
        select(proposals.c.id).where(proposals.c.key == digest)
    ).scalar_one()
    if new:
        title = shortened(mask_strictly(tidy(blockage.typical.text)), _TITLE)
        subject = concerns or blockage.subject
        sets = kept(title=title, concerns=subject, evidence=evidence, owner=actor)
        _append(work, number, Happened(work.now, actor, "drafted", "", sets, "drafted"))
        work.audit("proposal_drafted", f"proposal:{number}")
    return get(work.connection, number)


def move(
    work: Work,
    proposal_id: int,
    kind: str,
    actor: str,
    why: str = "",
    key: str = "",
    sets: Mapping[str, Any] = MappingProxyType({}),
) -> Proposal:
    """Take a step; a key that was seen changes nothing. Personal data in words are masked.

    Raises:
        UnknownProposal, ProposalRefused
    """
    one = get(work.connection, proposal_id, lock=True)
    if key and any(event.key == key for event in one.events):
        return one
    why = without_personal_data(tidy(why)).strip()
    told: dict[str, Any] = {
        name: without_personal_data(tidy(value)).strip() if name in _WORDS else value
        for name, value in sets.items()
    }
    after = replace(one, **told)
    _allow(after, kind, why)
    if kind == "measured":
        told["weeks"] = effect(work.connection, one, work.now)
        if not one.effect(told["weeks"], day_of(work.now)).after:
            raise ProposalRefused(f"{one.label}: no week has passed since", _TOO_SOON)
    if kind in ("edited", "linked") and after == one:
        return one
    name = key or f"#{len(one.events) + 1}"
    _append(work, one.id, Happened(work.now, actor, kind, why, kept(**told), name))
    state = MOVES[kind].to or one.state
    work.connection.execute(
        update(proposals).where(proposals.c.id == one.id).values(state=state.value)
    )
    work.audit(f"proposal_{kind}", f"proposal:{one.id}")
    return get(work.connection, one.id)


def _allow(one: Proposal, kind: str, why: str) -> None:
    """Raises: ProposalRefused"""
    step = MOVES[kind]
    if one.state not in step.sources:
        raise ProposalRefused(f"{one.label} is {one.state}: this cannot be done now", _NOT_NOW)
    if step.why and not why:
        raise ProposalRefused(f"{one.label}: this needs a reason", _NO_REASON)
    if step.whole and not one.is_whole:
        raise ProposalRefused(
            f"{one.label}: title, wording or what it concerns is missing", _NOT_WHOLE
        )
    if step.linked and not one.is_linked:
        raise ProposalRefused(f"{one.label}: nothing that settles it is named", _NOT_LINKED)


def get(connection: Connection, proposal_id: int, *, lock: bool = False) -> Proposal:
    """Raises: UnknownProposal"""
    if not 0 < proposal_id < 2**63:
        raise UnknownProposal(proposal_id)
    if lock:
        locked = select(proposals.c.id).where(proposals.c.id == proposal_id).with_for_update()
        connection.execute(locked).all()
    found = _read(connection, proposals.c.id == proposal_id)
    if not found:
        raise UnknownProposal(proposal_id)
    return found[0]


def everything(connection: Connection, state: ProposalState | None = None) -> list[Proposal]:
    """Newest first."""
    return _read(connection, *([] if state is None else [proposals.c.state == state.value]))


def effect(connection: Connection, one: Proposal, now: datetime) -> tuple[Week, ...]:
    """Questions of the kind week by week, before and after publication, by one and the same rule.

    Reads the questions of the field of at most 16 weeks: 50 µs each.
    """
    if one.evidence is None:
        return ()
    around = day_of(one.published or now)
    monday = around - timedelta(days=around.weekday())
    first = monday - timedelta(weeks=AROUND)
    last = min(monday + timedelta(weeks=AROUND), day_of(now) + timedelta(days=1))
    since, until = (_midnight(day) for day in (first, last))
    field = one.evidence.field or None
    fitting = [
        asked
        for asked in asked_before.between(connection, since, until, field)
        if one.evidence.rule.fits(asked.terms)
    ]
    weeks = (first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1))
    return tuple(_week(fitting, day) for day in weeks if day < last)


def _week(fitting: Sequence[Asked], day: date) -> Week:
    ours = [one for one in fitting if week_of(one) == day]
    return Week(day, len(ours), sum(one.is_troubled for one in ours))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


def _append(work: Work, proposal_id: int, event: Happened) -> None:
    work.connection.execute(
        insert(proposal_events).values(
            proposal_id=proposal_id, at=event.at, actor=event.actor, kind=event.kind,
            text=event.text, sets=dict(event.sets), key=event.key,
        )
    )  # fmt: skip


def _read(connection: Connection, *which: ColumnElement[bool]) -> list[Proposal]:
    rows: list[Any] = list(
        connection.execute(
            select(proposal_events)
            .join(proposals)
            .where(*which)
            .order_by(proposals.c.id.desc(), proposal_events.c.id)
        )
    )
    events: dict[int, list[Happened]] = {}
    for row in rows:
        told = Happened(row.at, row.actor, row.kind, row.text, row.sets, row.key)
        events.setdefault(row.proposal_id, []).append(told)
    folded = [fold(number, found) for number, found in events.items()]
    actors = {event.actor for one in folded for event in one.events} | {one.owner for one in folded}
    names = naming.names(connection, actors)
    return [replace(one, names=names) for one in folded]
