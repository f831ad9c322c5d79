"""From a place in a document to the words that cite it."""

import re

from corpus.citation import Citation
from corpus.document import Document, Kind

_NAMES = {
    Kind.ORDINANCE: "Pháp lệnh",
    Kind.DECREE: "Nghị định",
    Kind.CIRCULAR: "Thông tư",
    Kind.DECISION: "Quyết định",
    Kind.RESOLUTION: "Nghị quyết",
    Kind.DIRECTIVE: "Chỉ thị",
    Kind.CONSOLIDATED: "Văn bản hợp nhất",
    Kind.LETTER: "Công văn",
}
_UNIT = re.compile(r"^(Điều|khoản|điểm) (\S+)$")
_FIELD = {"Điều": "article", "khoản": "clause", "điểm": "point"}
_CONTAINER = re.compile(r"^(Phần|Chương|Mục|Tiểu mục) ")


def cite(document: Document, path: tuple[str, ...]) -> Citation:
    """The citation of the unit at ``path``; an empty path cites the whole document.

    Chapters are left out where an Điều is cited, as the drafting rules ask.
    """
    units: dict[str, str] = {}
    places: list[str] = []
    for name in path:
        unit = _UNIT.match(name)
        if unit:
            units[_FIELD[unit[1]]] = unit[2]
        else:
            places.append(name)
    if "article" in units:
        places = [place for place in places if not _CONTAINER.match(place)]
    return Citation(
        name=_name(document),
        number=document.number,
        place=_place(places),
        **units,
    )


def _name(document: Document) -> str:
    if document.kind in _NAMES and document.number:
        return _NAMES[document.kind]
    return document.title


def _place(places: list[str]) -> str:
    if not places:
        return ""
    if re.match(r"(Phụ lục|Mẫu số) ", places[0]) and len(places) == 1:
        return places[0]
    return f"mục “{' › '.join(places)}”".replace(";", ",")
