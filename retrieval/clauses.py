"""The provisions of the index that a question names, found by document, Điều, khoản and điểm."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from corpus.chunk import Chunk
from corpus.citation import Citation
from corpus.cite import cite
from corpus.document import Document
from corpus.phrases import N_
from corpus.text import folded_syllables
from retrieval.abbreviations import table, written_out
from retrieval.forms_named import forms_named
from retrieval.generation import Generation
from retrieval.meant import Named, Several, not_in_force
from retrieval.mended import mended
from retrieval.mentioned import mentioned
from retrieval.named import both, subject, written
from retrieval.named_numbers import SYMBOLS, read
from retrieval.question import Query
from retrieval.register import Entry
from retrieval.which import Chosen, Which
from retrieval.words import POLITE, terms

Path = tuple[str, ...]
Coded = tuple[Entry, tuple[int, int]]
_Rows = dict[int, list[tuple[int, Path]]]  # provisions that hold a unit, by the document's row
NO_DOCUMENT = N_("Kho chưa có văn bản số {}.")
NO_TEXT = N_("Kho chưa có toàn văn văn bản số {}, chỉ có nguồn nhắc đến văn bản này.")
NO_LAW = N_("Kho chưa có văn bản mang tên “{}”.")
NO_UNIT = N_("Bản trong kho của {} không có {}.")
NO_NAME = N_("Câu hỏi chưa nêu văn bản: hãy ghi số hoặc tên văn bản có {}.")
NOT_CLEAR = N_("Kho có nhiều văn bản khớp với “{}”: hãy ghi đủ số, năm và cơ quan ban hành.")
_SUBJECT = 3  # words beside what is named that make a question of it
_MOST_NAMED = 12  # citations of one question that are looked up
_MOST_BELOW = 60  # provisions of one chapter or annex
_OF_A_DOCUMENT = 5  # provisions that speak most of the question, of a document named alone


def _of_rules(citation: Citation) -> bool:
    """Whether a number is that of a text with rules in it, not of a letter or a report."""
    rules = {symbol for symbols in SYMBOLS.values() for symbol in symbols}
    named = citation.name not in ("", "Công văn")
    return named or not rules.isdisjoint(read(citation.number).symbols)


def chunks_with(asked: Sequence[Path], row: int, generation: Generation) -> list[Chunk]:
    """Those of a provision's chunks that hold a unit at one of the paths ``asked``, or below."""
    if not asked:
        return []
    rows = generation.chunk_rows(np.array([row]))
    chunks = [generation.store.chunk_at(int(r)) for r in rows]
    return [c for c in chunks if any(below(part.path, path) for part in c.parts for path in asked)]


def below(path: Path, above: Path) -> bool:
    """Whether ``path`` is ``above`` or leads to a unit below it."""
    return path[: len(above)] == above


def look_up(query: Query, generation: Generation) -> Named:
    """What the question names: provisions, documents, and what is not there.

    A number counts as unknown where neither a document bears it nor a text mentions it.
    """
    coded = generation.register.coded(both(query.typed)[1])
    if not (query.citations or coded):
        return Named()
    found = _Found(query, generation, coded)
    for citation in query.citations[:_MOST_NAMED]:
        found.add(citation)
    if coded and not query.citations:
        found.documents([entry for entry, _ in coded])
    found.settle()
    return Named(
        {row: tuple(dict.fromkeys(paths)) for row, paths in found.rows.items()},
        tuple(dict.fromkeys(found.unknown)),
        tuple(dict.fromkeys(found.notes)),
        tuple(dict.fromkeys(found.meant)),
        found.several,
        found.words(),
    )


class _Found:
    """Gathers what the citations of one question lead to."""

    def __init__(self, query: Query, generation: Generation, coded: list[Coded]) -> None:
        self._query, self._generation = query, generation
        self._coded = [entry for entry, _ in coded]
        self._register = generation.register
        self._text = mended(query.typed)
        self._subject = subject(query.typed, [place for _, place in coded])
        self._which = Which(query, generation, self._subject)
        self.rows: dict[int, list[Path]] = {}
        self.unknown: list[str] = []
        self.notes: list[str] = []
        self.meant: list[Document] = []
        self.several: Several | None = None
        self._unsure: list[tuple[Citation, Chosen, _Rows]] = []

    def add(self, citation: Citation) -> None:
        entries, known = self._entries(citation)
        if not any(self._units(entry, citation) for entry in entries) and self._form(citation):
            return
        if not entries:
            self._say_unknown(citation, known)
            return
        units = {entry.row: self._units(entry, citation) for entry in entries}
        chosen = self._which.one(entries, citation, {row for row, some in units.items() if some})
        if not chosen.sure:
            self._unsure.append((citation, chosen, units))
            return
        self.meant += [entry.document for entry in chosen.entries]
        self._take(citation, chosen, units)

    def settle(self) -> None:
        """Of what is not sure, ask back the first or, beside a document that is sure, say so."""
        sure = bool(self.meant)
        for citation, chosen, units in self._unsure:
            start, end = self._place(citation)
            said = self._text[start:end].strip() or unit_words(citation)
            meant = [entry for entry in chosen.entries if entry.document in self.meant]
            if sure and not meant:
                self.notes.append(NOT_CLEAR.format(said))
                continue
            if not sure and self.several is None:
                documents = tuple(entry.document for entry in chosen.entries)
                self.several = Several(said, start, end, documents, bool(citation.number))
            self._take(citation, replace(chosen, entries=meant if sure else chosen.entries), units)

    def _form(self, citation: Citation) -> bool:
        """Whether a form named without its text ("Mẫu số 09") is spoken of in one document."""
        if not citation.place or citation.number or citation.name:
            return False
        rows = forms_named(citation.place, self._query, self._generation)
        self.rows |= {row: [] for row in rows}
        return bool(rows)

    def _take(self, citation: Citation, chosen: Chosen, units: _Rows) -> None:
        """The unit named, of the documents chosen, or what it is of them that was asked."""
        self.notes += chosen.notes
        if not unit_words(citation):
            self.documents(chosen.entries)
            return
        found = [(row, path) for e in chosen.entries for row, path in units[e.row]]
        for row, path in found:
            self.rows.setdefault(row, []).append(path)
        if found:
            self.notes += not_in_force(
                [e for e in chosen.entries if units[e.row]], self._query.question.as_of
            )
        else:
            self.unknown.append(unit_words(citation))
            name = cite(self._which.current(chosen.entries).document, ())
            self.notes.append(NO_UNIT.format(name, unit_words(citation)))

    def documents(self, entries: Iterable[Entry]) -> None:
        """Documents named without a unit: how they begin, or what speaks most of the question."""
        entries = list(entries)
        self.meant += [entry.document for entry in entries if entry.document not in self.meant]
        titles = " ".join(entry.document.title for entry in entries)
        asks = self._asks(folded_syllables(titles))
        scores = self._generation.words.scores(self._subject) if asks else None
        for entry in entries:
            units = self._register.units(entry.row)
            if scores is None:
                for row, path in (units.articles("1") or units.rows)[:1]:
                    self.rows.setdefault(row, []).append(path)
                continue
            rows = np.array([row for row, _ in units.rows], np.int64)
            best = rows[np.argsort(-scores[rows], kind="stable")[:_OF_A_DOCUMENT]]
            for row in best[scores[best] > 0].tolist():
                self.rows.setdefault(row, [])
        self.notes += not_in_force(entries, self._query.question.as_of)

    def words(self) -> frozenset[str]:
        """Terms that only name, short forms written out too ("TCVN" is "tiêu chuẩn …")."""
        whole, asks = self._text, self._subject
        naming = {*terms(whole), *terms(written_out(whole, table()))}
        return frozenset(naming - {*terms(asks), *terms(written_out(asks, table()))})

    def _entries(self, citation: Citation) -> tuple[list[Entry], bool]:
        """The documents that the citation may mean, and whether its words name one at all."""
        if citation.number:
            return self._register.numbered(citation.number, citation.name), True
        if citation.name:
            entries, known = self._register.called(citation.name)
            if known or " " in citation.name:
                return entries, known
        return self._coded or self._register.titled(folded_syllables(self._query.typed)), False

    def _units(self, entry: Entry, citation: Citation) -> list[tuple[int, Path]]:
        """The provisions of the document that hold the unit, with its path."""
        units = self._register.units(entry.row)
        if citation.place:
            at = units.at(citation.place)[:_MOST_BELOW]
            return at if self._asks(folded_syllables(citation.name)) else at[:1]
        articles = units.articles(citation.article)
        words = set(folded_syllables(self._query.typed))
        within = [(row, path) for row, path in articles if set(folded_syllables(path[0])) <= words]
        for row, path in within or articles:
            if found := self._in_article(row, path, citation):
                return found
        return []

    def _in_article(self, row: int, path: Path, citation: Citation) -> list[tuple[int, Path]]:
        named = {"khoản": citation.clause, "điểm": citation.point}
        wanted = path + tuple(f"{unit} {value}" for unit, value in named.items() if value)
        if wanted == path or chunks_with([wanted], row, self._generation):
            return [(row, wanted)]
        if citation.clause or not citation.point:
            return []
        parts = (p for c in chunks_with([path], row, self._generation) for p in c.parts)
        return [(row, p.path) for p in parts if p.path[-1] == f"điểm {citation.point}"]

    def _asks(self, known: Iterable[str]) -> bool:
        """Whether the question has a subject besides what it names."""
        return len(set(folded_syllables(self._subject)) - set(known) - POLITE) >= _SUBJECT

    def _say_unknown(self, citation: Citation, known: bool) -> None:
        asked = self._asks(folded_syllables(citation.name))
        if citation.number:
            sure = citation.name or not citation.number[-1:].isdigit()
            if sure and not mentioned(citation, self._generation):
                # The asker's own letter ("Công văn số 15/UBND-VX hỏi …") stands in no corpus.
                self.unknown += [] if asked and not _of_rules(citation) else [citation.number]
                self.notes.append(NO_DOCUMENT.format(self._written(citation)))
            elif sure and unit_words(citation):
                self.unknown += [] if asked else [unit_words(citation)]
                self.notes.append(NO_TEXT.format(self._written(citation)))
        elif citation.name and (known or not asked):
            self.unknown.append(unit_words(citation))
            self.notes.append(NO_LAW.format(self._written(citation)))
        elif not citation.name and not asked:
            article = citation.article
            self.unknown.append(f"Điều {article}" if article else unit_words(citation))
            self.notes.append(NO_NAME.format(unit_words(citation)))

    def _place(self, citation: Citation) -> tuple[int, int]:
        return written(self._query.typed, citation.number or citation.name)

    def _written(self, citation: Citation) -> str:
        """The number or the name as the question writes it."""
        start, end = self._place(citation)
        said = self._text[start:end].strip()
        if not citation.number or citation.number[:1].isalpha():
            return said
        return said[next((i for i, letter in enumerate(said) if letter.isdigit()), 0) :]


def unit_words(citation: Citation) -> str:
    """The unit as one says it: "điểm a khoản 2 Điều 15"; empty where none is named."""
    units = {"điểm": citation.point, "khoản": citation.clause, "Điều": citation.article}
    said = [f"{unit} {value}" for unit, value in units.items() if value]
    return " ".join(said) or citation.place
