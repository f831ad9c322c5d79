"""The rows of the library: drafts, the files of drafts, publications."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from corpus.phrases import N_
from corpus.text import slug, tidy
from desk import library_rows, naming
from desk.holding import Draft, Entry, Item, LibraryRefused, Publication, merged, no_draft
from desk.holding import mark as mark_of
from desk.schema import library_changes, library_proposals
from desk.schema import library_drafts as drafts_table
from desk.schema import library_items as items_table
from desk.schema import publications as publications_table
from desk.work import Work

LONGEST_TITLE = 80
_TWO_CLICKS = timedelta(minutes=1)  # between them somebody did not see that one was enough
NO_NAME = N_("Hãy đặt tên cho bản nháp bằng chữ hoặc số.")
NAME_TAKEN = N_("Đã có bản nháp mang tên này; hãy mở bản đó hoặc đặt tên khác.")


def latest(connection: Connection) -> Publication | None:
    """The last that was published to the end."""
    return _publication(connection, publications_table.c.done)


def begun(connection: Connection) -> Publication | None:
    """One that was not published to the end (yet)."""
    return _publication(connection, ~publications_table.c.done)


def publication(connection: Connection, number: int) -> Publication | None:
    return _publication(connection, publications_table.c.number == number)


def publications(connection: Connection, limit: int = 200) -> list[Publication]:
    """Newest first."""
    newest = publications_table.c.number.desc()
    rows = connection.execute(select(publications_table).order_by(newest).limit(limit)).all()
    called = naming.names(connection, (who for row in rows for who in (row.author, row.approver)))
    return [_published(row, called) for row in rows]


def served_before(connection: Connection, mark: str) -> int:
    """The number of the newest publication of the list with this mark; 0 where there is none."""
    table = publications_table.c
    which = select(func.max(table.number)).where(table.done, table.mark == mark)
    return connection.execute(which).scalar_one() or 0


def _publication(connection: Connection, which: ColumnElement[bool]) -> Publication | None:
    newest = publications_table.c.number.desc()
    row = connection.execute(select(publications_table).where(which).order_by(newest)).first()
    if row is None:
        return None
    return _published(row, naming.names(connection, [row.author, row.approver]))


def _published(row: Row[Any], called: dict[str, str]) -> Publication:
    entries = tuple(Entry(**one) for one in row.entries)
    author, approver = called[row.author], called[row.approver]
    return Publication(row.number, entries, row.draft, row.note, author, row.at, row.done, approver)


def drafts(connection: Connection) -> list[Draft]:
    """Newest first, without their files."""
    rows = connection.execute(select(drafts_table).order_by(drafts_table.c.at.desc())).all()
    called = naming.names(connection, (row.author for row in rows))
    return [Draft(row.name, row.title, row.base, called[row.author], row.at) for row in rows]


def counts(connection: Connection) -> dict[str, int]:
    """How many files each draft has."""
    table = items_table.c.draft
    rows = connection.execute(select(table, func.count()).group_by(table)).all()
    return {row[0]: row[1] for row in rows}


def draft(connection: Connection, name: str) -> Draft:
    """Raises: LibraryRefused"""
    row = connection.execute(select(drafts_table).where(drafts_table.c.name == name)).first()
    if row is None:
        raise no_draft(name)
    found = connection.execute(
        select(items_table).where(items_table.c.draft == name).order_by(items_table.c.path)
    ).all()
    called = naming.names(connection, [row.author, *(one.author for one in found)])
    items = tuple(
        Item(
            one.id,
            name,
            Entry(one.path, one.digest, one.size, one.said),
            called[one.author],
            one.at,
        )
        for one in found
    )
    return Draft(row.name, row.title, row.base, called[row.author], row.at, items, row.reading)


def marks(connection: Connection, names: Iterable[str]) -> dict[str, str]:
    """Of these drafts, in one look."""
    found: dict[str, list[Entry]] = {name: [] for name in names}
    columns = [items_table.c[one] for one in ("draft", "path", "digest", "size", "said")]
    for row in connection.execute(select(*columns).where(items_table.c.draft.in_(found))):
        found[row.draft].append(Entry(row.path, row.digest, row.size, row.said))
    return {name: mark_of(entries) for name, entries in found.items()}


def item(connection: Connection, name: str, item_id: int) -> Item:
    """Raises: LibraryRefused"""
    for one in draft(connection, name).items:
        if one.id == item_id:
            return one
    raise no_draft(name)


def begin(work: Work, title: str, start: Publication | None = None) -> str:
    """A new draft with the list of ``start``, by default of the last publication; its name.

    Raises:
        LibraryRefused: its name says nothing, or is taken.
    """
    title = " ".join(tidy(title).split())[:LONGEST_TITLE]
    name = slug(title)[:40].strip("-")
    if not name:
        raise LibraryRefused("a draft needs a name of letters or digits", NO_NAME)
    taken = work.connection.execute(select(drafts_table).where(drafts_table.c.name == name)).first()
    if taken is not None:
        same = (taken.title, taken.author) == (title, work.who.name) and start is None
        if same and work.now - taken.at < _TWO_CLICKS:
            return name
        raise LibraryRefused(f"there is a draft {name} already", NAME_TAKEN)
    newest = latest(work.connection)
    work.connection.execute(
        insert(drafts_table).values(
            name=name,
            title=title,
            base=newest.number if newest else 0,
            author=work.who.name,
            at=work.now,
        )
    )
    source = start or newest
    _fill(work, name, source.entries if source else ())
    work.audit("library_draft_begun", f"draft:{name}")
    return name


def put(work: Work, name: str, entry: Entry) -> None:
    """Add a file, or put it in the place of the one at its path (what was said of that stays)."""
    at_path = (items_table.c.draft == name) & (items_table.c.path == entry.path)
    known = work.connection.execute(select(items_table).where(at_path)).first()
    library_rows.worked_on(work, name)
    facts = {"digest": entry.digest, "size": entry.size, "author": work.who.name, "at": work.now}
    if known is not None:
        work.connection.execute(update(items_table).where(at_path).values(**facts))
    else:
        _fill(work, name, [entry])


def say(work: Work, item_: Item, said: dict[str, str]) -> None:
    """Keep what people say of a document."""
    which = items_table.c.id == item_.id
    facts = {"said": said, "author": work.who.name, "at": work.now}
    work.connection.execute(update(items_table).where(which).values(**facts))
    library_rows.worked_on(work, item_.draft)
    work.audit("library_said", f"draft:{item_.draft}", item=item_.id)


def remove(work: Work, item_: Item) -> None:
    work.connection.execute(delete(items_table).where(items_table.c.id == item_.id))
    library_rows.worked_on(work, item_.draft)
    work.audit("library_removed", f"draft:{item_.draft}", item=item_.id)


def restore(work: Work, mine: Draft, path: str) -> bool:
    """Take a file into a draft again that is in the list it began from, and was left out."""
    base = publication(work.connection, mine.base)
    left_out = {entry.path: entry for entry in (base.entries if base else ())}
    if path not in left_out or any(item.entry.path == path for item in mine.items):
        return False
    _fill(work, mine.name, [left_out[path]])
    library_rows.worked_on(work, mine.name)
    work.audit("library_restored", f"draft:{mine.name}")
    return True


def drop(work: Work, name: str) -> None:
    """Let a draft go; what is published stays."""
    _delete(work, name)
    work.audit("library_draft_dropped", f"draft:{name}")


def _delete(work: Work, name: str) -> None:
    for table in (library_changes, library_proposals, items_table):
        work.connection.execute(delete(table).where(table.c.draft == name))
    work.connection.execute(delete(drafts_table).where(drafts_table.c.name == name))


def take_over(work: Work, name: str) -> list[str]:
    """Bring into a draft what was published since it began; the paths at which both differ.

    Raises:
        LibraryRefused
    """
    mine, newest = draft(work.connection, name), latest(work.connection)
    base = publication(work.connection, mine.base)
    if newest is None or newest.number == mine.base:
        return []
    entries, clashes = merged(base.entries if base else (), newest.entries, mine.entries)
    work.connection.execute(delete(items_table).where(items_table.c.draft == name))
    _fill(work, name, entries)
    which = drafts_table.c.name == name
    work.connection.execute(update(drafts_table).where(which).values(base=newest.number))
    library_rows.worked_on(work, name)
    work.audit("library_draft_taken_over", f"draft:{name}", base=newest.number)
    return clashes


def _fill(work: Work, name: str, entries: Iterable[Entry]) -> None:
    rows = [
        entry.plain | {"draft": name, "author": work.who.name, "at": work.now} for entry in entries
    ]
    if rows:
        work.connection.execute(insert(items_table), rows)


def start_publishing(
    work: Work, mine: Draft, note: str, author: str = "", approver: str = ""
) -> Publication:
    """The next publication, begun; one that was begun before and not ended is replaced."""
    newest = latest(work.connection)
    number = newest.number + 1 if newest else 1
    author = author or work.who.name
    work.connection.execute(delete(publications_table).where(~publications_table.c.done))
    work.connection.execute(
        insert(publications_table).values(
            number=number,
            entries=[entry.plain for entry in mine.entries],
            draft=mine.name,
            note=note,
            author=author,
            approver=approver,
            mark=mine.mark,
            at=work.now,
            done=False,
        )
    )
    return Publication(number, mine.entries, mine.name, note, author, work.now, False, approver)


def stop_publishing(work: Work, number: int) -> None:
    """It did not come about."""
    which = (publications_table.c.number == number) & ~publications_table.c.done
    work.connection.execute(delete(publications_table).where(which))


def end_publishing(work: Work, number: int, name: str, mark: str) -> bool:
    """It serves; its draft has done its work and goes. One that was changed meanwhile stays, as
    begun from it: False.
    """
    which = publications_table.c.number == number
    work.connection.execute(update(publications_table).where(which).values(done=True))
    row = work.connection.execute(select(publications_table).where(which)).one()
    both = {"proposed_by": row.author, "approved_by": row.approver} if row.approver else {}
    work.audit("library_published", f"publication:{number}", **both)
    left = select(drafts_table.c.name).where(drafts_table.c.name == name)
    if not work.connection.execute(left).first():  # dropped meanwhile
        return True
    if draft(work.connection, name).mark != mark:
        mine = drafts_table.c.name == name
        work.connection.execute(update(drafts_table).where(mine).values(base=number))
        gone = library_proposals.c.draft == name
        work.connection.execute(delete(library_proposals).where(gone))
        return False
    _delete(work, name)
    return True
