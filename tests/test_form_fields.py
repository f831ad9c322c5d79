"""The fields of a blank form: labels as the form words them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.form import Piece
from corpus.form_fields import OPEN, TICKED, is_open, layout, tokens


def labels(*texts: str) -> list[str]:
    return [one.label for one in layout([Piece(text) for text in texts]).fields]


def of_table(*rows: tuple[str, ...]) -> list[str]:
    return [one.label for one in layout([Piece(rows=rows)]).fields]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Họ và tên: ……………", ["Họ và tên"]),
        ("1. Họ, chữ đệm và tên khai sinh(1):", ["Họ, chữ đệm và tên khai sinh"]),
        ("2. Tên gọi khác:……….3. Số ĐDCN:", ["Tên gọi khác", "Số ĐDCN"]),
        ("Kính gửi (1) ______________", ["Kính gửi"]),
        ("b) Nơi sinh . . . . . . .", ["Nơi sinh"]),
        ("Ngày, tháng, năm sinh:....../....../......", ["Ngày, tháng, năm sinh"]),
        ("……, ngày …… tháng …… năm ……", []),
        ("Tỉnh/thành phố:…..............", ["Tỉnh/thành phố"]),
        ("Lưu ý: nộp trước ngày 15 hằng tháng.", []),
        ("Mở cửa lúc 8:30 mỗi ngày.", []),
        ("Đơn này gồm ba trang...", []),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", []),
    ],
)
def test_labels_stand_before_what_is_to_be_written(text: str, found: list[str]) -> None:
    assert labels(text, "Văn bản.") == found


def test_what_introduces_a_list_or_a_table_is_no_field() -> None:
    assert labels("Hồ sơ gồm:", "- Đơn;", "- Bản sao.") == []
    rows = (("TT", "Họ tên"), ("", ""))
    pieces = [Piece("Những người trong hộ cùng thay đổi nơi ở:"), Piece(rows=rows)]
    assert [one.label for one in layout(pieces).fields] == ["Bảng “TT, Họ tên”"]


def test_boxes_of_which_one_is_to_be_ticked_are_one_field() -> None:
    (sex,) = layout([Piece("5. Giới tính: □ Nam □ Nữ")]).fields
    assert (sex.label, sex.choice) == ("Giới tính", True)
    found = layout([Piece("Quốc tịch:□ Việt Nam; Quốc tịch khác:…………")]).fields
    assert [one.label for one in found] == ["Quốc tịch"]
    found = layout([Piece("Hình thức nhận kết quả"), Piece("□ Trực tiếp □ Qua bưu điện")]).fields
    assert [(one.label, one.choice) for one in found] == [("Hình thức nhận kết quả", True)]


def test_cells_beside_empty_ones_are_labels() -> None:
    rows = (("Phần", "Nội dung"), ("Tính mới", ""), ("Hiệu quả", "……"))
    assert of_table(*rows) == ["Tính mới", "Hiệu quả"]
    assert of_table(("Họ tên:", ""), ("Ngày sinh:", "")) == ["Họ tên", "Ngày sinh"]
    assert of_table(("ỦY BAN NHÂN DÂN", ""), ("Số: …/UBND", "")) == ["Số"]


def test_what_may_stay_empty_is_optional() -> None:
    texts = ["Ghi chú: ……", "Số nhà (nếu có): ……", "Người nộp (ký, ghi rõ họ tên): ……"]
    found = layout([Piece(text) for text in texts]).fields
    assert [one.optional for one in found] == [True, True, True]
    (field,) = layout([Piece("Nơi đăng ký khai sinh: ……")]).fields
    assert not field.optional


def test_boxes_are_words_of_their_own() -> None:
    assert tokens("☐ Nam ☑ Nữ [ ] Khác [x]") == [OPEN, "nam", TICKED, "nu", OPEN, "khac", TICKED]
    assert is_open(" ……… . . . . ")
    assert not is_open("…… A ……")


@given(st.lists(st.text(max_size=80), max_size=8), st.lists(st.tuples(st.text(), st.text())))
def test_any_text_has_a_layout_and_fields_within_it(
    texts: list[str], rows: list[tuple[str, str]]
) -> None:
    pieces = [*(Piece(text) for text in texts), Piece(rows=tuple(rows))]
    laid = layout(pieces)
    assert list(laid.tokens) == [t for p in pieces for text in p.texts() for t in tokens(text)]
    for one in laid.fields:
        assert 0 <= one.start <= one.end <= len(laid.tokens)
        assert any(map(str.isalpha, one.label))
