"""The documents of a generation by the numbers and names that people call them by.

Built once a generation, when first asked: a question then costs a few look-ups, however many
documents there are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.document import Document, Kind
from corpus.store import TextStore
from corpus.text import fold, folded_syllables, trimmed
from retrieval.law_names import LawNames
from retrieval.named import of_kind
from retrieval.named_numbers import SYMBOLS, Number, read
from retrieval.places_named import ANY, place_key

Path = tuple[str, ...]
_KIND_OF = {
    "Luật": Kind.LAW, "Pháp lệnh": Kind.ORDINANCE, "Nghị định": Kind.DECREE,
    "Thông tư": Kind.CIRCULAR, "Quyết định": Kind.DECISION, "Nghị quyết": Kind.RESOLUTION,
    "Chỉ thị": Kind.DIRECTIVE, "Văn bản hợp nhất": Kind.CONSOLIDATED,
}  # fmt: skip
_ALL_SYMBOLS = frozenset(symbol for symbols in SYMBOLS.values() for symbol in symbols)
_TITLE_RUN = 3  # words of a title, side by side, by which a question names it
_USUAL = 0.05  # of all titles: what so many share says nothing
_TOKEN = re.compile(r"[a-z]+|\d+")
_LONGEST_CODE = 5  # tokens


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of the index: ``row`` is the store's."""

    row: int
    document: Document
    number: Number


class Register:
    """Safe to share between threads."""

    def __init__(self, store: TextStore) -> None:
        self.entries = [Entry(row, d, read(d.number)) for row, d in store.document_rows()]
        self._by_ordinal: dict[str, list[Entry]] = defaultdict(list)
        self._by_code: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if entry.document.number:
                self._by_ordinal[entry.number.ordinal].append(entry)
                code = "".join(_tokens(entry.document.number))
                if not entry.number.ordinal[:1].isdigit() and code[-1:].isdigit():
                    self._by_code[code].append(entry)
        laws = [entry for entry in self.entries if _is_law(entry.document)]
        self._laws = LawNames([(e.row, e.document.title, _year(e)) for e in laws])
        self._titles = _Runs((e.row, folded_syllables(e.document.title)) for e in self.entries)
        self._store = store
        self.units = cache(self._units)

    def numbered(self, asked: str, kind: str = "") -> list[Entry]:
        """The documents whose number is ``asked``, whole or in its parts."""
        wanted = read(asked)
        kind = "" if _ALL_SYMBOLS.intersection(wanted.symbols) else kind  # its own symbol decides
        return [
            entry
            for entry in self._by_ordinal.get(wanted.ordinal, ())
            if entry.number.agrees(wanted) and _is_of_kind(entry, kind)
        ]

    def coded(self, plain: str) -> list[tuple[Entry, tuple[int, int]]]:
        """Documents whose number of another make ("MC-ATBX-04") stands in folded text; where."""
        if not self._by_code:
            return []
        tokens = list(_TOKEN.finditer(plain))
        written = [trimmed(token[0]) for token in tokens]
        found: dict[int, tuple[Entry, tuple[int, int]]] = {}
        for end, token in enumerate(written, 1):
            for start in range(max(0, end - _LONGEST_CODE), end - 1 if token.isdigit() else 0):
                for entry in self._by_code.get("".join(written[start:end]), ()):
                    found[entry.row] = entry, (tokens[start].start(), tokens[end - 1].end())
        return list(found.values())

    def called(self, name: str) -> tuple[list[Entry], bool]:
        """The laws that ``name`` may mean, and whether it names one, be it of another year.

        "luật đo lường", "bộ luật dân sự 2015", "luật shtt", "blds", with slips; words that
        follow the name may stand behind it.
        """
        rows, sure = self._laws.called(name)
        found = [self.entries[row] for row in rows]
        own = [entry for entry in found if entry.document.kind is not Kind.CONSOLIDATED]
        return own or found, sure

    def titled(self, words: Sequence[str]) -> list[Entry]:
        """The documents whose titles share the longest run of ``words``, folded; three at least."""
        return [self.entries[row] for row in self._titles.longest(words)]

    def _units(self, row: int) -> "Units":
        return Units(self._store.provision_rows(row))


class Units:
    """The provisions of one document by the units they hold."""

    def __init__(self, provisions: list[tuple[int, Path]]) -> None:
        self.rows = provisions
        self._articles: dict[str, list[tuple[int, Path]]] = defaultdict(list)
        for row, path in provisions:
            if path and path[-1].startswith("Điều "):
                self._articles[path[-1].casefold()].append((row, path))

    def articles(self, number: str) -> list[tuple[int, Path]]:
        """The Điều of that number, those of the text itself before those of texts within it.

        Those of a model contract in an annex are none of the text's.
        """
        found = [
            (row, path)
            for row, path in self._articles.get(f"điều {number}", [])
            if not any(_ANNEXED.match(name) for name in path)
        ]
        return sorted(found, key=lambda one: len(_contained_in(one[1])))

    def at(self, place: str) -> list[tuple[int, Path]]:
        """The provisions at or below "Mẫu số 06, Phụ lục X", with the path of what is named."""
        wanted = [place_key(one) for one in place.split(", ") if place_key(one)[1]]
        found = []
        for row, path in self.rows:
            keys = [place_key(one) for one in path]
            depths = [_depth(keys, one) for one in wanted]
            if min(depths, default=-1) >= 0:
                found.append((row, path[: max(depths) + 1]))
        return found


def _depth(keys: list[tuple[str, str]], wanted: tuple[str, str]) -> int:
    """Where the place stands in a path, -1 if it does not; a form's code may be left out."""
    label, value = wanted
    for at, (other, has) in enumerate(keys):
        if label == other and value in (has, ANY):
            return at
        if label == other == "mau so" and _same(has, value):
            return at
    return -1


def _same(has: str, asked: str) -> bool:
    number, _, code = asked.partition(" ")
    own, _, own_code = has.partition(" ")
    return own == number and (not code or not own_code or own_code == code)


_ANNEXED = re.compile(r"(?:Phụ lục|Mẫu số)\b")
_CONTAINERS = re.compile(r"(?:Phần|Chương|Mục|Tiểu mục|Điều) ")


def _contained_in(path: Path) -> Path:
    """The texts within the document ("Quy chế …") in which a provision stands."""
    return tuple(name for name in path if not _CONTAINERS.match(name))


_LAW_TITLE = re.compile(r"(?:Bộ luật|Luật|Pháp lệnh) ")


def _is_law(document: Document) -> bool:
    """Whether it is called by its name: a law, or a consolidated text of one."""
    consolidated = document.kind is Kind.CONSOLIDATED and _LAW_TITLE.match(document.title)
    return document.kind in (Kind.LAW, Kind.ORDINANCE) or bool(consolidated)


def _is_of_kind(entry: Entry, kind: str) -> bool:
    if of_kind(entry.number.symbols, kind):
        return True
    return kind in _KIND_OF and entry.document.kind is _KIND_OF[kind]


def _year(entry: Entry) -> str:
    issued = entry.document.issued
    return entry.number.year or (str(issued.year) if issued else "")


def _tokens(text: str) -> list[str]:
    return [trimmed(token) for token in _TOKEN.findall(fold(text))]


class _Runs:
    """Which texts share a run of words, found by the words' triples."""

    def __init__(self, texts: Iterable[tuple[int, list[str]]]) -> None:
        rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
        count = 0
        for row, words in texts:
            count += 1
            for triple in dict.fromkeys(_triples(words)):
                rows[triple].append(row)
        most = max(2, int(_USUAL * count))
        self._usual = frozenset(triple for triple, some in rows.items() if len(some) > most)
        self._rows = dict(rows)

    def longest(self, words: Sequence[str]) -> list[int]:
        """The rows with the longest run of ``words``; none where only usual words are shared."""
        runs: dict[int, int] = {}
        best: dict[int, int] = {}
        telling: set[int] = set()
        for triple in _triples(words):
            here = self._rows.get(triple, ())
            runs = {row: runs.get(row, 0) + 1 for row in here}
            if triple not in self._usual:
                telling.update(here)
            for row, run in runs.items():
                best[row] = max(best.get(row, 0), run)
        longest = max((best[row] for row in telling), default=0)
        return [row for row, run in best.items() if run == longest and row in telling]


def _triples(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(words, words[1:], words[_TITLE_RUN - 1 :], strict=False)
