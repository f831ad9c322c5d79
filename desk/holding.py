"""What the library holds: lists of documents, the drafts of the next list, what was published.

A draft is a whole list, begun from a publication; publishing makes its list the next publication.
To go back is to publish an earlier list again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from corpus.phrases import N_
from desk.errors import DeskError

SAID = (
    *("title", "number", "kind", "issuer", "issued", "field", "territory", "owner", "source"),
    *("effective_from", "effective_to", "status"),
)
"""What people can say of a document; the keys of a sidecar file."""


class LibraryRefused(DeskError):
    """``said`` tells the person why, in the words of the pages; ``values`` fill its places."""

    def __init__(self, message: str, said: str, **values: object) -> None:
        super().__init__(message)
        self.said = said
        self.values = values


GONE = N_("Không có bản nháp này: có thể đã được công bố hoặc bị xoá.")


def no_draft(name: str) -> LibraryRefused:
    return LibraryRefused(f"there is no draft {name!r}", GONE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a list: where it stands in it, the digest of its bytes, what people say of it."""

    path: str
    digest: str
    size: int
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def plain(self) -> dict[str, Any]:
        said = dict(sorted(self.said.items()))
        return {"path": self.path, "digest": self.digest, "size": self.size, "said": said}


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a draft."""

    id: int
    draft: str
    entry: Entry
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """``base`` is the number of the publication it began from, 0 for none; ``reading`` names the
    generation that it was last read into, where machines share them.
    """

    name: str
    title: str
    base: int
    author: str
    at: datetime
    items: tuple[Item, ...] = ()
    reading: str = ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(item.entry for item in self.items)

    @property
    def mark(self) -> str:
        return mark(self.entries)


@dataclass(frozen=True, slots=True)
class Publication:
    """``done`` is false while it is being published, and after a machine died over it;
    ``approver`` read it second, "" where nobody had to.
    """

    number: int
    entries: tuple[Entry, ...]
    draft: str
    note: str
    author: str
    at: datetime
    done: bool
    approver: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """That the list with this ``mark`` be published: ``by`` is the actor who wants it, ``author``
    their name. ``reader`` is the name of who read it and gave it back, with ``words``; "" while it
    waits.
    """

    mark: str
    note: str
    by: str
    author: str
    at: datetime
    reader: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """``what``: "added", "removed", "changed" (other bytes) or "said" (other facts)."""

    path: str
    what: str


def mark(entries: Iterable[Entry]) -> str:
    """Names a list: equal lists have equal marks."""
    rows = [entry.plain for entry in sorted(entries, key=lambda one: one.path)]
    return hashlib.blake2b(json.dumps(rows).encode(), digest_size=8).hexdigest()


def differences(before: Sequence[Entry], after: Sequence[Entry]) -> list[Difference]:
    """What was done to the one list to make the other, by path."""
    old, new = ({entry.path: entry for entry in entries} for entries in (before, after))
    found = []
    for path in sorted(old.keys() | new.keys()):
        one, other = old.get(path), new.get(path)
        if one is None or other is None:
            found.append(Difference(path, "added" if one is None else "removed"))
        elif one.digest != other.digest:
            found.append(Difference(path, "changed"))
        elif one.plain != other.plain:
            found.append(Difference(path, "said"))
    return found


def merged(
    base: Sequence[Entry], latest: Sequence[Entry], mine: Sequence[Entry]
) -> tuple[list[Entry], list[str]]:
    """The latest list with what ``mine`` did to ``base``; and the paths at which both did
    something different, where ``mine`` stands.
    """
    theirs = {one.path for one in differences(base, latest)}
    ours = {one.path for one in differences(base, mine)}
    new, own = ({entry.path: entry for entry in entries} for entries in (latest, mine))
    found = {path: entry for path, entry in new.items() if path not in ours}
    found |= {path: own[path] for path in ours if path in own}
    clashes = sorted(path for path in theirs & ours if _plain(new, path) != _plain(own, path))
    return [found[path] for path in sorted(found)], clashes


def _plain(entries: Mapping[str, Entry], path: str) -> dict[str, Any] | None:
    return entries[path].plain if path in entries else None
