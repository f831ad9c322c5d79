"""What the provisions of a text do to provisions: read from its sections into relations.

An amending text says once which text it amends ("Điều 1. Sửa đổi, bổ sung một số điều của
Luật …") and then only which part of it: a unit inherits what the units above it have said.
Consolidated texts change nothing: they repeat what others have changed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.capitals import is_capitals
from corpus.change import Change, Place, changes, listed
from corpus.document import Document, Kind, Section
from corpus.numbers import same
from corpus.relation import Relation, Target, Verb
from corpus.statements import Statement, statements
from corpus.structure_legal import NOTES, PREAMBLE, TAIL
from corpus.text import fold
from corpus.text_names import Named, text_names

Path = tuple[str, ...]
_OUTSIDE = (PREAMBLE, TAIL, NOTES)
# What a unit must hold to be worth a closer look: most hold none of it.
_SAID_ANYWHERE = ("hiệu lực", "bãi bỏ", "thay thế", "như sau")
_SAID_FIRST = re.compile(
    r"^(?:\d+\w?\s?[.)]|\w\d?\s?\)|[-–+•])?\s*(?:Đối với |Các )?"
    r"(?:Sửa|Bổ sung|Thay|Bỏ|Bãi|H[uủ][yỷ]|Đính|Ngưng|Tạm"
    r"|Luật|Bộ luật|Pháp lệnh|Nghị định|Thông tư|Quyết định|Nghị quyết)",
    re.MULTILINE,
)
_UNITS = {"Điều ": "article", "khoản ": "clause", "điểm ": "point"}
_PLACES = ("Phụ lục", "Mẫu số")
_AMENDING_TITLE = re.compile(r"(?:sửa đổi|bổ sung|bãi bỏ|thay thế|đính chính)", re.IGNORECASE)
_IN_CAPITALS = re.compile(r"(?:SỬA ĐỔI|BỔ SUNG|BÃI BỎ|THAY THẾ)\b|.{0,60}\bSỐ \d+/")
_KINDS_SMALL = re.compile(
    r"(?<!\w)(?:bộ luật|luật|pháp lệnh|nghị định|thông tư|quyết định|nghị quyết)(?!\w)"
)
_PLANNED = re.compile(r"(?:đơn vị|cơ quan) chủ trì|thời (?:gian|hạn) (?:hoàn thành|trình)", re.I)
_PLANNING = (Kind.RESOLUTION, Kind.DECISION, Kind.DIRECTIVE, Kind.LETTER)
_KIND = {
    Kind.DECREE: "Nghị định",
    Kind.CIRCULAR: "Thông tư",
    Kind.DECISION: "Quyết định",
    Kind.RESOLUTION: "Nghị quyết",
    Kind.DIRECTIVE: "Chỉ thị",
    Kind.ORDINANCE: "Pháp lệnh",
}


def relations(document: Document, sections: Sequence[Section]) -> tuple[Relation, ...]:
    """The relations that the text states itself, in reading order."""
    if not document.kind.is_legal or document.kind is Kind.CONSOLIDATED:
        return ()
    reader = _Reader(document, _numbers(document, sections))
    found = [relation for section in sections for relation in reader.read(section)]
    return tuple(_staged(document, _without_leads(found)))


def own_target(document: Document) -> Target:
    """The whole of ``document``, as other texts name it."""
    name = _KIND.get(document.kind, document.title if document.number else "") or document.title
    return Target(number=document.number, name=name)


def place_of(path: Path, text: Target) -> Target:
    """The provision of ``text`` at ``path``; chapters are no part of its name."""
    units = {
        name: unit.removeprefix(prefix)
        for unit in path
        for prefix, name in _UNITS.items()
        if unit.startswith(prefix)
    }
    places = [unit for unit in path if unit.startswith(_PLACES)]
    if places:
        units.pop("article", None)
    return replace(text, place=" ".join(reversed(places)), **units)


@dataclass(slots=True)
class _Reader:
    """Reads section after section; ``said`` keeps for each what the units below inherit."""

    document: Document
    numbers: Mapping[str, str]
    said: dict[Path, Target] = field(default_factory=dict)
    lead: dict[Path, tuple[Change, str]] = field(default_factory=dict)

    def read(self, section: Section) -> Iterator[Relation]:
        lead = self._lead_above(section.path)
        if section.path[0] in _OUTSIDE or (lead is None and not _may_speak(section)):
            return
        if self.document.kind in _PLANNING and _PLANNED.search(section.text):
            return
        own = own_target(self.document)
        within = self._inherited(section.path)
        for said in map(_read_aloud, statements(section)):
            place = Place(place_of(section.path, own), within, self.document.issued)
            found = self._numbered(changes(said.plain, place))
            if not found and lead is not None:
                found = self._numbered(listed(said.plain, lead[0], place))
                yield from _made(found, section.path, said, lead[1])
            else:
                yield from _made(found, section.path, said, "")
            if heads := _open_lead(found):
                lead = self.lead[section.path] = (heads, said.verbatim)
            context = _common(found, own) or self._introduced(said, place)
            if context != Target():
                within = self.said[section.path] = self._with_number(context)

    def _inherited(self, path: Path) -> Target:
        for end in range(len(path) - 1, 0, -1):
            if path[:end] in self.said:
                return self.said[path[:end]]
        if not _AMENDING_TITLE.match(re.sub(r"^(?:Luật|Pháp lệnh)\s+", "", self.document.title)):
            return Target()
        named = text_names(self.document.title[4:])
        return self._with_number(_as_target(named[0])) if len(named) == 1 else Target()

    def _lead_above(self, path: Path) -> tuple[Change, str] | None:
        if not self.lead:
            return None
        above = (self.lead.get(path[:end]) for end in range(len(path) - 1, 0, -1))
        return next((lead for lead in above if lead is not None), None)

    def _introduced(self, said: Statement, place: Place) -> Target:
        """The text that a heading or "Đối với Luật …:" names for the units below."""
        if not (said.heading or said.plain.endswith(":")) or place.within.article:
            return Target()
        named = [n for n in text_names(said.plain) if not n.this]
        starts = named and len(said.plain[: named[0].start].strip()) < 12
        return _as_target(named[0]) if starts and len(named) == 1 else Target()

    def _numbered(self, found: Sequence[Change]) -> list[Change]:
        """The changes with a text's number where this text gives it elsewhere."""
        known = []
        for change in found:
            target = change.target and self._with_number(change.target)
            if target is None or target.number or target.name:
                known.append(replace(change, target=target))
        return known

    def _with_number(self, target: Target) -> Target:
        if target.number or not target.name:
            return target
        return replace(target, number=self.numbers.get(_name_key(target.name), ""))


def _may_speak(section: Section) -> bool:
    text = f"{section.heading}\n{section.text}"
    if _IN_CAPITALS.match(section.heading) and is_capitals(section.heading):
        return True
    return any(words in text for words in _SAID_ANYWHERE) or bool(_SAID_FIRST.search(text))


def _read_aloud(said: Statement) -> Statement:
    """A chapter's heading in capitals, "… CỦA NGHỊ ĐỊNH SỐ 08/2014/NĐ-CP", as it would be said."""
    text = said.plain
    if not (said.heading and _IN_CAPITALS.match(text) and is_capitals(text)):
        return said
    small = re.sub(r"(?<!\S)[^\s/]+(?!\S)", lambda m: m.group().lower(), text)
    named = _KINDS_SMALL.sub(lambda m: m.group().capitalize(), small)
    return replace(said, plain=named[:1].upper() + named[1:])


def _made(found: Sequence[Change], path: Path, said: Statement, lead_in: str) -> Iterator[Relation]:
    for change in found:
        if change.target is not None:
            yield Relation(
                verb=change.verb,
                target=change.target,
                path=path,
                sentence=said.verbatim,
                effective=change.effective,
                except_for=change.except_for,
                some=change.some,
                lead_in=lead_in,
            )


def _open_lead(found: Sequence[Change]) -> Change | None:
    return next((change for change in found if change.target is None), None)


def _common(found: Sequence[Change], own: Target) -> Target | None:
    """What all changes of a sentence have in common: what the units below it inherit."""
    named = [c.target for c in found if c.target is not None and c.verb is not Verb.STARTS]
    if not named or (named[0].number, named[0].name) == (own.number, own.name):
        return None
    common = Target()
    for unit in ("number", "name", "place", "article", "clause"):
        values = {getattr(target, unit) for target in named}
        if len(values) > 1 or (unit in ("article", "clause") and "" in values):
            break
        common = replace(common, **{unit: values.pop()})
    return common


def _without_leads(found: Sequence[Relation]) -> list[Relation]:
    """Without "3. Sửa đổi, bổ sung Điều 13 như sau:" where its points say what is amended."""
    paths = [relation.path for relation in found]
    kept = []
    for at, relation in enumerate(found):
        depth = len(relation.path)
        below = any(len(path) > depth and path[:depth] == relation.path for path in paths[at + 1 :])
        part = relation.target.article or relation.target.place
        if not (below and part and relation.verb in (Verb.AMENDS, Verb.ADDS, Verb.REWORDS)):
            kept.append(relation)
    return list(dict.fromkeys(kept))


def _staged(document: Document, found: Sequence[Relation]) -> Iterator[Relation]:
    """With the day on which the stating provision itself begins, where that is its own."""
    own = own_target(document)
    starts = [r for r in found if r.verb is Verb.STARTS and not r.some and r.effective]
    for relation in found:
        here = place_of(relation.path, own)
        day = next((s.effective for s in starts if covers(s.target, here)), None)
        if relation.effective is None and day is not None:
            relation = replace(relation, effective=day)
        yield relation


def same_name(one: Target, other: Target) -> bool:
    """Whether two targets call one text by the same number and name."""
    return (one.number, one.name) == (other.number, other.name)


def covers(large: Target, small: Target) -> bool:
    """Whether ``small``, of the same text, is ``large`` or lies in it."""
    if large.place and not f" {small.place}".endswith(f" {large.place}"):
        return False
    named = [unit for unit in ("article", "clause", "point") if getattr(large, unit)]
    return all(getattr(large, unit) == getattr(small, unit) for unit in named)


def _numbers(document: Document, sections: Sequence[Section]) -> dict[str, str]:
    """Numbers of the texts that this one names with both name and number, by name."""
    found: dict[str, str] = {}
    for section in sections:
        head = section.text if section.path[0] == PREAMBLE else section.heading
        for named in text_names(head) if " số " in head else ():
            if named.number and " " in named.name and not same(named.number, document.number):
                found.setdefault(_name_key(named.name), named.number)
    return found


def _as_target(named: Named) -> Target:
    return Target(number=named.number, name=named.name)


def _name_key(name: str) -> str:
    return " ".join(fold(name).split())
