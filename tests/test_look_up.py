"""What a question names, held against documents whose numbers look alike."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.cite import cite
from corpus.document import Document
from corpus.validity import Status
from indexer.sync import sync
from retrieval.answer import Outcome
from retrieval.generation import Generation
from retrieval.manifest import current
from retrieval.question import Question, Unit
from retrieval.service import Service
from tests.fakes.look_alikes import write

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def service(look_alikes: Service) -> Service:
    return look_alikes


def first(service: Service, text: str, day: date = TODAY, province: str = "") -> str:
    """The citation of the first quote, or how the question ended."""
    answer = service.answer(Question(text, day, unit=Unit(province)))
    return str(answer.quotes[0].citation) if answer.quotes else answer.outcome.value


def notes(service: Service, text: str) -> str:
    return "\n".join(service.answer(Question(text, TODAY)).notes)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("k2 đ5 nđ 132/2025", "khoản 2 Điều 5 Nghị định số 132/2025/NĐ-CP"),
        ("a k1 d5 nd 132 phan dinh", "điểm a khoản 1 Điều 5 Nghị định số 132/2025/NĐ-CP"),
        ("điều 3 khoản 1 điểm b TT 28/2012", "điểm b khoản 1 Điều 3 Thông tư số 28/2012/TT-BKHCN"),
        ("Đ5.2 132-2025-NĐ-CP", "khoản 2 Điều 5 Nghị định số 132/2025/NĐ-CP"),
        ("khoản 1 điều 46 luật đo lường 2011", "khoản 1 Điều 46 Luật Đo lường số 04/2011/QH13"),
        ("a k1 d46 LDL", "điểm a khoản 1 Điều 46 Luật Đo lường số 04/2011/QH13"),
        ("Đ16 luật đo lượng", "Điều 16 Luật Đo lường số 04/2011/QH13"),
        ("luật đl điều 16", "Điều 16 Luật Đo lường số 04/2011/QH13"),
        ("điều 2 NQ57 của bộ chính trị", "Điều 2 Nghị quyết số 57-NQ/TW"),
        ("57-NQ/TW điều 3", "Điều 3 Nghị quyết số 57-NQ/TW"),
        ("VBHN 09/VBHN-BKHCN Đ4", "Điều 4 Văn bản hợp nhất số 09/VBHN-BKHCN"),
        ("QĐ số 1903/TTg điều 2", "Điều 2 Quyết định số 1903/QĐ-TTg"),
        ("TTLT 22/2011 k1 đ3", "khoản 1 Điều 3 Thông tư số 22/2011/TTLT-BTC-BKHCN"),
        (
            "mẫu 06 phụ lục II NĐ 63/2023",
            "mục “Phụ lục II › Mẫu số 06”; Nghị định số 63/2023/NĐ-CP",
        ),
        ("mau so 5 PL 2 nd 63/2023", "mục “Phụ lục II › Mẫu số 05”; Nghị định số 63/2023/NĐ-CP"),
        ("tcvn11912-2017", "mục “Phạm vi áp dụng”; Thức ăn chăn nuôi số TCVN 11912:2017"),
        ("nghị định một trăm ba hai điều 2", "Điều 2 Nghị định số 132/2025/NĐ-CP"),
    ],
)
def test_the_unit_named_is_shown_first(service: Service, text: str, cited: str) -> None:
    assert first(service, text) == cited


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Điều 4 nghị định 63 tần số", "63/2023/NĐ-CP"),
        ("Điều 4 nghị định 63 kiểm soát thủ tục hành chính", "63/2010/NĐ-CP"),
        ("Điều 4 luật 63", "63/2025/QH15"),
        ("Điều 5 QĐ 132", "132/2025/QĐ-UBND"),
        ("Điều 3 TT28 hợp quy", "28/2012/TT-BKHCN"),
        ("Điều 3 TT 28 của Bộ Tài chính", "28/2013/TT-BTC"),
        ("Điều 3 TT 28/2013 bkhcn", "28/2013/TT-BKHCN"),
        ("Điều 3 TT BTC 28", "28/2013/TT-BTC"),
        ("Điều 4 nghị định 63/NĐ-CP năm 2010", "63/2010/NĐ-CP"),
        ("Điều 4 nghị định 63 của Chính phủ (2023)", "63/2023/NĐ-CP"),
        ("Điều 20 TT 28/2013", "28/2013/TT-BKHCN"),  # that of the other ministry is shorter
    ],
)
def test_what_stands_beside_a_number_decides(service: Service, text: str, number: str) -> None:
    assert first(service, text).endswith(f" số {number}")


def test_of_one_number_the_text_in_force_is_taken_and_said(service: Service) -> None:
    assert first(service, "Đ5 NĐ132") == "Điều 5 Nghị định số 132/2025/NĐ-CP"
    assert "Có 2 văn bản mang số 132; câu trả lời theo Nghị định số 132/2025/NĐ-CP" in notes(
        service, "Đ5 NĐ132"
    )
    assert first(service, "Đ5 NĐ132", date(2020, 1, 1)) == "Điều 5 Nghị định số 132/2008/NĐ-CP"


def test_a_province_decides_between_decisions_of_one_number(service: Service) -> None:
    text = "Điều 3 quyết định 17/2025/QĐ-UBND"
    asked = service.answer(Question(text, TODAY))
    here = service.answer(Question(text, TODAY, unit=Unit("Nghệ An")))
    named = service.answer(Question("Điều 3 QĐ 17 Lào Cai", TODAY))
    assert asked.outcome is Outcome.CLARIFY_AMBIGUOUS
    assert ["sáng kiến" in here.quotes[0].text, "thu sóng" in named.quotes[0].text] == [True, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Nghị định 999/2031/NĐ-CP nói gì", "Kho chưa có văn bản số 999/2031/NĐ-CP."),
        ("đ3 NĐ 132/2024", "Kho chưa có văn bản số 132/2024."),
        ("TT 28/2014", "Kho chưa có văn bản số 28/2014."),
        ("thông tư 132", "Kho chưa có văn bản số 132."),
        (
            "Điều 99 luật đo lường",
            "Bản trong kho của Luật Đo lường số 04/2011/QH13 không có Điều 99.",
        ),
        (
            "k7 đ5 NĐ 132/2025",
            "Bản trong kho của Nghị định số 132/2025/NĐ-CP không có khoản 7 Điều 5.",
        ),
        ("điều 3 luật đo lường 2024", "Kho chưa có văn bản mang tên “luật đo lường 2024”."),
        ("Điều 33 NĐ 132/2008", "Nghị định số 132/2008/NĐ-CP đã hết hiệu lực từ ngày 01/01/2026."),
        ("NĐ 132/08", "Nghị định số 132/2008/NĐ-CP đã hết hiệu lực từ ngày 01/01/2026."),
    ],
)
def test_what_is_not_there_is_said_and_handed_over(service: Service, text: str, said: str) -> None:
    answer = service.answer(Question(text, TODAY))
    assert said in answer.notes
    assert answer.outcome.family == "escalated"


KINDS = {
    "Nghị định": ("NĐ", "nđ ", "nd", "nghi dinh ", "Nghị định số ", "N.Đ "),
    "Thông tư": ("TT", "tt ", "thong tu ", "Thông tư số "),
    "Quyết định": ("QĐ", "qd ", "quyet dinh ", "Quyết định số "),
}
POINTS = ("điểm {} ", "Điểm {}, ", "diem {} ")
CLAUSES = ("khoản {} ", "k{} ", "K{}", "Khoản {}, ", "khoan {} ")
ARTICLES = ("Điều {} ", "đ{} ", "Đ.{} ", "dieu {} ", "d{} ", "điều {}, ")


def kind_of(document: Document) -> str:
    return str(cite(document, ())).split(" số ")[0]


@st.composite
def shorthands(draw: st.DrawFn, document: Document) -> tuple[str, tuple[str, ...]]:
    """A unit of the document in one of the ways people write it, and its path."""
    clause = draw(st.sampled_from(["1", "2"]))
    point = draw(st.sampled_from(["", "a", "b"])) if clause == "1" else ""
    article = str(draw(st.integers(1, 4)))
    whole = document.number
    ordinal, second, *_ = whole.split("/")
    ways = [whole, whole.lower(), whole.replace("/", " / ")]
    if second.isdigit():
        ways.append(whole.replace("/", "-"))
        if second != "2013":  # in which two ministries issued a TT 28
            ways += [f"{ordinal}/{second}", f"{ordinal} năm {second}", f"{ordinal}-{second}"]
    text = draw(st.sampled_from(POINTS)).format(point) if point else ""
    text += draw(st.sampled_from(CLAUSES)).format(clause)
    text += draw(st.sampled_from(ARTICLES)).format(article)
    text += draw(st.sampled_from(KINDS[kind_of(document)])) + draw(st.sampled_from(ways))
    points = (f"điểm {point}",) if point else ()
    return text, (f"Điều {article}", f"khoản {clause}", *points)


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_a_citation_in_shorthand_leads_to_its_unit(service: Service, data: st.DataObject) -> None:
    """What ``corpus.cite`` prints, written in many ways, is read back to the same unit."""
    known = [
        document
        for document in service.documents()
        if kind_of(document) in KINDS
        and document.validity.on(TODAY) is Status.IN_FORCE
        and not document.number.startswith("17/")  # of two provinces
    ]
    document = data.draw(st.sampled_from(known))
    text, path = data.draw(shorthands(document))
    assert first(service, text) == str(cite(document, path)), text


def test_the_register_is_made_once_a_generation(service: Service, tmp_path: Path) -> None:
    sync(tmp_path / "index", [write(tmp_path / "files")], None)
    generation = Generation(current(tmp_path / "index"))
    assert generation.register is generation.register
    assert len(generation.register.entries) == len(service.documents())


_PIECES = [
    *("điều", "k", "đ", "điểm a", "khoản 2", "NĐ", "luật", "63", "132/2025", "TT 28", "phụ lục"),
    *("mẫu số", "chương II", "-", "/", ",", "tổ chức", "sửa đổi", "luật sửa đổi", "BLDS", "x"),
]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=5)), max_size=9))
def test_no_mixture_of_citations_is_too_odd(service: Service, pieces: list[str]) -> None:
    answer = service.answer(Question(" ".join(pieces), TODAY))
    assert answer.outcome is not Outcome.ERROR
