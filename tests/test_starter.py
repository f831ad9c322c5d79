"""The starter corpus and the golden questions, checked as files and as the indexer reads them.

The text of .docx and .pdf is taken here by the libraries themselves; what the project's
reader makes of the same files is held against it at the end.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pypdf
import pypdfium2
import pytest
import yaml

from corpus.document import Kind
from corpus.reading import Reading
from reader.read import read
from reader.sidecar import is_filled_sample
from retrieval.answer import LineKind
from retrieval.days import day_asked

ROOT = Path(__file__).parent.parent
STARTER = ROOT / "corpus" / "starter"
GOLDEN = ROOT / "eval" / "golden.jsonl"
BANNER = "TÀI LIỆU MẪU – ĐỐI CHIẾU VĂN BẢN GỐC TRƯỚC KHI ÁP DỤNG"
FIELDS = {
    "an-toan-buc-xa",
    "do-luong",
    "chat-luong",
    "tan-so",
    "so-huu-tri-tue",
    "sang-kien",
    "mot-cua",
    "chuyen-doi-so",
}
KEYS = {
    "id",
    "kind",
    "number",
    "title",
    "issuer",
    "issued",
    "effective_from",
    "effective_to",
    "field",
    "territory",
    "source",
    "replaces",
    "amended_by",
    "draft",
    "sample",
}
UNANSWERABLE = {"off_topic", "not_in_corpus", "wrong_premise", "trap"}


@dataclass(frozen=True)
class Starter:
    name: str
    about: dict[str, Any]
    body: str

    @property
    def line(self) -> str:
        """The body with every run of white space as one space: where a line ends is no matter."""
        return " ".join(self.body.split())

    def in_force(self, day: date) -> bool:
        start, end = self.about["effective_from"], self.about["effective_to"]
        return (start is None or start <= day) and (end is None or day < end)


def _docx_text(path: Path) -> Iterator[str]:
    document = docx.Document(str(path))
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield from (cell.text for row in block.rows for cell in row.cells)
        else:
            yield block.text


def _load(path: Path) -> Starter:
    if path.suffix == ".md":
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        return Starter(path.name, yaml.safe_load(front), body.strip())
    sidecar = path.with_name(path.name + ".yaml").read_text(encoding="utf-8")
    if path.suffix == ".docx":
        body = "\n".join(_docx_text(path))
    else:
        body = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return Starter(path.name, yaml.safe_load(sidecar), body.strip())


@cache
def starters() -> dict[str, Starter]:
    paths = (path for path in sorted(STARTER.iterdir()) if path.suffix in {".md", ".docx", ".pdf"})
    return {path.name: _load(path) for path in paths if not is_filled_sample(path)}


@cache
def golden() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]


def edition(document: str, day: str) -> Starter:
    """The edition of ``document`` in force on ``day``: exactly one."""
    found = [
        starter
        for starter in starters().values()
        if starter.about["id"] == document and starter.in_force(date.fromisoformat(day))
    ]
    assert len(found) == 1, (document, day, [starter.name for starter in found])
    return found[0]


def day_of(row: dict[str, Any]) -> str:
    """The day that a golden question is about: the one in its words, or else that of asking.

    What becomes of what was before ("transition") stands in the text that came after.
    """
    asked = date.fromisoformat(row["as_of"])
    if row["kind"] == "transition":
        return asked.isoformat()
    return (day_asked(row["question"], asked) or asked).isoformat()


NAMES = list(starters())
ANSWERED = [row for row in golden() if row["document"]]


def test_there_are_some_fifty_documents_in_every_format() -> None:
    formats = Counter(Path(name).suffix for name in NAMES)
    assert 40 <= len(NAMES) <= 70
    assert formats[".docx"] >= 4
    assert formats[".pdf"] >= 3
    assert {starter.about["field"] for starter in starters().values()} == FIELDS


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_document_says_what_it_is(name: str) -> None:
    about = starters()[name].about
    assert set(about) == KEYS | ({"form"} if about["kind"] == "form" else set())
    assert Kind(about["kind"])
    assert about["field"] in FIELDS
    assert about["sample"] is True
    assert about["draft"] is False
    assert about["issuer"] == "Dự án Một Chạm (tài liệu mẫu)"
    assert isinstance(about["issued"], date)
    assert all(
        about[key] is None or isinstance(about[key], date)
        for key in ("effective_from", "effective_to")
    )
    assert isinstance(about["replaces"], list)
    assert isinstance(about["amended_by"], list)
    assert about["source"].strip()


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_document_begins_with_the_banner(name: str) -> None:
    assert starters()[name].body.splitlines()[0].strip() == BANNER


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_document_that_states_law_names_its_sources(name: str) -> None:
    starter = starters()[name]
    if re.search(r"(Nghị định|Luật|Thông tư) số \d", starter.line):
        assert re.search(r"\bS\d+", starter.about["source"]), name


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_document_is_clean_text(name: str) -> None:
    body = starters()[name].body
    assert unicodedata.is_normalized("NFC", body)
    assert not re.search(r"\[(U|C|T|S\d+b?)\]", body)
    assert not any(0xE000 <= ord(letter) < 0xF900 or letter == "\ufffd" for letter in body)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".pdf")])
def test_both_pdf_readers_see_the_same_words(name: str) -> None:
    path = STARTER / name
    pages = pypdfium2.PdfDocument(path)
    second = " ".join(page.get_textpage().get_text_range() for page in pages)
    assert " ".join(second.split()) == starters()[name].line
    assert path.stat().st_size < 150_000


def test_what_rests_on_the_temporary_decrees_ends_with_them() -> None:
    """Nghị định 132 and 133 of 2025 end on 1/3/2027; so does who-does-what built on them."""
    said = re.compile(r"(132|133)/2025/NĐ-CP, hết hiệu lực")
    guides = [one for one in starters().values() if one.about["kind"] in ("guide", "sop")]
    ends = {one.name: one.about["effective_to"] for one in guides if said.search(one.line)}
    assert ends == dict.fromkeys(ends, date(2027, 3, 1))
    assert ends


def test_editions_of_one_text_do_not_overlap() -> None:
    first, second = (
        starters()["quy-che-nhom-ho-tro-2025.docx"].about,
        starters()["quy-che-nhom-ho-tro-2026.pdf"].about,
    )
    assert first["id"] == second["id"]
    assert first["effective_to"] == second["effective_from"]
    assert second["replaces"] == [first["number"]]
    assert first["amended_by"] == [second["number"]]
    ids = Counter(starter.about["id"] for starter in starters().values())
    assert [key for key, count in ids.items() if count > 1] == ["quy-che-nhom-ho-tro"]


def test_documents_named_elsewhere_exist() -> None:
    known = {starter.about["number"] for starter in starters().values()}
    named = {
        code
        for starter in starters().values()
        for code in re.findall(r"\bMC-[A-Z]+-\d\d\b", starter.line)
        + starter.about["replaces"]
        + starter.about["amended_by"]
    }
    assert named <= known, named - known


def test_there_are_enough_golden_questions_and_a_third_should_not_be_answered_plainly() -> None:
    kinds = Counter(row["kind"] for row in golden())
    assert len(golden()) >= 260
    assert len({row["id"] for row in golden()}) == len(golden())
    assert sum(kinds[kind] for kind in UNANSWERABLE) * 3 >= len(golden())
    assert {row["typing"] for row in golden()} == {"full", "none", "half", "abbrev"}


@pytest.mark.parametrize("row", golden(), ids=[row["id"] for row in golden()])
def test_a_golden_question_is_well_formed(row: dict[str, Any]) -> None:
    family = row["expect"].split("_")[0]
    assert family in {"answered", "clarify", "escalated", "refused"}
    if family == "answered":
        assert row["document"]
    if family in ("clarify", "refused"):
        assert row["document"] is None
    assert all(LineKind(kind) and words for kind, words in row.get("card", {}).items())
    assert row["field"] in FIELDS | {""}
    assert date.fromisoformat(row["as_of"])
    accented = unicodedata.normalize("NFD", row["question"]) != row["question"]
    assert not (row["typing"] == "none" and accented)
    for document in row.get("any_of", []):
        assert edition(document, day_of(row))


@pytest.mark.parametrize("row", ANSWERED, ids=[row["id"] for row in ANSWERED])
def test_what_a_golden_answer_must_contain_stands_in_its_document(row: dict[str, Any]) -> None:
    starter = edition(row["document"], day_of(row))
    for words in row["must_contain"]:
        assert words in starter.line
    if row["section"]:
        article = re.search(r"Điều \d+[a-zđ]?$", row["section"])
        heading = article[0] + "." if article else row["section"]
        assert heading in starter.line


@cache
def reading(name: str) -> Reading:
    return read(STARTER / name)


@pytest.mark.parametrize("name", NAMES)
def test_the_reader_takes_the_words_and_dates_beside_a_starter_document(name: str) -> None:
    about, document = starters()[name].about, reading(name).document
    assert not reading(name).warnings
    assert document.sample
    assert document.kind == about["kind"]
    for key in ("id", "number", "title", "issuer", "issued", "field", "territory"):
        assert getattr(document, key) == about[key], key
    assert document.validity.effective_from == about["effective_from"]
    assert document.validity.effective_to == about["effective_to"]
    assert list(document.validity.replaces) == about["replaces"]
    assert list(document.validity.amended_by) == about["amended_by"]


@pytest.mark.parametrize("row", ANSWERED, ids=[row["id"] for row in ANSWERED])
def test_what_a_golden_answer_must_contain_can_be_quoted_from_one_section(
    row: dict[str, Any],
) -> None:
    sections = reading(edition(row["document"], day_of(row)).name).sections
    for words in row["must_contain"]:
        assert any(words in section.text for section in sections), words
    if row["section"]:
        place = row["section"].split(" Điều ")
        wanted = {place[0], f"Điều {place[1]}"} if len(place) == 2 else {row["section"]}
        assert any(wanted <= set(section.path) for section in sections)
