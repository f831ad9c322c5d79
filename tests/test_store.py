"""The text of a generation: what goes in comes out."""

import sqlite3
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.chunking import chunks
from corpus.document import Document, Kind, Section
from corpus.reading import Reading
from corpus.store import FileRecord, TextStore
from corpus.text_writer import TextWriter
from corpus.validity import Validity

DECREE = Document(
    id="nd-1-2025",
    kind=Kind.DECREE,
    title="Về đo lường",
    number="1/2025/NĐ-CP",
    issued=date(2025, 1, 2),
    validity=Validity(date(2025, 3, 1), amended_by=("2/2026/NĐ-CP",)),
)
SECTIONS = (
    Section(("Điều 1",), "Phạm vi", "Nghị định này quy định về đo lường.", 1),
    Section(("Điều 2",), "Hồ sơ", "Hồ sơ gồm:", 1),
    Section(("Điều 2", "điểm a"), "", "a) Đơn;", 2),
    Section(("Điều 3",), "Thời hạn", "07 ngày làm việc.", 2),
)


def stored(file: Path, *documents: tuple[Document, tuple[Section, ...]]) -> TextStore:
    with TextWriter(file) as writer:
        for document, sections in documents:
            writer.add(Reading(document, sections), chunks(document, sections))
        writer.add_file(FileRecord("/a.docx", "/", "d1", document="nd-1-2025"))
    return TextStore(file)


def test_chunks_come_out_as_they_went_in(tmp_path: Path) -> None:
    store = stored(tmp_path / "text.db", (DECREE, SECTIONS))
    assert list(store.chunks()) == chunks(DECREE, SECTIONS)


def test_a_chunk_is_found_by_its_id(tmp_path: Path) -> None:
    store = stored(tmp_path / "text.db", (DECREE, SECTIONS))
    for chunk in chunks(DECREE, SECTIONS):
        assert store.chunk(chunk.id) == chunk
    assert store.chunk(1) is None
    with pytest.raises(IndexError):
        store.chunk_at(99)


def test_what_chunks_say_comes_in_the_order_asked_for(tmp_path: Path) -> None:
    store = stored(tmp_path / "text.db", (DECREE, SECTIONS))
    made = chunks(DECREE, SECTIONS)
    wanted = [f"{chunk.heading} {chunk.lead_in} {chunk.text}" for chunk in made]
    assert store.said([2, 0]) == [wanted[2], wanted[0]]


def test_a_provision_comes_with_its_sections_and_neighbours(tmp_path: Path) -> None:
    store = stored(tmp_path / "text.db", (DECREE, SECTIONS))
    first, second, third = chunks(DECREE, SECTIONS)
    provision = store.provision(second.id)
    assert provision is not None
    assert provision.sections == SECTIONS[1:3]
    assert provision.before is not None
    assert provision.before.url.endswith(str(first.id))
    assert provision.after is not None
    assert provision.after.url.endswith(str(third.id))


def test_the_neighbours_of_a_provision_are_of_its_own_document(tmp_path: Path) -> None:
    other = replace(DECREE, id="nd-2", number="2/2025/NĐ-CP")
    store = stored(tmp_path / "text.db", (DECREE, SECTIONS), (other, SECTIONS))
    last = store.provision(chunks(DECREE, SECTIONS)[-1].id)
    first = store.provision(chunks(other, SECTIONS)[0].id)
    assert last is not None
    assert first is not None
    assert (last.after, first.before) == (None, None)


def test_editions_come_newest_first(tmp_path: Path) -> None:
    older = replace(DECREE, validity=Validity(date(2020, 1, 1)))
    store = stored(tmp_path / "text.db", (older, SECTIONS[:1]), (DECREE, SECTIONS))
    assert store.editions("nd-1-2025") == [(DECREE, SECTIONS), (older, SECTIONS[:1])]
    assert store.editions("unknown") == []


def test_sections_without_words_are_kept(tmp_path: Path) -> None:
    sections = (Section(("Chương I",), "Quy định chung"), *SECTIONS)
    store = stored(tmp_path / "text.db", (DECREE, sections))
    assert store.editions("nd-1-2025")[0][1] == sections


def test_two_provisions_of_one_path_keep_their_headings_apart(tmp_path: Path) -> None:
    attached = Section(("Điều 1",), "Phạm vi của quy chế", "Quy chế này quy định việc khác.", 3)
    sections = (*SECTIONS, attached)
    store = stored(tmp_path / "text.db", (DECREE, sections))
    first, *_, last = chunks(DECREE, sections)
    assert store.chunk(last.id) == last
    provision = store.provision(last.id)
    assert provision is not None
    assert provision.sections == (attached,)
    contents = store.chunk_ids_of_provisions(DECREE.id, DECREE.edition)
    assert contents["Điều 1",] == first.id
    assert list(contents) == [("Điều 1",), ("Điều 2",), ("Điều 3",)]


def test_files_are_remembered(tmp_path: Path) -> None:
    store = stored(tmp_path / "text.db", (DECREE, SECTIONS))
    assert store.files() == [FileRecord("/a.docx", "/", "d1", document="nd-1-2025")]


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "100% mới? #1 & khác"
    folder.mkdir()
    assert stored(folder / "text.db", (DECREE, SECTIONS)).counts()["documents"] == 1


def test_a_store_that_could_not_be_filled_is_not_written_out(tmp_path: Path) -> None:
    twice = chunks(DECREE, SECTIONS)[:1] * 2
    with pytest.raises(sqlite3.IntegrityError), TextWriter(tmp_path / "text.db") as writer:
        writer.add(Reading(DECREE, SECTIONS), twice)


def test_threads_read_at_once(tmp_path: Path) -> None:
    store = stored(tmp_path / "text.db", (DECREE, SECTIONS))
    wanted = chunks(DECREE, SECTIONS)
    seen: list[bool] = []

    def read() -> None:
        seen.extend(list(store.chunks()) == wanted for _ in range(20))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 160


paths = st.lists(st.sampled_from(["Chương I", "Điều 1", "khoản 1", "điểm đ"]), max_size=3)
sections = st.builds(
    Section,
    path=paths.map(tuple),
    heading=st.text(max_size=20),
    text=st.text(max_size=80),
    page=st.none() | st.integers(1, 9),
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(st.lists(sections, max_size=6).map(tuple))
def test_any_text_comes_out_byte_for_byte(tmp_path: Path, written: tuple[Section, ...]) -> None:
    file = tmp_path / "text.db"
    file.unlink(missing_ok=True)
    store = stored(file, (DECREE, written))
    assert list(store.chunks()) == chunks(DECREE, written)
    assert store.editions(DECREE.id) == [(DECREE, written)]
