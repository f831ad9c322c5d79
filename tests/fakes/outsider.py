"""Questions of a season with blockages that an outsider planted: a third measure.

Written from the requirement alone ("30 planted among 3,000 questions"), without sight of the
method. A planted blockage is one procedure × one trouble, asked 6 to 25 times from at least three
communes in at least two weeks, and most of it ended badly: these hold for the badly ended alone,
too, of which there are five at least. No other procedure × trouble comes near that. Nothing here is
a person's question, unless the caller gives some.

It is not wholly unseen any more: many of its words stand in ``desk/aspects.tsv``, more of those of
shared troubles than of ``own_words``.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from desk.cause import Cause
from desk.trouble import Asked
from retrieval.question import Unit
from tests.fakes.outsider_words import AROUND, CELLS, PROCEDURES, SUBJECTS, UNITS, Cell, Typist
from tests.fakes.troubles import BEGAN, Season, unit_name

WEEKS = 12
PLANTED = 30
OTHERS = 3_000
_STRAY = 4  # badly ended at most, of a procedure × trouble that is not planted
_MIDNIGHT = BEGAN - timedelta(hours=8)
_ENDS = {
    Cause.NO_SOURCE: 36,
    Cause.NO_BASIS: 20,
    Cause.UNCLEAR: 20,
    Cause.WRONG: 14,
    Cause.CONFLICT: 5,
    Cause.NOT_IN_FORCE: 5,
}


@dataclass(frozen=True, slots=True)
class Style:
    """``wrong`` is how often a question that nobody planted ends badly, ``slips`` how often one has
    slips of the keyboard; ``pairs`` is how many procedures carry two planted troubles.

    ``sisters``: each trouble is planted at two procedures of one field. ``own_words``: the planted
    are told in words that no other procedure has, mostly without its name.
    """

    wrong: float = 0.08
    slips: float = 0.12
    pairs: int = 0
    sisters: bool = False
    own_words: bool = False


STYLES = {
    "plain": Style(),
    "pairs": Style(pairs=10),
    "noisy": Style(wrong=0.20, slips=0.40),
    "own words": Style(wrong=0.14, own_words=True),
    "sisters": Style(wrong=0.05, sisters=True),
}


def season(seed: int, style: Style, besides: Sequence[str] = ()) -> Season:
    """30 planted blockages among 3,000 others, of which 70 % are taken from ``besides``, if any."""
    return _Planter(random.Random(f"{seed} {style}"), style, besides).season()


class _Planter:
    def __init__(self, rng: random.Random, style: Style, besides: Sequence[str]) -> None:
        self._rng, self._style, self._besides = rng, style, besides
        self._typist = Typist(rng, style.slips)
        self._made = Season()
        self._usual: dict[Cell | str, list[tuple[str, str]]] = {}
        self._strays: Counter[Cell | str] = Counter()
        self._closed: set[Cell] = set()  # in which nothing else may end badly
        busy = [1 / (place + 3) ** 0.7 for place in range(len(UNITS))]
        self._busy = [*rng.sample(busy, len(busy)), sum(busy) * 0.04]

    def season(self) -> Season:
        rng, own = self._rng, self._style.own_words
        planted = self._chosen()
        for cell in planted:
            self._plant(cell)
        room = len(self._made.asked) + OTHERS
        cells = [cell for cell in CELLS if not cell.is_own and cell not in planted]
        if own:  # a way that procedures share may tell the same
            cells = [cell for cell in cells if not any(map(cell.is_told_like, planted))]
        pool = cells + [cell for cell in CELLS if own and cell.is_own and cell not in planted]
        self._decoys(planted, cells)
        left = room - len(self._made.asked)
        for _ in range(round(OTHERS * 0.7 if self._besides else left * 0.2)):
            if self._besides:
                self._real()
            else:
                self._elsewhere()
        known = enumerate(rng.sample(PROCEDURES, len(PROCEDURES)))
        fame = {procedure: 1 / (place + 5) ** 0.8 for place, procedure in known}
        weights = [fame[cell.procedure] for cell in pool]
        for cell in rng.choices(pool, weights, k=room - len(self._made.asked)):
            self._ask(cell, rng.randrange(WEEKS), self._unit(), self._is_stray(cell))
        self._made.asked.sort(key=lambda one: (one.at, one.id))
        return self._made

    def _chosen(self) -> list[Cell]:
        rng, style = self._rng, self._style
        if style.own_words:
            return rng.sample([cell for cell in CELLS if cell.is_own], PLANTED)
        shared = [cell for cell in CELLS if not cell.is_own]
        taken: list[Cell] = []
        if style.sisters:
            alike = defaultdict(list)
            for cell in shared:
                alike[cell.trouble, cell.procedure.field].append(cell)
            sisters = [two for cells in alike.values() for two in combinations(cells, 2)]
            for two in rng.sample(sisters, len(sisters)):
                free = {cell.procedure for cell in two}.isdisjoint(one.procedure for one in taken)
                taken += two if free and len(taken) < PLANTED else ()
            return taken
        for place, procedure in enumerate(rng.sample(PROCEDURES, PLANTED - style.pairs)):
            cells = [cell for cell in shared if cell.procedure == procedure]
            first, *others = rng.sample(cells, len(cells))
            taken.append(first)
            if place < style.pairs:
                taken.append(next(cell for cell in others if not cell.is_told_like(first)))
        return taken

    def _plant(self, cell: Cell) -> None:
        rng = self._rng
        size = min(25, max(6, round(rng.triangular(5.5, 25.5, 8))))
        span = rng.randint(2, 8)
        start = rng.randint(0, WEEKS - span)
        weeks = range(start, start + span)
        near = UNITS
        if rng.random() < 0.4:  # a trouble of one province
            province = rng.choice(UNITS).province
            near = [unit for unit in UNITS if unit.province == province]
        wide = max(3, round(size * rng.uniform(0.4, 0.9)))
        units = rng.sample(near, min(len(near), wide))
        wrong = max(5, size - int(size * rng.uniform(0, 0.3)))
        when = [weeks[0], weeks[-1], *rng.choices(weeks, k=size - 2)]
        whose = [*units[:3], *rng.choices(units, k=size - 3)]
        # Two weeks and three communes are of the badly ended; which goes with which, is chance.
        when[:wrong] = rng.sample(when[:wrong], wrong)
        likely = cell.trouble.end or self._any_end()
        self._made.planted.append(
            frozenset(
                self._ask(cell, week, unit, at < wrong, likely)
                for at, (week, unit) in enumerate(zip(when, whose, strict=True))
            )
        )

    def _decoys(self, planted: Sequence[Cell], cells: Sequence[Cell]) -> None:
        """What only looks like a blockage, and what else is asked of the planted procedures."""
        rng = self._rng
        troubled = list(dict.fromkeys(cell.procedure for cell in planted))
        free = [cell for cell in cells if cell.procedure not in troubled]
        beside = [cell for cell in cells if cell.procedure in troubled]
        far = [cell for cell in beside if not any(map(cell.is_told_like, planted))]
        decoys = rng.sample(free, 9) + rng.sample(far, 9)
        self._closed.update(decoys, beside if self._style.own_words else ())
        for place, cell in enumerate(decoys):
            answered = self._style.own_words and cell in beside
            (self._popular, self._loud, self._burst)[0 if answered else place % 3](cell)
        for procedure in troubled:
            several = [cell for cell in beside if cell.procedure == procedure]
            for cell in rng.choices(several, k=rng.randint(4, 9)):
                self._ask(cell, rng.randrange(WEEKS), self._unit(), False)

    def _popular(self, cell: Cell) -> None:
        """Asked by many, and answered well."""
        for _ in range(self._rng.randint(20, 40)):
            self._ask(cell, self._rng.randrange(WEEKS), self._unit(), False)

    def _loud(self, cell: Cell) -> None:
        """One commune that says the same again and again, and is not helped."""
        rng = self._rng
        unit, said = rng.choice(UNITS), self._typist.told(cell)
        for _ in range(rng.randint(8, 14)):
            text = said if rng.random() < 0.4 else ""
            self._ask(cell, rng.randrange(WEEKS), unit, rng.random() < 0.85, text=text)

    def _burst(self, cell: Cell) -> None:
        """Everybody in one week, and never again."""
        rng = self._rng
        week, units = rng.randrange(WEEKS), rng.sample(UNITS, rng.randint(4, 8))
        for _ in range(rng.randint(7, 12)):
            self._ask(cell, week, rng.choice(units), rng.random() < 0.85)

    def _real(self) -> None:
        rng = self._rng
        said = rng.choice(self._besides)
        if said not in self._usual:
            self._usual[said] = [("", "") if rng.random() < 0.4 else self._anything()]
        signs = self._end(None) if self._is_stray(said) else frozenset()
        text = self._typist.typed(said, short=0.25)
        self._keep(text, rng.randrange(WEEKS), self._unit(), self._usual[said][0], signs)

    def _elsewhere(self) -> None:
        """Of other fields: communes do not keep to one ministry."""
        rng = self._rng
        line = rng.choice(AROUND["elsewhere"])
        first = ("", "") if rng.random() < 0.5 else self._anything()
        signs = frozenset({Cause.NO_SOURCE} if self._is_stray(line) else ())
        text = self._typist.typed(self._typist.framed(self._typist.picked(line)))
        self._keep(text, rng.randrange(WEEKS), self._unit(), first, signs)

    def _is_stray(self, of: Cell | str) -> bool:
        """Whether one more ends badly; never so many that they are a blockage nobody planted."""
        wrong = self._rng.random() < self._style.wrong
        if not wrong or of in self._closed or self._strays[of] >= _STRAY:
            return False
        self._strays[of] += 1
        return True

    def _ask(
        self,
        cell: Cell,
        week: int,
        unit: Unit,
        wrong: bool,
        likely: Cause | None = None,
        text: str = "",
    ) -> str:
        wanted = cell.trouble.wanted
        signs = frozenset({wanted} if wanted and self._rng.random() < 0.5 else ())
        if wrong:
            signs |= self._end(likely or cell.trouble.end)
        text = text or self._typist.told(cell)
        return self._keep(text, week, unit, self._first(cell), signs)

    def _keep(
        self, text: str, week: int, unit: Unit, first: tuple[str, str], signs: frozenset[Cause]
    ) -> str:
        name = f"o{len(self._made.asked):05d}"
        of = unit_name(unit) if unit.commune else f"telegram:{self._rng.randrange(10**8, 10**9)}"
        self._made.asked.append(Asked(name, self._at(week), unit, of, text, *first, signs))
        return name

    def _at(self, week: int) -> datetime:
        """Mostly in the hours of an office."""
        rng = self._rng
        day = rng.choices(range(7), (5, 5, 5, 5, 4.5, 0.8, 0.4))[0]
        begin, end = rng.choices(((420, 700), (780, 1035), (1140, 1320)), (5, 5, 0.7))[0]
        minutes, seconds = rng.randint(begin, end), rng.randrange(60)
        return _MIDNIGHT + timedelta(weeks=week, days=day, minutes=minutes, seconds=seconds)

    def _unit(self) -> Unit:
        return self._rng.choices([*UNITS, Unit()], self._busy)[0]

    def _first(self, cell: Cell) -> tuple[str, str]:
        """Field and subject that a search had first; the wrong ones come again, as they do where
        the same is asked."""
        rng, field, title = self._rng, cell.procedure.field, cell.procedure.title
        if rng.random() < 0.58:
            return field, title
        if cell not in self._usual:
            wrong = [subject for subject in SUBJECTS[field] if subject != title]
            self._usual[cell] = [(field, subject) for subject in rng.choices(wrong, k=3)]
        kind = rng.random()
        if kind < 0.82:
            return rng.choice(self._usual[cell])
        return self._anything() if kind < 0.92 else ("", "")

    def _anything(self) -> tuple[str, str]:
        field = self._rng.choice(sorted(SUBJECTS))
        return field, self._rng.choice(SUBJECTS[field])

    def _end(self, likely: Cause | None) -> frozenset[Cause]:
        end = likely if likely and self._rng.random() < 0.6 else self._any_end()
        return frozenset({end, Cause.UNCLEAR} if self._rng.random() < 0.12 else {end})

    def _any_end(self) -> Cause:
        return self._rng.choices([*_ENDS], [*_ENDS.values()])[0]
