"""Whether a text that a question names is in force, and since when: asked of the text itself.

Its own sentence on the day it takes effect is quoted, and what the index knows of its dates is
said. What has ended, or has not begun, is told where texts are named (``retrieval.meant``).
"""

import re
from collections.abc import Iterator
from datetime import date

from corpus.chunk import Chunk
from corpus.citation import Citation
from corpus.cite import cite
from corpus.document import Document
from corpus.phrases import N_, written_day
from corpus.structure_legal import PREAMBLE
from corpus.text import folded_syllables
from corpus.validity import Status
from retrieval.answer import Answer, Outcome, Quote
from retrieval.generation import Generation
from retrieval.meant import Named
from retrieval.named import named as cited
from retrieval.question import Query
from retrieval.spans import Span, quoted
from retrieval.told import sentences
from retrieval.verbatim import stands

# What ended a text may be nowhere in the index: no more is said than what is known.
STANDS = N_(
    "{} có hiệu lực từ ngày {}. Tính đến ngày {}, trong kho không có văn bản làm văn bản này hết "
    "hiệu lực."
)
STANDS_PARTLY = N_("{} có hiệu lực từ ngày {}. Tính đến ngày {}, một phần đã hết hiệu lực.")
AMENDED = N_("{} đã được sửa đổi, bổ sung bởi {}.")
_PHRASE = {Status.IN_FORCE: STANDS, Status.PARTLY_ENDED: STANDS_PARTLY}
_ASKS = re.compile(
    r"\b(?:hieu luc|(?:con|duoc) (?:ap dung|gia tri|dung)|het han)\b.*"
    r"\b(?:khong|ko|k|hong|chua|ch|khi nao|bao gio|ngay nao|luc nao|tu ngay|tu khi|hom nao)\b|"
    r"\b(?:khi nao|bao gio|ngay nao|luc nao|hom nao|tu ngay|tu khi)\b.*\bhieu luc\b|"
    r"\b(?:ngay|thoi diem)(?: co)? hieu luc\b"
)
_WORDS = """
co con het da chua khong ko k hong ch thi hanh hieu luc ap dung gia tri dung duoc bat dau tu ke khi
nao bao gio ngay luc hom thoi diem la hien nay bay gio gio van nua the vay a nhi ha han cho em toi
minh hoi xin anh chi voi nay so cua va moi may nam thang ve van ban
"""
_ASKING = frozenset(_WORDS.split())
_SAYS = re.compile(r"\bnày\b[^.;\n]{0,60}có hiệu lực[^.;\n]{0,30}\btừ\b", re.IGNORECASE)


def text_asked(answer_id: str, query: Query, named: Named, generation: Generation) -> Answer | None:
    """The answer; None where more is asked, or the text does not say when it takes effect."""
    if len(named.documents) != 1 or named.unknown or any(map(_is_unit, cited(query.typed))):
        return None
    (document,) = named.documents
    day, start = query.question.as_of, document.validity.effective_from
    phrase = _PHRASE.get(document.validity.on(day))
    if phrase is None or start is None or not document.kind.is_legal or not _asks(query, named):
        return None
    said = list(_said(document, generation, day))
    if not said:
        return None
    line, quote = next((one for one in said if _tells(one[0], start)), said[-1])
    name = str(cite(document, ()))
    notes = [phrase.format(name, written_day(start), written_day(day))]
    if by := document.validity.amended_by:
        notes.append(AMENDED.format(name, ", ".join(by)))
    return Answer(
        answer_id, query.question, Outcome.ANSWERED, line,
        quotes=(quote,), notes=(*query.notes, *named.notes, *notes),
    )  # fmt: skip


def _asks(query: Query, named: Named) -> bool:
    """Whether the question says little besides the text's name and this."""
    words = folded_syllables(query.typed)
    more = [word for word in words if word not in named.words and word not in _ASKING]
    return _ASKS.search(" ".join(words)) is not None and len(more) <= 1


def _is_unit(one: Citation) -> bool:
    return bool(one.article or one.clause or one.point or one.place)


def _said(document: Document, generation: Generation, day: date) -> Iterator[tuple[str, Quote]]:
    """Its sentences that say since when it is in force, each with the unit that holds it."""
    for chunk in generation.chunks_of(document):
        for part in chunk.parts:
            if part.path[:1] == (PREAMBLE,):
                continue
            unit = Span(part.path, part.start, part.end)
            quote = quoted(chunk, unit, chunk.document.validity.on(day))
            if line := _sentence(chunk, unit):
                yield line if stands(line, quote.text) else quote.text, quote


def _sentence(chunk: Chunk, unit: Span) -> str:
    if not _SAYS.search(chunk.text, unit.start, unit.end):
        return ""
    told = (chunk.text[slice(*one)] for one in sentences(chunk.text, (unit.start, unit.end)))
    return next((one.strip() for one in told if _SAYS.search(one)), "")


def _tells(line: str, start: date) -> bool:
    """Whether the day stands in it; where a text counts from its signing, it does not."""
    found = re.findall(r"ngày 0?(\d+) tháng 0?(\d+) năm (\d{4})|0?(\d+)/0?(\d+)/(\d{4})", line)
    days = {tuple(int(part) for part in one if part) for one in found}
    return (start.day, start.month, start.year) in days
