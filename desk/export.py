"""What people have reviewed, added to files that maintainers keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desk.appended import append, rows
from desk.desk import Desk
from desk.reviewed import reviewed, same
from retrieval.answer import DocumentRef


@dataclass(frozen=True, slots=True)
class Exported:
    """How many lines and pairs were added, lines there before, and new ones left open."""

    lines: int
    known: int
    open: int
    pairs: int = 0


def export(
    desk: Desk, file: Path, pairs: Path | None = None, documents: Sequence[DocumentRef] = ()
) -> Exported:
    """Add to ``file`` the questions that it does not hold yet, and their pairs to ``pairs``.

    A question is known by its id, or by its words, day and province.

    Raises:
        NotAppended: a file cannot be read or written; it is as it was.
    """
    found = list(reviewed(desk, documents))
    there = rows(file)
    paired = {str(row.get("id")) for row in rows(pairs)} if pairs else set()
    ids = {str(row.get("id")) for row in there}
    asked = {
        same(*(str(row.get(name, "")) for name in ("question", "as_of", "province")))
        for row in there
    }
    new = []
    for line, _ in found:
        if line.id not in ids and line.same not in asked:
            asked.add(line.same)
            new.append(line)
    added = [pair for _, own in found for pair in own if pair.id not in paired]
    append(file, [line.as_json() for line in new])
    if pairs:
        append(pairs, [pair.as_json() for pair in added])
    unsaid = sum(not line.expect for line in new)
    return Exported(len(new), len(found) - len(new), unsaid, len(added) if pairs else 0)
