"""Questions of a season with blockages that a newcomer planted: a fourth measure.

Written from the requirement alone ("30 planted among 3,000 questions"), without sight of the
method. A planted blockage is one procedure × one trouble, asked 8 to 25 times; at least three
quarters of it ended badly, and the badly ended alone come from at least four known communes in at
least three weeks. No other procedure × trouble ends badly more than four times, but for one that a
single commune asks and one that is asked in a single week. Nothing here is a person's question. No
word may be taken from here into ``desk/aspects.tsv``: it would spoil the measure.
"""

import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain, count

from desk.cause import Cause
from desk.trouble import Asked
from tests.fakes.newcomer_askers import WEEKS, Asker, Askers
from tests.fakes.newcomer_words import (
    BESIDES,
    DOCUMENTS,
    ELSEWHERE,
    GENERAL,
    OWN,
    PROCEDURES,
    SHARED,
    Cell,
    Trouble,
    Typist,
)
from tests.fakes.outsider_words import Procedure
from tests.fakes.troubles import Season

PLANTED = 30
OTHERS = 3_000
_STRAY = 4  # badly ended at most, of a procedure × trouble that is not planted
_ENDS = (*GENERAL, Cause.CONFLICT, Cause.NOT_IN_FORCE)
_WANTED = (Cause.WHOSE_JOB, Cause.FORM, Cause.DEADLINE, Cause.FEE, Cause.DOSSIER)


@dataclass(frozen=True, slots=True)
class Style:
    """``wrong`` is how often a question that nobody planted ends badly, ``slips`` how often one has
    slips of the keyboard, ``bare`` how often no accents; ``own`` is how many of the planted are
    troubles of one procedure, told in words of their own."""

    name: str
    wrong: float = 0.086
    slips: float = 0.12
    bare: float = 0.33
    own: int = 9


STYLES = {
    one.name: one
    for one in (
        Style("plain"),
        Style("noisy", wrong=0.15, slips=0.40, bare=0.45),
        Style("specific", own=20),
    )
}


def season(seed: int, style: Style) -> Season:
    """30 planted blockages among 3,000 others."""
    return _Planter(random.Random(f"season {seed} {style.name}"), style).season()


@dataclass(slots=True)
class _Draft:
    """A question before it is settled how it ended. ``planted`` is the number of its blockage;
    what ``is_settled`` ends as it was made."""

    at: datetime
    who: Asker
    text: str
    cell: Cell
    first: tuple[str, str]
    ends: Sequence[Cause]
    wrong: bool
    planted: int | None
    is_settled: bool


class _Planter:
    def __init__(self, rng: random.Random, style: Style) -> None:
        self._rng, self._style = rng, style
        self._typist = Typist(rng, style.slips, style.bare)
        self._drafts: list[_Draft] = []
        self._askers = Askers(rng)
        procedures = list(PROCEDURES.values())
        rng.shuffle(procedures)
        self._fame = {one: 1 / (place + 6) ** 0.75 for place, one in enumerate(procedures)}
        self._neighbour = {
            one.key: rng.choice(
                [two.title for two in PROCEDURES.values() if two.field == one.field and two != one]
            )
            for one in PROCEDURES.values()
        }

    def season(self) -> Season:
        self._planted = self._chosen()
        self._decoys = self._unplanted()
        for number, cell in enumerate(self._planted):
            self._plant(number, cell)
        planted = len(self._drafts)
        self._decoy()
        self._elsewhere = self._rng.uniform(0.17, 0.21)
        for _ in range(planted + OTHERS - len(self._drafts)):
            self._other()
        self._calm()
        return self._settled()

    @cached_property
    def _shared(self) -> dict[Procedure, dict[Cell, float]]:
        """The dozen things that are asked of each procedure, and how often each is."""
        rng, found = self._rng, {}
        for one in PROCEDURES.values():
            fit = [it for it in SHARED if it.of & one.kinds and one.key not in it.never]
            some = rng.sample(fit, min(13, len(fit)))
            found[one] = {
                Cell(one, trouble): trouble.often * rng.lognormvariate(0, 0.45)
                for trouble in sorted(some, key=SHARED.index)
            }
        return found

    def _chosen(self) -> list[Cell]:
        """At most two of a procedure, which nobody would take for one."""
        rng = self._rng
        taken = rng.sample(OWN, self._style.own)
        troubles: list[Trouble] = []
        while len(taken) < PLANTED:
            if not troubles:
                troubles = [one for one in SHARED if one.is_planted]
                troubles = rng.sample(troubles, len(troubles))
            trouble = troubles.pop()
            cells = [cell for cell in self._plantable() if cell.trouble == trouble]
            cells = [cell for cell in cells if _is_free(cell, taken)]
            if cells:
                taken.append(rng.choice(cells))
        rng.shuffle(taken)
        return taken

    def _plantable(self) -> list[Cell]:
        cells = chain.from_iterable(self._shared.values())
        return [cell for cell in cells if cell.trouble.is_planted]

    def _unplanted(self) -> list[Cell]:
        """For what only looks like a blockage; rather of procedures that carry none."""
        troubled = {cell.of for cell in self._planted}
        cells = self._plantable()
        free = [cell for cell in cells if cell.of not in troubled]
        free += [cell for cell in cells if cell.of in troubled and _is_free(cell, self._planted)]
        return self._rng.sample(free[: max(12, len(free) // 2)], 5)

    def _plant(self, number: int, cell: Cell) -> None:
        rng, ends = self._rng, cell.trouble.ends
        ways = self._in_turn(cell)
        size = round(rng.triangular(8, 25, 12))
        main = rng.choice(ends)
        askers, weeks = self._askers.some(size), self._askers.weeks(size)
        well = self._some_well(askers, weeks)
        for at, (who, week) in enumerate(zip(askers, weeks, strict=True)):
            likely = [main] if rng.random() < 0.6 else ends
            way, when = ways[at % len(ways)], self._askers.at(week)
            self._ask(cell, way, who, when, at not in well, likely, planted=number)

    def _in_turn(self, cell: Cell) -> list[str]:
        """All ways to tell it; one at most, and late, does not name the procedure."""
        rng, told = self._rng, cell.trouble.ways
        ways = rng.sample(told, len(told))
        if not cell.trouble.often:
            return ways
        ways = [way for way in ways if "{p}" in way]
        at = rng.randrange(5, len(ways) + 1)
        ways[at:at] = [way for way in told if "{p}" not in way][:1]
        return ways

    def _some_well(self, askers: Sequence[Asker], weeks: Sequence[int]) -> set[int]:
        """Places of those that end well; the others are of four known communes and three weeks."""
        rng, size = self._rng, len(askers)
        many = math.floor(size * rng.uniform(0, 0.25))
        while True:
            well = set(rng.sample(range(size), many))
            badly = set(range(size)) - well
            known = {askers[at] for at in badly if askers[at][0].commune}
            if len(known) >= 4 and len({weeks[at] for at in badly}) >= 3:
                return well
            many = max(0, many - 1)

    def _decoy(self) -> None:
        """Three asked by many and answered well, one of a loud commune, one of a single week."""
        rng = self._rng
        *popular, loud, burst = self._decoys
        for cell in popular:
            for _ in range(rng.randint(25, 40)):
                way, who, when = self._way(cell), self._askers.anybody(), self._askers.at()
                self._ask(cell, way, who, when, False, is_settled=True)
        way = rng.choice([one for one in loud.trouble.ways if "{p}" in one])
        who, first = self._askers.commune(), rng.randrange(WEEKS - 4)
        for _ in range(rng.randint(11, 16)):
            when, wrong = self._askers.at(first + rng.randrange(5)), rng.random() < 0.9
            self._ask(loud, way, who, when, wrong, is_settled=True)
        week = rng.randrange(WEEKS)
        for _ in range(rng.randint(11, 17)):
            way, who, when = self._way(burst), self._askers.anybody(), self._askers.at(week)
            self._ask(burst, way, who, when, rng.random() < 0.7, is_settled=True)

    def _other(self) -> None:
        wrong = self._rng.random() < self._style.wrong
        who, when = self._askers.anybody(), self._askers.at()
        cell = self._any_cell()
        ends = cell.trouble.ends
        if cell.trouble.often:
            ends += (Cause.NO_SOURCE, Cause.UNCLEAR)
        self._ask(cell, self._way(cell), who, when, wrong, ends)

    def _any_cell(self) -> Cell:
        rng = self._rng
        if rng.random() < self._elsewhere:
            return rng.choice(ELSEWHERE)
        kind, procedure = rng.random(), self._famous()
        if kind < 0.10:
            return rng.choice(BESIDES[procedure.key])
        if kind < 0.12:
            return rng.choice([cell for cell in OWN if cell not in self._planted])
        while True:
            cells = self._shared[procedure]
            (cell,) = rng.choices([*cells], [*cells.values()])
            if cell not in self._planted:
                return cell
            procedure = self._famous()

    def _ask(
        self,
        cell: Cell,
        way: str,
        who: Asker,
        at: datetime,
        wrong: bool,
        ends: Sequence[Cause] = (),
        planted: int | None = None,
        is_settled: bool = False,
    ) -> None:
        first = self._first(cell, way, wrong)
        text = self._typist.told(way, cell.names, who[0].commune)
        ends = ends or cell.trouble.ends
        settled = is_settled or planted is not None
        self._drafts.append(_Draft(at, who, text, cell, first, ends, wrong, planted, settled))

    def _first(self, cell: Cell, way: str, wrong: bool) -> tuple[str, str]:
        """Field and subject that a search had first."""
        rng, of = self._rng, cell.of
        if isinstance(of, str):
            return ("", "") if rng.random() < 0.16 else self._anything()
        if cell.trouble.often and "{p}" not in way:  # asked after the procedure was found
            return of.field, of.title
        right, nothing = (0.70, 0.10) if wrong else (0.755, 0.065)
        kind = rng.random()
        if kind < right:
            return of.field, of.title
        if kind < right + nothing:
            return "", ""
        kind = rng.random()
        if kind < 0.40:
            return of.field, self._neighbour[of.key]
        if kind < 0.70:
            return of.field, rng.choice(DOCUMENTS[of.field])
        other = rng.choice([one for one in PROCEDURES.values() if one != of])
        return other.field, other.title

    def _anything(self) -> tuple[str, str]:
        """Of the field that is nearest to other ministries' matters, rather."""
        rng = self._rng
        (field,) = rng.choices([*DOCUMENTS], [8 if one == "Một cửa" else 1 for one in DOCUMENTS])
        titles = [one.title for one in PROCEDURES.values() if one.field == field]
        return field, rng.choice(titles + DOCUMENTS[field])

    def _way(self, cell: Cell) -> str:
        ways = cell.trouble.ways
        if cell.trouble.often:
            return self._rng.choices(ways, [1 if "{p}" in way else 0.5 for way in ways])[0]
        return self._rng.choice(ways) if len(ways) > 1 else ways[0]

    def _famous(self) -> Procedure:
        return self._rng.choices([*self._fame], [*self._fame.values()])[0]

    def _calm(self) -> None:
        """Nothing that nobody planted may look like a blockage."""
        wrong = defaultdict[Cell, list[_Draft]](list)
        for draft in self._drafts:
            if draft.wrong and not draft.is_settled:
                wrong[draft.cell].append(draft)
        for cell, drafts in wrong.items():
            spare = 0 if cell in self._decoys else _STRAY
            for draft in self._rng.sample(drafts, max(0, len(drafts) - spare)):
                draft.wrong = False

    def _settled(self) -> Season:
        rng, cases = self._rng, count(1)
        asked, planted = [], defaultdict[int, set[str]](set)
        drafts = sorted(self._drafts, key=lambda draft: (draft.at, draft.text))
        for number, one in enumerate(drafts, 1):
            name = f"q{number:04}"
            case = next(cases) if one.wrong and rng.random() < 0.15 else None
            (unit, of), signs = one.who, self._signs(one)
            asked.append(Asked(name, one.at, unit, of, one.text, *one.first, signs, case))
            if one.planted is not None:
                planted[one.planted].add(name)
        return Season(asked, [frozenset(planted[at]) for at in range(PLANTED)])

    def _signs(self, draft: _Draft) -> frozenset[Cause]:
        rng, signs = self._rng, set[Cause]()
        if draft.wrong:
            signs.add(rng.choice(draft.ends))
            if rng.random() < 0.06:
                signs.add(rng.choice(_ENDS))
        wanted = draft.cell.trouble.wanted
        if wanted and rng.random() < 0.5:
            signs.add(wanted)
        elif rng.random() < 0.03:
            signs.add(rng.choice(_WANTED))
        return frozenset(signs)


def _is_free(cell: Cell, taken: Sequence[Cell]) -> bool:
    """Whether it may be planted, too."""
    beside = [one for one in taken if one.of == cell.of]
    return len(beside) < 2 and cell not in beside and not any(map(cell.is_told_like, beside))
