"""Cases as messages: the receipt, what has become of it, what people asked back and answered."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.button import Press, Verb
from bot.markup import Span
from bot.payload import Payload, Row, messages, plain
from bot.texts import Texts
from corpus.text import shortened
from corpus.vietnam_time import VIETNAM
from desk import words
from desk.case import Case, CaseState
from desk.role import Role
from desk.thread import Act, acts, asked_back, joined
from retrieval.numbered import Numbered

_IN_SIGHT = 300  # characters of a quote that stands open; longer ones are folded
_ASKED = 60  # characters of a question in a list


def show_case(
    case: Case, texts: Texts, public_url: str, asker: str = "", head: str = ""
) -> list[Payload]:
    """The receipt for a question handed over, or what has become of it since."""
    spans = [Span(f"{head}\n")] if head else []
    if joined(case, asker):
        day = texts.written(case.opened.astimezone(VIETNAM))
        spans.append(Span(f"{texts.case_joined.format(day=day)}\n"))
    spans += _standing(case, texts)
    if public_url:
        page = f"{public_url.rstrip('/')}/cases/{case.token}"
        spans += [Span("\n"), Span(texts.case_page, "a", page)]
    return _about(case, messages(spans, buttons(case.id, len(case.events), acts(case), texts)))


def _standing(case: Case, texts: Texts) -> list[Span]:
    match case.state:
        case CaseState.ANSWERED | CaseState.CLOSED:
            said = [Span(texts.case_answered.format(label=case.label), "b")]
            if case.reply:
                by = words.signed(
                    case.answered_by, case.replied_as, case.second_reader, texts.translate
                )
                basis = [(one.citation, one.text) for one in case.ground.basis]
                said += _reply(case.reply, basis, case.ground.reason, by, texts)
            return said
        case CaseState.WITHDRAWN:
            return [Span(texts.case_withdrawn.format(label=case.label))]
        case CaseState.ASKING:
            return _asked(case.label, asked_back(case), texts)
        case _:
            said = [Span(texts.case_opened.format(label=case.label), "b"), Span("\n")]
            if case.state is not CaseState.OPEN:
                said.append(Span(f"{words.state(case.state, texts.translate)}. "))
            return [*said, Span(_due(case, texts)), Span(f"\n{texts.case_add_here}", "i")]


def show_reply(letter: Mapping[str, Any], texts: Texts) -> list[Payload]:
    """What people answered; ``letter`` is the payload of ``desk.letters.replied``."""
    head = Span(texts.case_reply.format(label=letter["label"]), "b")
    role = Role(letter.get("capacity") or Role.REVIEWER)
    by = words.signed(letter["author"], role, letter.get("second", ""), texts.translate)
    basis = [(one["citation"], one["text"]) for one in letter.get("basis", ())]
    spans = [head, *_reply(letter["text"], basis, letter.get("no_basis", ""), by, texts)]
    return messages(spans, _after(letter, (Act.CLEAR, Act.REOPEN), texts))


def show_asked(letter: Mapping[str, Any], texts: Texts) -> list[Payload]:
    """What people asked back; ``letter`` is the payload of ``desk.letters.asked_back``."""
    spans = _asked(letter["label"], letter["words"], texts)
    return messages(spans, _after(letter, (Act.TELL, Act.WITHDRAW), texts))


def show_news(letter: Mapping[str, Any], texts: Texts) -> list[Payload]:
    """What the team did with the case; ``letter`` is the payload of ``desk.letters.news``."""
    label, other = letter["label"], letter.get("other", "")
    if letter["what"] == "withdrawn":
        return messages(
            [Span(texts.case_ended.format(label=label))], _after(letter, (Act.REOPEN,), texts)
        )
    see = _button(other, Verb.SEE, Numbered.CASE.number(other) or 0, 0)
    return plain(texts.case_split.format(label=label, other=other), [[see]])


def show_tie(label: str, question: str, code: str, texts: Texts) -> list[Payload]:
    """A browser asks to be tied to this chat."""
    text = texts.tie_asked.format(label=label, question=shortened(question, 200))
    return plain(text, [[{"text": texts.tie, "data": str(Press(Verb.TIE, code))}]])


def show_list(found: Sequence[Case], texts: Texts) -> list[Payload]:
    """Cases, those that are open first, each behind a button."""
    if not found:
        return plain(texts.no_cases)
    ordered = sorted(found, key=lambda case: not case.is_live)
    spans: list[Span] = [Span(texts.cases_of, "b")]
    for case in ordered:
        state = words.state(case.state, texts.translate)
        asked = shortened(case.answer.question.text, _ASKED)
        spans += [Span(f"\n\n{case.label}", "b"), Span(f" · {state}\n{asked}")]
    see = [_button(case.label, Verb.SEE, case.id, 0) for case in ordered]
    return messages(spans, [see[at : at + 2] for at in range(0, len(see), 2)])


def taken(case: Case, said: str, texts: Texts) -> list[Payload]:
    """Words went to the case: say so, and how a new question is asked instead."""
    due = f" {_due(case, texts)}" if case.due else ""
    text = f"{said.format(label=case.label)}{due}\n\n{texts.new_question}"
    return _about(case, plain(text, buttons(case.id, len(case.events), acts(case), texts)))


def not_sent(case: Case, texts: Texts) -> list[Payload]:
    """The case takes no more words as it stands; nothing was sent."""
    state = words.state(case.state, texts.translate)
    text = f"{texts.not_added.format(label=case.label, state=state)}\n\n{texts.new_question}"
    return _about(case, plain(text, buttons(case.id, len(case.events), acts(case), texts)))


def ask_for_words(case: Case, text: str, asks: str) -> list[Payload]:
    """A message whose reply goes to the case."""
    payloads = _about(case, plain(text))
    payloads[-1] |= {"force_reply": True, "asks": asks}
    return payloads


def buttons(case_id: int, number: int, can: Iterable[Act], texts: Texts) -> list[Row]:
    """``number`` tells the presses of one message from those of a later one."""
    named = {
        Act.TELL: (texts.tell_case, Verb.ADD),
        Act.ADD: (texts.add_case, Verb.ADD),
        Act.CLEAR: (texts.clear_case, Verb.CLEAR),
        Act.REOPEN: (texts.reopen_case, Verb.REOPEN),
        Act.WITHDRAW: (texts.withdraw_case, Verb.WITHDRAW),
    }
    row = [_button(*named[one], case_id, number) for one in can]
    return [row, [_button(texts.see_case, Verb.SEE, case_id, number)]] if row else []


def _after(letter: Mapping[str, Any], can: Iterable[Act], texts: Texts) -> list[Row]:
    """Letters that were written before they carried the number of their case have no buttons."""
    return buttons(letter["id"], letter["number"], can, texts) if "id" in letter else []


def _button(text: str, verb: Verb, case_id: int, number: int) -> dict[str, str]:
    return {"text": text, "data": str(Press(verb, str(case_id), number))}


def _about(case: Case, payloads: list[Payload]) -> list[Payload]:
    """Replies to these messages are words to the case."""
    return [payload | {"case": case.id} for payload in payloads]


def _asked(label: str, said: str, texts: Texts) -> list[Span]:
    head = Span(texts.case_asked.format(label=label), "b")
    return [head, Span(f"\n\n{said}\n\n"), Span(texts.tell_here, "i")]


def _reply(
    text: str, basis: Sequence[tuple[str, str]], reason: str, by: str, texts: Texts
) -> list[Span]:
    spans = [Span(f"\n\n{text}")]
    if basis:
        spans.append(Span(f"\n\n{texts.citations}", "b"))
    for citation, quoted in basis:
        tag = "blockquote" if len(quoted) <= _IN_SIGHT else "blockquote expandable"
        spans += [Span(f"\n{citation}\n"), Span(quoted, tag)]
    if reason and not basis:
        spans.append(Span(f"\n\n{texts.no_basis.format(reason=reason)}"))
    if by:
        spans.append(Span(f"\n\n{texts.case_author.format(author=by)}", "i"))
    return spans


def _due(case: Case, texts: Texts) -> str:
    if case.due is None:
        return texts.case_no_due
    due = case.due.astimezone(VIETNAM)
    return texts.case_due.format(time=due.strftime("%H:%M"), day=texts.written(due))
