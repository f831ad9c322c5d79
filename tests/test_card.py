"""The card of a procedure: its lines, what is missing, and what a narrow question gets first."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.chunk import Chunk
from corpus.document import Document, Kind, Line
from corpus.procedures import procedures
from corpus.reading import Reading
from corpus.store import FileRecord
from corpus.structure import structure
from corpus.validity import Validity
from indexer.contents import Cut
from indexer.generations import write
from retrieval import cards
from retrieval.answer import Answer, Card, LineKind, Outcome
from retrieval.assistant import Assistant
from retrieval.card import NO_LINE
from retrieval.generation import Generation
from retrieval.policy import DEFAULT
from retrieval.question import Question
from retrieval.service import Service
from retrieval.wire import keep, public, revive

DAY = date(2026, 11, 22)
CERTAIN = replace(DEFAULT, evidence_words_only=0.0)  # so small a corpus proves little
IN_FORCE = Validity(effective_from=date(2026, 1, 1))
PAGE = """Tên thủ tục: {name}
Mã thủ tục: {code}
Cấp thực hiện: Cấp xã
Cơ quan thực hiện: Không có thông tin
Trình tự thực hiện:
Bước 1: Chủ bè {name} nộp đơn đến UBND cấp xã.
Bước 2: Nhận giấy phép.
Cách thức thực hiện: Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp{days} NgàyMiễn phíTại quầy
Thành phần hồ sơ:
- Đơn đề nghị theo mẫu số {days}
Lệ phí: Không
Căn cứ pháp lý: Luật về bè"""


def reading(name: str, text: str, kind: Kind = Kind.GUIDE, title: str = "") -> Reading:
    document = Document(id=name, kind=kind, title=title or name, validity=IN_FORCE)
    sections = structure([Line(line) for line in text.split("\n")], kind).sections
    return Reading(document, sections, procedures=procedures(document, sections))


def guide(name: str, title: str, parts: dict[str, str], kind: Kind = Kind.GUIDE) -> Reading:
    lines = [Line(title, level=1)]
    for heading, text in parts.items():
        lines += [Line(heading, level=2), *map(Line, text.split("\n"))]
    document = Document(id=name, kind=kind, title=title, number=name, validity=IN_FORCE)
    sections = structure(lines, kind).sections
    return Reading(document, sections, procedures=procedures(document, sections))


def indexed(folder: Path, *readings: Reading) -> Assistant:
    cuts = [Cut.of(one) for one in readings]
    generation = Generation(write(folder, cuts, [FileRecord("x", "", "")], "", None))
    return Assistant(generation, None, CERTAIN)


def ask(assistant: Assistant | Service, text: str, day: date = DAY) -> Answer:
    return assistant.answer(Question(text, day))


def card_in(answer: Answer) -> Card:
    assert answer.card, answer.outcome
    return answer.card


def text_of(card: Card, kind: LineKind) -> str:
    line = card.of(kind)
    assert line, kind
    return line.text


RAFT = guide(
    "MC-BE-01",
    "Cấp giấy phép neo bè nuôi cá",
    {
        "1. Cơ quan có thẩm quyền": "Giấy phép neo bè do UBND cấp xã cấp.",
        "2. Thành phần hồ sơ": "Hồ sơ neo bè gồm đơn và bản đồ.",
        "3. Thời hạn giải quyết": "Giấy phép neo bè được cấp trong 05 ngày làm việc.",
        "4. Thời hạn hiệu lực của giấy phép": "Giấy phép neo bè có giá trị 02 năm.",
        "5. Phí, lệ phí": "Kho tài liệu chưa có nguồn về lệ phí neo bè.",
        "6. Lỗi thường gặp": "Quên bản đồ. Kho chưa có căn cứ thì hỏi.",
        "7. Màu sơn của bè": "Bè neo sơn màu cam.",
    },
)
OTHER = guide("MC-KHAC-01", "Đăng ký chợ phiên", {"Trình tự thực hiện": "1. Hỏi chủ chợ."})


@pytest.fixture(scope="module")
def rafts(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return indexed(tmp_path_factory.mktemp("rafts"), RAFT, OTHER)


def test_a_guide_gives_the_lines_that_its_headings_name(rafts: Assistant) -> None:
    card = card_in(ask(rafts, "Thủ tục cấp giấy phép neo bè nuôi cá làm thế nào?"))
    assert card.procedure == "Cấp giấy phép neo bè nuôi cá"
    assert [line.kind for line in card.lines] == [
        LineKind.COMPETENT,
        LineKind.DOSSIER,
        LineKind.DEADLINE,
        LineKind.COMMON_ERRORS,
    ]
    assert text_of(card, LineKind.DEADLINE) == "Giấy phép neo bè được cấp trong 05 ngày làm việc."
    assert card.asked == ()


def test_a_statement_that_something_has_no_source_is_no_line(rafts: Assistant) -> None:
    card = card_in(ask(rafts, "Thủ tục cấp giấy phép neo bè nuôi cá làm thế nào?"))
    assert card.missing == (LineKind.WHERE, LineKind.STEPS, LineKind.FEE, LineKind.FORM)


def test_a_narrow_question_gets_its_line_first(rafts: Assistant) -> None:
    answer = ask(rafts, "Giấy phép neo bè nuôi cá bao lâu có?")
    assert answer.conclusion == "Giấy phép neo bè được cấp trong 05 ngày làm việc."
    assert card_in(answer).asked == (LineKind.DEADLINE,)
    assert answer.quotes[0].text == answer.conclusion


def test_where_no_source_tells_the_line_its_own_word_for_it_goes_to_people(
    rafts: Assistant,
) -> None:
    answer = ask(rafts, "lệ phí giấy phép neo bè nuôi cá bao nhiêu?")
    assert answer.outcome is Outcome.ESCALATED_NOT_IN_CORPUS
    assert answer.conclusion == "Kho tài liệu chưa có nguồn về lệ phí neo bè."
    assert answer.card is None


def test_no_other_line_stands_in_for_the_one_that_is_missing(rafts: Assistant) -> None:
    answer = ask(rafts, "Giấy phép neo bè nuôi cá dùng mẫu đơn nào?")
    assert answer.outcome.family == "escalated" or NO_LINE[LineKind.FORM] in answer.notes


def test_who_decides_does_not_stand_in_for_days_that_nobody_tells(tmp_path: Path) -> None:
    parts = {
        "Cơ quan có thẩm quyền": "Kiểm tra lồng cá do UBND cấp xã thực hiện.",
        "Trình tự thực hiện": "1. Lập đoàn.\n2. Ghi biên bản về lồng.",
    }
    assistant = indexed(tmp_path, guide("MC-LONG-01", "Kiểm tra lồng cá", parts), OTHER)
    assert ask(assistant, "Kiểm tra lồng cá do ai?").outcome.family == "answered"
    answer = ask(assistant, "Kiểm tra lồng cá phải báo trước mấy ngày?")
    assert answer.outcome is Outcome.ESCALATED_WEAK_MATCH


def test_what_is_said_under_a_heading_of_no_line_brings_no_card(rafts: Assistant) -> None:
    answer = ask(rafts, "bè sơn màu gì?")
    assert answer.outcome.family == "answered"
    assert answer.card is None


def test_a_reviewed_answer_has_the_card_of_the_guide_it_names(tmp_path: Path) -> None:
    faq = guide("hoi-dap", "Hỏi đáp", {"Bè bị trôi thì báo ai?": "Báo xã, xem MC-BE-01."}, Kind.FAQ)
    silent = guide("hoi-dap-2", "Hỏi đáp", {"Bè cháy gọi số nào?": "Gọi 114."}, Kind.FAQ)
    assistant = indexed(tmp_path, RAFT, faq, silent)
    named = ask(assistant, "Bè bị trôi thì báo ai?")
    assert named.quotes[0].document.kind is Kind.FAQ
    assert card_in(named).document.id == "MC-BE-01"
    assert ask(assistant, "Bè cháy gọi số nào?").card is None


def test_a_guide_out_of_force_gives_no_card(tmp_path: Path) -> None:
    ended = Validity(date(2020, 1, 1), date(2026, 1, 1))
    old = replace(RAFT, document=replace(RAFT.document, validity=ended))
    answer = ask(indexed(tmp_path, old, OTHER), "Thủ tục cấp giấy phép neo bè nuôi cá")
    assert answer.card is None


def test_a_page_in_the_national_layout_gives_its_fields(tmp_path: Path) -> None:
    text = PAGE.format(name="Neo bè lồng", code="1.012345", days=7)
    card = card_in(ask(indexed(tmp_path, reading("be", text), OTHER), "Thủ tục neo bè lồng"))
    assert (card.procedure, card.code) == ("Neo bè lồng", "1.012345")
    assert text_of(card, LineKind.COMPETENT) == "Cấp xã"
    assert text_of(card, LineKind.WHERE) == "Trực tiếp\nTại quầy"
    assert text_of(card, LineKind.DEADLINE) == "7 Ngày"
    assert text_of(card, LineKind.FEE) == "Không\nMiễn phí"
    assert text_of(card, LineKind.FORM) == "- Đơn đề nghị theo mẫu số 7"
    assert card.missing == ()


def test_a_code_that_stands_apart_on_its_page_is_on_the_card(tmp_path: Path) -> None:
    text = PAGE.format(name="Neo bè lồng", code="1.012345", days=7)
    lines = text.split("\n")
    lines[:2] = ["Mã thủ tục | 1.012345.000.00.00.H58", "Tên thủ tục | Neo bè lồng"]
    assistant = indexed(tmp_path, reading("be", "\n".join(lines)), OTHER)
    assert card_in(ask(assistant, "Thủ tục neo bè lồng")).code == "1.012345.000.00.00.H58"


def test_of_several_procedures_in_a_decision_only_the_right_ones_lines_are_on_the_card(
    tmp_path: Path,
) -> None:
    pages = [
        PAGE.format(name="Neo bè lồng", code="1.012345", days=7),
        PAGE.format(name="Tháo dỡ đăng đáy", code="1.012346", days=9),
    ]
    text = "\n".join(pages)
    decision = reading("qd", text, Kind.DECISION, "Công bố thủ tục hành chính")
    assert len(decision.procedures) == 2
    assistant = indexed(tmp_path, decision, OTHER)
    for name, days in (("Neo bè lồng", "7 Ngày"), ("Tháo dỡ đăng đáy", "9 Ngày")):
        card = card_in(ask(assistant, f"Thủ tục {name} làm thế nào?"))
        assert card.procedure == name
        assert text_of(card, LineKind.DEADLINE) == days


def test_the_provision_of_a_law_alone_gives_no_card(tmp_path: Path) -> None:
    law = reading("nd", "Điều 1. Neo bè\nGiấy phép neo bè được cấp trong 05 ngày.", Kind.DECREE)
    answer = ask(indexed(tmp_path, law, OTHER), "giấy phép neo bè mấy ngày")
    assert answer.outcome.family == "answered"
    assert answer.card is None


def test_the_three_regimes_of_x_ray_give_three_cards(service: Service) -> None:
    asked = "Thủ tục khai báo thiết bị X-quang y tế làm thế nào?"
    cards = [
        card_in(ask(service, asked, day)).document.id
        for day in (date(2020, 6, 1), date(2024, 6, 10), DAY)
    ]
    assert cards == ["atbx-xquang-truoc-2021", "atbx-xquang-2021-2025", "atbx-xquang-2026"]


def test_each_question_of_a_message_keeps_its_line(service: Service) -> None:
    answer = ask(service, "Hồ sơ công nhận sáng kiến gồm những gì? Công bố hợp quy nộp ở đâu?")
    assert "Đơn yêu cầu công nhận sáng kiến" in answer.conclusion
    assert "Hồ sơ công bố hợp quy nộp" in answer.conclusion
    assert card_in(answer).document.id == "sang-kien-cong-nhan"


def test_a_card_is_kept_and_shown_to_programs_whole(rafts: Assistant) -> None:
    answer = ask(rafts, "Thủ tục cấp giấy phép neo bè nuôi cá làm thế nào?")
    assert revive(keep(answer)) == answer
    shown = public(answer).card
    assert shown is not None
    assert shown.missing == ["where", "steps", "fee", "form"]
    assert shown.lines[0].text == "Giấy phép neo bè do UBND cấp xã cấp."
    assert "Cơ quan có thẩm quyền" in shown.lines[0].quotes[0].citation


HEADINGS = st.sampled_from(
    ["Cơ quan có thẩm quyền", "II. Hồ sơ gồm", "Phí", "Trình tự thực hiện", "Ghi chú", "Mẫu đơn"]
)
TEXTS = st.text(st.sampled_from("neo bè 05 . ;\n-Không chưa có nguồn kho"), min_size=1).filter(
    str.strip
)


@given(st.lists(st.tuples(HEADINGS, TEXTS), min_size=1, max_size=6))
def test_every_quote_of_a_card_is_a_span_of_its_chunk(parts: list[tuple[str, str]]) -> None:
    lines = [Line("Neo bè", level=1)]
    for heading, text in parts:
        lines += [Line(heading, level=2), *(Line(line) for line in text.split("\n"))]
    document = Document(id="be", kind=Kind.GUIDE, title="Neo bè")
    found = structure(lines, Kind.GUIDE).sections
    cut = Cut.of(Reading(document, found, procedures=procedures(document, found)))
    for sheet in sheets_of(cut):
        for spots in sheet.values():
            for chunk, start, end in spots:
                assert chunk.text[start:end].strip()


def sheets_of(cut: Cut) -> list[dict[LineKind, list[tuple[Chunk, int, int]]]]:
    """The lines of a cut's procedures as spans of its chunks."""
    sheets = cards.sheets(
        cut.document, cut.sections, cut.reading.procedures, dict(enumerate(cut.chunks))
    )
    return [
        {
            kind: [(cut.chunks[spot.row], spot.start, spot.end) for spot in spots]
            for kind, spots in sheet.lines.items()
        }
        for sheet in sheets
    ]


STEPS = guide(
    "MC-BE-02",
    "Kiểm tra bè nuôi cá",
    {
        "Tài liệu này dùng khi nào": "Tài liệu này dùng khi xã kiểm tra bè nuôi cá.",
        "Trình tự thực hiện": "1. Lập đoàn kiểm tra bè.\n2. Ghi biên bản kiểm tra bè.",
        "Đào tạo": "Lớp kiểm tra bè kéo dài 02 ngày.",
    },
)


@pytest.fixture(scope="module")
def inspections(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    narrow = {"Kiểm tra bè nuôi cá theo văn bản nào?": "Theo Luật Bè."}
    faq = guide("hoi-dap", "Hỏi đáp", narrow, Kind.FAQ)
    return indexed(tmp_path_factory.mktemp("inspections"), STEPS, faq, OTHER)


def test_who_asks_how_gets_the_steps_of_the_guide_and_not_a_narrower_reviewed_answer(
    inspections: Assistant,
) -> None:
    answer = ask(inspections, "Thủ tục kiểm tra bè nuôi cá làm thế nào?")
    assert answer.conclusion == "1. Lập đoàn kiểm tra bè.\n2. Ghi biên bản kiểm tra bè."
    assert card_in(answer).asked == ()
    assert any(quote.document.kind is Kind.FAQ for quote in answer.quotes)


def test_a_reviewed_answer_that_says_how_stays_first(tmp_path: Path) -> None:
    how = {"Kiểm tra bè ban đêm thì làm thế nào?": "Không kiểm tra bè ban đêm."}
    assistant = indexed(tmp_path, STEPS, guide("hoi-dap", "Hỏi đáp", how, Kind.FAQ), OTHER)
    answer = ask(assistant, "Kiểm tra bè ban đêm thì làm thế nào?")
    assert answer.conclusion == "Không kiểm tra bè ban đêm."


def test_the_name_of_a_procedure_alone_asks_for_all_of_it(inspections: Assistant) -> None:
    answer = ask(inspections, "kiểm tra bè nuôi cá")
    assert answer.conclusion.startswith("1. Lập đoàn kiểm tra bè.")
    assert card_in(answer).asked == ()


def test_what_is_told_beside_the_lines_is_not_said_to_be_missing(inspections: Assistant) -> None:
    answer = ask(inspections, "Lớp kiểm tra bè mấy ngày?")
    assert "02 ngày" in answer.conclusion
    assert NO_LINE[LineKind.DEADLINE] not in answer.notes


def test_a_long_dossier_is_not_told_from_its_middle(tmp_path: Path) -> None:
    papers = [f"- giấy tờ thứ {number} của bè neo {'rất dài ' * 12};" for number in range(1, 20)]
    long = guide("MC-BE-03", "Bán bè neo", {"Thành phần hồ sơ": "\n".join(papers)})
    answer = ask(indexed(tmp_path, long, OTHER), "Bán bè neo cần giấy tờ gì thứ 12?")
    assert answer.conclusion.startswith("- giấy tờ thứ 1 của bè")


def test_where_only_ways_are_told_the_office_comes_first(tmp_path: Path) -> None:
    text = PAGE.format(name="neo đậu", code="1.000111", days=3).replace(
        "Cơ quan thực hiện: Không có thông tin", "Cơ quan thực hiện: Hạt quản lý bè khu vực"
    )
    text = text.replace("nộp đơn đến UBND cấp xã", "lập đơn")
    answer = ask(
        indexed(tmp_path, reading("neo-dau", text, title="neo đậu"), OTHER), "neo đậu nộp ở đâu"
    )
    assert answer.conclusion.splitlines()[:2] == ["Hạt quản lý bè khu vực", "Trực tiếp"]
