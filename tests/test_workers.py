"""Reading in processes of their own: a file that crashes or hangs one loses only itself."""

import subprocess
import sys
import time
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


def speaks(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``script`` stand for the worker."""
    program = folder / "worker"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))


@pytest.mark.parametrize(
    "said", ["rác", "123", "null", "{}", '{"unreadable": 1}', '{"reading": 1}']
)
def test_a_worker_that_speaks_nonsense_loses_its_file_alone(
    tmp_path: Path, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaks(tmp_path, f"read line; echo '{said}'; sleep 60", monkeypatch)
    with Workers(1) as workers:
        ((_, error),) = workers.read([guide(tmp_path / "a.md", "Việc")])
    assert isinstance(error, Unreadable)
    assert "broke down" in error.reason


def test_what_a_slow_worker_started_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaks(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait", monkeypatch)
    with Workers(1, Limits(seconds=1)) as workers:
        list(workers.read([guide(tmp_path / "a.md", "Việc")]))
    child = Path("/proc", (tmp_path / "child").read_text().strip(), "stat")
    until = time.monotonic() + 5
    while time.monotonic() < until and child.exists() and child.read_text().split()[2] != "Z":
        time.sleep(0.05)
    assert not child.exists() or child.read_text().split()[2] == "Z"


def test_a_tighter_limit_on_memory_stays(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2_500_000_000,) * 2)\n"
        "from pathlib import Path\n"
        "from reader.workers import Workers\n"
        "with Workers(1) as workers: print(next(workers.read([Path(sys.argv[1])]))[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(guide(tmp_path / "a.md", "Việc"))],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert done.stdout.startswith("Reading(")
