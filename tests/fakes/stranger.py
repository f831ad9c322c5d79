"""Seasons of questions by one who has not seen how blockages are found: the fifth measure.

It is built as a tester of the ministry might. Thirty troubles (a thing and a cause, of
``stranger_troubles_*.tsv``) are planted among 3,000 other questions. Each planted one has 8 to 30
questions of at least five communes in at least four weeks; about nine of ten end badly, and all
of them are in ``Season.planted``. Wordings are whole ones, to be varied only as hands vary them:
another usual name of the thing, courtesy, a story before, abbreviations, dialect, slips, accents
left off.

Around them: general questions of the same things and of others, popular ones that are answered,
troubles not planted as single questions, a commune that repeats one matter, a storm of one week,
matters of other ministries, small talk. A tenth to a sixth of these end badly too, but none of one
thing and matter more than ``FEW`` times in a season, save the noisy commune's and the storm's.
What is asked of a planted thing in its planted matter, beside the planted, ends well; so does what
others ask in the noisy commune's matter.

Nothing here is a person's question. No word may go from the lists into desk/aspects*.tsv.
"""

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from corpus.text import strip_accents
from desk.cause import ASKED_FOR, Cause
from desk.trouble import Asked
from retrieval.question import Unit
from tests.fakes.outsider_words import rows
from tests.fakes.troubles import BEGAN, WEEKS, Season, Told, in_order, season_of

PLANTED = 30
OTHERS = 3000
FEW = 4  # of one thing and matter that is not planted may end badly
_COMMUNES = 70
_NOISY, _STORM = "noisy", "storm"

_PROVINCES = ("Sơn La", "Hưng Yên", "Thanh Hóa", "Đắk Lắk", "Vĩnh Long", "Tây Ninh", "An Giang")
_FIRST = ("Xuân", "Thượng", "Hạ", "Long", "Kim", "Thanh", "Trung", "Cẩm", "Yên", "Đại", "Minh")
_SECOND = ("Quang", "Lâm", "Khê", "Điền", "Trạch", "Phong", "Tiến", "Châu", "Bích", "Đồng")

_SHORT_FORMS = {
    "hồ sơ": "hs",
    "thủ tục hành chính": "tthc",
    "kiểm định": "kđ",
    "công nghệ thông tin": "cntt",
    "phương tiện đo": "ptđ",
    "không": "ko",
    "được": "đc",
    "quy định": "qđ",
    "nghị định": "nđ",
    "thông tư": "tt",
    "văn bản": "vb",
    "biên bản": "bb",
    "kinh phí": "kp",
    "hướng dẫn": "hd",
    "cơ quan": "cq",
    "hợp tác xã": "htx",
    "sáng kiến": "sk",
    "đăng ký": "đk",
    "thẩm quyền": "tq",
    "bao nhiêu": "bn",
    "người": "ng",
    "gì": "j",
}
_DIALECT = {
    "không": "hông",
    "thế nào": "răng",
    "ra sao": "ra răng",
    "ở đâu": "ở mô",
    "gì": "chi",
    "vậy": "rứa",
    "bao giờ": "chừng nào",
    "giờ": "chừ",
    "nào": "mô",
}
_ENDS = (Cause.NO_SOURCE, Cause.UNCLEAR, Cause.WRONG, Cause.NO_BASIS)
_END_WEIGHTS = (45, 25, 18, 12)


@dataclass(frozen=True, slots=True)
class Style:
    """Shares, 0 to 1, of questions; ``slips`` of words. ``paired``: two troubles at each thing."""

    bare: float
    slips: float
    abbreviated: float
    framed: float
    paired: bool = False


STYLES = {
    "plain": Style(bare=0.25, slips=0.015, abbreviated=0.12, framed=0.5),
    "hurried": Style(bare=0.55, slips=0.05, abbreviated=0.3, framed=0.15),
    "neighbours": Style(bare=0.25, slips=0.015, abbreviated=0.12, framed=0.5, paired=True),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """A procedure or a thing; ``subject`` as a search names it, ``names`` as people do."""

    key: str
    field: str
    subject: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    thing: Thing
    cause: Cause
    wordings: tuple[str, ...]

    @property
    def matter(self) -> str:
        return f"{self.thing.key}/{self.cause}"


def season(seed: int, style: Style) -> Season:
    """The same for the same ``seed`` and ``style``."""
    return season_of(truth(seed, style))


def truth(seed: int, style: Style) -> list[Told]:
    """The questions of a season in the order of time, with what is true of each."""
    return in_order(_Writer(random.Random(seed), style).written(), "a")


class _Writer:
    def __init__(self, chance: random.Random, style: Style) -> None:
        self._chance = chance
        self._style = style
        self._told: list[Told] = []
        self._bad: Counter[str] = Counter()
        self._right = chance.uniform(0.65, 0.8)
        self._share_bad = chance.uniform(0.105, 0.138)
        names = [f"{first} {second}" for first in _FIRST for second in _SECOND]
        self._units = [
            Unit(chance.choice(_PROVINCES), f"{chance.choice(('xã', 'xã', 'phường'))} {name}")
            for name in chance.sample(names, _COMMUNES)
        ]
        self._activity = [chance.paretovariate(2) for _ in self._units]
        self._beside = {thing.key: chance.sample(_near(thing), 2) for thing in _things()}

    def written(self) -> list[Told]:
        planted = _chosen(self._chance, self._style)
        matters = {one.matter for one in planted}
        for trouble in planted:
            self._plant(trouble)
        begun = len(self._told)
        rest = [one for one in _troubles() if one.matter not in matters]
        repeated = rest.pop(self._chance.randrange(len(rest)))
        self._noisy(repeated)
        self._storm()
        self._popular()
        for trouble in rest:
            for _ in range(self._chance.randint(2, 7)):
                self._single(trouble.thing, trouble.matter, trouble.wordings, trouble.cause)
        for kind, count in (("elsewhere", 230), ("chat", 160)):
            for _ in range(count):
                matter, wordings = self._chance.choice(_others(kind))
                self._single(None, f"{kind}/{matter}", wordings, None)
        self._general(OTHERS - (len(self._told) - begun), matters | {repeated.matter})
        return self._told

    def _plant(self, trouble: Trouble) -> None:
        chance = self._chance
        count = min(30, 8 + int(chance.expovariate(1 / 7)))
        units = chance.sample(self._units, min(count, chance.randint(5, 12)))
        weeks = chance.sample(range(WEEKS), min(count, chance.randint(4, 9)))
        end = _end(chance)
        for number in range(count):
            known = number < max(len(units), len(weeks))  # these hold the spread that is promised
            unit = units[number] if number < len(units) else chance.choice(units)
            week = weeks[number] if number < len(weeks) else chance.choice(weeks)
            bad = known or chance.random() < 0.8
            signs = self._signs(trouble.cause, end) if bad else frozenset[Cause]()
            self._ask(
                trouble.thing, trouble.matter, self._worded(trouble), signs, unit, week, known, True
            )

    def _noisy(self, trouble: Trouble) -> None:
        unit, wordings = self._chance.choice(self._units), self._chance.sample(trouble.wordings, 2)
        for _ in range(self._chance.randint(14, 24)):
            text = self._hand(self._chance.choice(wordings), trouble.thing)
            signs = self._signs(trouble.cause, Cause.NO_SOURCE)
            self._ask(trouble.thing, f"{_NOISY}/{trouble.matter}", text, signs, unit, known=True)

    def _storm(self) -> None:
        matter, wordings = self._chance.choice(_others("storm"))
        week = self._chance.randrange(WEEKS)
        for _ in range(self._chance.randint(20, 35)):
            text = self._hand(self._chance.choice(wordings), None)
            signs = frozenset({_end(self._chance)})
            self._ask(None, f"{_STORM}/{matter}", text, signs, week=week)

    def _popular(self) -> None:
        for matter, wordings in _others("popular"):
            for _ in range(self._chance.randint(25, 60)):
                self._single(None, f"popular/{matter}", wordings, None, share=0.04)

    def _general(self, count: int, spared: set[str]) -> None:
        things = [*_things(), *_side()]
        weights = [self._chance.paretovariate(1.5) for _ in things]
        for thing in self._chance.choices(things, [min(one, 5) for one in weights], k=count):
            matter, wordings = self._chance.choice(_others("general"))
            name = f"{thing.key}/{matter}"
            cause = Cause(matter) if matter in set(Cause) else None
            # What goes badly is fewer where it may not, so it is more elsewhere.
            share = 0.0 if name in spared else self._share_bad * 1.2
            self._single(thing, name, wordings, cause, share)

    def _single(
        self,
        thing: Thing | None,
        matter: str,
        wordings: Sequence[str],
        cause: Cause | None,
        share: float | None = None,
    ) -> None:
        """One question that is not planted; it ends badly at most ``FEW`` times a matter."""
        share = self._share_bad if share is None else share
        bad = self._chance.random() < share and self._bad[matter] < FEW
        self._bad[matter] += bad
        signs = self._signs(cause, _end(self._chance)) if bad else frozenset[Cause]()
        self._ask(thing, matter, self._hand(self._chance.choice(wordings), thing), signs)

    def _worded(self, trouble: Trouble) -> str:
        wordings: Sequence[str] = trouble.wordings
        if self._style.framed < 0.3:  # in a hurry: the shorter of two
            wordings = [min(self._chance.sample(trouble.wordings, 2), key=len)]
        return self._hand(self._chance.choice(wordings), trouble.thing)

    def _signs(self, cause: Cause | None, end: Cause) -> frozenset[Cause]:
        """As a desk records it: what it ended with, and now and then what it asked for."""
        chance = self._chance
        ended = end if chance.random() < 0.6 else _end(chance)
        if cause is None or cause in _ENDS:
            return frozenset({ended})
        if cause in ASKED_FOR:
            return frozenset({ended, cause}) if chance.random() < 0.55 else frozenset({ended})
        if chance.random() < 0.65:
            return frozenset({cause, ended}) if chance.random() < 0.25 else frozenset({cause})
        return frozenset({ended})

    def _ask(
        self,
        thing: Thing | None,
        matter: str,
        text: str,
        signs: frozenset[Cause],
        unit: Unit | None = None,
        week: int | None = None,
        known: bool = False,
        planted: bool = False,
    ) -> None:
        chance = self._chance
        unit = unit or chance.choices(self._units, self._activity)[0]
        if not known and chance.random() < 0.03:
            unit, of = Unit(), f"telegram:{chance.randint(10_000, 99_999)}"
        else:
            of = str(unit).casefold()
        field, subject = self._looked_up(thing)
        case = chance.randint(1, 9999) if signs and chance.random() < 0.4 else None
        at = _hour(chance, chance.randrange(WEEKS) if week is None else week)
        asked = Asked("", at, unit, of, text, field, subject, signs, case)
        self._told.append(Told(asked, matter, planted))

    def _looked_up(self, thing: Thing | None) -> tuple[str, str]:
        """Field and subject of what a search had first."""
        chance = self._chance
        if thing is None:
            stray = chance.choice(_things())
            return (stray.field, stray.subject) if chance.random() < 0.2 else ("", "")
        if chance.random() < self._right:
            return thing.field, thing.subject
        if chance.random() < 0.6:
            beside = chance.choice(self._beside.get(thing.key) or _near(thing))
            return beside.field, beside.subject
        return (thing.field if chance.random() < 0.5 else ""), ""

    def _hand(self, wording: str, thing: Thing | None) -> str:
        """``wording`` as a hand may type it."""
        chance, style = self._chance, self._style
        text = wording.replace("{}", _name(chance, thing)) if thing else wording
        if chance.random() < 0.12:
            text = _some(chance, text, _DIALECT, 0.7)
        if chance.random() < 0.25 + style.abbreviated:
            text = _some(chance, text, _SHORT_FORMS, 0.3 + style.abbreviated)
        if chance.random() < style.framed:
            text = _framed(chance, text)
        if style.slips:
            text = " ".join(_slipped(chance, word, style.slips) for word in text.split())
        if chance.random() < 0.5:
            text = text.rstrip("?.").lower() if chance.random() < 0.6 else text.rstrip("?.")
        else:
            text = text[:1].upper() + text[1:]
        return strip_accents(text) if chance.random() < style.bare else text


def _chosen(chance: random.Random, style: Style) -> list[Trouble]:
    troubles = list(_troubles())
    if not style.paired:
        return chance.sample(troubles, PLANTED)
    at: dict[str, list[Trouble]] = {}
    for trouble in troubles:
        at.setdefault(trouble.thing.key, []).append(trouble)
    pairs = [two for two in at.values() if len(two) == 2]
    while True:
        chosen = [one for two in chance.sample(pairs, PLANTED // 2) for one in two]
        causes = Counter((one.thing.field, one.cause) for one in chosen)
        if sum(count > 1 for count in causes.values()) >= 3:  # recur at another thing of the field
            return chosen


def _end(chance: random.Random) -> Cause:
    return chance.choices(_ENDS, _END_WEIGHTS)[0]


def _name(chance: random.Random, thing: Thing) -> str:
    """The first names are the usual ones."""
    return chance.choices(thing.names, [1 / (2 + at) for at in range(len(thing.names))])[0]


def _hour(chance: random.Random, week: int) -> datetime:
    """Mostly in working hours; BEGAN is eight in the morning of a Monday."""
    day = chance.choices(range(7), (20, 20, 20, 18, 16, 4, 2))[0]
    minutes = chance.randrange(9 * 60) if chance.random() < 0.9 else chance.randrange(14 * 60)
    return BEGAN + timedelta(days=7 * week + day, minutes=minutes)


def _framed(chance: random.Random, text: str) -> str:
    how = chance.random()
    if how < 0.2:
        return f"{_one(chance, 'story')} {text}"
    if how < 0.65:
        begun = text[:1].lower() if text[1:2].islower() else text[:1]  # "HTX" stays
        text = f"{_one(chance, 'opening')} {begun}{text[1:]}"
    return f"{text.rstrip('?')} {_one(chance, 'ending')}" if how > 0.45 else text


def _one(chance: random.Random, kind: str) -> str:
    return chance.choice(_others(kind)[0][1])


def _some(chance: random.Random, text: str, forms: dict[str, str], share: float) -> str:
    for full, other in forms.items():
        if chance.random() < share:
            text = re.sub(rf"(?<!\w){full}(?!\w)", other, text)
    return text


def _slipped(chance: random.Random, word: str, share: float) -> str:
    if len(word) < 3 or not word.isalpha() or chance.random() >= share:
        return word
    at = chance.randrange(len(word) - 1)
    match chance.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 2:
            return word[: at + 1] + word[at:]
        case _:
            return strip_accents(word)


def _near(thing: Thing) -> list[Thing]:
    """Things of its field, or all where it has too few."""
    near = [one for one in _things() if one.field == thing.field and one.key != thing.key]
    return near if len(near) > 1 else [one for one in _things() if one.key != thing.key]


def _read(name: str) -> tuple[Thing, ...]:
    return tuple(Thing(key, of, subject, _parts(said)) for key, of, subject, said in rows(name))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(" | "))


@cache
def _things() -> tuple[Thing, ...]:
    return _read("stranger_things")


@cache
def _side() -> tuple[Thing, ...]:
    return _read("stranger_side")


@cache
def _troubles() -> tuple[Trouble, ...]:
    things = {thing.key: thing for thing in _things()}
    told = rows("stranger_troubles_a") + rows("stranger_troubles_b")
    return tuple(Trouble(things[key], Cause(cause), _parts(said)) for key, cause, said in told)


@cache
def _others(kind: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    told = rows("stranger_others")
    return tuple((matter, _parts(said)) for of, matter, said in told if of == kind)
