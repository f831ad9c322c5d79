"""Reads the files of a sync: each anew, from what is known of it, or in its earlier version."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.reading import Reading
from corpus.store import FileRecord, TextStore
from corpus.text import slug
from indexer import unpack
from indexer.bulk import Bulk
from indexer.cache import Cache
from indexer.files import Root
from indexer.report import LeftOut, Unread
from indexer.twins import settled
from reader import sources
from reader.read import Unreadable, digest_of
from reader.workers import FileReader

_TWIN = "it holds the same text as another file"


@dataclass(frozen=True, slots=True)
class Standing:
    """The index as a sync finds it; all but ``files`` are of the serving generation."""

    files: dict[str, FileRecord]
    store: TextStore | None = None
    corpus: str = ""
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read; ``path`` is its name for people: of a file in an archive, both names."""

    root: Root
    file: Path
    path: str


@dataclass
class Gathering:
    """What a sync gathers on its way. With ``anew`` no file is spared reading."""

    before: Standing
    cache: Cache
    reader: FileReader | Bulk
    archives: Path  # where archives are unpacked
    anew: bool = False
    records: list[FileRecord] = field(default_factory=list)
    readings: list[tuple[FileRecord, Reading]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unpacked: set[Path] = field(default_factory=set)  # folders of the archives found
    places: dict[str, Path] = field(default_factory=dict)  # the files themselves, by path
    # Archives, and files that cannot be read, by path; the record of what cannot be opened.
    _unpacked: dict[str, FileRecord | None] = field(default_factory=dict)
    _owners: dict[tuple[str, str], Reading] = field(default_factory=dict)  # by id and edition

    def gather(self, roots: Sequence[Root], progress: Callable[[int, int], None]) -> None:
        """Read what lies under ``roots``; a root is remembered even while it is empty."""
        closed: list[OSError] = []
        files = [found for root in roots for found in self._files(root, closed)]
        self.places |= {found.path: found.file for found in files}
        looked = [self._look(found) for found in files]
        wanted = [found for found, (_, known) in zip(files, looked, strict=True) if known is None]
        progress(len(files) - len(wanted), len(files))
        read = dict(self._read(wanted, lambda n: progress(len(files) - n, len(files))))
        for found, (record, known) in zip(files, looked, strict=True):
            self._settle(record, known if known is not None else read[found.file])
        self._keep_replaced()
        for error in closed:
            self._keep_closed(error, is_root=Root(Path(error.filename)) in roots)
        empty = {shown(root.path) for root in roots} - {record.root for record in self.records}
        self.records += [FileRecord(path=path, root=path, digest="") for path in sorted(empty)]

    def _files(self, root: Root, closed: list[OSError]) -> Iterator[Found]:
        """The files under ``root``, those in archives among them."""
        self._check_sources(root)
        for file in root.files(closed.append, self._leave_out):
            if not unpack.is_archive(file):
                yield Found(root, file, shown(file))
                continue
            try:
                folder = unpack.unpacked(file, self.archives)
            except Unreadable as error:
                self._keep_packed(root, file, error)
                continue
            self.unpacked.add(folder)
            self._unpacked[shown(file)] = None

            def left(inner: Path, why: str, file: Path = file, folder: Path = folder) -> None:
                self._leave_out(file / inner.relative_to(folder), why)

            for inner in Root(folder).files(closed.append, left):
                yield Found(root, inner, f"{shown(file)}/{shown(inner.relative_to(folder))}")

    def _leave_out(self, file: Path, why: str) -> None:
        self.left_out.append(LeftOut(shown(file), why))

    def _keep_packed(self, root: Root, archive: Path, error: Unreadable) -> None:
        """An archive that cannot be unpacked: what was read from it stays in the index."""
        path = shown(archive)
        stays = "; what was read from it before stays in the index" if self._below(path) else ""
        self.unread.append(Unread(path, error.reason + stays, error.cure))
        record = FileRecord(path, shown(root.path), "", reason=error.reason, cure=error.cure)
        self._unpacked[path] = record

    def _below(self, path: str) -> list[FileRecord]:
        """What was read before from ``path``: the file itself, or an archive's files."""
        return [
            record
            for known, record in self.before.files.items()
            if record.document and (known == path or known.startswith(f"{path}/"))
        ]

    def _keep_replaced(self) -> None:
        """A document whose file became an archive of nothing readable, and the reverse."""
        read = {record.path for record, _ in self.readings}
        for path, record in self._unpacked.items():
            if any(one == path or one.startswith(f"{path}/") for one in read):
                continue
            kept = self._below(path)
            if record is not None and path not in {one.path for one in kept}:
                self.records.append(record)
            for earlier in kept:
                self._take(earlier, self._earlier(earlier))

    def _check_sources(self, root: Root) -> None:
        for file in sorted(root.path.rglob(sources.NAME)) if root.path.is_dir() else ():
            try:
                sources.read(file)
            except sources.BadSources as error:
                reason = f"{error}; the files were read without it"
                self.unread.append(Unread(shown(file), reason, "mend it and run sync again"))

    def _look(self, found: Found) -> tuple[FileRecord, Reading | Unreadable | None]:
        """What is known of a file without reading it; None where it is to be read."""
        record = FileRecord(path=found.path, root=shown(found.root.path), digest="")
        try:
            if shown(found.file) != str(found.file):
                raise Unreadable("its name is not in UTF-8", "give it another name")
            record = replace(record, digest=digest_of(found.file))
        except Unreadable as error:
            return record, error
        if self.anew:
            return record, None
        known = self.before.files.get(found.path)
        reading = self.cache.reading(key(record))
        if reading is None and known and known.digest == record.digest and not known.document:
            readable = known.reason.startswith(_TWIN)  # and its twin may be gone now
            if known.reason and not readable:
                return record, Unreadable(known.reason, known.cure)
        return record, reading

    def _read(
        self, wanted: Sequence[Found], left: Callable[[int], None]
    ) -> Iterator[tuple[Path, Reading | Unreadable]]:
        """Read files that are not known; what was read outlives an interrupt in the cache."""
        paths = {found.file: found.path for found in wanted}
        if isinstance(self.reader, Bulk):
            outcomes = self.reader.read(list(paths), list(paths.values()))
        else:
            outcomes = self.reader.read(list(paths))
        for done, (file, outcome) in enumerate(outcomes, 1):
            if isinstance(outcome, Reading):
                record = FileRecord(path=paths[file], root="", digest=outcome.document.digest)
                self.cache.keep_reading(key(record), outcome)
            yield file, outcome
            left(len(wanted) - done)

    def _settle(self, record: FileRecord, outcome: Reading | Unreadable) -> None:
        """Take a file into the new index. An unreadable one keeps its earlier version."""
        if isinstance(outcome, Reading):
            self._take(replace(record, digest=outcome.document.digest), outcome)
            return
        known = self.before.files.get(record.path)
        digest = "" if outcome.passing else record.digest  # "": to be read at the next sync
        record = replace(record, digest=digest, reason=outcome.reason, cure=outcome.cure)
        earlier = self._earlier(known)
        stays = "; its earlier version stays in the index" if earlier else ""
        self.unread.append(Unread(record.path, outcome.reason + stays, outcome.cure))
        if known is None or earlier is None:
            self.records.append(record)
            self._unpacked[record.path] = None
        else:
            self._take(replace(record, digest=known.digest), earlier)

    def _take(self, record: FileRecord, reading: Reading | None) -> None:
        """Take a reading under an id of its own, unless another file holds its text."""
        if reading is None:
            self.records.append(record)
            return
        reading, twin = settled(reading, self._owners, slug(Path(record.path).stem))
        if twin is None:
            warnings = "\n".join(reading.warnings)
            record = replace(record, document=reading.document.id, warnings=warnings)
            self._owners[reading.document.id, reading.document.edition] = reading
            self.readings.append((record, reading))
        else:
            other = next(kept.path for kept, found in self.readings if found is twin)
            reason = f"{_TWIN}, {other}"
            cure = "keep one of the two, or give this one an id of its own in a sidecar file"
            self.unread.append(Unread(record.path, reason, cure))
            record = replace(record, document="", reason=reason, cure=cure)
        self.records.append(record)

    def _earlier(self, known: FileRecord | None) -> Reading | None:
        """What was read from a file before, out of the cache or of the serving generation."""
        if known is None or not known.document:
            return None
        reading = self.cache.reading(key(known))
        if reading is not None or self.before.store is None:
            return reading
        return self.before.store.reading(known)

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
