"""The print pack of an answer: card, checklist, sources and forms as one PDF of A4 pages.

For people without a telephone at hand, and for the folder on the counter. It says nothing that
the answer does not say.
"""

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.capitals import is_capitals
from corpus.form import Form, Piece, size_text
from corpus.text import fold
from retrieval.answer import Answer, CardLine, FormRef, LineKind, Quote
from retrieval.paper import Sheets
from retrieval.paper_words import PaperWords
from retrieval.said import conclusion_in, said_in

log = logging.getLogger(__name__)
_HEAD = 12  # pieces among which the title of a form stands
_MOST_PAGES = 40  # of a form that are printed along
_TO_TICK = (LineKind.DOSSIER, LineKind.CHECK)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A form of the answer with what the index keeps of it; ``raw`` None where it is gone."""

    ref: FormRef
    form: Form | None = None
    raw: bytes | None = None


def pack(answer: Answer, forms: Sequence[Enclosed], words: PaperWords, address: str = "") -> bytes:
    """The PDF. ``address`` is where the web application stands."""
    given = [_printable(one) for one in forms]
    sheets = _Pack(answer, given, words, address.rstrip("/")).write()
    attached = [one.raw for one in given if one.raw and one.ref.file.type == "pdf"]
    return _merged(sheets, attached) if attached else sheets


@dataclass(frozen=True, slots=True)
class _Pack:
    answer: Answer
    forms: Sequence[Enclosed]
    words: PaperWords
    address: str

    def write(self) -> bytes:
        sheets = self._sheets()
        self._conclusion(sheets)
        self._card(sheets)
        self._sources(sheets)
        self._list_of_forms(sheets)
        for one in self.forms:
            if one.form and one.ref.file.type != "pdf":
                self._blank(sheets, one.ref, one.form.pieces)
        return sheets.bytes()

    def _sheets(self) -> Sheets:
        answer, words = self.answer, self.words
        subject = answer.card.procedure if answer.card else answer.question.text
        title = subject or words.heads[answer.outcome.family]
        day = words.day.format(day=words.written(answer.question.as_of))
        link = f"{self.address}/answers/{answer.id}" if self.address else answer.id
        foot = words.made.format(id=link)
        sheets = Sheets(f"Một Chạm – {subject}", day.strip("."), foot, words.page, title)
        sheets.title(title)
        return sheets

    def _conclusion(self, sheets: Sheets) -> None:
        answer, words = self.answer, self.words
        if answer.safety:
            lines = [said_in(line, words.language) for line in answer.safety]
            sheets.framed("\n".join([words.at_once, *lines]))
        if answer.card and answer.question.text:
            sheets.text(f"{words.question}: {answer.question.text}", style="I")
        day = words.day.format(day=words.written(answer.question.as_of))
        sheets.text(" · ".join(filter(None, (day.strip("."), str(answer.question.unit)))))
        for note in answer.notes if answer.outcome.family != "error" else ():
            sheets.framed(said_in(note, words.language))
        if answer.outcome.family != "answered":
            sheets.heading(words.heads[answer.outcome.family])
        if answer.outcome in words.refused:
            sheets.text(words.refused[answer.outcome])
        if answer.conclusion:
            sheets.heading(words.conclusion)
            sheets.text(conclusion_in(answer, words.language))
        if answer.competence:
            sheets.text(said_in(answer.competence.text, words.language), style="B")
        if answer.before:
            sheets.labelled(
                words.rule_before.format(day=words.written(answer.before.day)),
                answer.before.conclusion,
            )
        if answer.outcome.family == "clarify":
            sheets.boxes(answer.followups)

    def _card(self, sheets: Sheets) -> None:
        card, words = self.answer.card, self.words
        if card is None:
            return
        sheets.heading(words.summary)
        for line in card.lines:
            if line.kind not in _TO_TICK:
                sheets.labelled(words.lines[line.kind], self._numbered(line))
        for line in card.lines:
            if line.kind in _TO_TICK:
                sheets.heading(f"{words.lines[line.kind]} – {words.checklist.lower()}")
                sheets.boxes(_to_tick(self._numbered(line)))
        if card.missing:
            names = "; ".join(words.lines[kind].lower() for kind in card.missing)
            sheets.text(words.missing.format(lines=names), style="I")

    def _numbered(self, line: CardLine) -> str:
        """A line with the numbers under which its sources stand below."""
        order = _sources(self.answer)
        marks = "".join(f" [{order.index(quote) + 1}]" for quote in dict.fromkeys(line.quotes))
        return line.text + marks

    def _sources(self, sheets: Sheets) -> None:
        """Citations with their words, where those do not stand in the card already."""
        found = _sources(self.answer)
        if not found:
            return
        lines = self.answer.card.lines if self.answer.card else ()
        printed = {quote for line in lines for quote in line.quotes}
        sheets.heading(self.words.sources)
        for number, quote in enumerate(found, 1):
            sheets.text(f"[{number}] {quote.citation}", style="B")
            if quote not in printed:
                sheets.quoted(quote.text)
            sheets.text(" · ".join(self._standing(quote)), size=9.5, indent=6)

    def _standing(self, quote: Quote) -> Iterator[str]:
        words = self.words
        if quote.page is not None:
            yield words.on_page.format(page=quote.page)
        if quote.status in words.status:
            yield words.status[quote.status]
        if quote.effective_from:
            yield words.from_day.format(start=words.written(quote.effective_from))
        if quote.effective_to:
            yield words.until_day.format(end=words.written(quote.effective_to))
        if self.address:
            yield self.address + quote.url

    def _list_of_forms(self, sheets: Sheets) -> None:
        if not self.forms:
            return
        sheets.heading(self.words.attached)
        for one in self.forms:
            sheets.text(f"– {one.ref.name}", style="B")
            sheets.text(" · ".join(filter(None, self._facts(one))), indent=6)

    def _facts(self, one: Enclosed) -> Iterator[str]:
        ref, words = one.ref, self.words
        yield f"{ref.file.name}, {size_text(ref.file.size)}"
        if ref.effective_from:
            yield words.from_day.format(start=words.written(ref.effective_from))
        if ref.effective_to:
            yield words.until_day.format(end=words.written(ref.effective_to))
        printed = (one.raw if ref.file.type == "pdf" else one.form) is not None
        link = self.address + ref.url
        yield words.printed if printed else words.to_fetch.format(link=link)

    def _blank(self, sheets: Sheets, ref: FormRef, pieces: Sequence[Piece]) -> None:
        """A form of Word as far as paragraphs and tables go: what is to be written has its room."""
        sheets.new_page()
        note = self.words.not_the_file.format(file=ref.file.name)
        sheets.text(f"{self.words.blank_form.format(name=ref.name)}. {note}", size=9.5)
        head = _head(pieces, ref)
        for at, piece in enumerate(pieces):
            bold = "B" if piece.level or is_capitals(piece.text) else ""
            if piece.rows:
                sheets.table(piece.rows)
            elif at < head or is_capitals(piece.text):
                sheets.centred(piece.text, style=bold or ("B" if at == head - 1 else ""))
            else:
                sheets.text(piece.text, style=bold)


def _to_tick(text: str) -> list[str]:
    """The lines of a list, without the signs before them."""
    return [line.lstrip("-+•–* ") for line in text.split("\n") if line.strip()]


def _head(pieces: Sequence[Piece], ref: FormRef) -> int:
    """How many pieces stand above a form's body and with its title: they are centred."""
    title = fold(ref.document.title)
    titles = (at for at, piece in enumerate(pieces[:_HEAD], 1) if fold(piece.text) == title)
    return next(titles, 0)


def _sources(answer: Answer) -> list[Quote]:
    """All that the answer rests on, each once: its quotes, then those of its card."""
    lines = answer.card.lines if answer.card else ()
    of_card = (quote for line in lines for quote in line.quotes)
    whose = answer.competence.quotes if answer.competence else ()
    before = answer.before.quotes if answer.before else ()
    return list(dict.fromkeys((*answer.quotes, *whose, *before, *of_card)))


def _printable(one: Enclosed) -> Enclosed:
    """Without the bytes of a PDF whose pages cannot be printed along."""
    if one.raw is None or one.ref.file.type != "pdf":
        return one
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(one.raw))
        if not reader.is_encrypted and 0 < len(reader.pages) <= _MOST_PAGES:
            _merged(b"", [one.raw])
            return one
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError) as error:
        log.warning("a form cannot be put into a pack (%s)", type(error).__name__)
    return replace(one, raw=None)


def _merged(sheets: bytes, forms: Sequence[bytes]) -> bytes:
    """The sheets with the pages of PDF forms after them."""
    import pypdf

    writer = pypdf.PdfWriter()
    for raw in (sheets, *forms):
        if raw:
            writer.append(pypdf.PdfReader(io.BytesIO(raw)), import_outline=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
