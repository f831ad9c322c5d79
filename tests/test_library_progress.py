"""How far the reading of a list is, as people are told."""

from pathlib import Path

from desk.library_progress import Progress


def test_what_was_read_before_is_no_progress() -> None:
    told: list[tuple[int, int, str]] = []
    progress = Progress(lambda *one: told.append(one))
    progress("read", 59, 61)
    progress.page(Path("/x/nghi định 9.pdf"), 3, 14)
    progress("read", 60, 61)
    progress("read", 61, 61)
    progress("embed", 0, 40)
    progress("embed", 32, 40)
    progress("embed", 40, 40)
    assert told == [
        (0, 2, "read"),
        (0, 2, "page 3/14 nghi định 9.pdf"),
        (1, 2, "read"),
        (2, 2, "read"),
        (0, 40, "embed"),
        (32, 40, "embed"),
        (0, 0, "write"),
    ]
