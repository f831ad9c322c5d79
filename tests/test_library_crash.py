"""Publishing killed with -9: the old index serves, and publishing again ends it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from desk import librarybook
from desk.audit import SERVER
from desk.desk import Desk
from desk.holding import Entry, differences, mark, merged
from desk.job_leases import Leases
from desk.job_worker import Worker
from desk.jobs import Jobs
from desk.library import Library
from desk.library_add import add
from desk.library_changes import Changes, look
from desk.library_files import LibraryFiles
from desk.library_kinds import PUBLISH, kinds_of, work_on
from desk.library_publish import mend, publish
from retrieval.manifest import current
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes.databases import database_at
from tests.fakes.decree_files import word
from tests.fakes.decrees import Decrees
from tests.test_faq import TODAY
from tests.test_jobs import until
from tests.test_pages_shelf import NEW, NEW_ASKED, NEW_WORDS

PROGRAM = """
import sys, time
from pathlib import Path
from desk.audit import SERVER
from desk.library_publish import publish
from tests.test_library_crash import library_in

held = library_in(Path(sys.argv[1]), sys.argv[3])

def tell(done, total, note):
    print(note, flush=True)
    if note == sys.argv[2]:
        time.sleep(60)

if sys.argv[2] == "laid":
    held.files.serve = lambda folder: (print("laid", flush=True), time.sleep(60))
publish(held, "mot", held.draft("mot").mark, "", SERVER, tell)
"""

WORKER = """
import sys, time
from pathlib import Path
from desk.job_leases import Leases
from desk.job_worker import Worker
from desk.jobs import Jobs, Kind
from desk.library_kinds import PUBLISH, kinds_of
from tests.test_library_crash import LOST, library_in

held, moment = library_in(Path(sys.argv[1]), sys.argv[3]), sys.argv[2]
publishing = kinds_of(lambda: held)[PUBLISH].handle

def handle(args, tell):
    def telling(done, total, note):
        came_to(note)
        tell(done, total, note)

    result = publishing(args, telling)
    came_to("published")
    return result

def came_to(what):
    print(what, flush=True)
    if what == moment:
        time.sleep(60)

engine = Leases(held.desk.database, held.desk.now, lost_after=LOST)
Worker(Jobs(held.desk, {PUBLISH: Kind(handle)}, engine)).work()
"""
LOST = 1.5  # seconds


def library_in(place: Path, database: str = "") -> Library:
    desk = Desk.open(database or database_at(place / "desk.db"))
    service = Service(place / "index", None, look_again=0)
    return Library(desk, service, LibraryFiles(place / "library"), (place / "docs",), readers=1)


@pytest.mark.parametrize("moment", ["laid", "read"])
def test_kill_9_in_the_middle_leaves_the_old_index_serving(tmp_path: Path, moment: str) -> None:
    held, seen = looked_at(tmp_path)
    before = current(held.index)
    killed_at(moment, PROGRAM, tmp_path)
    assert current(held.index) == before
    assert NEW_WORDS not in answered(held)
    with held.desk.database.reading() as connection:
        assert librarybook.begun(connection) is not None, "it is known that one was begun"
        assert librarybook.latest(connection) is None
    time.sleep(0.5)  # the killed program's hold on the index ends with it
    done = publish(held, "mot", seen.mark, "", SERVER)
    assert done.number == 1
    assert NEW_WORDS in answered(held)
    with held.desk.database.reading() as connection:
        assert librarybook.begun(connection) is None
    held.desk.close()


@pytest.mark.parametrize("moment", ["read", "published"])
def test_publishing_goes_on_when_its_worker_was_killed(tmp_path: Path, moment: str) -> None:
    """In the middle, or after all was done and before the job says so."""
    held, seen = looked_at(tmp_path)
    engine = Leases(held.desk.database, held.desk.now, lost_after=LOST, look=0.05)
    jobs = Jobs(held.desk, kinds_of(lambda: held), engine)
    asked = {"mark": seen.mark, "note": "", "who": SERVER.name, "place": SERVER.place}
    work_on(jobs, PUBLISH, "mot", asked)
    killed_at(moment, WORKER, tmp_path)
    assert (NEW_WORDS in answered(held)) == (moment == "published")
    with Worker(jobs):
        until(lambda: not jobs.list()[0].lives)
    job = jobs.list()[0]
    assert (job.state, job.attempts, job.result) == ("done", 2, {"publication": 1}), job
    assert NEW_WORDS in answered(held)
    with held.desk.database.reading() as connection:
        assert librarybook.begun(connection) is None
        assert not librarybook.drafts(connection)
    assert not held.files.draft("mot").exists()
    held.desk.close()


def looked_at(place: Path) -> tuple[Library, Changes]:
    """A library with a draft "mot" that is ready to be published."""
    Decrees(place)
    held = library_in(place)
    with held.desk.begin(SERVER) as work:
        librarybook.begin(work, "Một")
    name, raw = word(NEW, place)
    (place / name).write_bytes(raw)
    add(held, "mot", [(name, place / name)], SERVER)
    return held, look(held, "mot")


def killed_at(moment: str, program: str, place: Path) -> None:
    """Let a program run until it says that it came to a moment; then it dies."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(place), moment, database_at(place / "desk.db")],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == moment:
            break
    process.kill()
    process.wait()
    process.stdout.close()


def answered(held: Library) -> str:
    answer = held.service.answer(Question(NEW_ASKED, TODAY))
    return "\n".join(quote.text for quote in answer.quotes)


def entry(path: str, digest: str = "a", **said: str) -> Entry:
    return Entry(path, digest, 1, said)


def test_two_drafts_of_one_base_are_merged_by_path() -> None:
    base = [entry("a"), entry("b"), entry("c")]
    latest = [entry("a", "2"), entry("b"), entry("d")]
    mine = [entry("a"), entry("b", field="x"), entry("c", "3")]
    found, clashes = merged(base, latest, mine)
    assert found == [entry("a", "2"), entry("b", field="x"), entry("c", "3"), entry("d")]
    assert clashes == ["c"]
    assert mark(found) == mark(reversed(found))
    assert [(one.path, one.what) for one in differences(base, mine)] == [
        ("b", "said"),
        ("c", "changed"),
    ]


def test_a_draft_that_changed_while_it_was_published_stays(tmp_path: Path) -> None:
    Decrees(tmp_path)
    held = library_in(tmp_path)
    with held.desk.begin(SERVER) as work:
        librarybook.begin(work, "Một")
        librarybook.put(work, "mot", entry("mot.txt", held.files.keep(written(tmp_path, NEW))))

    def changes_it(_done: int, _total: int, _note: str) -> None:
        with held.desk.begin(SERVER) as work:
            librarybook.put(work, "mot", entry("hai.txt", held.files.keep(written(tmp_path, "x"))))

    publish(held, "mot", held.draft("mot").mark, "", SERVER, changes_it)
    assert held.draft("mot").base == 1
    assert [one.path for one in held.draft("mot").entries] == ["hai.txt", "mot.txt"]
    assert NEW_WORDS in answered(held)
    held.files.current.unlink()  # as after restoring
    assert mend(held)
    assert (held.files.current / "mot.txt").read_text(encoding="utf-8") == NEW
    assert not mend(held)
    held.desk.close()


def written(place: Path, text: str) -> Path:
    file = place / "written.txt"
    file.write_text(text, encoding="utf-8")
    return file
