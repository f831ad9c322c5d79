"""Files that come into a draft: what is taken, and why something is not."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter

from corpus.phrases import N_
from desk import library_rows, librarybook
from desk.audit import Who
from desk.holding import Draft, Entry, LibraryRefused
from desk.library import Library
from desk.library_files import tidy_path
from desk.work import Work
from indexer import files, unpack
from indexer.files import why_left_out
from reader import sources
from reader.recognise import Unreadable

LARGEST = 30_000_000  # bytes of one file
MOST_SENT = 60_000_000  # bytes of one upload
MOST_UNPACKED = 200_000_000  # bytes of all that the archives of one upload hold
MOST_FILES = 500

EMPTY = N_("tệp rỗng")
TOO_LARGE = N_("tệp lớn hơn 30 MB; hãy chia nhỏ hoặc giảm dung lượng ảnh quét")
NO_NAME = N_("tệp không có tên dùng được")
SAME = N_("nội dung giống hệt tệp đã có: {path}")
SERVED = N_("nội dung giống hệt văn bản đang phục vụ từ thư mục của máy chủ: {path}")
IN_THE_WAY = N_("tên trùng với một thư mục trong bản nháp; hãy đổi tên")
NO_DOCUMENT = N_("không phải văn bản; thông tin về văn bản xin nhập trên trang của văn bản")
LITTER = N_("tệp do máy tính tự tạo, không phải văn bản")
NOTE = N_(
    "ghi chú của thư mục, không phải văn bản; nếu cần đưa vào kho, hãy chọn riêng tệp này rồi gửi"
)
BAD_ARCHIVE = N_("tệp nén bị hỏng, có mật khẩu hoặc quá lớn khi giải nén; hãy giải nén rồi gửi")
EMPTY_ARCHIVE = N_("tệp nén không có văn bản nào")
FULL = N_("không ghi được vào kho ({why})")


@dataclass(frozen=True, slots=True)
class Refusal:
    """``reason`` is a phrase, ``values`` fill its places."""

    name: str
    reason: str
    values: dict[str, str] = field(default_factory=dict)

    @property
    def harmless(self) -> bool:
        """Nobody meant to send it."""
        return self.reason in (NOTE, LITTER)


@dataclass
class Taken:
    """``replaced`` stood in the draft before with other bytes; ``at`` is when they were sent."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    at: datetime | None = None


_TAKEN = TypeAdapter(Taken)


def last_taken(library: Library, name: str) -> Taken | None:
    """What became of the files that were sent last, until something else is done."""
    with library.desk.database.reading() as connection:
        told = library_rows.taken(connection, name)
    return None if told is None else _TAKEN.validate_python(told)


def keep_taken(work: Work, name: str, taken: Taken | None) -> None:
    """Let the draft's page tell it; None: no more."""
    if taken is not None:
        taken = replace(taken, at=work.now)
    told = None if taken is None else _TAKEN.dump_python(taken, mode="json")
    library_rows.keep_taken(work, name, told)


def add(
    library: Library,
    name: str,
    given: Iterable[tuple[str, Path]],
    who: Who,
    most: int = MOST_UNPACKED,
    then: Callable[[Work], None] = lambda _: None,
) -> Taken:
    """Take files, by the names that were given, into a draft; archives are unpacked, to ``most``
    bytes all together.

    What is refused does not keep the others out. Where something is taken, ``then`` is done in
    the same transaction.

    Raises:
        LibraryRefused: there is no such draft.
    """
    draft, taken = library.draft(name), Taken()
    entries: list[Entry] = []
    with tempfile.TemporaryDirectory() as room:
        for told, file in _opened(given, Path(room), taken, most):
            try:
                entry = _entry(library, draft, entries, told, file, taken)
            except OSError as error:
                taken.refused.append(Refusal(told, FULL, {"why": error.strerror or "?"}))
                continue
            except LibraryRefused as refused:  # the place that machines share is away
                why = {name: str(value) for name, value in refused.values.items()}
                taken.refused.append(Refusal(told, refused.said, why))
                continue
            if entry is not None:
                entries.append(entry)
    before = {item.entry.path for item in draft.items}
    if entries:
        with library.desk.begin(who) as work:
            for entry in entries:
                librarybook.put(work, name, entry)
            work.audit("library_added", f"draft:{name}", files=len(entries))
            then(work)
    taken.added = [entry.path for entry in entries if entry.path not in before]
    taken.replaced = [entry.path for entry in entries if entry.path in before]
    return taken


def _opened(
    given: Iterable[tuple[str, Path]], room: Path, taken: Taken, most: int
) -> Iterator[tuple[str, Path]]:
    files = MOST_FILES
    for told, file in given:
        if not unpack.is_archive(file):
            yield told, file
            continue
        try:
            folder = unpack.unpacked(file, room, most_bytes=most, most_files=files)
        except Unreadable:
            taken.refused.append(Refusal(told, BAD_ARCHIVE))
            continue
        below = PurePosixPath(told.replace("\\", "/")).stem
        inner = [one for one in sorted(folder.rglob("*")) if one.is_file()]
        inner = [one for one in inner if one.name != sources.ARCHIVE]  # ours
        most -= sum(one.stat().st_size for one in inner)
        files -= len(inner)
        inner = [one for one in inner if not one.name.startswith(".")]
        if not inner:
            taken.refused.append(Refusal(told, EMPTY_ARCHIVE))
        for one in inner:
            yield f"{below}/{one.relative_to(folder).as_posix()}", one


def _entry(
    library: Library, draft: Draft, entries: list[Entry], told: str, file: Path, taken: Taken
) -> Entry | None:
    path, size = tidy_path(told), file.stat().st_size
    known = {entry.path: entry for entry in (*draft.entries, *entries)}
    if why := _no_document(told) or _not_wanted(path, size, known):
        taken.refused.append(Refusal(path or told[:120], why))
        return None
    if served := library.same_beside(file):
        taken.refused.append(Refusal(path, SERVED, {"path": served}))
        return None
    digest = library.files.keep(file)
    for other, entry in known.items():
        if entry.digest == digest:
            taken.refused.append(Refusal(path, SAME, {"path": other}))
            return None
    return Entry(path, digest, size)


def _no_document(told: str) -> str:
    """A note of a folder is left out where the folder was sent; chosen by itself it is wanted."""
    place = PurePosixPath(told.replace("\\", "/"))
    why = why_left_out(place.name)
    if why == files.NOTE:
        return NOTE if len(place.parts) > 1 else ""
    return LITTER if why else ""


def _not_wanted(path: str, size: int, known: Iterable[str]) -> str:
    if not path:
        return NO_NAME
    if path.casefold().endswith(".yaml"):
        return NO_DOCUMENT
    if size == 0:
        return EMPTY
    if size > LARGEST:
        return TOO_LARGE
    blocked = any(one.startswith(f"{path}/") or path.startswith(f"{one}/") for one in known)
    return IN_THE_WAY if blocked else ""
