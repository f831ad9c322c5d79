"""Whether a name in a sentence means a document: by its number, else by its name and year."""

import re

from corpus import numbers
from corpus.document import Document, Kind
from corpus.relation import Target
from corpus.text import canonical_tones, fold

_YEAR = re.compile(r"\s+(?:năm\s+)?((?:19|20)\d{2})$")
_WITHOUT_NUMBER = (Kind.LAW, Kind.ORDINANCE)
_SYMBOL_OF = {
    "nghị định": "NĐ",
    "thông tư": "TT",
    "quyết định": "QĐ",
    "nghị quyết": "NQ",
    "chỉ thị": "CT",
    "luật": "QH",
    "bộ luật": "QH",
}


def same_text(target: Target, document: Document) -> bool:
    """Whether the text that ``target`` names is ``document``.

    A number may be given in part ("132/2025"), as people write it; then the kind of text
    must agree. Names are compared for laws only: other texts go by their numbers.
    """
    if target.number:
        return _same_number(target, document)
    if not target.name or document.kind not in _WITHOUT_NUMBER:
        return False
    name, year = _name_and_year(target.name)
    title, _ = _name_and_year(document.title)
    return name == title and (not year or year == _year_of(document))


def same_target_text(one: Target, other: Target) -> bool:
    """Whether two targets name one text, where no document tells more."""
    if one.number and other.number:
        return number_key(one.number) == number_key(other.number)
    return bool(one.name) and _name_and_year(one.name) == _name_and_year(other.name)


def _same_number(target: Target, document: Document) -> bool:
    wanted, have = number_key(target.number), number_key(document.number)
    if wanted == have:
        return bool(have)
    symbol = _SYMBOL_OF.get(target.name.lower().split(" số")[0], "")
    begins = have.startswith(f"{wanted}/")
    return begins and (not symbol or fold(symbol) in have.rpartition("/")[2])


def _name_and_year(name: str) -> tuple[str, str]:
    year = _YEAR.search(name)
    bare = name[: year.start()] if year else name
    return " ".join(fold(canonical_tones(bare)).replace(",", " ").split()), year[1] if year else ""


def _year_of(document: Document) -> str:
    if document.issued is not None:
        return str(document.issued.year)
    years = re.findall(r"/((?:19|20)\d{2})/", document.number)
    return years[0] if years else ""


def number_key(number: str) -> str:
    """What all spellings of a number share, with a symbol's letters apart ("N Đ-CP") or not."""
    return numbers.key(number).replace(" ", "")
