"""The library: adds files to a draft, reads it into an index of its own, asks it.

A draft's index holds all that is served beside the draft's own list, so its answers are those
that publishing would give. It shares the cache of the index that serves: what is in both is
neither read nor embedded again.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from corpus.phrases import N_
from corpus.settings import Settings
from desk import library_rows, librarybook
from desk.desk import Desk
from desk.holding import Draft, LibraryRefused
from desk.library_files import BUSY, Busy, LibraryFiles, alone
from desk.library_golden import OURS, STARTER
from desk.library_progress import Progress, Tell
from desk.library_second import Second
from desk.library_shared import Shared
from desk.library_sweep import sweep
from indexer.files import absolute
from indexer.generations import PUBLISHES, IndexBusy, generations
from indexer.report import Report
from indexer.shared import identity, identity_in
from indexer.sync import followed, sync
from reader.workers import Limits, Workers
from retrieval.answer import Answer
from retrieval.manifest import IndexUnavailable, current, file_digest
from retrieval.question import Question
from retrieval.service import Service
from retrieval.vector_tables import VectorsRefused, VectorTables

NOT_WRITTEN = N_("Không ghi được kho mới ({why}). Kho đang phục vụ vẫn nguyên như cũ.")
NOT_HERE = N_(
    "Máy chủ này không phải máy lập chỉ mục nên không công bố được; kho đang phục vụ vẫn nguyên. "
    "Người phụ trách máy chủ: chỉ chạy python -m desk worker trên máy lập chỉ mục."
)
NOT_READ = N_(
    "Bản nháp này chưa được đọc, hoặc để lâu không ai làm nên những gì đã đọc được dọn đi. "
    "Hãy bấm Đọc lại các văn bản."
)
NO_MODEL = N_("Chưa nạp được mô hình tìm theo nghĩa, nên chưa thể đọc vào kho ({why}).")
OPEN_DRAFTS = 3  # whose indexes are kept open to be asked


def silent(_done: int, _total: int, _note: str) -> None: ...


@dataclass
class Library:
    """``corpus`` are the folders that are followed beside the library. Threads may share it."""

    desk: Desk
    service: Service
    files: LibraryFiles
    corpus: tuple[Path, ...] = ()
    readers: int = 2
    limits: Limits = field(default_factory=Limits)
    golden: tuple[Path, ...] = ()  # files of questions whose answers are looked at
    vectors: VectorTables | None = None  # where what serves keeps its vectors in PostgreSQL
    second: Second = "off"  # which lists two people look at before they are served
    _asked: dict[str, Service] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _bringing: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, desk: Desk, service: Service, settings: Settings) -> "Library":
        """
        Raises:
            StoreUnavailable: the setting names no store that can be.
        """
        return cls(
            desk,
            service,
            LibraryFiles.of(settings),
            settings.corpus_paths,
            settings.read_workers,
            Limits(settings.read_seconds, settings.read_memory),
            (STARTER, settings.data / OURS),
            VectorTables(settings.database) if settings.vectors == "pgvector" else None,
            settings.library_second,
        )

    @property
    def index(self) -> Path:
        return self.service.index

    def draft(self, name: str) -> Draft:
        """Raises: LibraryRefused"""
        with self.desk.database.reading() as connection:
            return librarybook.draft(connection, name)

    def index_of(self, name: str) -> Path:
        return self.files.draft(name) / "index"

    def read_draft(self, name: str, tell: Tell = silent) -> Report:
        """Read a draft's files and what is served beside them into the draft's own index.

        Raises:
            LibraryRefused, and what ``tell`` raises.
        """
        with alone(self.files.draft(name)):
            draft = self.draft(name)
            with self.desk.begin() as work:
                library_rows.worked_on(work, name)  # nobody takes its index away from now on
            folder = self.files.lay(draft.entries, self.files.draft(name) / "files")
            index = self.index_of(name)
            paths = [path for path in self._beside() if path.exists()] + [folder]
            known = {absolute(path) for path in paths}
            forget = [Path(path) for path in followed(index) if Path(path) not in known]
            report = self.sync(index, paths, forget, tell)
            if self.files.shared is not None:
                tell(0, 0, "share")
                generation = self.files.shared.hand_out(index, name)
                with self.desk.begin() as work:
                    library_rows.was_read(work, draft, generation)
                self.sweep()
            return report

    def read_index(self, draft: Draft) -> Path | None:
        """The generation that a draft was last read into, brought here where another machine read
        it; None where none did, or it is gone.

        Raises:
            LibraryRefused: the store cannot be used.
        """
        index, shared = self.index_of(draft.name), self.files.shared
        if shared is not None:
            with self._bringing, suppress(Busy):
                if not draft.reading or not self._brought(index, draft, shared):
                    return None
        try:
            return current(index)
        except IndexUnavailable:
            return None

    def _brought(self, index: Path, draft: Draft, shared: Shared) -> bool:
        """
        Raises:
            LibraryRefused
            Busy: it is being read on this machine, which is then ahead.
        """
        if identity(index) == identity_in(draft.reading):
            return True
        with alone(self.files.draft(draft.name)):
            reading = self.draft(draft.name).reading
            found = bool(reading) and shared.fetch(index, draft.name, reading)
        self.sweep()
        return found

    def sweep(self) -> None:
        """Let go of what drafts have left on this machine."""
        sweep(self.desk, self.files)
        with self._lock:
            for name in [name for name in self._asked if not self.index_of(name).exists()]:
                del self._asked[name]

    def must_index(self) -> None:
        """
        Raises:
            LibraryRefused: another machine makes the index that all of them serve.
        """
        shared = self.files.shared
        if shared is not None and not (self.index / PUBLISHES).exists() and shared.serves():
            raise LibraryRefused("another machine indexes: let its worker publish", NOT_HERE)

    def sync(self, index: Path, paths: list[Path], forget: list[Path], tell: Tell) -> Report:
        """
        Raises:
            LibraryRefused, and what ``tell`` raises.
        """
        if self.service.wants_vectors and self.service.embedder is None:
            why = "; ".join(self.service.readiness().problems)
            raise LibraryRefused(f"the model is not there: {why}", NO_MODEL, why=why)
        told = Progress(tell)
        recognised = self.index / "recognised"
        serves = index == self.index
        tables = self.vectors if serves else None
        try:
            with Workers(
                self.readers, self.limits, recognised=recognised, on_page=told.page
            ) as reader:
                report = sync(
                    index,
                    paths,
                    self.service.embedder,
                    forget=forget,
                    reader=reader,
                    progress=told,
                    cache_of=None if serves else self.index,
                    ready=tables.fill if tables else lambda _: None,
                )
            if tables:
                tables.keep_only(generations(index))
            return report
        except IndexBusy as error:
            raise LibraryRefused(str(error), BUSY) from error
        except (OSError, sqlite3.Error, VectorsRefused) as error:
            message = f"the new index could not be written: {error}"
            raise LibraryRefused(message, NOT_WRITTEN, why=str(error)) from error

    def _beside(self) -> list[Path]:
        """What is followed beside the library."""
        own = absolute(self.files.current)
        known = [Path(path) for path in followed(self.index)]
        found = {absolute(path) for path in (*known, *self.corpus)} - {own}
        return sorted(found)

    def same_beside(self, file: Path) -> str:
        """The name of a file with the same bytes in the folders that are followed beside the
        library; "" where there is none, or they are on another machine. Costs a look at the size
        of each.
        """
        store, own = self.service.text_store(), f"{absolute(self.files.current)}/"
        size, digest = file.stat().st_size, ""
        for record in store.files() if store else ():
            if record.path.startswith(own):
                continue
            with suppress(OSError):
                other = Path(record.path)
                if other.stat().st_size == size:
                    digest = digest or file_digest(file)
                    if file_digest(other) == digest:
                        return other.name
        return ""

    def roots(self) -> list[Path]:
        """The folders to be followed by the index that serves; the library is the last."""
        return [*(path for path in self._beside() if path.exists()), absolute(self.files.current)]

    def asked(self, name: str) -> Service:
        """The assistant over a draft's index.

        Raises:
            LibraryRefused: as ``read_index``; or it has none.
        """
        read = self.read_index(self.draft(name))
        with self._lock:
            if read is None:
                self._asked.pop(name, None)
                raise not_read(name)
            if name not in self._asked:
                while len(self._asked) >= OPEN_DRAFTS:
                    del self._asked[next(iter(self._asked))]
                self._asked[name] = Service(self.index_of(name), self.service.embedder)
            return self._asked[name]

    def answer(self, name: str, question: Question) -> Answer:
        """What it would answer.

        Raises:
            LibraryRefused: as ``asked``.
        """
        with while_it_is_there(name):
            return self.asked(name).answer(question)

    def forget(self, name: str) -> None:
        """A draft is no more: let go of its folder."""
        with self._lock:
            self._asked.pop(name, None)
        self.files.drop_draft(name)


def not_read(name: str) -> LibraryRefused:
    return LibraryRefused(f"the draft {name} has no index", NOT_READ)


@contextmanager
def while_it_is_there(name: str) -> Iterator[None]:
    """Looking into a draft's index, which ends with the draft.

    Raises:
        LibraryRefused: somebody has taken it away meanwhile.
    """
    try:
        yield
    except (OSError, sqlite3.Error, IndexUnavailable) as error:
        raise not_read(name) from error
