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
from desk.library import Library
from desk.library_add import add
from desk.library_changes import look
from desk.library_files import LibraryFiles
from desk.library_publish import mend, publish
from retrieval.manifest import current
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes.decree_files import word
from tests.fakes.decrees import Decrees
from tests.test_faq import TODAY
from tests.test_pages_shelf import NEW, NEW_ASKED, NEW_WORDS

PROGRAM = """
import sys, time
from pathlib import Path
from desk.audit import SERVER
from desk.library_publish import publish
from tests.test_library_crash import library_in

held = library_in(Path(sys.argv[1]))

def tell(done, total, note):
    print(note, flush=True)
    if note == sys.argv[2]:
        time.sleep(60)

if sys.argv[2] == "laid":
    held.files.serve = lambda folder: (print("laid", flush=True), time.sleep(60))
publish(held, "mot", held.draft("mot").mark, "", SERVER, tell)
"""


def library_in(place: Path) -> Library:
    desk = Desk.open(f"sqlite:///{place / 'desk.db'}")
    service = Service(place / "index", None, look_again=0)
    return Library(desk, service, LibraryFiles(place / "library"), (place / "docs",), readers=1)


@pytest.mark.parametrize("moment", ["laid", "read"])
def test_kill_9_in_the_middle_leaves_the_old_index_serving(tmp_path: Path, moment: str) -> None:
    Decrees(tmp_path)
    held = library_in(tmp_path)
    with held.desk.begin(SERVER) as work:
        librarybook.begin(work, "Một")
    name, raw = word(NEW, tmp_path)
    (tmp_path / name).write_bytes(raw)
    add(held, "mot", [(name, tmp_path / name)], SERVER)
    seen, before = look(held, "mot"), current(held.index)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path), moment], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == moment:
            break
    process.kill()
    process.wait()
    process.stdout.close()
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
