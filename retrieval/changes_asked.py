"""What a named text does to others, and others to it: "sửa đổi văn bản nào", "bị văn bản nào thay
thế" (``changes_wanted``).

The sentences that say so are quoted: those of the texts that do it (``changes_stated``), and what
other sources say (``changes_said``). Where none does people are asked, with what is known.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.citation import Citation
from corpus.cite import cite
from corpus.document import Document
from corpus.phrases import N_, written_day
from corpus.text import folded_syllables
from corpus.validity import Status
from retrieval.answer import Answer, Outcome
from retrieval.changes_said import said_of
from retrieval.changes_stated import Saying, done_by, done_to, done_to_number
from retrieval.changes_wanted import NAME_ENDS, TEXT, Wanted, may_ask, wanted_of
from retrieval.clauses import unit_words
from retrieval.compose import source_notes
from retrieval.generation import Generation
from retrieval.meant import ENDED_ON, NOT_UNTIL, Named
from retrieval.mended import mended
from retrieval.named import both, matches, mentions, written
from retrieval.named_numbers import Mention, read
from retrieval.named_units import loose, units
from retrieval.premise import REPLACED
from retrieval.question import Query
from retrieval.text_asked import AMENDED, STANDS

SINCE = N_("{} có hiệu lực từ ngày {}.")
FROM = N_("Theo {}, áp dụng từ ngày {}.")
MORE = N_("Còn {count} nguồn khác trong kho nêu nội dung này.")
REPLACES = N_("{} thay thế {}.")
NOT_AMENDED = N_("Không tìm thấy câu nào trong kho nói {} được văn bản khác sửa đổi, bổ sung.")
NOT_ENDED = N_("Không tìm thấy câu nào trong kho nói {} bị văn bản khác thay thế, bãi bỏ.")
AMENDS_NONE = N_("Không tìm thấy câu nào trong kho nói {} sửa đổi, bổ sung văn bản khác.")
ENDS_NONE = N_("Không tìm thấy câu nào trong kho nói {} thay thế, bãi bỏ văn bản khác.")
_NOTHING = {
    (True, False): NOT_AMENDED,
    (True, True): NOT_ENDED,
    (False, False): AMENDS_NONE,
    (False, True): ENDS_NONE,
}
_MOST = 6  # texts that are told of


@dataclass(frozen=True, slots=True)
class _Subject:
    """The text (or unit) that is named: ``document`` is None where it is not in the index."""

    document: Document | None
    number: str
    kind: str
    name: str
    unit: Citation | None = None  # of it, of which alone it is asked


def changes_asked(
    answer_id: str, query: Query, named: Named, generation: Generation
) -> Answer | None:
    """The answer, or what is handed over; None where something else is asked."""
    if not may_ask(" ".join(folded_syllables(query.typed))):
        return None
    subject, plain = _named(query, named, generation)
    wanted = wanted_of(plain) if subject else None
    if subject is None or wanted is None or (subject.unit and not wanted.by_others):
        return None
    day = query.question.as_of
    found = list(_found(subject, wanted, query, generation))
    shown = found[:_MOST]
    notes = [*query.notes, *named.notes]
    if not found and subject.unit:
        return _of_the_whole(answer_id, query, subject, wanted, notes, generation)
    if not found:
        notes += [*_untold(subject, wanted), *_known(subject, wanted, generation, day)]
        outcome = Outcome.ESCALATED_NOTHING_FOUND
        return Answer(answer_id, query.question, outcome, notes=tuple(dict.fromkeys(notes)))
    if wanted.by_others:
        notes += _days(shown, day, generation)
    if len(found) > _MOST:
        notes.append(MORE.format(count=len(found) - _MOST))
    lines = dict.fromkeys(line for one in shown for line in one.lines)
    quotes = tuple(dict.fromkeys(quote for one in shown for quote in one.quotes))
    chunks = [generation.store.chunk(quote.chunk_id) for quote in quotes]
    notes += source_notes([chunk.document for chunk in chunks if chunk], quotes)
    return Answer(
        answer_id, query.question, Outcome.ANSWERED, "\n".join(lines),
        quotes=quotes, notes=tuple(dict.fromkeys(notes)),
    )  # fmt: skip


def _named(query: Query, named: Named, generation: Generation) -> tuple[_Subject | None, str]:
    """The one text (or unit) that the question names, and its words with that marked."""
    typed, plain = both(query.typed)
    every = mentions(plain)
    of_units = [one for one in query.citations if one.is_of_unit]
    unit = of_units[0] if of_units else None
    missing = {*named.unknown} - ({unit_words(unit)} if unit and not named.documents else set())
    if missing or len(of_units) > 1 or (unit and len(query.citations) > 1):
        return None, ""
    for said in (*units(plain, typed), *loose(plain, typed)) if unit else ():
        plain = f"{plain[: said.start]}{' ' * (said.end - said.start)}{plain[said.end :]}"
    numbered = [one for one in every if one.number]
    if len(numbered) == 1 and len(named.documents) <= 1:
        (one,) = numbered
        called = [law.start for law in every if not plain[law.end : one.start].strip(" ,")]
        start = min(one.start, *called)
        document = named.documents[0] if named.documents else None
        if document is not None and not document.kind.is_legal:
            return None, ""
        marked = f"{plain[:start]} {TEXT} {plain[one.end :]}"
        number = document.number if document else one.number
        name = str(cite(document, ())) if document else _as_written(query, one)
        name = f"{unit_words(unit)} {name}" if unit else name
        kind = "" if read(number).symbols else one.kind  # its own symbol decides
        return _Subject(document, number, kind, name, unit), " ".join(folded_syllables(marked))
    if numbered or (named.documents and not unit):
        return None, ""
    subject, words = _law(plain, generation)
    if subject and unit:
        subject = replace(subject, unit=unit, name=f"{unit_words(unit)} {subject.name}")
    return subject, words


def _as_written(query: Query, one: Mention) -> str:
    """The text as the question writes it."""
    start, end = written(query.typed, one.number)
    return mended(query.typed)[start:end].strip() or one.number


def _law(plain: str, generation: Generation) -> tuple[_Subject | None, str]:
    """A law that is called by its name: which words are the name, what is asked of it tells."""
    for one in mentions(plain):
        stop = NAME_ENDS.search(plain, one.start + len("luat"))
        end = stop.start() if stop else len(plain)
        called = plain[one.start : end].removeprefix("bo ").removeprefix("luat ")
        entries, sure = generation.register.called(called) if called.strip() else ([], False)
        if sure and len(entries) == 1:
            (document,) = (entry.document for entry in entries)
            marked = f"{plain[: one.start]} {TEXT} {plain[end:]}"
            subject = _Subject(document, document.number, "Luật", str(cite(document, ())))
            return subject, " ".join(folded_syllables(marked))
    return None, ""


def _found(
    subject: _Subject, wanted: Wanted, query: Query, generation: Generation
) -> Iterator[Saying]:
    """Each other text once: by the sentences of who does it, then by what others say of it."""
    known: list[str] = []
    for one in _stated(subject, wanted, generation, query.question.as_of):
        known += one.others
        yield one
    if not subject.number:
        return
    how = wanted.by_others, wanted.amends, wanted.ends
    said = said_of(subject.number, subject.kind, *how, subject.unit)
    for one in said.look(query, generation):
        if not all(any(matches(has, other) for has in known) for other in one.others):
            known += one.others
            yield one


def _stated(
    subject: _Subject, wanted: Wanted, generation: Generation, day: date
) -> Iterable[Saying]:
    document, verbs = subject.document, wanted.verbs
    if document is None:
        number, kind = subject.number, subject.kind
        if not wanted.by_others:
            return ()
        return done_to_number(number, kind, verbs, generation, day, subject.unit)
    if wanted.by_others:
        return done_to(document, verbs, generation, day, subject.unit)
    return done_by(document, verbs, generation, day)


def _of_the_whole(
    answer_id: str,
    query: Query,
    subject: _Subject,
    wanted: Wanted,
    notes: Sequence[str],
    generation: Generation,
) -> Answer:
    """No sentence speaks of the unit: people are asked, and shown what is said of its text."""
    day = query.question.as_of
    name = str(cite(subject.document, ())) if subject.document else subject.name
    whole = replace(subject, unit=None, name=name)
    found = list(_found(whole, wanted, query, generation))[:_MOST]
    known = [] if found else _known(whole, wanted, generation, day)
    outcome = Outcome.ESCALATED_NOT_IN_CORPUS if found else Outcome.ESCALATED_NOTHING_FOUND
    return Answer(
        answer_id, query.question, outcome,
        "\n".join(dict.fromkeys(line for one in found for line in one.lines)),
        quotes=tuple(dict.fromkeys(quote for one in found for quote in one.quotes)),
        notes=tuple(dict.fromkeys([*notes, *_untold(subject, wanted), *known])),
    )  # fmt: skip


def _days(shown: Sequence[Saying], day: date, generation: Generation) -> Iterator[str]:
    """Since when, or from when on, each of the texts that act is in force."""
    for one in shown:
        if one.by is None:
            continue
        name, validity = cite(one.by, ()), one.by.validity
        start, end, status = validity.effective_from, validity.effective_to, validity.on(day)
        if status is Status.NOT_YET and start:
            yield NOT_UNTIL.format(name, written_day(start))
        elif start:
            yield SINCE.format(name, written_day(start))
        if status is Status.ENDED and end:
            yield ENDED_ON.format(name, written_day(end))
        if one.day and one.day != start and one.day.toordinal() in generation.days:
            yield FROM.format(name, written_day(one.day))


def _untold(subject: _Subject, wanted: Wanted) -> Iterator[str]:
    """That no sentence says what is asked."""
    for ends, is_asked in ((False, wanted.amends), (True, wanted.ends)):
        if is_asked:
            yield _NOTHING[wanted.by_others, ends].format(subject.name)


def _known(subject: _Subject, wanted: Wanted, generation: Generation, day: date) -> Iterator[str]:
    """What is known where no sentence says it."""
    document = subject.document
    if document is None:
        return
    validity = document.validity
    if not wanted.by_others:
        for one in generation.succession.before(document) if wanted.ends else ():
            if any(matches(one.number, old) for old in validity.replaces):
                yield REPLACES.format(subject.name, cite(one, ()))
        return
    after = generation.succession.after(document)
    replacing = [
        one for one in after if any(matches(document.number, old) for old in one.validity.replaces)
    ]
    for one in replacing if wanted.ends else ():
        yield REPLACED.format(subject.name, cite(one, ()))
    for one in after:
        if one not in replacing and one.number in validity.amended_by:
            yield AMENDED.format(subject.name, cite(one, ()))
    start = validity.effective_from
    if wanted.ends and start and validity.on(day) is Status.IN_FORCE:
        yield STANDS.format(subject.name, written_day(start), written_day(day))
