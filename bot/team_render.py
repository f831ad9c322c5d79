"""The team's messages: a case, a draft, a question to somebody. Plain values in, payloads out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from bot.button import TeamPress, TeamVerb
from bot.markup import Span, split, to_html
from bot.payload import Payload, Row, messages
from bot.team_texts import TeamTexts
from corpus.language import show_day
from corpus.text import beginning, shortened
from corpus.vietnam_time import VIETNAM
from desk.case import Case, CaseState, Event
from desk.contradiction import Flag
from desk.ground import Ground
from desk.person import Person
from desk.telegram_drafts import DROPPED, OPEN, Draft
from desk.telegram_entry import Entry
from retrieval.numbered import Numbered

_QUOTES = 3
_NAME = 40  # characters
_QUESTION, _NOTE, _QUOTE, _REPLY, _FLAG = 700, 400, 220, 1200, 240  # characters
READ = "!"  # ends what a button of approval carries where the whole draft stands above it
_V, _S = TeamVerb, CaseState


def show_board(case: Case, texts: TeamTexts, rows: list[Row]) -> Payload:
    """A case as it stands, in one message."""
    spans = [*_head(case, texts), *_asked(case, texts), *_found(case, texts), *_said(case, texts)]
    return _one(spans, rows)


def _one(spans: list[Span], rows: list[Row]) -> Payload:
    """One message, whatever there is to say: the rest is read on the web."""
    payload: Payload = {"text": to_html(split(spans)[0])}
    return payload | {"buttons": rows} if rows else payload


def _head(case: Case, texts: TeamTexts) -> list[Span]:
    lines = [
        texts.unit.format(unit=case.unit) if str(case.unit) else "",
        texts.askers.format(count=len(case.askers)) if len(case.askers) > 1 else "",
        texts.queue.format(queue=case.queue),
        texts.owner.format(who=case.name_of(case.owner)) if case.owner else "",
        _due(case, texts),
    ]
    title = f"{case.label} · {texts.urgencies[case.urgency]} · {texts.states[case.state]}"
    return [Span(title, "b"), Span("".join(f"\n{line}" for line in lines if line))]


def _due(case: Case, texts: TeamTexts) -> str:
    if case.state is _S.SNOOZED and case.until:
        return texts.until.format(moment=_moment(case.until, texts))
    if not case.is_live:
        return ""
    return texts.due.format(moment=_moment(case.due, texts)) if case.due else texts.stopped


def _moment(at: datetime, texts: TeamTexts) -> str:
    here = at.astimezone(VIETNAM)
    return texts.moment.format(time=f"{here:%H:%M}", day=show_day(here, texts.language))


def _asked(case: Case, texts: TeamTexts) -> list[Span]:
    spans = _part(texts.question, beginning(case.answer.question.text, _QUESTION))
    if case.note:
        spans += _part(texts.note, beginning(case.note, _NOTE))
    for event in [one for one in case.events if one.kind in ("added", "told", "reopened")][-2:]:
        spans += _part(texts.note, beginning(event.text, _NOTE))
    return spans


def _found(case: Case, texts: TeamTexts) -> list[Span]:
    if not case.is_live:
        return []
    answer = case.answer
    if answer.quotes:
        return [
            Span(f"\n\n{texts.found}", "b"),
            *_list(f"{q.citation}: {shortened(q.text, _QUOTE)}" for q in answer.quotes[:_QUOTES]),
        ]
    near = dict.fromkeys(str(hit.citation) for hit in answer.rejected)
    if near:
        return [Span(f"\n\n{texts.nearest}", "i"), *_list(list(near)[:_QUOTES])]
    return [Span(f"\n\n{texts.nothing}", "i")]


def _said(case: Case, texts: TeamTexts) -> list[Span]:
    """What people have written: the question back, the draft, the reply."""
    if case.state is _S.ASKING and (event := _last(case, "asked_back")):
        return _part(texts.asked_back, beginning(event.text, _NOTE))
    if case.draft:
        who = texts.drafted.format(who=case.name_of(case.drafted_by))
        return [*_part(who, beginning(case.draft, _REPLY)), *_ground(case.ground, texts)]
    if case.reply:
        who = texts.reply.format(who=case.answered_by)
        return [*_part(who, beginning(case.reply, _REPLY)), *_ground(case.ground, texts)]
    return []


def _last(case: Case, kind: str) -> Event | None:
    return next((event for event in reversed(case.events) if event.kind == kind), None)


def _ground(ground: Ground, texts: TeamTexts) -> list[Span]:
    if ground.basis:
        cited = list(dict.fromkeys(basis.citation for basis in ground.basis))[:_QUOTES]
        return [Span(f"\n{texts.citations}: {'; '.join(cited)}", "i")]
    if not ground.reason:
        return []
    return [Span(f"\n{texts.no_ground.format(reason=shortened(ground.reason, _QUOTE))}", "i")]


def _part(title: str, words: str) -> list[Span]:
    return [Span(f"\n\n{title}\n", "b"), Span(words)]


def _list(lines: Iterable[str]) -> list[Span]:
    return [Span(f"\n– {line}") for line in lines]


def case_rows(case: Case, texts: TeamTexts, public_url: str) -> list[Row]:
    """The buttons of a case, by its state."""
    claim, move = _button(texts.claim, _V.CLAIM, case), _button(texts.move, _V.MOVE, case)
    ask, write = _button(texts.ask_back, _V.ASK_BACK, case), _button(texts.write, _V.REPLY, case)
    snooze, wake = _button(texts.snooze, _V.SNOOZE, case), _button(texts.wake, _V.WAKE, case)
    approve = _button(texts.approve, _V.APPROVE, case, str(case.proposals))
    send_back = _button(texts.send_back, _V.SEND_BACK, case)
    rows: dict[CaseState, list[Row]] = {
        _S.OPEN: [[claim, move], [ask, write, snooze]],
        _S.CLAIMED: [[write, ask], [move, snooze]],
        _S.ASKING: [[write]],
        _S.SNOOZED: [[wake, write]],
        _S.SECOND_READING: [[approve, send_back]],
    }
    return rows.get(case.state, []) + web_row(case, texts, public_url)


def web_row(case: Case, texts: TeamTexts, public_url: str) -> list[Row]:
    """The way to the case in a browser; Telegram takes no address of this machine."""
    if "." not in (urlsplit(public_url).hostname or ""):
        return []
    address = f"{public_url.rstrip('/')}/desk/cases/{case.id}"
    return [[{"text": texts.on_the_web, "url": address}]]


def snooze_rows(case: Case, texts: TeamTexts) -> list[Row]:
    spans = [_button(said, _V.UNTIL, case, days) for days, said in texts.spans.items()]
    return [spans, [_button(texts.back, _V.BACK, case)]]


def show_draft(draft: Draft, case: Case, who: str, texts: TeamTexts) -> Payload:
    """A reply before it is sent: what it would rest on, and what speaks against it."""
    if draft.state != OPEN:
        waits = case.state is _S.SECOND_READING
        said = texts.draft_waits if waits else texts.draft_sent
        said = texts.draft_dropped if draft.state == DROPPED else said
        return _one([Span(said.format(label=case.label))], [])
    spans = [Span(texts.draft_of.format(label=case.label, who=who), "b")]
    spans.append(Span(f"\n\n{beginning(draft.text, _REPLY)}"))
    if not case.takes_reply:
        spans.append(Span(f"\n\n{too_late(case, texts)}", "i"))
        return _one(spans, [[_draft_button(texts.drop, _V.DROP, draft)]])
    for number, basis in enumerate(draft.offered):
        said = f"{_mark(number in draft.chosen)} {number + 1}. {basis.citation}: "
        spans.append(Span(f"\n\n{said}{shortened(basis.text, _QUOTE)}"))
    if draft.reason and not draft.chosen:
        spans.append(Span(f"\n\n{texts.no_ground.format(reason=shortened(draft.reason, _QUOTE))}"))
    spans += _against(draft.flags, texts)
    spans.append(Span(f"\n\n{texts.choose if draft.offered else texts.nothing_to_choose}", "i"))
    toggles = [
        _draft_button(f"{_mark(n in draft.chosen)} {n + 1}", _V.CHOOSE, draft, _choice(n, draft))
        for n in range(len(draft.offered))
    ]
    rows = [
        *([toggles] if toggles else []),
        [_draft_button(texts.without, _V.NO_GROUND, draft)],
        [
            _draft_button(texts.send, _V.SEND, draft),
            _draft_button(texts.drop, _V.DROP, draft),
        ],
    ]
    return _one(spans, rows)


def too_late(case: Case, texts: TeamTexts) -> str:
    """Why a draft cannot be sent now, what is kept of it, and what to do; for an alert, too."""
    into = Numbered.CASE.label(case.into or 0)
    drafted = case.state is _S.SECOND_READING
    who = shortened(case.name_of(case.drafted_by) if drafted else case.answered_by, _NAME)
    return texts.too_late[case.state].format(label=case.label, who=who, into=into)


def needs_reading(case: Case) -> bool:
    """Whether the board shows but a part of the draft or of what it rests on."""
    return len(case.draft) > _REPLY or len(case.ground.basis) > _QUOTES


def show_reading(case: Case, flags: Sequence[Flag], texts: TeamTexts) -> list[Payload]:
    """A draft to its end with what speaks against it, and the button that approves it so."""
    who = texts.drafted.format(who=case.name_of(case.drafted_by))
    spans = [Span(f"{who} · {case.label}", "b"), Span(f"\n\n{case.draft}")]
    spans += _part(texts.citations, "") if case.ground.basis else _ground(case.ground, texts)
    spans += _list(f"{one.citation}: {one.text}" for one in case.ground.basis)
    spans += _against(flags, texts)
    read = f"{case.proposals}{READ}"
    return messages(spans, [[_button(texts.approve, _V.APPROVE, case, read)]])


def _against(flags: Sequence[Flag], texts: TeamTexts) -> list[Span]:
    spans = []
    for flag in flags[:_QUOTES]:
        spans.append(Span(f"\n\n{texts.stands_against}: {flag.what}\n", "b"))
        spans += _list(shortened(words, _FLAG) for words in (flag.here, flag.there))
    return spans


def _mark(chosen: bool) -> str:
    return "☑" if chosen else "☐"


def _choice(number: int, draft: Draft) -> str:
    """What a press makes of it, so that pressing twice is pressing once."""
    return f"{number}{'-' if number in draft.chosen else '+'}"


def show_prompt(person: Person, account: int, words: str) -> Payload:
    """Ask one person, whose reply is awaited; naming them opens the reply for them alone."""
    mention = Span(person.name, "a", f"tg://user?id={account}")
    return _one([mention, Span(f", {words}")], []) | {"force_reply": True}


def show_entry(entry: Entry, texts: TeamTexts) -> Payload:
    """Which browser asks to be let in."""
    told = texts.entry_from.format(
        agent=entry.agent or texts.unknown, place=entry.place or texts.unknown
    )
    spans = [
        Span(texts.entry.format(number=entry.number), "b"),
        Span(f"\n{told}\n\n{texts.entry_check}"),
    ]
    yes, no = (
        {"text": said, "data": str(TeamPress(verb, entry.id))}
        for said, verb in ((texts.consent, _V.CONSENT), (texts.deny, _V.DENY))
    )
    return _one(spans, [[yes, no]])


def _button(text: str, verb: TeamVerb, case: Case, choice: str = "") -> dict[str, str]:
    return {"text": text, "data": str(TeamPress(verb, case.id, choice))}


def _draft_button(text: str, verb: TeamVerb, draft: Draft, choice: str = "") -> dict[str, str]:
    return {"text": text, "data": str(TeamPress(verb, draft.id, choice))}
