"""Keys of programs: kept as digests, counted over all processes, named in records by number."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from desk import keys, naming
from desk.desk import Desk
from desk.errors import NotMade
from desk.keys import MINUTE, Facts, Scope
from desk.role import Role
from desk.schema import api_keys, api_uses
from tests.fakes.clock import Clock
from tests.fakes.keys import EVERYTHING, new_key

pytest_plugins = ["tests.fakes.databases"]


def test_of_a_key_only_a_digest_is_kept(desk: Desk) -> None:
    key, token = new_key(desk, Scope.ASK)
    with desk.database.reading() as connection:
        row = str(connection.execute(select(api_keys)).one())
        assert keys.find(connection, token, desk.now()) == key
        assert keys.find(connection, key.prefix, desk.now()) is None
    assert token not in row
    assert token[: keys.SHOWN] == key.prefix
    assert len(token) - keys.SHOWN >= 32  # what is not shown cannot be guessed


def test_the_same_secret_twice_is_one_key(desk: Desk) -> None:
    secret, told = keys.new_secret(), Facts("Cổng", frozenset({Scope.ASK}))
    with desk.begin() as work:
        assert keys.create(work, told, secret) == keys.create(work, told, secret)
        assert len(keys.everyone(work.connection)) == 1


@pytest.mark.parametrize(
    "told",
    [
        Facts(" ", EVERYTHING),
        Facts("x" * 101, EVERYTHING),
        Facts("Cổng", frozenset()),
        Facts("Cổng", EVERYTHING, per_minute=0),
        Facts("Cổng", EVERYTHING, per_day=10**7),
        Facts("Cổng", EVERYTHING, days=-1),
    ],
)
def test_a_key_without_what_it_needs_is_not_made(desk: Desk, told: Facts) -> None:
    with pytest.raises(NotMade), desk.begin() as work:
        keys.create(work, told, keys.new_secret())


def test_a_limit_holds_over_all_who_serve(database_url: str, clock: Clock) -> None:
    """Two programs with eight threads between them: as many pass as may."""
    desks = [Desk.open(database_url, clock) for _ in range(2)]
    key, _ = new_key(desks[0], Scope.ASK, per_minute=10)
    with ThreadPoolExecutor(8) as pool:
        uses = [desks[number % 2] for number in range(40)]
        waits = list(pool.map(lambda desk: keys.use(desk.database, key, clock.now), uses))
    assert waits.count(0) == 10
    assert all(0 < wait <= 61 for wait in waits if wait)
    clock.forward(max(waits))
    assert keys.use(desks[1].database, key, clock.now) == 0
    for desk in desks:
        desk.close()


def test_a_day_ends_at_midnight_in_vietnam(desk: Desk, clock: Clock) -> None:
    with desk.begin() as work:
        key, _ = keys.create(work, Facts("x", EVERYTHING, per_day=1), keys.new_secret())
    assert keys.use(desk.database, key, clock.now) == 0
    wait = keys.use(desk.database, key, clock.now)
    assert clock.now + timedelta(seconds=wait) == clock.now.replace(hour=17) + timedelta(seconds=1)
    clock.forward(wait)
    assert keys.use(desk.database, key, clock.now) == 0


def test_a_clock_that_is_behind_opens_no_second_window(desk: Desk, clock: Clock) -> None:
    key, _ = new_key(desk, Scope.ASK)
    for _ in range(2):
        keys.use(desk.database, key, clock.now)
        keys.use(desk.database, key, clock.now - timedelta(minutes=1))
    with desk.database.reading() as connection:
        which = select(api_uses.c.many).where(api_uses.c.window == MINUTE)
        assert connection.execute(which).scalar_one() == 4


def test_a_key_answers_and_does_no_more(desk: Desk) -> None:
    key, _ = new_key(desk, *EVERYTHING)
    assert key.actor.role is Role.REVIEWER
    with desk.database.reading() as connection:
        shown = naming.names(connection, ["key:1", "key:9", "key:x", "key:"])
    assert shown == {
        "key:1": "Cổng thông tin (khóa API)",
        "key:9": "key:9",
        "key:x": "key:x",
        "key:": "key:",
    }
