"""Procedure pages become records: fields, codes, and lines that can be quoted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Kind, Line, Section
from corpus.procedure import Item, Procedure
from corpus.procedure_labels import codes, label, national
from corpus.procedures import procedures
from corpus.structure import structure
from corpus.structure_procedure import cut, is_page

PORTAL = """Mã thủ tục | 1.000173.000.00.00.H58
Số quyết định | 12/QĐ-UBND
Tên thủ tục | Cấp thẻ thợ lặn
Lĩnh vực | Hàng hải
Trình tự thực hiện | Bước 1: Nộp hồ sơ.
Bước 2: Nhận kết quả.
Cách thức thực hiện |
Hình thức nộp | Thời hạn giải quyết | Phí, lệ phí | Mô tả
Trực tiếp | 10 Ngày làm việc | 50.000 đồng | Tại quầy
Trực tuyến | 7 Ngày làm việc | | Qua mạng
Thành phần hồ sơ
Tên giấy tờ | Mẫu đơn, tờ khai | Số lượng
Đơn đề nghị | Mau01.docx | Bản chính: 1
Kết quả thực hiện | Thẻ thợ lặn
Từ khóa | Không có thông tin
Căn cứ pháp lý | Luật về lặn"""

LETTERED = """1. Thủ tục cấp thẻ thợ lặn (2.000999)
a) Trình tự thực hiện:
Bước 1: Nộp hồ sơ.
- Thời hạn giải quyết: 02 ngày
Bước 2: Nhận kết quả.
b) Cách thức thực hiện: trực tiếp
c) Thành phần, số lượng hồ sơ:
- Đơn đề nghị
- Phí vệ sinh đã nộp
- Số lượng hồ sơ: 01 (một) bộ
d) Thời hạn giải quyết: 10 ngày
đ) Phí, lệ phí:
- Phí: 50.000 đồng
- Lệ phí: không
2. Cấp lại thẻ thợ lặn
a) Trình tự thực hiện: nộp đơn
b) Cách thức thực hiện: trực tuyến
c) Thành phần hồ sơ: đơn đề nghị
l) Căn cứ pháp lý: Luật về lặn
MẪU SỐ 01
ĐƠN ĐỀ NGHỊ
Kính gửi: nơi tiếp nhận"""


def lines_of(text: str) -> list[Line]:
    return [Line(line) for line in text.split("\n") if line.strip()]


def pages(text: str, kind: Kind = Kind.GUIDE, title: str = "Trang") -> tuple[Procedure, ...]:
    """The records of a page, cut as a procedure page where it is one."""
    lines = lines_of(text)
    found = cut(lines) if is_page(lines, kind) else structure(lines, kind).sections
    return procedures(Document("d", kind, title), found)


def said(procedure: Procedure, item: Item) -> list[str]:
    return [line.text for line in procedure.of(item)]


def test_a_portal_page_gives_name_code_and_fields() -> None:
    (found,) = pages(PORTAL)
    assert found.name == "Cấp thẻ thợ lặn"
    assert found.codes == ("1.000173.000.00.00.H58",)
    assert found.key == "1.000173"
    assert said(found, Item.STEPS) == ["Bước 1: Nộp hồ sơ.", "Bước 2: Nhận kết quả."]
    assert said(found, Item.RESULT) == ["Thẻ thợ lặn"]
    assert said(found, Item.BASIS) == ["Luật về lặn"]


def test_the_columns_of_the_table_of_ways_tell_time_and_fee() -> None:
    (found,) = pages(PORTAL)
    assert [text.split(" | ")[1] for text in said(found, Item.TIME_LIMIT)] == [
        "10 Ngày làm việc",
        "7 Ngày làm việc",
    ]
    assert said(found, Item.FEE) == ["Trực tiếp | 10 Ngày làm việc | 50.000 đồng | Tại quầy"]
    assert said(found, Item.FORMS) == []


def test_a_field_the_record_does_not_keep_ends_the_one_before() -> None:
    (found,) = pages(PORTAL)
    assert "Không có thông tin" not in {line.text for line in found.lines}
    assert "12/QĐ-UBND" not in {line.text for line in found.lines}


def test_a_lettered_text_holds_several_procedures() -> None:
    first, second = pages(LETTERED)
    assert (first.name, first.codes) == ("Thủ tục cấp thẻ thợ lặn", ("2.000999",))
    assert (second.name, second.codes) == ("Cấp lại thẻ thợ lặn", ())
    assert second.key == "cap lai the tho lan"
    assert said(second, Item.BASIS) == ["Luật về lặn"]


def test_what_follows_an_appendix_belongs_to_no_field() -> None:
    assert all("Kính gửi" not in line.text for one in pages(LETTERED) for line in one.lines)


def test_a_label_within_the_steps_tells_its_line_and_the_steps_go_on() -> None:
    first, _ = pages(LETTERED)
    assert said(first, Item.TIME_LIMIT) == ["02 ngày", "10 ngày"]
    assert said(first, Item.STEPS)[-1] == "Bước 2: Nhận kết quả."


def test_a_combined_label_is_parted_by_those_under_it() -> None:
    first, _ = pages(LETTERED)
    assert said(first, Item.FEE) == ["50.000 đồng"]
    assert said(first, Item.CHARGE) == ["không"]
    assert said(first, Item.COPIES) == ["01 (một) bộ"]
    assert "- Phí vệ sinh đã nộp" in said(first, Item.DOSSIER)


def test_the_appendix_of_a_decision_gives_its_procedures() -> None:
    head = "QUYẾT ĐỊNH\nĐiều 1. Công bố thủ tục.\nĐiều 2. Hiệu lực thi hành.\nPHỤ LỤC\nTHỦ TỤC\n"
    first, second = pages(head + LETTERED, Kind.DECISION)
    assert first.key == "2.000999"
    assert said(first, Item.MANNER) == ["trực tiếp"]
    assert said(second, Item.STEPS) == ["nộp đơn"]


def test_articles_of_a_law_are_no_procedure() -> None:
    text = """Điều 1. Thành phần hồ sơ
Hồ sơ gồm đơn.
Điều 2. Trình tự thực hiện
Nộp đơn.
Điều 3. Thời hạn giải quyết
Mười ngày."""
    assert pages(text, Kind.DECREE) == ()


def test_headings_of_a_guide_give_a_record() -> None:
    sections = (
        Section(("Trình tự thực hiện",), "Trình tự thực hiện", "Nộp hồ sơ."),
        Section(("Trình tự thực hiện", "Lưu ý"), "Lưu ý", "Mang bản chính."),
        Section(("Thành phần hồ sơ",), "Thành phần hồ sơ", "Đơn."),
        Section(("Thời hạn giải quyết",), "Thời hạn giải quyết", "Thời hạn giải quyết là 5 ngày."),
        Section(("Lỗi thường gặp",), "Lỗi thường gặp", "Thiếu đơn."),
    )
    (found,) = procedures(Document("d", Kind.SOP, "Cấp thẻ thợ lặn"), sections)
    assert found.name == "Cấp thẻ thợ lặn"
    assert said(found, Item.STEPS) == ["Nộp hồ sơ.", "Mang bản chính."]
    assert said(found, Item.TIME_LIMIT) == ["Thời hạn giải quyết là 5 ngày."]
    assert "Thiếu đơn." not in {line.text for line in found.lines}


def test_values_may_stand_on_the_line_after_their_label() -> None:
    text = "Tên thủ tục\nCấp thẻ\nTrình tự thực hiện\nNộp đơn\nLệ phí\nKhông\nPhí\n50.000 đồng"
    (found,) = pages(text)
    assert (found.name, said(found, Item.CHARGE), said(found, Item.FEE)) == (
        "Cấp thẻ",
        ["Không"],
        ["50.000 đồng"],
    )


def test_column_heads_that_stand_each_on_a_line_are_no_labels() -> None:
    text = """Trình tự thực hiện
Nộp đơn
Cách thức thực hiện
Hình thức nộp
Thời hạn giải quyết
Phí, lệ phí
Mô tả
Trực tiếp
Thành phần hồ sơ
Đơn"""
    (found,) = pages(text)
    assert said(found, Item.TIME_LIMIT) == said(found, Item.FEE) == []
    assert "Trực tiếp" in said(found, Item.MANNER)


def test_cells_run_together_fabricate_no_fee_and_tell_known_times_verbatim() -> None:
    text = """Trình tự thực hiện: Nộp đơn
Cách thức thực hiện: Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến6 Ngày làm việcKhông có
Thành phần hồ sơ: --Tên giấy tờMẫu đơn, tờ khaiSố lượngĐơn1 bản chính"""
    (found,) = pages(text)
    assert said(found, Item.FEE) == said(found, Item.CHARGE) == said(found, Item.FORMS) == []
    assert said(found, Item.TIME_LIMIT) == ["Trực tuyến6 Ngày làm việc"]
    assert len(found.of(Item.DOSSIER)) == 1


@pytest.mark.parametrize("kind", [Kind.FORM, Kind.FAQ])
def test_forms_and_questions_are_no_procedure(kind: Kind) -> None:
    assert pages(PORTAL, kind) == ()


def test_two_fields_are_not_enough_for_a_record() -> None:
    assert pages("Thời hạn giải quyết: 5 ngày\nLệ phí: không") == ()


def test_recipients_are_not_the_place_of_filing() -> None:
    found = label("Nơi nhận:")
    assert found is not None
    assert found.items == ()


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Trình tự thực hiện: Bước 1", Item.STEPS),
        ("1. Trình tự thực hiện", Item.STEPS),
        ("a) TRÌNH TỰ THỰC HIỆN", Item.STEPS),
        ("7.1.1 Trinh tu thuc hien: nộp", Item.STEPS),
        ("đ) Đối tượng thực hiện thủ tục hành chính: cá nhân", Item.SUBJECTS),
        ("**Thời hạn giải quyết**: 10 ngày", Item.TIME_LIMIT),
        ("- Thời hạn giải quyết:", Item.TIME_LIMIT),
        ("Thành phần hồ sơ bao gồm: Đơn", Item.DOSSIER),
        ("1 | Kết quả thực hiện | Giấy phép", Item.RESULT),
        ("Yêu cầu, điều kiện thực hiện thủ tục hành chính (nếu có):", Item.CONDITIONS),
        ("Tên mẫu đơn, mẫu tờ khai: Mẫu 01", Item.FORMS),
        ("Cơ quan, người có thẩm quyền quyết định: Sở", Item.AUTHORITY),
        ("Cơ quan trực tiếp thực hiện: Sở", Item.AGENCY),
        ("Nơi tiếp nhận hồ sơ: quầy", Item.RECEIVED_AT),
        ("Mã: 2.000169", Item.CODE),
        ("Phí: Không", Item.FEE),
        ("h) Lệ phí", Item.CHARGE),
    ],
)
def test_labels_are_known_in_their_spellings(text: str, item: Item) -> None:
    found = label(text)
    assert found is not None
    assert found.items == (item,)


@pytest.mark.parametrize(
    "text",
    [
        "Phí vệ sinh 20.000",
        "Phí vệ sinh: 20.000",
        "Mã: KQ.G10.001063",
        "Kết quả",
        "Hình thức nộp | Thời hạn giải quyết | Phí, lệ phí | Mô tả",
        "thời hạn giải quyết: theo quy định",
        "Thủ tục cấp phép",
        "",
    ],
)
def test_other_lines_are_no_labels(text: str) -> None:
    assert label(text) is None


def test_a_sentence_that_begins_with_a_label_is_told_apart() -> None:
    found = label("Thời hạn giải quyết là 10 ngày.")
    assert found is not None
    assert (found.sentence, found.value) == (True, 0)


def test_dates_decimals_and_telephones_are_no_codes() -> None:
    assert codes("12.05.2026, 1.500.000 đồng, 0912.345678, 1,234567, 1.2345678, 18001.096") == ()


def test_codes_of_all_provinces_are_one_procedure() -> None:
    printed = codes("1.013337.H38; 1.013337.000.00.00.H58 (1.013337)")
    assert len(printed) == 3
    assert {national(code) for code in printed} == {"1.013337"}


_PIECES = st.sampled_from(
    [*PORTAL.split("\n"), *LETTERED.split("\n"), "Phí", "Lệ phí", "ẞ İ ﬁ: x", "  ", "Phụ lục I"]
)
_ANY_LINE = st.one_of(_PIECES, st.text(max_size=30))


@settings(max_examples=150, deadline=None)
@given(st.lists(_ANY_LINE, max_size=30), st.sampled_from([Kind.GUIDE, Kind.SOP, Kind.DECISION]))
def test_every_line_can_be_quoted_and_stands_in_order(texts: list[str], kind: Kind) -> None:
    lines = [Line(text) for text in texts]
    sections = structure(lines, kind).sections
    given_text = {section.path: section.text for section in sections}
    order = list(given_text)
    for one in procedures(Document("d", kind, "Trang"), sections):
        places = [(order.index(line.path), line.start) for line in one.lines]
        assert places == sorted(places)
        for line in one.lines:
            assert line.text
            assert given_text[line.path][line.start : line.end] == line.text


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES.filter(str.strip), min_size=1, max_size=30))
def test_cutting_a_page_loses_no_words(texts: list[str]) -> None:
    sections = cut([Line(text) for text in texts])
    kept = " ".join(f"{section.heading} {section.text}" for section in sections)
    words = [word for text in texts for word in text.split() if any(map(str.isalnum, word))]
    assert all(word.strip(":|") in kept for word in words)


def test_a_numbered_label_within_a_field_ends_at_the_next_number() -> None:
    text = """Cấp thẻ
Trình tự thực hiện: nộp đơn
Thành phần hồ sơ: đơn
Yêu cầu, điều kiện:
(1) Lệ phí:
20.000 đồng
(2) Biết bơi"""
    (found,) = pages(text)
    assert said(found, Item.CHARGE) == ["20.000 đồng"]
    assert said(found, Item.CONDITIONS)[-1] == "(2) Biết bơi"


def test_fee_and_charge_on_lines_of_their_own_are_kept_apart() -> None:
    text = """Cấp thẻ
a) Trình tự thực hiện: nộp đơn
b) Thành phần hồ sơ: đơn
c) Phí, lệ phí:
- Phí:
50.000 đồng
- Lệ phí:
không"""
    (found,) = pages(text)
    assert (said(found, Item.FEE), said(found, Item.CHARGE)) == (["50.000 đồng"], ["không"])


def test_a_label_with_a_colon_in_a_cell_of_its_own_is_no_part_of_what_it_says() -> None:
    line = "Tên thủ tục: | Cấp thẻ thợ lặn"
    mark = label(line)
    assert mark is not None
    assert line[mark.value :] == "Cấp thẻ thợ lặn"


def test_below_a_name_other_fields_are_no_part_of_it() -> None:
    lines = [
        Line("Mã thủ tục: | 1.000173"),
        Line("Số quyết định: | 12/QĐ-UBND"),
        Line("Tên thủ tục: | Cấp thẻ thợ lặn"),
        Line("Cấp thực hiện: | Cấp xã"),
        *(
            line
            for head in ("Trình tự thực hiện:", "Thành phần hồ sơ:", "Kết quả thực hiện:")
            for line in (Line(head, level=3), Line("Nộp đơn."))
        ),
    ]
    document = Document(id="a", kind=Kind.GUIDE, title="Thủ tục")
    (found,) = procedures(document, structure(lines, Kind.GUIDE).sections)
    assert [line.text for line in found.of(Item.NAME)] == ["Cấp thẻ thợ lặn"]
    assert [line.text for line in found.of(Item.CODE)] == ["1.000173"]
    assert [line.text for line in found.of(Item.LEVEL)] == ["Cấp xã"]
