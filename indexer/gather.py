"""Reads the files of a sync: each anew, from what is known of it, or in its earlier version."""

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.reading import Reading
from corpus.store import FileRecord, TextStore
from corpus.text import slug
from indexer.cache import Cache
from indexer.files import Root
from indexer.reader import Unreadable, digest_of, read
from indexer.report import Unread
from indexer.twins import settled

log = logging.getLogger(__name__)
_TWIN = "it holds the same text as another file"


@dataclass(frozen=True, slots=True)
class Standing:
    """The index as a sync finds it; all but ``files`` are of the serving generation."""

    files: dict[str, FileRecord]
    store: TextStore | None = None
    corpus: str = ""
    model: str | None = None


@dataclass
class Gathering:
    """What a sync gathers on its way. With ``anew`` no file is spared reading."""

    before: Standing
    cache: Cache
    anew: bool = False
    records: list[FileRecord] = field(default_factory=list)
    readings: list[tuple[FileRecord, Reading]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    _owners: dict[tuple[str, str], Reading] = field(default_factory=dict)  # by id and edition

    def gather(self, roots: Sequence[Root], progress: Callable[[int, int], None]) -> None:
        """Read what lies under ``roots``; a root is remembered even while it is empty."""
        closed: list[OSError] = []
        files = [(root, file) for root in roots for file in root.files(closed.append)]
        for done, (root, file) in enumerate(files, 1):
            self._take(*self._read(root, file))
            progress(done, len(files))
        for error in closed:
            self._keep_closed(error, is_root=Root(Path(error.filename)) in roots)
        empty = {shown(root.path) for root in roots} - {record.root for record in self.records}
        self.records += [FileRecord(path=path, root=path, digest="") for path in sorted(empty)]

    def _take(self, record: FileRecord, reading: Reading | None) -> None:
        if reading is not None:
            record, reading = self._settle(record, reading)
        if reading is not None:
            self._owners[reading.document.id, reading.document.edition] = reading
            self.readings.append((record, reading))
        self.records.append(record)

    def _read(self, root: Root, file: Path) -> tuple[FileRecord, Reading | None]:
        """Read a file, or take what is known of it. An unreadable one keeps its earlier version."""
        path = shown(file)
        known = self.before.files.get(path)
        record = FileRecord(path=path, root=shown(root.path), digest="")
        try:
            if path != str(file):
                raise Unreadable("its name is not in UTF-8", "give it another name")
            record = replace(record, digest=digest_of(file))
            reading = self._known(record, known)
            if reading is None:
                reading = read_or_tell(file)
                record = replace(record, digest=reading.document.digest)
                self.cache.keep_reading(key(record), reading)
            warnings = "\n".join(reading.warnings)
            return replace(record, document=reading.document.id, warnings=warnings), reading
        except Unreadable as error:
            record = replace(record, reason=error.reason, cure=error.cure)
            earlier = self._earlier(known)
            stays = "; its earlier version stays in the index" if earlier else ""
            self.unread.append(Unread(path, error.reason + stays, error.cure))
            if known is None or earlier is None:
                return record, None
            return replace(record, digest=known.digest, document=earlier.document.id), earlier

    def _known(self, record: FileRecord, known: FileRecord | None) -> Reading | None:
        """The reading of the same bytes from an earlier run, if there is one.

        Raises:
            Unreadable: an earlier run could not read them.
        """
        if self.anew:
            return None
        reading = self.cache.reading(key(record))
        if reading is None and known and known.digest == record.digest and not known.document:
            readable = known.reason.startswith(_TWIN)  # and its twin may be gone now
            if known.reason and not readable:
                raise Unreadable(known.reason, known.cure)
        return reading

    def _earlier(self, known: FileRecord | None) -> Reading | None:
        """What was read from a file before, out of the cache or of the serving generation."""
        if known is None or not known.document:
            return None
        reading = self.cache.reading(key(known))
        if reading is not None or self.before.store is None:
            return reading
        warnings = tuple(known.warnings.splitlines())
        for document, sections in self.before.store.editions(known.document):
            if document.digest == known.digest:
                return Reading(document, sections, warnings)
        return None

    def _settle(self, record: FileRecord, reading: Reading) -> tuple[FileRecord, Reading | None]:
        """The reading under an id of its own, or None if another file holds its text."""
        name = slug(Path(record.path).stem)
        reading, twin = settled(reading, self._owners, name)
        if twin is None:
            warnings = "\n".join(reading.warnings)
            return replace(record, document=reading.document.id, warnings=warnings), reading
        other = next(kept.path for kept, found in self.readings if found is twin)
        reason = f"{_TWIN}, {other}"
        cure = "keep one of the two, or give this one an id of its own in a sidecar file"
        self.unread.append(Unread(record.path, reason, cure))
        return replace(record, document="", reason=reason, cure=cure), None

    def _keep_closed(self, error: OSError, *, is_root: bool) -> None:
        """A folder that cannot be listed: what was read from it stays in the index."""
        folder = Path(error.filename)
        below = [r for path, r in self.before.files.items() if folder in Path(path).parents]
        cure = "check the folder and its permissions"
        if isinstance(error, FileNotFoundError):
            if not (is_root and below):  # Deleted while we looked, or nothing is lost.
                return
            cure = f"bring it back, or run sync with --forget {folder}"
        stays = "; what was read from it before stays in the index" if below else ""
        reason = f"the folder cannot be opened ({error.strerror}){stays}"
        self.unread.append(Unread(shown(folder), reason, cure))
        for record in below:
            self._take(record, self._earlier(record))


def key(record: FileRecord) -> str:
    """Names a reading in the cache: a file's name may become its document's title and id."""
    return f"{record.digest} {Path(record.path).name}"


def shown(path: Path) -> str:
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
