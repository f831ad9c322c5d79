"""What any source says of what a text does to others, or others to it.

"Thông tư số 28/2013/TT-BKHCN, sửa đổi bởi Thông tư số 10/2022/TT-BKHCN", "Nghị định số
15/2026/NĐ-CP sửa đổi 7 nghị định: …".

Both texts stand by their numbers in one sentence; nothing is made of what only seems to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.citation import Citation
from corpus.document import Document
from corpus.text import strip_accents
from retrieval.changes_stated import Saying
from retrieval.compose import statements
from retrieval.generation import Generation
from retrieval.mentioned import chunk_rows_naming
from retrieval.named import matches, mentions
from retrieval.named_numbers import BARE_TEXTS, Mention
from retrieval.question import Query
from retrieval.spans import cut_said

_AMEND = (
    r"(?:sua doi(?:,? (?:va )?bo sung)?|bo sung|dinh chinh"
    r"|sua(?= (?:dieu|khoan|diem|mot so|nghi dinh|thong tu|luat|quyet dinh)\b))"
)
_END = r"(?:thay the|bai bo|huy bo|het hieu luc)"
# Between a text and what it does: its date, its size, what else it does; no other doer.
_GAP = r"(?:(?!\b(?:boi|theo|cua|khong|chua|neu|khi|de nghi|du thao|can cu)\b)[^.?~]){0,120}?"
_DATED = (
    r"(?:[ ,]|\(?\b(?:ngay \d[\d/]*|ngay \d+ thang \d+ nam \d{4}|nam \d{4})\)?"
    r"|\([^()~]{0,40}\)|\bcua chinh phu\b)*"
)
_KINDS = rf"(?:{BARE_TEXTS}|van ban)"
_ITEMS = rf"(?:[ ,:]|\b(?:va|cho|cac|nhung|toan bo|cua|doi voi|sau day|so|\d{{1,2}}|{_KINDS})\b)*"
_PARTS = (
    r"(?:[ ,]|\b(?:mot so (?:dieu|noi dung)|dieu \d+\w?|khoan \d+\w?|diem \w\d?|cua|va|cac|tai)\b)*"
)
_MORE = rf"(?:{_DATED}{_ITEMS}~\d+~)*"
_LONGEST = 600  # characters of a statement
_PART_BEFORE = re.compile(
    r"\b(?:dieu|khoan|diem|mau(?: so)?|phu luc|muc|bieu|cum tu|noi dung|quy dinh)\b[^.;?~]{0,25}$"
)


@dataclass(frozen=True, slots=True)
class _Look:
    """``of_others``: what others do to the text of that number."""

    number: str
    kind: str
    of_others: bool
    acts: re.Pattern[str]  # "~1~ sua doi ~2~, ~3~"
    suffers: re.Pattern[str]  # "~1~ duoc sua doi boi ~2~, ~3~"
    whole: bool  # the end of a part is not the text's
    about: str
    unit: Citation | None = None  # of the text, of which alone it is asked

    def look(self, query: Query, generation: Generation) -> Iterator[Saying]:
        """The statements in force, those of the law before others' and short ones first."""
        day = query.question.as_of
        in_force, applies = generation.in_force(day), generation.applies_in(query.places)
        rows = [
            row
            for row in chunk_rows_naming(Citation(self.kind, self.number), generation, self.about)
            if in_force[place := generation.provision_of[row]] and applies[place]
        ]
        found = [
            (not chunk.document.kind.is_legal, len(said), said, chunk)
            for chunk in map(generation.store.chunk_at, rows)
            for said in statements(chunk.text)
            if len(said) <= _LONGEST
        ]
        for _, _, said, chunk in sorted(found, key=lambda one: one[:3]):
            others = self.others(said)
            if others and (quote := cut_said(chunk, said, day)):
                acting = others[:1] if self.of_others else ()
                by = next((_held(one, generation) for one in acting), None)
                numbers = tuple(one.number for one in others)
                yield Saying(numbers, (quote.text,), (quote,), by)

    def others(self, said: str) -> list[Mention]:
        """The texts of which a statement says it."""
        plain = strip_accents(said).lower()
        if len(plain) != len(said) or plain.rstrip().endswith("?"):
            return []
        named = [one for one in mentions(plain) if one.number]
        mine = {at for at, one in enumerate(named) if self._is_it(one)}
        marked, at = "", 0
        for place, one in enumerate(named):
            marked += f"{plain[at : one.start]} ~{place}~ "
            at = one.end
        marked = " ".join(f"{marked}{plain[at:]}".split())
        if self.unit:
            mine = {at for at in mine if _of_unit(marked, at, self.unit)}
        found: list[int] = []
        for pattern, first_acts in ((self.acts, True), (self.suffers, False)):
            for match in pattern.finditer(marked):
                if self.whole and _PART_BEFORE.search(marked, 0, match.start()):
                    continue
                first, *rest = (int(n) for n in re.findall(r"~(\d+)~", match[0]))
                if first_acts != self.of_others and first in mine:
                    found += rest
                elif first_acts == self.of_others and mine.intersection(rest):
                    found.append(first)
        return [named[place] for place in dict.fromkeys(found) if place not in mine]

    def _is_it(self, one: Mention) -> bool:
        return matches(one.number, self.number, "" if one.kind else self.kind) or matches(
            self.number, one.number, one.kind
        )


def _of_unit(marked: str, place: int, unit: Citation) -> bool:
    """Whether that very unit is named of the text at ``place``: "khoản 2 Điều 17 ~1~"."""
    said = unit.place.lower() if unit.place else f"dieu {unit.article}"
    found = re.search(
        rf"(?P<before>.{{0,60}})\b{re.escape(strip_accents(said))}\b[ ,]*"
        rf"(?:\b(?:cua|tai)\b )?(?:{_KINDS} )?(?:so )?~{place}~",
        marked,
    )
    if found is None:
        return False
    below = re.search(r"(?:\b(?:diem|khoan|va) [\w, ]{1,4} ?|, ?)+$", found["before"])
    clauses = re.findall(r"khoan (\d+\w?)", below[0]) if below else []
    return not (unit.clause and clauses) or unit.clause in clauses


def said_of(
    number: str,
    kind: str,
    of_others: bool,
    amends: bool,
    ends: bool,
    unit: Citation | None = None,
) -> _Look:
    """What to look for: that a text is amended, that it is replaced or repealed, or both."""
    verbs = "|".join([_AMEND] * amends + [_END] * ends)
    parts = _PARTS if amends else ""
    active = rf"(?<!duoc )(?<!bi )\b(?:{verbs})\b"
    passive = (
        rf"(?:\b(?:da(?: duoc| bi)?|duoc|bi) (?:{verbs})\b[^.;?~]{{0,40}}?\b(?:boi|theo|tai|bang)\b"
        rf"|\b(?:{verbs})\b[^.;?~]{{0,25}}?\bboi\b)"
    )
    return _Look(
        number,
        kind,
        of_others,
        re.compile(rf"~\d+~{_GAP}{active}{parts}{_ITEMS}~\d+~{_MORE}"),
        re.compile(rf"~\d+~{_GAP}{passive}{_PARTS}{_ITEMS}~\d+~{_MORE}"),
        whole=ends and not amends,
        unit=unit,
        about=" ".join(
            [str(unit)] * bool(unit)
            + ["sửa đổi bổ sung"] * amends
            + ["thay thế bãi bỏ hết hiệu lực"] * ends
        ),
    )


def _held(one: Mention, generation: Generation) -> Document | None:
    found = generation.register.numbered(one.number, one.kind)
    return found[0].document if len(found) == 1 else None
