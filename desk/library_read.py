"""How the files of a draft were read: what became of each, and the document it gave."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.document import Document
from corpus.reading import Reading
from corpus.store import FileRecord, TextStore
from desk.holding import Draft
from desk.library import Library, while_it_is_there
from retrieval.manifest import current


@dataclass(frozen=True, slots=True)
class ReadItem:
    """How a draft's file was read; ``reading`` is None where it was not, or not yet."""

    record: FileRecord | None
    reading: Reading | None


def records_of(library: Library, draft: Draft) -> dict[str, FileRecord]:
    """By path in the draft what became of its files when it was last read.

    Raises:
        LibraryRefused: another machine read it, and the store cannot be used.
    """
    generation = library.read_index(draft)
    if generation is None:
        return {}
    place = f"/drafts/{draft.name}/files/"  # below the data folder of whichever machine read it
    with while_it_is_there(draft.name):
        records = TextStore(generation / "text.db").files()
    return {record.path.partition(place)[2]: record for record in records if place in record.path}


def how_read(library: Library, draft: Draft, path: str) -> ReadItem:
    """How one of its files was read.

    Raises:
        LibraryRefused: as ``records_of``.
    """
    record = records_of(library, draft).get(path)
    if record is None or not record.document:
        return ReadItem(record, None)
    with while_it_is_there(draft.name):
        store = TextStore(current(library.index_of(draft.name)) / "text.db")
        return ReadItem(record, store.reading(record))


def documents_of(
    library: Library, draft: Draft, records: Mapping[str, FileRecord]
) -> dict[str, Document]:
    """By path the documents that these files of the draft gave; costs two small looks a file.

    Raises:
        LibraryRefused: as ``records_of``.
    """
    read = {(one.document, one.digest): path for path, one in records.items() if one.document}
    if not read:
        return {}
    with while_it_is_there(draft.name):
        store = TextStore(current(library.index_of(draft.name)) / "text.db")
        rows = [row for name in {name for name, _ in read} for row in store.rows_of_id(name)]
        found = [store.document_in(row) for row in rows]
    return {read[key]: one for one in found if (key := (one.id, one.digest)) in read}
