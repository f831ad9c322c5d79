"""The inbox on both kinds of database: every update is handled, none twice."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from desk.desk import Desk
from desk.inbox import ATTEMPTS, Received

pytest_plugins = ["tests.fakes.databases"]


def receive(desk: Desk, update_id: int, payload: str = "{}") -> bool:
    with desk.begin() as work:
        return work.receive("telegram", update_id, payload)


def test_an_update_is_claimed_once(desk: Desk) -> None:
    assert receive(desk, 5, "một")
    assert not receive(desk, 5, "hai")
    assert desk.pending("telegram") == Received("telegram", 5, "một", 0)


def test_of_many_who_claim_an_update_at_once_one_gets_it(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: receive(desk, 5), range(16))) == 1


def test_channels_count_their_updates_apart(desk: Desk) -> None:
    assert receive(desk, 5)
    with desk.begin() as work:
        assert work.receive("web", 5, "w")
        work.done("telegram", 5)
    assert desk.pending("telegram") is None
    assert desk.pending("web") == Received("web", 5, "w", 0)


def test_updates_are_handled_in_the_order_they_came(desk: Desk) -> None:
    came = [10, 11, 3, 2**52, 1]  # ids start anew after a quiet week
    for update_id in came:
        receive(desk, update_id)
    handled = []
    while received := desk.pending("telegram"):
        handled.append(received.update_id)
        with desk.begin() as work:
            work.done("telegram", received.update_id)
    assert handled == came


def test_a_handled_update_is_known_again_without_its_words(desk: Desk) -> None:
    receive(desk, 5, "lời của một người")
    with desk.begin() as work:
        work.done("telegram", 5)
    assert not receive(desk, 5, "lời của một người")
    assert desk.pending("telegram") is None
    with desk.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT payload, state FROM inbox").all()
    assert [tuple(row) for row in rows] == [("", "done")]


def test_an_update_that_keeps_failing_is_laid_aside_and_shown(desk: Desk) -> None:
    receive(desk, 5)
    receive(desk, 6)
    for failures in range(ATTEMPTS):
        assert desk.pending("telegram") == Received("telegram", 5, "{}", failures)
        assert desk.counts()["failed"] == 0
        with desk.begin() as work:
            work.fail("telegram", 5, "KeyError: \x00'message'")
    assert desk.pending("telegram") == Received("telegram", 6, "{}", 0)
    assert desk.counts()["failed"] == 1
    assert not receive(desk, 5)


def test_what_is_handled_cannot_fail_any_more(desk: Desk) -> None:
    receive(desk, 5)
    with desk.begin() as work:
        work.done("telegram", 5)
        for _ in range(ATTEMPTS):
            work.fail("telegram", 5, "too late")
    assert desk.counts()["failed"] == 0


def test_a_crash_while_handling_leaves_the_update_to_be_handled(desk: Desk) -> None:
    receive(desk, 5)
    with suppress(KeyboardInterrupt), desk.begin() as work:
        work.done("telegram", 5)
        raise KeyboardInterrupt
    assert desk.pending("telegram") == Received("telegram", 5, "{}", 0)
