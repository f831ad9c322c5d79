"""A draft becomes what is served; going back is publishing an earlier list again.

The order is what makes it safe to be killed at any moment: the list is written down as begun, its
folder is laid out whole, ``current`` is turned to it, the index is brought in step (one rename
makes the new generation serve), and the list is marked as done. Until that rename the old
generation answers; published again it goes on where it was.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.phrases import N_
from corpus.vietnam_time import VIETNAM
from desk import library_rows, library_second, library_told, librarybook
from desk.audit import Who
from desk.holding import Difference, Draft, LibraryRefused, Publication, differences
from desk.holding import mark as mark_of
from desk.library import Library, silent
from desk.library_files import alone
from desk.library_progress import Tell
from indexer.shared import identity

MOVED = N_(
    "Kho đã có lần công bố {number} sau khi bản nháp này được lập. Hãy xem các thay đổi đó và "
    "đưa vào bản nháp trước khi công bố."
)
LOOK_FIRST = N_("Bản nháp đã thay đổi sau lần xem trước. Hãy xem lại thay đổi rồi công bố.")
UNKNOWN = N_("Không có lần công bố này.")
KEPT_FOLDERS = 3
NOTHING = Publication(0, (), "", "", "", datetime.min.replace(tzinfo=UTC), True)  # before all


def moved_since(library: Library, base: int) -> list[Difference]:
    """What was published after ``base``; empty where that is the last."""
    with library.desk.database.reading() as connection:
        newest = librarybook.latest(connection)
        if newest is None or newest.number == base:
            return []
        known = librarybook.publication(connection, base)
        return differences(known.entries if known else (), newest.entries)


@dataclass(frozen=True, slots=True)
class Looked:
    """When somebody looked at what a draft would change. ``current``: for the list as it is;
    ``stale``: something else serves since.
    """

    made: str
    current: bool
    stale: bool


def looked(library: Library, draft: Draft) -> Looked | None:
    with library.desk.database.reading() as connection:
        row = library_rows.looked_at(connection, draft.name)
    if row is None:
        return None
    return Looked(row.made, row.mark == draft.mark, row.serving != identity(library.index))


def publish(
    library: Library, name: str, mark: str, note: str, who: Who, tell: Tell = silent
) -> Publication:
    """Serve the list of a draft, if it is still the one with that ``mark``, and ``who`` may be the
    one to let it.

    Raises:
        LibraryRefused: and nothing was changed; also what ``tell`` raises.
    """
    with alone(library.files.place):
        draft = library.draft(name)
        if draft.mark != mark:
            raise LibraryRefused(f"the draft {name} has changed: look again", LOOK_FIRST)
        with library.desk.database.reading() as connection:
            newest = librarybook.latest(connection)
        number = newest.number if newest else 0
        if draft.base != number:
            message = f"publication {number} came after the draft {name} was begun"
            raise LibraryRefused(message, MOVED, number=number)
        library.must_index()
        with library.desk.begin(who) as work:
            proposed = library_second.approved(work.connection, library.second, draft, who.name)
            by = (proposed.by, who.name) if proposed else ("", "")
            note = note or (proposed.note if proposed else "")
            begun = librarybook.start_publishing(work, draft, note, *by)
        before = library.files.served()
        try:
            folder = library.files.lay_publication(begun.number, begun.entries)
            library.files.serve(folder)
            library.sync(library.index, library.roots(), [], tell)
        except BaseException:
            _undo(library, begun.number, before is not None, number, who)
            raise
        with library.desk.begin(who) as work:
            gone = librarybook.end_publishing(work, begun.number, name, mark)
            if proposed:
                library_told.published(work, draft, proposed, begun.number)
        library.files.prune(range(begun.number - KEPT_FOLDERS + 1, begun.number + 1))
    if gone:
        library.forget(name)
    return begun


def ended(library: Library, name: str, mark: str) -> Publication | None:
    """The last publication, where it is that of this list of the draft, which waits no more."""
    with library.desk.database.reading() as connection:
        newest = librarybook.latest(connection)
        if newest is None or newest.draft != name or mark_of(newest.entries) != mark:
            return None
    try:
        return None if library.draft(name).mark == mark else newest
    except LibraryRefused:
        library.forget(name)
        return newest


def mend(library: Library) -> bool:
    """Lay out again what is published, where a restored machine has its files only."""
    if library.files.current.exists():
        return False
    with library.desk.database.reading() as connection:
        newest = librarybook.latest(connection)
    if newest is None:
        return False
    with alone(library.files.place):
        library.files.serve(library.files.lay_publication(newest.number, newest.entries))
    return True


def _undo(library: Library, number: int, led: bool, before: int, who: Who) -> None:
    """Nothing was published: ``current`` leads where it led."""
    if led:
        with library.desk.database.reading() as connection:
            known = librarybook.publication(connection, before)
        library.files.serve(library.files.lay_publication(before, known.entries if known else ()))
    else:
        library.files.current.unlink(missing_ok=True)
    with library.desk.begin(who) as work:
        librarybook.stop_publishing(work, number)


def go_back(library: Library, number: int, who: Who) -> str:
    """A draft with the list of an earlier publication (0: an empty one); its name.

    Raises:
        LibraryRefused
    """
    with library.desk.begin(who) as work:
        found = librarybook.publication(work.connection, number) if number else NOTHING
        if found is None or not (found.done or found is NOTHING):
            raise LibraryRefused(f"there is no publication {number}", UNKNOWN)
        to = f"lần {number}" if number else "trước lần 1"
        moment = work.now.astimezone(VIETNAM)
        return librarybook.begin(work, f"Quay lại {to} ({moment:%H:%M:%S %d/%m})", found)
