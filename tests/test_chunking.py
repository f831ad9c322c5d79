"""Chunks: whole provisions where they fit, cut between sections where not."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.chunking import MAX_WORDS, WINDOW_WORDS, chunks, windows
from corpus.document import BANNER, Document, Kind, Section

DECREE = Document(id="nd", kind=Kind.DECREE, title="Về đo lường", number="1/2025/NĐ-CP")


def words(count: int, word: str = "chữ") -> str:
    return " ".join([word] * count)


def article(*clauses: int) -> list[Section]:
    sections = [Section(("Điều 5",), "Thời hạn", "Thời hạn được quy định như sau:")]
    sections += [
        Section(("Điều 5", f"khoản {n}"), "", f"{n}. {words(size)}")
        for n, size in enumerate(clauses, 1)
    ]
    return sections


def test_a_short_article_is_one_chunk() -> None:
    (chunk,) = chunks(DECREE, article(20, 30))
    assert chunk.path == ("Điều 5",)
    assert chunk.heading == "Điều 5. Thời hạn"


def test_a_long_article_is_cut_between_its_clauses() -> None:
    first, second = chunks(DECREE, article(120, 120))
    assert first.provision == second.provision == ("Điều 5",)
    assert second.path == ("Điều 5", "khoản 2")


def test_points_carry_the_sentence_that_introduces_them() -> None:
    sections = [Section(("Điều 5", "khoản 1"), "", "1. Hồ sơ gồm:")]
    sections += [
        Section(("Điều 5", "khoản 1", f"điểm {p}"), "", f"{p}) {words(90)}") for p in "abc"
    ]
    made = chunks(DECREE, sections)
    assert [chunk.lead_in for chunk in made] == ["", "1. Hồ sơ gồm:"]


def test_parts_are_spans_of_the_chunk() -> None:
    sections = article(10, 12)
    (chunk,) = chunks(DECREE, sections)
    found = {part.path: chunk.text[part.start : part.end] for part in chunk.parts}
    assert found == {section.path: section.text for section in sections}


def test_an_edit_changes_the_ids_of_its_own_chunk_only() -> None:
    before = {chunk.id for chunk in chunks(DECREE, article(120, 120, 120))}
    after = {chunk.id for chunk in chunks(DECREE, article(120, 121, 120))}
    assert len(before & after) == 2


def test_equal_text_in_one_place_gets_two_ids() -> None:
    section = Section(("Phụ lục",), "", words(150))
    assert len({chunk.id for chunk in chunks(DECREE, [section, section])}) == 2


def test_the_banner_of_a_sample_is_not_searched() -> None:
    assert chunks(DECREE, [Section(("Phần mở đầu",), "", BANNER)]) == []


texts = st.lists(
    st.text(alphabet=st.sampled_from("abc .;:\nđ"), max_size=400).map(str.strip), max_size=6
)


@given(texts, st.integers(1, 500))
def test_no_word_is_lost_and_no_chunk_exceeds_the_budget(parts: list[str], long: int) -> None:
    parts.append(words(long))
    sections = [Section((f"Điều {n}",), "", text) for n, text in enumerate(parts, 1)]
    made = chunks(DECREE, sections)
    assert " ".join(c.text for c in made).split() == " ".join(parts).split()
    assert all(len(chunk.text.split()) <= MAX_WORDS for chunk in made)


def test_a_table_that_is_cut_has_its_caption_in_each_piece_and_whole_rows() -> None:
    rows = [
        f"Loại: Máy chụp thứ {n}. Dùng {words(40)} | Mức thu: {n}.000.000" for n in range(1, 12)
    ]
    text = "\n".join(["Mức thu phí thẩm định như sau:", *rows])
    found = chunks(DECREE, [Section(("Phụ lục I",), "Biểu phí", text)])
    assert len(found) > 2
    assert all(chunk.lead_in == "Mức thu phí thẩm định như sau:" for chunk in found[1:])
    assert [line for chunk in found for line in chunk.text.split("\n")] == text.split("\n")


def test_rows_under_a_group_title_know_caption_and_group() -> None:
    rows = [f"Loại: Máy thứ {n}, {words(60)} | Mức thu: {n}.000" for n in range(1, 8)]
    text = "\n".join(["Biểu phí như sau:", *rows[:3], "I. Thiết bị chụp", *rows[3:]])
    found = chunks(DECREE, [Section(("Phụ lục I",), "Biểu phí", text)])
    assert found[1].lead_in == "Biểu phí như sau:"
    assert found[-1].lead_in == "Biểu phí như sau: – I. Thiết bị chụp"


def test_a_chunk_is_embedded_in_windows_that_know_what_stands_above() -> None:
    sections = [Section(("Điều 5", "khoản 1"), "", "1. Hồ sơ gồm:")]
    sections += [
        Section(("Điều 5", "khoản 1", f"điểm {p}"), "", f"{p}) {words(60)}") for p in "abc"
    ]
    (chunk,) = chunks(DECREE, sections)
    first, second, third = windows(chunk)
    assert first.startswith("Về đo lường – Điều 5\n1. Hồ sơ gồm:\na) chữ")
    assert second.startswith("Về đo lường – Điều 5\n1. Hồ sơ gồm:\nb) chữ")
    assert third.endswith("chữ")


def test_a_short_chunk_is_one_window() -> None:
    (chunk,) = chunks(DECREE, article(10, 12))
    assert windows(chunk) == [chunk.searchable]


@given(st.lists(st.integers(1, 3 * MAX_WORDS), min_size=1, max_size=6))
def test_windows_say_all_that_their_chunk_says_and_are_short(sizes: list[int]) -> None:
    for chunk in chunks(DECREE, article(*sizes)):
        said = windows(chunk)
        assert sum(text.count("chữ") for text in said) >= chunk.text.count("chữ")
        above = len(chunk.lead_in.split()) + 20
        assert all(len(text.split()) <= WINDOW_WORDS + above for text in said)
