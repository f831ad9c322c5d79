"""What is asked of a text itself that a question names: whether it is in force, and since when; who
issued it on which day, and on what it rests.

Its own sentence on the day it takes effect is quoted, and what the index knows of its dates is
said. What has ended, or has not begun, is told where texts are named (``retrieval.meant``).
"""

import re
from collections.abc import Iterator
from datetime import date

from corpus.cite import cite
from corpus.document import Document
from corpus.phrases import N_, written_day
from corpus.provisions import commencements, first_day
from corpus.structure_legal import PREAMBLE
from corpus.text import fold, folded_syllables
from corpus.validity import Status
from retrieval.answer import Answer, Hit, Outcome, Quote
from retrieval.asking import BARE_NO, BARE_WHEN
from retrieval.generation import Generation
from retrieval.meant import Named
from retrieval.mentioned import names_number
from retrieval.named_numbers import read
from retrieval.question import Query
from retrieval.spans import Span, cut, quoted
from retrieval.told import sentences
from retrieval.verbatim import stands

# What ended a text may be nowhere in the index: no more is said than what is known.
STANDS = N_(
    "{} có hiệu lực từ ngày {}. Tính đến ngày {}, trong kho không có văn bản làm văn bản này hết "
    "hiệu lực."
)
STANDS_PARTLY = N_("{} có hiệu lực từ ngày {}. Tính đến ngày {}, một phần đã hết hiệu lực.")
AMENDED = N_("{} đã được sửa đổi, bổ sung bởi {}.")
ISSUED_BY = N_("{} do {} ban hành.")
_PHRASE = {Status.IN_FORCE: STANDS, Status.PARTLY_ENDED: STANDS_PARTLY}
_WHEN = rf"(?:{BARE_WHEN}|nam nao)"
_WHO = r"(?:ai|co quan nao|don vi nao|bo nao|cap nao)"
_ASKS = re.compile(
    r"\b(?:hieu luc|(?:con|duoc) (?:ap dung|gia tri|dung)|het han)\b.*"
    rf"\b(?:{BARE_NO}|chua|ch|tu ngay|tu khi|{BARE_WHEN})\b|"
    rf"\b(?:tu ngay|tu khi|{BARE_WHEN})\b.*\bhieu luc\b|"
    r"\b(?:ngay|thoi diem)(?: co)? hieu luc\b"
)
_ISSUED = re.compile(
    rf"\bban hanh\b.*\b(?:{_WHEN}|{_WHO})\b|\b{_WHO} (?:da )?ban hanh\b|"
    r"\bngay (?:ban hanh|ky)\b|\bky ngay nao\b"
)
_RESTS = re.compile(
    r"\b(?:can cu|dua)(?: vao| tren| theo)?(?: nhung)? (?:dau|gi|(?:luat|van ban) (?:nao|gi))\b|"
    r"\bcan cu ban hanh\b"
)
_WORDS = """
co con het da chua khong ko k hong ch thi hanh hieu luc ap dung gia tri dung duoc bat dau tu ke khi
nao bao gio ngay luc hom thoi diem la hien nay bay gio gio van nua the vay a nhi ha han cho em toi
minh hoi xin anh chi voi nay so cua va moi may nam thang ve van ban
do boi ai quan don vi bo cap hanh ky can cu dua vao tren theo dau gi nhung luat
"""
_ASKING = frozenset(_WORDS.split())
_VALID = re.compile(r"hieu luc|thay the|bai bo|ap dung|(?:den|tu) (?:het )?ngay")
_DAY = re.compile(r"^[^\n]{1,40}, ngày \d{1,2} tháng \d{1,2} năm \d{4}$", re.MULTILINE)
_BASIS = re.compile(r"^Căn cứ [^\n]+(?:\n(?:Căn cứ|Theo) [^\n]+)*", re.MULTILINE)

Told = tuple[str, Quote, list[str]]  # the conclusion, what it stands in, notes


def text_asked(answer_id: str, query: Query, named: Named, generation: Generation) -> Answer | None:
    """The answer; None where more is asked, or the text does not say it."""
    if len(named.documents) != 1 or named.unknown or any(one.is_of_unit for one in query.citations):
        return None
    (document,) = named.documents
    words = folded_syllables(query.typed)
    more = [word for word in words if word not in named.words and word not in _ASKING]
    if not document.kind.is_legal or len(more) > 1:
        return None
    plain, day = " ".join(words), query.question.as_of
    told = None
    if _ASKS.search(plain):
        told = _in_force(document, generation, day)
    elif _ISSUED.search(plain):
        told = _above(document, generation, day, _DAY)
        if told and document.issuer:
            told = *told[:2], [ISSUED_BY.format(cite(document, ()), document.issuer)]
    elif _RESTS.search(plain):
        told = _above(document, generation, day, _BASIS)
    if told is None:
        return None
    line, quote, notes = told
    return Answer(
        answer_id, query.question, Outcome.ANSWERED, line,
        quotes=(quote,), notes=(*query.notes, *named.notes, *notes),
    )  # fmt: skip


def of_another_text(query: Query, named: Named, hit: Hit) -> bool:
    """Whether little is asked but of one text, by its number, and ``hit`` does not name it; or
    whether it is in force, and ``hit`` does not say."""
    numbered = [one for one in query.citations if one.number and not one.is_of_unit]
    if named.documents or len(query.citations) != 1 or not numbered:
        return False
    words = folded_syllables(query.typed)
    more = [word for word in words if word not in named.words and word not in _ASKING]
    told = f"{hit.chunk.document.number}\n{hit.searchable}"
    whole = read(numbered[0].number).year and len(more) <= 1
    silent = _ASKS.search(" ".join(words)) and not _VALID.search(fold(hit.text))
    return bool(whole) and (bool(silent) or not names_number(told, numbered[0]))


def _in_force(document: Document, generation: Generation, day: date) -> Told | None:
    start = document.validity.effective_from
    phrase = _PHRASE.get(document.validity.on(day))
    said = list(_said(document, generation, day)) if phrase and start else []
    if not said or phrase is None or start is None:
        return None
    # Where a text counts from its signing, no day stands in it.
    _, line, quote = next((one for one in said if one[0] == start), said[-1])
    name = str(cite(document, ()))
    notes = [phrase.format(name, written_day(start), written_day(day))]
    if by := document.validity.amended_by:
        notes.append(AMENDED.format(name, ", ".join(by)))
    return line, quote, notes


def _said(
    document: Document, generation: Generation, day: date
) -> Iterator[tuple[date | None, str, Quote]]:
    """The sentences by which it comes into force: the day named in each, the sentence, and the unit
    that holds it."""
    units = [
        (chunk, Span(part.path, part.start, part.end))
        for chunk in generation.chunks_of(document)
        for part in chunk.parts
        if part.path[:1] != (PREAMBLE,)
    ]
    texts = [chunk.text[unit.start : unit.end] for chunk, unit in units]
    for place, match in commencements(texts):
        chunk, unit = units[place]
        quote = quoted(chunk, unit, document.validity.on(day))
        told = (
            quote.text[start:end].strip()
            for start, end in sentences(quote.text, (0, len(quote.text)))
            if start <= match.start() < end
        )
        line = next(told, "")
        whole = line if line and stands(line, quote.text) else quote.text
        yield first_day(match["when"], None), whole, quote


def _above(
    document: Document, generation: Generation, day: date, says: re.Pattern[str]
) -> Told | None:
    """What stands above its first article."""
    for chunk in generation.chunks_of(document):
        if chunk.path[:1] == (PREAMBLE,) and (found := says.search(chunk.text)):
            quote = cut(chunk, *found.span(), day)
            return quote.text, quote, []
    return None
