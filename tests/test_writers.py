"""Many who write at once, in one program over one SQLite file."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from desk.contact import Contact
from desk.desk import Desk
from tests.fakes.answers import escalated


def test_writers_to_one_sqlite_file_wait_their_turn_and_none_is_turned_away(tmp_path: Path) -> None:
    """Slow writers, who together take longer than SQLite lets one wait."""
    desk = Desk.open(f"sqlite:///{tmp_path / 'motcham.db'}?timeout=0.2")

    def write(number: int) -> None:
        with desk.begin() as work:
            work.keep(escalated(f"a{number}"), Contact("web", str(number)))
            time.sleep(0.05)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(32)))
    assert all(desk.answer(f"a{number}") for number in range(32))
    desk.close()
