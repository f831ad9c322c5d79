"""Who asks when, in a newcomer's season: communes, and people of whom none is known."""

import random
from datetime import datetime, timedelta
from itertools import chain

from retrieval.question import Unit
from tests.fakes.newcomer_words import COMMUNES
from tests.fakes.troubles import BEGAN

WEEKS = 12
_MIDNIGHT = BEGAN - timedelta(hours=8)

Asker = tuple[Unit, str]  # and what it is of


class Askers:
    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        some = [rng.sample(units, rng.randint(5, 8)) for units in COMMUNES.values()]
        self._known: list[Asker] = [(unit, str(unit)) for unit in chain.from_iterable(some)]
        self._busy = [rng.lognormvariate(0, 0.6) for _ in self._known]
        numbers = [rng.randrange(10**8, 10**10) for _ in range(140)]
        self._strangers: list[Asker] = [(Unit(), f"telegram:{number}") for number in numbers]

    def anybody(self) -> Asker:
        return self._rng.choice(self._strangers) if self._rng.random() < 0.10 else self.commune()

    def commune(self) -> Asker:
        return self._rng.choices(self._known, self._busy)[0]

    def at(self, week: int | None = None) -> datetime:
        """Mostly in the hours of an office."""
        rng = self._rng
        week = rng.randrange(WEEKS) if week is None else week
        (day,) = rng.choices(range(7), (22, 19, 18, 18, 17, 4, 2))
        (hour,) = rng.choices(range(7, 22), (6, 14, 16, 13, 5, 3, 10, 14, 13, 9, 4, 2, 3, 3, 2))
        minutes, seconds = rng.randrange(60), rng.randrange(60)
        return _MIDNIGHT + timedelta(
            weeks=week, days=day, hours=hour, minutes=minutes, seconds=seconds
        )

    def some(self, size: int) -> list[Asker]:
        rng, near = self._rng, self._known
        if rng.random() < 0.3:  # a trouble of two provinces
            two = rng.sample(list(COMMUNES), 2)
            near = [who for who in near if who[0].province in two]
        wide = max(5, round(size * rng.uniform(0.45, 0.85)))
        some = rng.sample(near, min(len(near), wide))
        askers = (some + [rng.choice(some) for _ in range(size)])[:size]
        for at in [*range(len(some), size), *range(5, min(size, len(some)))]:
            if rng.random() < (0.25 if at >= len(some) else 0.06):
                askers[at] = rng.choice(self._strangers)
        return askers

    def weeks(self, size: int) -> list[int]:
        rng = self._rng
        span = rng.choice((4, 5, 6, 8, 12, 12, 12))
        first = rng.randrange(WEEKS - span + 1)
        weeks = rng.sample(range(first, first + span), 3)
        weeks += [first + rng.randrange(span) for _ in range(size - 3)]
        rng.shuffle(weeks)
        return weeks
