"""The library's files: kept by their digests, laid out in folders for reading.

``files/`` holds each file once. A list is laid out as a folder of hard links with what people say
beside each file; ``current`` is a link to that of the publication that is to serve.
"""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from unicodedata import category, normalize

import yaml

from corpus.phrases import N_
from corpus.settings import Settings
from desk.holding import Entry, LibraryRefused
from desk.library_shared import NO_FILE, Shared, coming
from indexer.files import why_left_out
from reader.sidecar import sidecar_of
from retrieval.manifest import file_digest

CURRENT = "current"
_LONGEST = 120  # bytes of a name; file systems take 255, and a sidecar's is longer
_DEEPEST = 6
_OURS = re.compile(r"[0-9a-f]{32}")
BUSY = N_("Kho đang được cập nhật ở nơi khác. Hãy đợi ít phút rồi làm lại; không có gì thay đổi.")


class Busy(LibraryRefused):
    """Another program is at it."""


def tidy_path(name: str) -> str:
    """A file's place in a list, out of the name that a browser or an archive gives.

    Roots, "..", hidden names, control characters and what some systems forbid are gone; "" where
    nothing is left.
    """
    parts = []
    for part in normalize("NFC", name).replace("\\", "/").split("/"):
        kept = "".join(" " if category(char)[0] in "CZ" or char in ':*?"<>|' else char
                       for char in part)  # fmt: skip
        kept = " ".join(kept.split()).lstrip(".").strip()
        if kept:
            parts.append(_short(kept))
    return "/".join(parts[-_DEEPEST:])


def _short(name: str) -> str:
    if len(name.encode()) <= _LONGEST:
        return name
    ending = PurePosixPath(name).suffix[-12:]
    beginning = name.encode()[: _LONGEST - len(ending.encode())].decode(errors="ignore")
    return beginning.rstrip() + ending


class LibraryFiles:
    """Under ``place``, the library's folder in the data folder; ``shared`` with other machines."""

    def __init__(self, place: Path, shared: Shared | None = None) -> None:
        self.place, self.shared = place, shared

    @classmethod
    def of(cls, settings: Settings) -> "LibraryFiles":
        """Raises: StoreUnavailable"""
        shared = Shared.of(settings.index_store, settings.s3_endpoint)
        return cls(settings.data / "library", shared)

    @property
    def current(self) -> Path:
        return self.place / CURRENT

    def draft(self, name: str) -> Path:
        return self.place / "drafts" / name

    def file(self, digest: str) -> Path:
        """Where the bytes of that digest are kept.

        Raises:
            ValueError: it is no digest.
        """
        if not _OURS.fullmatch(digest):
            raise ValueError(digest)
        return self.place / "files" / digest[:2] / digest

    def have(self, digest: str) -> Path:
        """The file of that digest, fetched where only another machine has it.

        Raises:
            LibraryRefused: nobody has it, or the store cannot be used.
        """
        file = self.file(digest)
        if not file.is_file():
            if self.shared is None:
                raise LibraryRefused(f"{digest} is missing in {self.place}", NO_FILE)
            self.shared.get(digest, file)
        return file

    def keep(self, source: Path) -> str:
        """Keep the bytes of a file, here and for the other machines; their digest.

        Raises:
            LibraryRefused: the store cannot be used.
        """
        digest = file_digest(source)
        target = self.file(digest)
        if not target.exists():
            with (
                coming(target) as new,
                new.open("wb") as out,
                source.open("rb") as stream,
            ):
                shutil.copyfileobj(stream, out)
                out.flush()
                os.fsync(out.fileno())
        if self.shared is not None:
            self.shared.put(digest, target)
        return digest

    def share(self) -> int:
        """Let the other machines have all files that are here; how many they had not."""
        if self.shared is None:
            return 0
        files = (self.place / "files").glob("*/*")
        ours = [file for file in sorted(files) if _OURS.fullmatch(file.name)]
        return sum(self.shared.put(file.name, file) for file in ours)

    def lay(self, entries: Iterable[Entry], folder: Path) -> Path:
        """Make ``folder`` hold these files and nothing else; a crash leaves the old one."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        for left_over in [*folder.parent.glob(".new-*"), *folder.parent.glob(".old-*")]:
            shutil.rmtree(left_over, ignore_errors=True)
        new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
        new.chmod(0o755)
        for entry in entries:
            target = new / entry.path
            target.parent.mkdir(parents=True, exist_ok=True)
            source = self.have(entry.digest)
            try:
                os.link(source, target)
            except OSError:  # another disk, or a file system without links
                shutil.copy2(source, target)
            if entry.said or why_left_out(target.name):  # whoever sent it by itself wants it
                said = yaml.safe_dump(dict(entry.said), allow_unicode=True)
                sidecar_of(target).write_text(said, encoding="utf-8")
        old = folder.with_name(f".old-{new.name[5:]}")
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
        return folder

    def lay_publication(self, number: int, entries: Iterable[Entry]) -> Path:
        return self.lay(entries, self.place / "published" / f"{number:06d}")

    def serve(self, folder: Path) -> Path | None:
        """Let ``current`` lead to ``folder``, at once; where it led before."""
        before = self.served()
        new = self.place / f".{CURRENT}-{os.getpid()}"
        new.unlink(missing_ok=True)
        new.symlink_to(os.path.relpath(folder, self.place))
        new.replace(self.current)
        return before

    def served(self) -> Path | None:
        return self.current.resolve() if self.current.is_symlink() else None

    def prune(self, keep: Iterable[int]) -> None:
        """Remove the folders of publications other than these; their files stay."""
        names = {f"{number:06d}" for number in keep}
        for folder in (self.place / "published").glob("*"):
            if folder.name not in names:
                shutil.rmtree(folder, ignore_errors=True)

    def drop_draft(self, name: str) -> None:
        """A draft has ended. What a store refuses to let go of now, ``library_sweep`` finds."""
        shutil.rmtree(self.draft(name), ignore_errors=True)
        if self.shared is not None:
            with suppress(LibraryRefused):
                self.shared.forget(name)


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """One program at a time; a killed one's hold ends with it.

    Raises:
        Busy: somebody else is at it.
    """
    place.mkdir(parents=True, exist_ok=True)
    with (place / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("another program is at it", BUSY) from None
        yield
