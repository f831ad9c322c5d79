"""Sections → chunks: whole provisions where they are short, whole sections where not.

A provision (an Điều, or the text under a guide's heading) that fits the budget
is one chunk. A longer one is cut between its khoản, a longer khoản between its
điểm (with the sentence that introduces them as lead-in), and a longer điểm
between sentences. Cuts fall between sections before they fall inside one. A table that
is cut has its caption as lead-in of each piece; its rows carry the column heads themselves.
Sentences that address a machine (``instructing``) are in no chunk.

A chunk is what is quoted from. What is embedded are its windows, a third as long: the vector of
a long text is a blur, while a short quote lacks what stands around it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from corpus.chunk import Chunk, Part
from corpus.document import BANNER, Document, Section
from corpus.instructing import spoken_to_people
from corpus.text import SENTENCE_END

VERSION = 4  # raised when the same sections would be cut differently
MAX_WORDS = 200  # about 280 tokens of the bundled model; chosen by `python -m eval beir`
WINDOW_WORDS = 70  # of a piece that is embedded; chosen by `python -m eval beir`
LEAD_IN_WORDS = 60

_ARTICLE = re.compile(r"^Điều \S+$")
_CLAUSE_OR_POINT = re.compile(r"^(khoản|điểm) \S+$")
_SEPARATOR = "\n"
_CELLS = " | "  # between the cells of a table's row


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of one section that will not be cut further."""

    path: tuple[str, ...]
    text: str
    page: int | None
    caption: str = ""  # of the table that this piece goes on with

    @property
    def words(self) -> int:
        return self.text.count(" ") + self.text.count("\n") + 1


def provision_path(path: tuple[str, ...]) -> tuple[str, ...]:
    """The path of the provision that a section belongs to: up to the Điều, or above khoản."""
    for depth, name in enumerate(path, 1):
        if _ARTICLE.match(name):
            return path[:depth]
    while len(path) > 1 and _CLAUSE_OR_POINT.match(path[-1]):
        path = path[:-1]
    return path


def provisions(
    sections: Iterable[Section],
) -> Iterator[tuple[tuple[str, ...], str, list[Section]]]:
    """The provisions in reading order: path, heading in words, sections.

    A text with another attached may have one path twice, with two headings.
    """
    for path, group in groupby(sections, key=lambda section: provision_path(section.path)):
        found = list(group)
        heading = found[0].heading if found[0].path == path else ""
        yield path, _shown(path, heading), found


def chunks(document: Document, sections: Iterable[Section]) -> list[Chunk]:
    """All chunks of a document in reading order."""
    seen: Counter[tuple[str, ...]] = Counter()
    result = []
    for path, shown, group in provisions(sections):
        for chunk in _of_provision(document, path, shown, group, MAX_WORDS):
            result.append(_numbered(chunk, seen[chunk.path]))
            seen[chunk.path] += 1
    return result


def windows(chunk: Chunk) -> list[str]:
    """What is embedded of a chunk: pieces of it, cut by the same rules to a smaller budget.

    Each carries the titles above it and the sentence that introduces it. Never empty.
    """
    sections = [Section(part.path, text=chunk.text[part.start : part.end]) for part in chunk.parts]
    pieces = _of_provision(chunk.document, chunk.provision, chunk.heading, sections, WINDOW_WORDS)
    found = [replace(piece, lead_in=piece.lead_in or chunk.lead_in) for piece in pieces]
    return [piece.searchable for piece in found] or [chunk.searchable]


def _numbered(chunk: Chunk, ordinal: int) -> Chunk:
    return replace(chunk, ordinal=ordinal) if ordinal else chunk


def _of_provision(
    document: Document, path: tuple[str, ...], shown: str, sections: list[Section], budget: int
) -> Iterator[Chunk]:
    pieces = [
        piece
        for section in sections
        for text in spoken_to_people(section.text)
        for piece in _pieces(replace(section, text=text), budget)
    ]
    for run in _runs(pieces, budget):
        yield Chunk(
            document=document,
            path=_common(piece.path for piece in run),
            provision=path,
            heading=shown,
            text=_SEPARATOR.join(piece.text for piece in run),
            parts=_parts(run),
            lead_in=run[0].caption or _lead_in(run[0], sections),
            page=next((piece.page for piece in run if piece.page is not None), None),
        )


def _shown(path: tuple[str, ...], heading: str) -> str:
    """The provision in words: "Điều 5. Thời hạn", or the headings of a guide from above."""
    if path and _ARTICLE.match(path[-1]):
        return f"{path[-1]}. {heading}" if heading else path[-1]
    return " › ".join(path)


def _pieces(section: Section, budget: int) -> list[_Piece]:
    """A section's words in pieces of at most ``budget``, cut between sentences."""
    if section.text.strip() in ("", BANNER):
        return []
    if section.text.count(" ") + section.text.count("\n") < budget:
        return [_Piece(section.path, section.text, section.page)]
    cuts = [0, *_sentence_ends(section.text), len(section.text)]
    sentences = [section.text[a:b] for a, b in pairwise(cuts) if a < b]
    texts: list[str] = []
    for part in (part for sentence in sentences for part in _short(sentence, budget)):
        if texts and len((texts[-1] + part).split()) <= budget:
            texts[-1] += part
        else:
            texts.append(part)
    return list(_captioned(section, filter(None, map(str.strip, texts))))


def _sentence_ends(text: str) -> Iterator[int]:
    """Where sentences end, those within a table's row aside."""
    for match in SENTENCE_END.finditer(text):
        row = text[text.rfind("\n", 0, match.start()) + 1 :].split("\n", 1)[0]
        if "\n" in match.group() or _CELLS not in row:
            yield match.end()


def _captioned(section: Section, texts: Iterable[str]) -> Iterator[_Piece]:
    """The pieces of a section; one that begins inside a table knows its caption and group."""
    leads = list(_leads(section))
    end = 0
    for text in texts:
        start = section.text.index(text, end)
        end = start + len(text)
        lead = leads[section.text.count("\n", 0, start)] if end > len(text) else ""
        yield _Piece(section.path, text, section.page, _last_words(lead))


def _leads(section: Section) -> Iterator[str]:
    """For each line what introduces it: for a table's row the caption and the group's title."""
    caption, group = section.heading, ""
    lines = section.text.split("\n")
    rows = [_CELLS in line for line in lines]
    for at, line in enumerate(lines):
        if rows[at]:
            yield " – ".join(filter(None, (caption, group)))
            continue
        yield ""
        if rows[at - 1 : at] == rows[at + 1 : at + 2] == [True]:
            group = line  # between two rows
        else:
            caption, group = line, ""


def _short(sentence: str, budget: int) -> Iterator[str]:
    """A sentence as it is, or cut between words where it alone exceeds the budget."""
    words = re.findall(r"\S+\s*", sentence)
    for start in range(0, len(words), budget):
        yield "".join(words[start : start + budget])


def _runs(pieces: list[_Piece], budget: int) -> Iterator[list[_Piece]]:
    """Neighbouring pieces up to the budget, never across a khoản that could stand whole."""
    run: list[_Piece] = []
    for _path, group in groupby(pieces, key=lambda piece: _clause(piece.path)):
        unit = list(group)
        if sum(piece.words for piece in run + unit) <= budget:
            run += unit
            continue
        if run:
            yield run
        run = []
        for piece in unit:
            if run and sum(p.words for p in run) + piece.words > budget:
                yield run
                run = []
            run.append(piece)
    if run:
        yield run


def _clause(path: tuple[str, ...]) -> tuple[str, ...]:
    return path[:-1] if path and path[-1].startswith("điểm ") else path


def _common(paths: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    first, *others = paths
    depth = len(first)
    for other in others:
        while first[:depth] != other[:depth]:
            depth -= 1
    return first[:depth]


def _parts(run: list[_Piece]) -> tuple[Part, ...]:
    parts, at = [], 0
    for piece in run:
        parts.append(Part(piece.path, at, at + len(piece.text)))
        at += len(piece.text) + len(_SEPARATOR)
    return tuple(parts)


def _lead_in(first: _Piece, sections: list[Section]) -> str:
    """The end of the section above, where the run begins below it and it introduces points."""
    above = next((s for s in sections if s.path == first.path[:-1]), None)
    if above is None or not above.text.rstrip().endswith(":"):
        return ""
    return _last_words(SENTENCE_END.split(spoken_to_people(above.text)[-1].strip())[-1])


def _last_words(sentence: str) -> str:
    return " ".join(sentence.split()[-LEAD_IN_WORDS:])
