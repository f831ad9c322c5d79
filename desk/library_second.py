"""A second pair of eyes before a list is served (ADR 56): who proposes a draft does not publish it.

The setting says which lists need it. A proposal is for one list: a draft that changes afterwards
has to be proposed again.
"""

from typing import Literal

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from corpus.phrases import N_
from desk import library_rows, library_told, librarybook, naming, people
from desk.holding import Draft, LibraryRefused, Proposal
from desk.holding import mark as mark_of
from desk.person import Person
from desk.rights import Action, may
from desk.schema import library_proposals as table
from desk.work import Work

Second = Literal["off", "publish", "always"]
"""``publish``: lists that have never served; ``always``: going back to an earlier one, too."""

NEEDED = N_(
    "Công bố bản nháp này cần hai người: một người đề nghị, một người khác có quyền công bố xem "
    "rồi duyệt. Hãy bấm Đề nghị công bố."
)
OWN = N_("Bạn là người đề nghị công bố bản nháp này, nên người khác phải xem và duyệt.")
CHANGED = N_("Bản nháp đã đổi sau khi được đề nghị công bố. Hãy xem thay đổi rồi đề nghị lại.")
NOT_WAITING = N_("Bản nháp này không còn chờ duyệt. Hãy tải lại trang để xem ai đã làm gì.")
NO_REASON = N_("Hãy ghi lý do trả lại để người đề nghị biết cần sửa gì.")
WHO = N_("Cần biết ai đề nghị và ai duyệt: hãy đăng nhập, hoặc thêm --as và tên đăng nhập.")
EMPTY = mark_of(())


def needed(connection: Connection, second: Second, mark: str) -> bool:
    """Whether the list with this mark is served only once two people have looked at it."""
    if second != "publish":
        return second == "always"
    return mark != EMPTY and not librarybook.served_before(connection, mark)


def proposal(connection: Connection, name: str) -> Proposal | None:
    """The last of a draft."""
    return _proposals(connection, table.c.draft == name).get(name)


def waiting(connection: Connection) -> dict[str, Proposal]:
    """By draft what waits for a second reader."""
    found = _proposals(connection, table.c.reader == "")
    now = librarybook.marks(connection, found)
    return {name: one for name, one in found.items() if one.mark == now[name]}


def awaits(connection: Connection, who: str) -> list[str]:
    """The drafts that wait for another than ``who``, who may publish. One query where none does."""
    which = (table.c.reader == "") & (table.c.author != who)
    if connection.execute(select(table.c.draft).where(which).limit(1)).first() is None:
        return []
    return sorted(name for name, one in waiting(connection).items() if one.by != who)


def _proposals(connection: Connection, which: ColumnElement[bool]) -> dict[str, Proposal]:
    rows = connection.execute(select(table).where(which)).all()
    called = naming.names(connection, (who for row in rows for who in (row.author, row.reader)))
    return {
        row.draft: Proposal(
            *(row.mark, row.note, row.author, called[row.author], row.at),
            *(called[row.reader], row.words),
        )
        for row in rows
    }


def readers(connection: Connection, but: str) -> list[Person]:
    """Those who may publish what the actor ``but`` proposes."""
    return [
        one
        for one in people.everyone(connection)
        if may(one, Action.PUBLISH_LIBRARY) and not naming.same_person(connection, one.actor, but)
    ]


def propose(work: Work, name: str, mark: str, note: str) -> None:
    """Ask for a second reader, and tell those who may be it.

    Raises:
        LibraryRefused: there is no such draft, it is another list by now, or nobody says who.
    """
    who = work.who.name
    _known(who)
    draft = librarybook.draft(work.connection, name)
    if draft.mark != mark:
        raise LibraryRefused(f"the draft {name} has changed: look again", CHANGED)
    before = proposal(work.connection, name)
    back = before is not None and before.reader and before.mark == mark
    work.connection.execute(delete(table).where(table.c.draft == name))
    facts = {"mark": mark, "note": note, "author": who, "at": work.now}
    work.connection.execute(insert(table).values(draft=name, reader="", words="", **facts))
    library_rows.worked_on(work, name)
    again = f"/{before.at.isoformat()}" if before and back else ""  # what was given back
    library_told.waits(work, draft, readers(work.connection, who), note, again)
    work.audit("library_proposed", f"draft:{name}", mark=mark)


def withdraw(work: Work, name: str) -> None:
    """No longer proposed."""
    if work.connection.execute(delete(table).where(table.c.draft == name)).rowcount:
        library_rows.worked_on(work, name)
        work.audit("library_proposal_withdrawn", f"draft:{name}")


def give_back(work: Work, name: str, words: str) -> None:
    """Somebody who may publish it does not want to; ``words`` say why, and who proposed it is told.

    Raises:
        LibraryRefused: without words, it does not wait, or they proposed it themselves.
    """
    found = proposal(work.connection, name)
    if found is None or found.reader:
        raise LibraryRefused(f"the draft {name} does not wait for a reader", NOT_WAITING)
    _other(work.connection, found, work.who.name)
    if not words.strip():
        raise LibraryRefused("this needs a reason", NO_REASON)
    which = table.c.draft == name
    facts = {"reader": work.who.name, "words": words}
    work.connection.execute(table.update().where(which).values(**facts))
    library_rows.worked_on(work, name)
    draft = librarybook.draft(work.connection, name)
    library_told.given_back(work, draft, found, words)
    work.audit("library_given_back", f"draft:{name}", proposed_by=found.by)


def approved(connection: Connection, second: Second, draft: Draft, who: str) -> Proposal | None:
    """The proposal that the actor ``who`` approves by publishing; None where none is needed.

    Raises:
        LibraryRefused: a second person has to.
    """
    if not needed(connection, second, draft.mark):
        return None
    found = proposal(connection, draft.name)
    if found is None or found.reader:
        raise LibraryRefused(f"the draft {draft.name} has to be proposed first", NEEDED)
    if found.mark != draft.mark:
        raise LibraryRefused(f"the draft {draft.name} has changed: propose again", CHANGED)
    _other(connection, found, who)
    return found


def _other(connection: Connection, found: Proposal, who: str) -> None:
    _known(who)
    if naming.same_person(connection, found.by, who):
        raise LibraryRefused("who proposed a draft does not approve it", OWN)


def _known(who: str) -> None:
    """Under the server's own name, or that of a shared password, two could be one."""
    if not who.startswith("person:"):
        raise LibraryRefused(f"{who} may be anybody: say who with --as LOGIN", WHO)
