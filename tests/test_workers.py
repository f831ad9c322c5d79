"""Reading in processes of their own: a file that crashes or hangs one loses only itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.reading import Reading
from reader.read import Unreadable
from reader.workers import Here, Limits, Workers

GUIDE = "# Hướng dẫn\n\n## Hồ sơ\n\nĐơn theo Mẫu 1.\n"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2) as found:
        yield found


def guide(path: Path, title: str) -> Path:
    path.write_text(GUIDE.replace("Hướng dẫn", title), encoding="utf-8")
    return path


def test_workers_read_what_is_read_here(workers: Workers, tmp_path: Path) -> None:
    files = [guide(tmp_path / f"{n}.md", f"Việc thứ {n}") for n in range(6)]
    assert dict(workers.read(files)) == dict(Here().read(files))


def test_why_a_file_cannot_be_read_comes_over(workers: Workers, tmp_path: Path) -> None:
    empty = tmp_path / "trống.md"
    empty.touch()
    ((_, error),) = workers.read([empty])
    assert isinstance(error, Unreadable)
    assert error.reason == "the file is empty"


def test_pages_are_told_while_they_are_read(tmp_path: Path) -> None:
    told: list[tuple[Path, int, int]] = []
    file = Path(__file__).parent.parent / "corpus" / "starter" / "tan-so-dao-tao-hang-hai.pdf"
    with Workers(1, on_page=lambda *page: told.append(page)) as workers:
        ((_, reading),) = workers.read([file])
    assert isinstance(reading, Reading)
    assert told[-1] == (file, len(reading.pages), len(reading.pages))


def test_a_worker_that_makes_no_progress_is_ended_and_the_next_file_is_read(
    tmp_path: Path,
) -> None:
    # A process takes longer than this to start: every file comes too late.
    with Workers(1, Limits(seconds=0.01)) as workers:
        ((_, error),) = workers.read([guide(tmp_path / "a.md", "Việc")])
    assert isinstance(error, Unreadable)
    assert "no progress for 0.01 seconds" in error.reason


def test_a_reader_that_needs_more_memory_than_it_may_have_says_so(tmp_path: Path) -> None:
    large = tmp_path / "lớn.txt"
    large.write_text("Thời hạn giải quyết hồ sơ. " * 1_500_000, encoding="utf-8")
    small = guide(tmp_path / "nhỏ.md", "Việc")
    with Workers(1, Limits(memory=400)) as workers:
        read = dict(workers.read([large, small]))
    assert isinstance(read[large], Unreadable)
    assert isinstance(read[small], Reading)
