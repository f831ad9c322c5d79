"""Asks back which unit is meant, where several bear the name and the answer depends on it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from corpus.document import NATIONAL
from corpus.phrases import N_
from corpus.text import fold, tidy
from corpus.units import COMMUNE, AdminUnit, titled, units
from retrieval.answer import CHOICES, Answer, Hit, Outcome
from retrieval.find import Found
from retrieval.places import FORMER, Places, asks_about_units, of_unit, where_is
from retrieval.question import Query, Unit
from retrieval.unit_names import mentions

WHICH = N_("Có nhiều đơn vị tên “{}”. Câu hỏi về đơn vị nào?")
MORE = N_("Nếu là đơn vị khác, hãy ghi thêm tên tỉnh (và huyện cũ) vào câu hỏi.")

_MERGED = r"(?:sap nhap|hop nhat|nhap (?:vao|voi|ve|lai|thanh|chung|lam)|gop (?:vao|voi|lai|thanh))"
# Which provinces of old a province of today is made of (folded text).
_MADE_OF = re.compile(
    rf"\b(?:tinh|thanh pho|tp)(?: cu)? nao\b.{{0,30}}\b{_MERGED}\b"
    r"|\bgom(?: may| nhung| cac)*(?: tinh| thanh pho| tp)(?: cu)? nao\b"
)


def ask_which_unit(answer_id: str, query: Query, hits: Sequence[Hit]) -> Answer | None:
    """Which unit is meant, as questions to choose from; None where it is clear."""
    back = questions_back(query, hits)
    if not back:
        return None
    return Answer(
        answer_id,
        query.question,
        Outcome.CLARIFY_AMBIGUOUS,
        conclusion=which(query.places),
        notes=(*query.notes, MORE),
        followups=back,
    )


def questions_back(query: Query, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The question once for each unit it may be about, at most four; () where it is clear.

    ``hits`` are the best. The unit matters where one of them is a province's own text, or where
    the question is about the unit itself; then alone it is asked.
    """
    places = query.places
    local = [h.chunk.document.territory for h in hits if h.chunk.document.territory != NATIONAL]
    typed = tidy(query.question.text)
    if places.unclear is None:
        return ()
    if not asks_about_units(fold(typed)) and not _differ(places, local):
        return ()
    concerned = {where.province for name in local if (where := where_is(name))}
    ordered = sorted(places.among, key=lambda unit: of_unit(unit).province not in concerned)
    end = places.unclear.end
    if former := FORMER.match(fold(typed), end):  # the choice says the district instead
        end = former.end()
    before, after = typed[: places.unclear.start], typed[end:]
    return tuple(f"{before}{called}{after}" for called in _apart(ordered, before == "")[:CHOICES])


def named_in_full(text: str) -> Unit | None:
    """The commune of today that a choice names as choices do, by its old name or its new one."""
    plain = fold(tidy(text))
    for mention in mentions(text):
        for unit in mention.candidates:
            now = unit.now if unit.ended else (unit,)
            if unit.level == COMMUNE and len(now) == 1 and fold(str(unit)) in plain:
                return Unit(now[0].province, f"{now[0].type} {now[0].name}")
    return None


def which(places: Places) -> str:
    """What is asked with the choices."""
    called = places.unclear.words if places.unclear else ""
    return WHICH.format(f"{called[:1].upper()}{called[1:]}")


def _differ(places: Places, local: Sequence[str]) -> bool:
    """Whether a province's text among the best applies in some of the units and not in others."""
    spots = {of_unit(unit) for unit in places.among}
    return any(len({Places((spot,)).fit(territory) for spot in spots}) > 1 for territory in local)


def _apart(units: Sequence[AdminUnit], first: bool) -> list[str]:
    """The units as they are written to be told apart: with their province, and their district."""
    called = []
    for _, group in groupby(units, key=lambda unit: (unit.type, unit.name, unit.province)):
        same = list(group)
        for unit in same:
            small = f"{unit.type[:1].lower()}{unit.type[1:]} {unit.name}, {titled(unit.province)}"
            called.append(str(unit) if unit.ended or len(same) > 1 else small)
    return [name[:1].upper() + name[1:] if first else name for name in dict.fromkeys(called)]


def what_became(query: Query, found: Found) -> Found | None:
    """``found`` with what names the old unit first, where it is asked what became of it, or of
    what a province of today was made.

    None where something else is asked, or nothing names it: what became of it is known.
    """
    text = tidy(query.question.text)
    about = query.places.notes and asks_about_units(fold(text))
    made_of = not about and _MADE_OF.search(fold(text))
    if not about and not made_of:
        return None
    named = [mention.province for mention in mentions(text) if mention.province]
    names = [[fold(province)] for province in named]
    if made_of:
        parts = [old for old, now in units().successor.items() if now in named and old != now]
        names = [[fold(name) for name in (*named, *parts)]] if parts else []
    telling = tuple(
        hit for hit in found.hits if any(all(n in fold(hit.text) for n in some) for some in names)
    )
    others = tuple(hit for hit in found.hits if hit not in telling)
    return replace(found, hits=(*telling, *others)) if telling else None
