"""What texts do to one another over several syncs."""

from datetime import date
from pathlib import Path

from corpus.document import Document
from corpus.store import TextStore
from indexer.sync import CACHE, sync
from retrieval.manifest import current
from tests.test_timeline import BASE, ENDING


def held(index: Path, number: str) -> Document:
    documents = TextStore(current(index) / "text.db").documents()
    return next(document for document in documents if document.number == number)


def test_a_text_ends_while_the_one_that_ends_it_is_here(tmp_path: Path) -> None:
    index, docs = tmp_path / "index", tmp_path / "docs"
    docs.mkdir()
    (docs / "base.txt").write_text(BASE, encoding="utf-8")
    sync(index, [docs], None)
    assert held(index, "5/2029/NĐ-CP").validity.effective_to is None
    (docs / "ending.txt").write_text(ENDING, encoding="utf-8")
    sync(index, [docs], None)
    assert held(index, "5/2029/NĐ-CP").validity.effective_to == date(2031, 6, 1)
    (docs / "ending.txt").unlink()
    sync(index, [docs], None)
    assert held(index, "5/2029/NĐ-CP").validity.effective_to is None


def test_an_earlier_version_from_the_index_keeps_no_ends_of_texts_that_are_gone(
    tmp_path: Path,
) -> None:
    index, docs = tmp_path / "index", tmp_path / "docs"
    docs.mkdir()
    (docs / "base.txt").write_text(BASE, encoding="utf-8")
    (docs / "ending.txt").write_text(ENDING, encoding="utf-8")
    sync(index, [docs], None)
    for file in index.glob(f"{CACHE}*"):
        file.unlink()
    (docs / "base.txt").write_bytes(b"")
    (docs / "ending.txt").unlink()
    sync(index, [docs], None)
    assert held(index, "5/2029/NĐ-CP").validity.effective_to is None
