"""Where a question is about: the provinces it names, or else that of the asker's profile.

A name alone is no key. What stands above it in the text ("xã A, huyện B"), a province named
elsewhere in the question and the profile narrow it down, in this order; what is left may be
several units, and is asked back only where the answer depends on it (``retrieval.place_asked``).
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.document import NATIONAL
from corpus.phrases import N_
from corpus.text import fold, tidy
from corpus.units import COMMUNE, DISTRICT, AdminUnit, key, titled, units
from retrieval.unit_names import ABOUT, Mention, mentions, next_above

FORMER = re.compile(r"[\s,]*\(?(?:cu|truoc day|truoc kia|truoc sap nhap|truoc sap xep)\b\)?")
# "Xã A nay thuộc xã nào?" asks about one that is no more.
_WHICH_COMMUNE = re.compile(
    r"\b(?:nay|gio|hien nay|bay gio|da) (?:thuoc|nhap vao|nhap voi|sap nhap vao|la|doi thanh)"
    r" (?:xa|phuong|don vi|dau)\b"
)
NOW = N_("Từ 01/7/2025, {} nay thuộc {}.")
ONE_OF = N_("Từ 01/7/2025, {} nay thuộc một trong các đơn vị: {}.")
_LISTED = 4
_NOTED = 3  # old names of a question that are told


@dataclass(frozen=True, slots=True)
class Where:
    """A province since 1 July 2025; ``old`` the one before it, where that is known and another."""

    province: str
    old: str = ""

    def holds(self, territory: "Where") -> bool:
        """Whether a text of ``territory`` applies here.

        One of a dissolved province applies in its old territory; where only the new province is
        known it may apply.
        """
        if self.province != territory.province:
            return False
        return not territory.old or not self.old or self.old == territory.old


@dataclass(frozen=True, slots=True)
class Places:
    """``named`` are the provinces that the question is about; empty: nothing was said of it.

    ``unclear`` is a name that several units bear, ``among`` are those it may mean. ``notes`` say
    what became of units that are no more. ``renamed`` are the words for provinces with those by
    which they are to be found today.
    """

    named: tuple[Where, ...] = ()
    unclear: Mention | None = None
    among: tuple[AdminUnit, ...] = ()
    notes: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    def fit(self, territory: str) -> bool:
        """Whether a text of ``territory`` applies in one of the places, or may."""
        if not self.named or territory == NATIONAL:
            return True
        of = where_is(territory)
        return any(_fits(where, of, territory) for where in self.named)


NOWHERE = Places()


def _fits(where: Where, of: Where | None, territory: str) -> bool:
    if of is not None:
        return where.holds(of)
    here, there = fold(where.province), fold(territory)
    return here in there or there in here


def where_is(territory: str) -> Where | None:
    """The province of a document's territory ("tỉnh Yên Bái", "xã A, tỉnh B"), or None."""
    province = units().province(territory)
    if not province:
        named = [mention.province for mention in mentions(territory) if mention.province]
        province = named[-1] if named else ""
    return of_province(province) if province else None


def of_province(province: str) -> Where:
    """ "Hà Nam" → (Ninh Bình, Hà Nam); a province whose name lives on may be either."""
    now = units().successor[province]
    return Where(now, province if province != now else "")


def of_unit(unit: AdminUnit) -> Where:
    """Where a commune or a district lies: its old province too, where all of it was of one."""
    now = units().successor[unit.province]
    if unit.ended:
        return Where(now, unit.province)
    origins = units().origins.get(unit.code, frozenset())
    return Where(now, min(origins) if len(origins) == 1 else "")


def places(text: str, province: str = "", commune: str = "") -> Places:
    """What ``text`` says of places; ``province`` and ``commune`` are the asker's profile."""
    home = profile(province, commune)
    found = mentions(text)
    if not found:
        return Places((home,)) if home else NOWHERE
    plain = fold(tidy(text))
    provinces = [mention.province for mention in found if mention.province]
    named: list[Where] = [of_province(one) for one in provinces]
    unclear: Mention | None = None
    among: tuple[AdminUnit, ...] = ()
    told_notes: list[str] = []
    about = asks_about_units(plain)
    for at, mention in enumerate(found):
        if mention.province or _is_above(text, found[at - 1 : at], mention):
            continue
        fitting, told = _meant(text, mention, found[at + 1 : at + 2], provinces, home, plain)
        if not (mention.sure or told or about):
            continue  # "xã an toàn" in small letters may be no name
        spots = tuple(dict.fromkeys(map(of_unit, fitting)))
        if len(fitting) == 1 or len(spots) == 1:
            named.append(spots[0])
        if len(fitting) == 1:
            told_notes += _became(fitting[0])
        elif unclear is None:
            unclear, among = mention, fitting
    notes = told_notes or [_note(titled(one), of_province(one)) for one in provinces]
    default = (home,) if home else tuple(dict.fromkeys(map(of_unit, among)))
    return Places(
        tuple(_narrowed(named)) or default,
        unclear,
        among,
        tuple(dict.fromkeys(filter(None, notes)))[:_NOTED],
        tuple(_renamed(found, about)),
    )


def _renamed(found: Iterable[Mention], about: bool) -> Iterator[tuple[str, str]]:
    """ "Tiền Giang" → "tỉnh Đồng Tháp", "BR-VT" → "thành phố Hồ Chí Minh".

    Asked what became of the old one, it is looked for under its own name, written out.
    """
    for mention in found:
        if mention.province:
            now = mention.province if about else of_province(mention.province).province
            if key(now) not in key(mention.words):
                yield mention.words, titled(now)


def asks_about_units(plain: str) -> bool:
    """Whether the question is what a unit is called now, or where it belongs (folded text)."""
    return ABOUT.search(plain) is not None


def profile(province: str, commune: str) -> Where | None:
    """Where the asker works, as the profile has it; None where it says nothing."""
    if not province.strip():
        return None
    known = units().province(province)
    if not known:
        return Where(tidy(province))
    where = of_province(known)
    lying = {of_unit(unit) for unit in _called(commune) if of_unit(unit).province == where.province}
    if where.old or len(lying) != 1:
        return where
    return lying.pop()


def _called(commune: str) -> Iterable[AdminUnit]:
    """The communes that a profile's "Xã Tân An" may be: those of today where there are any."""
    named = [unit for mention in mentions(commune) for unit in mention.candidates]
    named = named or [unit for unit in units().named(commune) if unit.level == COMMUNE]
    return [unit for unit in named if not unit.ended] or named


def _is_above(text: str, before: Sequence[Mention], mention: Mention) -> bool:
    """Whether ``mention`` only tells which unit the one before it means."""
    district = any(unit.level == DISTRICT for unit in mention.candidates)
    below = before and not before[0].province and next_above(text, before[0], mention)
    return bool(district and below)


def _meant(
    text: str,
    mention: Mention,
    following: Sequence[Mention],
    provinces: Collection[str],
    home: Where | None,
    plain: str,
) -> tuple[tuple[AdminUnit, ...], bool]:
    """The units that a mention may mean, and whether the text itself tells them from others."""
    found = mention.candidates
    told = False
    above = [one for one in following if next_above(text, mention, one) and one.candidates]
    if above:
        districts = {(key(one.name), one.province) for m in above for one in m.candidates}
        found, told = _narrow(found, lambda u: (_district(u), u.province) in districts, told)
    if provinces:
        found, told = _narrow(
            found,
            lambda u: u.province in provinces or of_unit(u).province in provinces,
            told,
        )
    elif home is not None:
        found, _ = _narrow(found, lambda u: of_unit(u).province == home.province, told)
        if home.old:
            found, _ = _narrow(found, lambda u: of_unit(u).old == home.old, told)
    found, _ = _narrow(found, lambda u: u.type == mention.type, told)
    if not above:  # no unit of today has a district above it
        former = FORMER.match(plain, mention.end) or _WHICH_COMMUNE.search(plain)
        found, _ = _narrow(found, lambda u: u.ended is bool(former), told)
    return found, told


def _district(unit: AdminUnit) -> str:
    return key(unit.district.partition(" ")[2].removeprefix("phố ").removeprefix("xã "))


def _narrow(
    found: tuple[AdminUnit, ...], fits: Callable[[AdminUnit], bool], told: bool
) -> tuple[tuple[AdminUnit, ...], bool]:
    """Those that fit, unless none does."""
    fitting = tuple(unit for unit in found if fits(unit))
    return (fitting, True) if fitting else (found, told)


def _narrowed(named: Sequence[Where]) -> list[Where]:
    """Without "tỉnh X" where a unit of it says which part of X is meant."""
    closer = {where.province for where in named if where.old}
    return list(dict.fromkeys(w for w in named if w.old or w.province not in closer))


def _note(name: str, where: Where) -> str:
    return NOW.format(name, titled(where.province)) if where.old else ""


def _became(unit: AdminUnit) -> list[str]:
    """What became of a unit that is no more."""
    if not unit.ended:
        return []
    if unit.level == DISTRICT:
        now = units().successor[unit.province]
        return [NOW.format(unit, titled(now))] if now != unit.province else []
    if len(unit.now) == 1:
        return [NOW.format(unit, unit.now[0])]
    listed = "; ".join(str(one) for one in unit.now[:_LISTED])
    return [ONE_OF.format(unit, listed + ("; …" if len(unit.now) > _LISTED else ""))]
