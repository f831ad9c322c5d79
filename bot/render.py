"""Answers and their quotes as messages: plain values in, payloads for the outbox out."""

from collections.abc import Sequence

from bot import card as show
from bot.button import Press, Verb
from bot.file_buttons import form_rows, print_row
from bot.markup import Span
from bot.payload import FIRST_PART, Payload, Row, messages, plain
from bot.texts import Texts
from corpus.language import NAMES
from corpus.text import shortened
from retrieval.answer import Answer, Outcome, Quote
from retrieval.paper_words import words_in
from retrieval.plain import plain as plain_text
from retrieval.question import Unit
from retrieval.said import conclusion_in, goes_on, said_in, tells_how_taken

_CITATIONS = 3
_BUTTON_TEXT = 60  # characters that phones still show, in two lines


def show_answer(answer: Answer, texts: Texts, public_url: str = "") -> list[Payload]:
    """An answer: in an emergency what to do at once, alone; then what it says, then the card.

    The card stands behind a button for a narrow question.
    """
    return [*_safety(answer, texts), *_told(answer, texts, public_url)]


def _safety(answer: Answer, texts: Texts) -> list[Payload]:
    if not answer.safety:
        return []
    return messages(
        [
            Span(texts.at_once, "b"),
            *_list([said_in(line, texts.language) for line in answer.safety]),
        ]
    )


def _told(answer: Answer, texts: Texts, public_url: str) -> list[Payload]:
    match answer.outcome.family:
        case "answered":
            return _answered(answer, texts, public_url)
        case "clarify":
            return _clarify(answer, texts)
        case "escalated":
            return _escalated(answer, texts)
        case "refused":
            return messages([Span(_refusal(answer, texts), "b"), *_notes(answer, texts)])
        case _:  # notes of errors speak to the maintainer
            return plain(texts.error, _people(answer, texts))


def _answered(answer: Answer, texts: Texts, public_url: str) -> list[Payload]:
    if not answer.quotes:  # an emergency that no source speaks of
        return messages([Span(texts.no_guide), *_notes(answer, texts)], _people(answer, texts))
    spans = [*_taken(answer, texts), *_said(answer, texts)]
    citations = list(dict.fromkeys(str(quote.citation) for quote in answer.quotes))
    if citations:
        spans.append(Span(f"\n\n{texts.citations}", "b"))
        spans += _list(citations[:_CITATIONS])
        if len(citations) > _CITATIONS:
            spans += _list([texts.and_more.format(count=len(citations) - _CITATIONS)])
    spans += _notes(answer, texts)
    buttons = [
        [_button(texts.show_quotes, Verb.SHOW_QUOTES, answer)],
        [_button(texts.right, Verb.RIGHT, answer), _button(texts.wrong, Verb.WRONG, answer)],
        *form_rows(answer, texts),
        print_row(answer, texts),
        *_people(answer, texts),
        *_further(answer, texts),
    ]
    card = answer.card
    if card is None:
        return messages(spans, buttons, FIRST_PART)
    if card.asked:
        lines = show.asked(card, texts, public_url, answer.conclusion)
        buttons.insert(1, [_button(texts.show_card, Verb.CARD, answer)])
        return messages([*spans, *([Span("\n\n")] if lines else []), *lines], buttons, FIRST_PART)
    whole = show.whole(card, texts, public_url)
    return messages(spans, first=FIRST_PART) + messages(whole, buttons)


def _said(answer: Answer, texts: Texts) -> list[Span]:
    """Whose job it is, first where that is asked; the conclusion, with what the rule was."""
    spans = [Span(conclusion_in(answer, texts.language))]
    if then := answer.before:
        spans.insert(0, Span(f"{texts.rule_now}\n", "b"))
        until = texts.rule_before.format(day=texts.written(then.day))
        spans += [Span(f"\n\n{until}\n", "b"), Span(then.conclusion)]
    if told := answer.competence:
        line = said_in(told.text, texts.language)
        asked = [Span(f"{line}\n\n", "b"), *spans]
        spans = asked if told.asked else [*spans, Span(f"\n\n{line}", "b")]
    return spans


def show_light(answer: Answer, texts: Texts, public_url: str) -> list[Payload]:
    """An answer in at most 1 kB, without markup, for a weak link."""
    if answer.outcome.family in ("refused", "error"):
        return show_answer(answer, texts, public_url)
    buttons = [*_people(answer, texts), *_further(answer, texts)]
    if answer.outcome.family == "answered":
        quotes = [_button(texts.show_quotes, Verb.SHOW_QUOTES, answer)]
        buttons = [quotes, *form_rows(answer, texts), *buttons]
    return messages([Span(plain_text(answer, words_in(texts.language), public_url))], buttons)


def show_card(answer: Answer, texts: Texts, public_url: str) -> list[Payload]:
    """The whole procedure."""
    if answer.card is None:
        return plain(texts.old_button)
    return messages(show.whole(answer.card, texts, public_url))


def _clarify(answer: Answer, texts: Texts) -> list[Payload]:
    asked = conclusion_in(answer, texts.language) or texts.clarify
    spans = [*_taken(answer, texts), Span(asked), *_notes(answer, texts)]
    spans += [Span(f"\n{n}. {text}") for n, text in enumerate(answer.followups, 1)]
    return messages(spans, [*_further(answer, texts), *_people(answer, texts)])


def _escalated(answer: Answer, texts: Texts) -> list[Payload]:
    why = {
        Outcome.ESCALATED_BY_REQUEST: texts.by_request,
        Outcome.ESCALATED_CONFLICT: texts.conflict,
        Outcome.ESCALATED_OUTSIDE: texts.outside,
    }
    spans = _taken(answer, texts)
    spans.append(Span(why.get(answer.outcome, texts.not_enough), "b"))
    if answer.conclusion:
        spans.append(Span(f"\n{conclusion_in(answer, texts.language)}"))
    if answer.outcome is Outcome.ESCALATED_NOT_IN_CORPUS:  # whose words are said already
        said = [quote for quote in answer.quotes if quote.text in answer.conclusion]
        said = said or [quote for quote in answer.quotes if _shares(quote, answer.conclusion)]
        spans += _list(list(dict.fromkeys(str(quote.citation) for quote in said)))
    else:  # what the sources say that do not agree, or of what was named
        for quote in answer.quotes:
            spans += [Span(f"\n\n{quote.citation}\n", "b"), Span(quote.text, "blockquote")]
    nearest = list(dict.fromkeys(str(hit.citation) for hit in answer.rejected))[:_CITATIONS]
    if nearest and not answer.quotes:
        spans.append(Span(f"\n\n{texts.nearest}"))
        spans += _list(nearest)
    spans += [*_notes(answer, texts), Span(f"\n\n{texts.hand_over}")]
    rows = _people(answer, texts)
    if answer.quotes:
        rows.append([_button(texts.show_quotes, Verb.SHOW_QUOTES, answer)])
    return messages(spans, [*rows, *_further(answer, texts)])


def _shares(quote: Quote, conclusion: str) -> bool:
    return any(line in quote.text for line in conclusion.splitlines() if line)


def _refusal(answer: Answer, texts: Texts) -> str:
    match answer.outcome:
        case Outcome.REFUSED_SECRET:
            return texts.refused_secret
        case Outcome.REFUSED_PERSONAL_DATA:
            return texts.refused_personal_data
        case _:
            return texts.refused


def _list(lines: Sequence[str]) -> list[Span]:
    return [Span(f"\n– {line}") for line in lines]


def _notes(answer: Answer, texts: Texts) -> list[Span]:
    notes = (note for note in answer.notes if not tells_how_taken(note))
    return [Span(f"\n\n{said_in(note, texts.language)}", "i") for note in notes]


def _taken(answer: Answer, texts: Texts) -> list[Span]:
    """How the question was understood: said before its answer."""
    notes = (note for note in answer.notes if tells_how_taken(note))
    return [Span(f"{said_in(note, texts.language)}\n\n", "i") for note in notes]


def _people(answer: Answer, texts: Texts) -> list[Row]:
    """To hand the question to people; nothing where none was asked, or no answer was kept."""
    if not answer.id or answer.outcome.asks_nothing:
        return []
    waits = answer.outcome.family == "escalated"
    said = texts.confirm_hand_over if waits else texts.ask_people
    return [[_button(said, Verb.HAND_OVER, answer)]]


def _further(answer: Answer, texts: Texts) -> list[Row]:
    """What can be asked next; first the same alone, where those before it were taken with it."""
    alone = [[_button(texts.alone, Verb.ALONE, answer)]] if goes_on(answer) else []
    return alone + [
        [_button(shortened(text, _BUTTON_TEXT), Verb.FOLLOW_UP, answer, number)]
        for number, text in enumerate(answer.followups)
    ]


def _button(text: str, verb: Verb, answer: Answer, number: int = 0) -> dict[str, str]:
    return {"text": text, "data": str(Press(verb, answer.id, number))}


def show_quotes(answer: Answer, texts: Texts, public_url: str) -> list[Payload]:
    """The words an answer rests on, each with citation, page, validity and link."""
    told = answer.competence.quotes if answer.competence else ()
    quotes = tuple(dict.fromkeys((*answer.quotes, *told)))
    if not quotes:
        return plain(texts.no_quotes)
    spans: list[Span] = []
    for number, quote in enumerate(quotes, 1):
        spans.append(Span(f"{number}. {quote.citation}\n", "b"))
        spans.append(Span(quote.text, "blockquote"))
        spans.append(Span(f"\n{_standing(quote, texts)}"))
        if public_url:
            spans += [Span("\n"), Span(texts.open_source, "a", public_url.rstrip("/") + quote.url)]
        spans.append(Span("\n\n"))
    return messages(spans)


def _standing(quote: Quote, texts: Texts) -> str:
    """Page and validity in a line."""
    start, end = quote.effective_from, quote.effective_to
    facts = [
        texts.page.format(page=quote.page) if quote.page is not None else "",
        texts.status.get(quote.status, ""),
        texts.from_day.format(start=texts.written(start)) if start else "",
        texts.until_day.format(end=texts.written(end)) if end else "",
    ]
    return " · ".join(fact for fact in facts if fact)


def show_languages(texts: Texts) -> list[Payload]:
    """The languages to choose from, each by its own name."""
    rows = [
        [{"text": name, "data": str(Press(Verb.LANGUAGE, code))}] for code, name in NAMES.items()
    ]
    return plain(texts.choose_language, rows)


def offer_unit(answer: Answer, unit: Unit, texts: Texts) -> list[Payload]:
    """To keep the commune that was chosen, so that it is not asked back again."""
    button = _button(texts.keep_unit, Verb.UNIT, answer)
    return plain(texts.offer_unit.format(unit=unit), [[button]])
