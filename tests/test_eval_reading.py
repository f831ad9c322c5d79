"""Measuring how files are read: counts against what was worked out by hand."""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Section
from corpus.reading import Reading
from eval import reading, reading_articles, reading_mutants, reading_pairs
from eval.__main__ import main
from eval.likeness import likeness, word_accuracy
from eval.mutants import DAMAGES, Mutant, mutated, rounds
from eval.reading_fonts import paragraphs
from eval.reading_pages import pages
from reader.read import Unreadable
from reader.workers import Here
from tests.fakes import papers

LAW = (
    "LUẬT ĐO LƯỜNG THỬ",
    "Căn cứ Hiến pháp;",
    "Chương I",
    "QUY ĐỊNH CHUNG",
    "Điều 1. Phạm vi điều chỉnh",
    "Luật này quy định về đo lường, theo Điều 9 của luật khác.",
    "Điều 2. Sửa đổi luật khác như sau:",
    "“Điều 3. Điều được trích",
    "1. Nội dung được trích.”.",
    "Điều 3. Trách nhiệm của Ủy ban nhân dân cấp xã",
    "1. Kiểm tra phương tiện đo.",
    "a) Tại chợ;",
    "Điều 3a. Điều được chèn vào",
    "1. Nội dung.",
)


def law(file: Path, *lines: str) -> Path:
    document = docx.Document()
    for line in lines or LAW:
        document.add_paragraph(line)
    document.save(str(file))
    return file


def test_the_independent_reading_counts_articles_and_leaves_quoted_ones_out(tmp_path: Path) -> None:
    found = reading_articles.independent(law(tmp_path / "luat.docx"))
    assert [article.number for article in found] == ["1", "2", "3", "3a"]
    assert found[2].rest == ("Trách nhiệm của Ủy ban nhân dân cấp xã",)


def test_a_regulation_that_a_decision_promulgates_begins_again_at_one(tmp_path: Path) -> None:
    lines = ("Điều 1. Ban hành Quy chế.", "Điều 2. Hiệu lực", "QUY CHẾ", "Điều 1. Phạm vi")
    found = reading_articles.independent(law(tmp_path / "qd.docx", *lines))
    assert [article.number for article in found] == ["1", "2", "1"]


def test_our_reader_is_held_against_the_independent_reading(tmp_path: Path) -> None:
    file = law(tmp_path / "luat.docx")
    broken = tmp_path / "hỏng.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + bytes(99))
    files = [file, broken]
    outcomes = reading.read_all(files, Here(), lambda *_: None)
    found = reading.articles(files, outcomes)
    assert (found.articles, found.right, found.differences) == (4, 4, ())
    assert [name for name, _ in found.unused] == ["hỏng.pdf"]


def test_a_wrong_heading_and_a_lost_article_are_differences(tmp_path: Path) -> None:
    file = law(tmp_path / "luat.docx")
    sections = [
        Section(("Điều 1",), "Phạm vi điều chỉnh"),
        Section(("Điều 2",), "Sửa đổi luật"),
        Section(("Điều 3",), "Trách nhiệm của Ủy ban nhân dân cấp xã"),
    ]
    found = reading_articles.compare(file, sections)
    assert (found.articles, found.right) == (4, 2)
    assert [difference.article for difference in found.differences] == ["Điều 2", "Điều 3a"]


def test_articles_of_two_formats_differ_where_a_clause_is_lost() -> None:
    whole = [
        Section(("Điều 1",), "Tên", "Lời dẫn:"),
        Section(("Điều 1", "khoản 1"), text="1. Một\n  hai"),
        Section(("Điều 2",), "Khác"),
    ]
    folded = [
        Section(("Điều 1",), "Tên", "Lời dẫn:"),
        Section(("Điều 1", "khoản 1"), text="1. Một hai"),
        Section(("Điều 2",), "Khác"),
    ]
    assert reading_pairs.compare("a", "pdf", whole, folded).same == 2
    lost = [Section(("Điều 1",), "Tên", "Lời dẫn:\n1. Một hai"), whole[2]]
    found = reading_pairs.compare("a", "pdf", whole, lost)
    assert (found.articles, found.same) == (2, 1)
    assert found.differing[0][0] == "Điều 1"


def test_words_added_count_against_a_page_and_not_against_its_letters() -> None:
    assert word_accuracy("một hai ba bốn", "một hai ba bốn năm") == 0.75
    found = likeness("một hai đo lường", "một hai đo luờng thêm")
    assert (found.words, found.right_words) == (4, 3)
    assert (found.marked, found.right_marked) == (4, 3)
    assert found.diacritics == 0.75


@given(st.text(), st.text())
def test_likeness_never_leaves_its_bounds(truth: str, read: str) -> None:
    found = likeness(truth, read)
    assert 0 <= found.right_marked <= found.marked
    assert 0 <= found.right_words <= found.words
    assert likeness(truth, truth).right_marked == found.marked


def test_paragraphs_for_old_fonts_hold_capitals_and_only_what_can_be_typed(tmp_path: Path) -> None:
    text = "Cơ quan quản lý đo lường kiểm tra phương tiện đo tại chợ và cửa hàng trên địa bàn"
    file = law(tmp_path / "luat.docx", *(f"{text} số {n}" for n in range(12)), f"{text} ẳ", "Ngắn")
    found = paragraphs([file], seed=1)
    assert len(found) == 12
    assert sum(paragraph.isupper() for paragraph in found) == 2


def test_a_transcript_of_no_pdf_is_told(tmp_path: Path) -> None:
    (tmp_path / "không-có__p1.txt").write_text("chữ", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match="không-có__p1"):
        list(pages([], tmp_path))


@given(st.sampled_from(sorted(DAMAGES)), st.binary(max_size=20_000), st.integers(0, 10))
def test_any_file_can_be_damaged_and_a_seed_damages_it_alike(
    kind: str, raw: bytes, seed: int
) -> None:
    first, second = (mutated(kind, raw, [], random.Random(seed)) for _ in range(2))
    assert first == second


def test_a_wrong_ending_is_another_documents_content() -> None:
    assert mutated("wrong ending", b"own", [b"other"], random.Random(1)) == b"other"


def test_a_round_damages_each_file_once() -> None:
    sound = {name: name.encode() * 50 for name in "abcd"}
    batches = list(rounds(sound, [], 8, seed=3, at_once=3))
    assert [len(batch) for batch in batches] == [3, 3, 2]
    assert all(len({mutant.name for mutant in batch}) == len(batch) for batch in batches)


def test_damaged_files_lose_no_document(tmp_path: Path) -> None:
    papers.library(tmp_path / "giấy", 12)
    found = reading_mutants.run([tmp_path / "giấy"], 9, 4, tmp_path / "kept", lambda *_: None)
    assert found.files == 9
    assert found.offences == []
    assert sum(found.outcomes.values()) == 9


class Forgetful:
    """Reads like ``Here``; a file that holds "quên" it takes for an empty one."""

    def read(self, files: Iterable[Path]) -> Iterator[tuple[Path, Reading | Unreadable]]:
        for file, outcome in Here().read(files):
            if isinstance(outcome, Reading) and "quên" in file.read_text(encoding="utf-8"):
                yield file, replace(outcome, sections=())
            else:
                yield file, outcome


def test_a_document_that_has_no_words_after_a_sync_is_lost(tmp_path: Path) -> None:
    found = reading_mutants.Mutated()
    bench = reading_mutants.Bench(tmp_path, tmp_path / "kept", Forgetful(), found)
    papers.library(tmp_path / "giấy", 3)
    bench.begin({file.name: file.read_bytes() for file in (tmp_path / "giấy").iterdir()})
    bench.round([Mutant("viec-1.md", "quên", "# Hướng dẫn\n\nquên hết\n".encode())])
    assert [(o.what, o.file) for o in found.offences] == [("loss", "viec-1.md")]
    assert Path(found.offences[0].kept).read_bytes().endswith("quên hết\n".encode())


def test_too_few_files_to_damage_are_told(tmp_path: Path) -> None:
    papers.library(tmp_path / "giấy", 2)
    with pytest.raises(ValueError, match="at least"):
        reading_mutants.run([tmp_path / "giấy"], 9, 4, tmp_path / "kept", lambda *_: None)


def test_speed_counts_text_files_and_names_the_others(tmp_path: Path) -> None:
    empty = tmp_path / "trống.docx"
    empty.write_bytes(b"")
    found = reading.speed([law(tmp_path / "a.docx"), empty])
    assert (found.documents, found.by_ending) == (1, {".docx": 1})
    assert found.warm > 0 < found.cold
    assert found.unused[0][0] == "trống.docx"


def test_the_command_prints_its_figures_and_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCHAM_DATA", str(tmp_path / "var"))
    folder = tmp_path / "luật"
    folder.mkdir()
    law(folder / "a.docx")
    asked = ["reading", str(folder), "--only", "articles", "--only", "pages"]
    said = CliRunner().invoke(main, asked)
    assert said.exit_code == 0, said.output
    assert "4 of 4" in said.output
    assert "no folder of transcripts" in said.output
    plain = json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)
    assert plain["articles"]["share"] == 1.0
