"""Reads the files of a sync: each anew, from what is known of it, or in its earlier version."""

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.document import Reading
from corpus.store import FileRecord, TextStore
from corpus.text import slug
from indexer.cache import Cache
from indexer.files import Root
from indexer.reader import Unreadable, digest_of, read
from indexer.report import Unread
from indexer.twins import twin_of

log = logging.getLogger(__name__)
_TWIN = "it holds the same text as another file"


@dataclass(frozen=True, slots=True)
class _Standing:
    """The index as a sync finds it. ``store`` and ``corpus`` are of the serving generation."""

    files: dict[str, FileRecord]
    store: TextStore | None = None
    corpus: str = ""
    model: str | None = None


@dataclass
class _Work:
    """What a sync gathers on its way. ``anew``: nothing known of a file spares reading it."""

    before: _Standing
    anew: bool = False
    records: list[FileRecord] = field(default_factory=list)
    readings: list[tuple[FileRecord, Reading]] = field(default_factory=list)
    owners: dict[tuple[str, str], Reading] = field(default_factory=dict)  # by id and edition
    unread: list[Unread] = field(default_factory=list)

    def paths(self, wanted: Callable[[FileRecord, FileRecord | None], bool]) -> tuple[str, ...]:
        """Paths of what is in the index now and that ``wanted`` takes, given what was before."""
        kept = [record for record, _ in self.readings]
        return tuple(r.path for r in kept if wanted(r, self._indexed_before(r.path)))

    def gone(self) -> tuple[str, ...]:
        now = {record.path for record, _ in self.readings}
        return tuple(p for p in self.before.files if p not in now and self._indexed_before(p))

    def _indexed_before(self, path: str) -> FileRecord | None:
        record = self.before.files.get(path)
        return record if record and record.document else None


def _read_all(roots: list[Root], work: _Work, cache: Cache, progress: Progress) -> None:
    closed: list[OSError] = []
    files = [(root, file) for root in roots for file in root.files(closed.append)]
    known = [work.before.files[path] for path in work.before.files]
    for done, (root, file) in enumerate(files, 1):
        _take(*_read_one(root, file, work, cache), work)
        progress("read", done, len(files))
    for error in closed:
        below = [record for record in known if Path(error.filename) in Path(record.path).parents]
        _keep_closed(error, below, roots, work, cache)
    empty = {str(root.path) for root in roots} - {record.root for record in work.records}
    work.records += [FileRecord(path=path, root=path, digest="") for path in sorted(empty)]


def _take(record: FileRecord, reading: Reading | None, work: _Work) -> None:
    if reading is not None:
        record, reading = _settle(record, reading, work)
    if reading is not None:
        work.owners[reading.document.id, reading.document.edition] = reading
        work.readings.append((record, reading))
    work.records.append(record)


def _keep_closed(
    error: OSError, below: list[FileRecord], roots: list[Root], work: _Work, cache: Cache
) -> None:
    """A folder that cannot be listed: what was read from it stays in the index."""
    missing = isinstance(error, FileNotFoundError)
    if missing and (not below or Path(error.filename) not in [root.path for root in roots]):
        return
    reason = f"the folder cannot be opened ({error.strerror})"
    stay = "; what was read from it before stays in the index" if below else ""
    cure = "check the folder and its permissions"
    if missing:
        cure = f"bring it back, or run sync with --forget {error.filename}"
    work.unread.append(Unread(_shown(Path(error.filename)), reason + stay, cure))
    for record in below:
        _take(record, _earlier(record, work, cache) if record.document else None, work)


def _read_one(
    root: Root, file: Path, work: _Work, cache: Cache
) -> tuple[FileRecord, Reading | None]:
    """Read a file, or take what is known of it. An unreadable one keeps its earlier version."""
    path = _shown(file)
    known = work.before.files.get(path)
    record = FileRecord(path=path, root=_shown(root.path), digest="")
    try:
        if path != str(file):
            raise Unreadable("its name is not in UTF-8", "give it another name")
        record = replace(record, digest=digest_of(file))
        reading = None if work.anew else cache.reading(_key(record))
        if reading is None:
            if known and _known_unreadable(known, record.digest) and not work.anew:
                raise Unreadable(known.reason, known.cure)
            reading = read_or_tell(file)
            record = replace(record, digest=reading.document.digest)
            cache.keep_reading(_key(record), reading)
        warnings = "\n".join(reading.warnings)
        return replace(record, document=reading.document.id, warnings=warnings), reading
    except Unreadable as error:
        record = replace(record, reason=error.reason, cure=error.cure)
        earlier = _earlier(known, work, cache) if known and known.document else None
        stays = "; its earlier version stays in the index" if earlier else ""
        work.unread.append(Unread(path, error.reason + stays, error.cure))
        if earlier is None or known is None:
            return record, None
        return replace(record, digest=known.digest, document=earlier.document.id), earlier


def _known_unreadable(known: FileRecord, digest: str) -> bool:
    unread = known.reason and not known.document and not known.reason.startswith(_TWIN)
    return bool(unread) and known.digest == digest


def _earlier(known: FileRecord, work: _Work, cache: Cache) -> Reading | None:
    """What was read from a file before, out of the cache or of the serving generation."""
    reading = cache.reading(_key(known))
    if reading is not None or work.before.store is None:
        return reading
    warnings = tuple(known.warnings.splitlines())
    for document, sections in work.before.store.editions(known.document):
        if document.digest == known.digest:
            return Reading(document, sections, warnings)
    return None


def _key(record: FileRecord) -> str:
    """Names a reading in the cache: a file's name may become its document's title and id."""
    return f"{record.digest} {Path(record.path).name}"


def _shown(path: Path) -> str:
    """A path as text; bytes of a name that are not UTF-8 are written out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def read_or_tell(file: Path) -> Reading:
    """``read``, with a surprise inside the reader told as a file that could not be read."""
    try:
        return read(file)
    except Unreadable:
        raise
    except Exception as error:
        log.exception("the reader failed on %s", file)
        raise Unreadable(
            f"the reader failed on it ({type(error).__name__}: {error})",
            "save it anew in Word or as text; if it fails again, report it with the file",
        ) from error


def _settle(
    record: FileRecord, reading: Reading, work: _Work
) -> tuple[FileRecord, Reading | None]:
    """Two files of one id and edition: one text twice, or two texts that look alike."""
    document = reading.document
    for free in _ids(document.id, slug(Path(record.path).stem)):
        twin = work.owners.get((free, document.edition))
        if twin is None:
            break
        if _alike(reading, twin) >= _SAME_TEXT:
            reason = f"{_TWIN}: {twin.document.title or twin.document.id}"
            cure = "keep one of the two, or give them different dates in a sidecar file"
            work.unread.append(Unread(record.path, reason, cure))
            return replace(record, document="", reason=reason, cure=cure), None
    if free == document.id:
        return record, reading
    warning = (
        f"another text has the id {document.id} too: this one is kept as {free}; "
        "give it an id of its own in a sidecar file"
    )
    warnings = (*reading.warnings, warning)
    warned = replace(reading, document=replace(document, id=free), warnings=warnings)
    return replace(record, document=free, warnings="\n".join(warnings)), warned
