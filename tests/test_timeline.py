"""A provision's life over many texts."""

import json
from datetime import date

import pytest

from corpus.asked import asked
from corpus.document import Document, Kind, Line
from corpus.letterhead import describe
from corpus.relation import Relation, Target, Verb
from corpus.relations import relations
from corpus.same_text import same_text
from corpus.structure import sections
from corpus.timeline import Event, timeline
from corpus.timeline_page import as_json, show

Held = list[tuple[Document, tuple[Relation, ...]]]

BASE = """CHÍNH PHỦ
Số: 5/2029/NĐ-CP
Hà Nội, ngày 01 tháng 3 năm 2029
NGHỊ ĐỊNH
QUY ĐỊNH VỀ THỬ NGHIỆM
Điều 17. Thời hạn
1. Một tháng.
2. Hai tháng.
Điều 20. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 5 năm 2029."""
AMENDING = """CHÍNH PHỦ
Số: 6/2030/NĐ-CP
Hà Nội, ngày 01 tháng 3 năm 2030
NGHỊ ĐỊNH
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA NGHỊ ĐỊNH SỐ 5/2029/NĐ-CP
Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 5/2029/NĐ-CP
1. Sửa đổi, bổ sung khoản 2 Điều 17 như sau:
“2. Ba mươi ngày.”.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 4 năm 2030."""
ENDING = """CHÍNH PHỦ
Số: 7/2031/NĐ-CP
Hà Nội, ngày 01 tháng 3 năm 2031
NGHỊ ĐỊNH
QUY ĐỊNH VỀ THỬ NGHIỆM MỚI
Điều 1. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 6 năm 2031.
2. Nghị định số 05/2029/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành, trừ khoản 1 Điều 17.
3. Bãi bỏ Điều 4 Nghị định số 99/2020/NĐ-CP."""  # noqa: E501


def read(*texts: str) -> Held:
    found = []
    for text in texts:
        lines = [Line(line.strip()) for line in text.split("\n")]
        document = describe(lines, {}, "van-ban.docx")
        found.append((document, relations(document, sections(lines, document.kind))))
    return found


def events(said: str, *texts: str) -> tuple[Event, ...]:
    target = asked(said)
    assert target is not None
    return timeline(target, read(*(texts or (BASE, AMENDING, ENDING)))).events


def test_a_provision_is_amended_and_ends_with_its_text() -> None:
    target = asked("khoản 2 Điều 17 5/2029/NĐ-CP")
    assert target is not None
    life = timeline(target, read(BASE, AMENDING, ENDING))
    assert life.document is not None
    assert life.document.issued == date(2029, 3, 1)
    assert life.effective_from == date(2029, 5, 1)
    whole = [(e.day, e.verb, e.by.number) for e in life.events if not e.partial]
    assert whole == [
        (date(2030, 4, 1), Verb.AMENDS, "6/2030/NĐ-CP"),
        (date(2031, 6, 1), Verb.ENDS, "7/2031/NĐ-CP"),
    ]
    assert life.ended == date(2031, 6, 1)


def test_an_exempted_provision_does_not_end() -> None:
    target = asked("khoản 1 Điều 17 5/2029/NĐ-CP")
    assert target is not None
    life = timeline(target, read(BASE, AMENDING, ENDING))
    assert life.ended is None
    assert [e.exempt for e in life.events if e.verb is Verb.ENDS] == [True]


def test_an_amendment_of_a_smaller_part_is_partial() -> None:
    amended = [e for e in events("Điều 17 5/2029/NĐ-CP") if e.relation.target.clause]
    assert [(e.verb, e.partial) for e in amended] == [(Verb.AMENDS, True)]
    assert all(e.verb is not Verb.AMENDS for e in events("Điều 20 5/2029/NĐ-CP"))


def test_a_text_of_the_same_number_and_another_year_is_another_text() -> None:
    other = BASE.replace("5/2029", "5/2009").replace("năm 2029", "năm 2009")
    assert events("Điều 17 5/2009/NĐ-CP", other, AMENDING, ENDING) == ()


def test_a_draft_changes_nothing() -> None:
    draft = ENDING.replace("NGHỊ ĐỊNH\n", "DỰ THẢO\nNGHỊ ĐỊNH\n")
    assert events("Điều 17 5/2029/NĐ-CP", BASE, draft) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Điều 17 65/2023/NĐ-CP", Target("65/2023/NĐ-CP", "", "17")),
        ("khoản 2 Điều 4 nđ 132/2025", Target("132/2025", "Nghị định", "4", "2")),
        ("Điều 4 khoản 2 điểm a Nghị định số 132/2025/NĐ-CP",
         Target("132/2025/NĐ-CP", "Nghị định", "4", "2", "a")),
        ("Nghị định 132/2025/NÐ-CP", Target("132/2025/NĐ-CP", "Nghị định")),
        ("khoản 1 Điều 3 Luật Đo lường", Target("", "Luật Đo lường", "3", "1")),
        ("Mẫu số 02 Phụ lục I NĐ 5/2029/NĐ-CP",
         Target("5/2029/NĐ-CP", "Nghị định", place="Mẫu số 02 Phụ lục I")),
        ("Điều 17", None),
        ("xin chào", None),
    ],
)  # fmt: skip
def test_people_name_provisions_shortly(typed: str, meant: Target | None) -> None:
    assert asked(typed) == meant


def law(title: str, number: str, issued: date | None = None) -> Document:
    return Document(id="x", kind=Kind.LAW, title=title, number=number, issued=issued)


@pytest.mark.parametrize(
    ("target", "same"),
    [
        (Target(number="24/2029/QH18"), True),
        (Target(number="024/2029/qh18"), True),
        (Target(number="24/2029", name="Luật"), True),
        (Target(number="24/2029", name="Nghị định"), False),
        (Target(number="24/2009/QH12"), False),
        (Target(name="Luật Viễn thông"), True),
        (Target(name="luật viễn thông năm 2029"), True),
        (Target(name="Luật Viễn thông năm 2009"), False),
        (Target(name="Luật Viễn thông và Tần số"), False),
    ],
)
def test_a_text_is_known_by_its_number_or_its_name_and_year(target: Target, same: bool) -> None:
    assert same_text(target, law("Luật Viễn thông", "24/2029/QH18", date(2029, 11, 24))) is same


@pytest.mark.parametrize(
    "typed", ["155/2020/nd-cp", "155/2020/NĐ-CP", "155/2020/NÐ-CP", "0155/2020/N Đ - CP"]
)
def test_every_spelling_of_a_number_is_one_text(typed: str) -> None:
    document = Document(id="x", kind=Kind.DECREE, title="Thử", number="155/2020/NĐ-CP")
    assert same_text(Target(number=typed), document)


def test_the_page_shows_days_and_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert show("khoản 2 Điều 17 5/2029/NĐ-CP", read(BASE, AMENDING, ENDING)) == ""
    printed = " ".join(capsys.readouterr().out.split())
    assert "in force from 2029-05-01" in printed
    assert "until 2031-06-01" in printed
    assert "Ba mươi" not in printed


def test_the_page_as_json_holds_the_whole_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert as_json("khoản 2 Điều 17 5/2029/NĐ-CP", read(BASE, AMENDING, ENDING)) == ""
    said = json.loads(capsys.readouterr().out)
    assert said["ended"] == "2031-06-01"
    assert said["events"][0]["by"].startswith("Điều 1 ") or said["events"][0]["partial"] is False
    assert any("khoản 2 Điều 17 như sau" in event["sentence"] for event in said["events"])


def test_an_unknown_text_is_said_with_what_there_is() -> None:
    held = read(BASE, AMENDING, ENDING)
    assert "5/2029/NĐ-CP" in show("Điều 17 5/2011/NĐ-CP", held)
    assert "names no text" in show("Điều 17", held)
    assert "3 texts" in show("Điều 17 88/2011/NĐ-CP", held)


def test_a_text_that_is_not_held_is_shown_by_what_others_say(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert show("Điều 4 99/2020/NĐ-CP", read(ENDING)) == ""
    assert "not in the corpus" in " ".join(capsys.readouterr().out.split())


def of_a_province(name: str, number: str, body: str) -> str:
    return f"""ỦY BAN NHÂN DÂN
TỈNH {name.upper()}
Số: {number}
{name}, ngày 03 tháng 4 năm 2030
QUYẾT ĐỊNH
Về việc thử ở {name}
{body}"""


def test_texts_of_the_same_number_are_named_beside_the_one_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    held = read(
        of_a_province("Lâm Đồng", "12/2030/QĐ-UBND", "Điều 1. Thử."),
        of_a_province("Cà Mau", "12/2030/QĐ-UBND", "Điều 1. Thử."),
    )
    assert not show("12/2030/QĐ-UBND", held)
    said = " ".join(capsys.readouterr().out.split())
    assert "Not to be confused: Ủy ban nhân dân tỉnh Cà Mau, 2030-04-03" in said


def test_what_is_added_begins_on_the_day_it_is_added() -> None:
    adding = AMENDING.replace("Sửa đổi, bổ sung khoản 2 Điều 17", "Bổ sung khoản 3 Điều 17")
    target = asked("khoản 3 Điều 17 5/2029/NĐ-CP")
    assert target is not None
    assert timeline(target, read(BASE, adding)).effective_from == date(2030, 4, 1)
    first = asked("khoản 1 Điều 17 5/2029/NĐ-CP")
    assert first is not None
    assert timeline(first, read(BASE, adding)).effective_from == date(2029, 5, 1)


def test_a_province_changes_no_text_of_another() -> None:
    replaces = "Điều 1. Quyết định này thay thế Quyết định số 12/2030/QĐ-UBND."
    held = read(
        of_a_province("Lâm Đồng", "12/2030/QĐ-UBND", "Điều 1. Thử."),
        of_a_province("Cà Mau", "9/2031/QĐ-UBND", replaces),
    )
    target = asked("12/2030/QĐ-UBND")
    assert target is not None
    assert timeline(target, held).events == ()
