"""The library between machines: its files, and the indexes of drafts, in the store that carries
the generations (``MOTCHAM_INDEX_STORE``), below ``library/``.

Who takes an upload puts its files there before the draft's row says that they are in it; who reads
a draft puts the index there and writes its name into that row. Every other machine fetches what it
needs when it needs it, and holds it against its digest.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.phrases import N_
from desk.holding import LibraryRefused
from indexer.generations import IndexBusy
from indexer.shared import Damaged, clear, fetch, hand_out, identity, identity_in, name_of
from indexer.shared_store import Store, StoreUnavailable, Taken, store_of
from retrieval.manifest import IndexUnavailable, current, file_digest

NO_STORE = N_(
    "Chưa dùng được nơi lưu chung của các máy chủ ({why}). Hãy thử lại sau ít phút; nếu vẫn lỗi, "
    "báo người phụ trách máy chủ. Kho đang phục vụ vẫn nguyên."
)
NO_FILE = N_("Không tìm thấy tệp gốc ở máy chủ nào; hãy gửi lại tệp.")


@contextmanager
def coming(file: Path) -> Iterator[Path]:
    """A file to be written beside ``file``, which it replaces whole; or it goes, when that fails:
    a full disk must not stay full."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
    os.close(handle)
    new = Path(name)
    try:
        yield new
        new.chmod(0o644)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)


class Shared:
    """Every method raises ``LibraryRefused`` where the store cannot be used."""

    def __init__(self, store: Store) -> None:
        self._whole, self._store = store, store.below("library")

    @classmethod
    def of(cls, place: str, endpoint: str = "") -> "Shared | None":
        """None where machines share nothing.

        Raises:
            StoreUnavailable: the setting names none that can be.
        """
        store = store_of(place, endpoint)
        return cls(store) if store else None

    def put(self, digest: str, file: Path) -> bool:
        """Let the others have a file; False where they do."""
        name = _name(digest)
        try:
            if name in self._store.names(name):
                return False
            self._store.put(name, file)
        except StoreUnavailable as error:
            raise _trouble(error) from error
        return True

    def get(self, digest: str, file: Path) -> None:
        """Bring a file here.

        Raises:
            LibraryRefused: it is not there, or not what it was.
        """
        try:
            with coming(file) as new:
                self._store.get(_name(digest), new)
                if file_digest(new) != digest:
                    raise LibraryRefused(f"{digest} in the store is not what it was", NO_FILE)
        except FileNotFoundError:
            raise LibraryRefused(f"{digest} is nowhere", NO_FILE) from None
        except StoreUnavailable as error:
            raise _trouble(error) from error

    def hand_out(self, index: Path, draft: str) -> str:
        """Let the others have the index of a draft; its name."""
        try:
            hand_out(index, self._of(draft), take_over=True, kept=1)
            return name_of(current(index))
        except (StoreUnavailable, Taken, IndexBusy) as error:
            raise _trouble(error) from error

    def fetch(self, index: Path, draft: str, name: str) -> bool:
        """Bring the index of a draft here, if it is not; False where nobody has it any more."""
        if identity(index) == identity_in(name):
            return True
        try:
            fetch(index, self._of(draft), name)
        except (Damaged, IndexUnavailable):
            return False
        except IndexBusy:
            return identity(index) == identity_in(name)
        except StoreUnavailable as error:
            raise _trouble(error) from error
        return True

    def forget(self, draft: str) -> None:
        """Take a draft's index away. What cannot be removed now takes up room, and nothing else."""
        try:
            clear(self._of(draft))
        except StoreUnavailable as error:
            raise _trouble(error) from error

    def drafts(self) -> set[str]:
        """Those of which something lies in the store."""
        try:
            return {name.partition("/")[0] for name in self._store.below("drafts").names()}
        except StoreUnavailable as error:
            raise _trouble(error) from error

    def serves(self) -> str:
        """The generation that the machines are to serve; "" for none yet."""
        try:
            return self._whole.current()
        except StoreUnavailable as error:
            raise _trouble(error) from error

    def _of(self, draft: str) -> Store:
        return self._store.below(f"drafts/{draft}")


def _name(digest: str) -> str:
    return f"files/{digest[:2]}/{digest}"


def _trouble(error: Exception) -> LibraryRefused:
    return LibraryRefused(str(error), NO_STORE, why=str(error))
