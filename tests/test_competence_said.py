"""What sentences of sources say of whose job something is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Level
from retrieval.competence_said import said

COMMUNE, PROVINCE, MINISTRY = Level.COMMUNE, Level.PROVINCE, Level.MINISTRY
Told = tuple[Level, bool, bool, str]


def told(text: str, *, field: bool = False) -> list[Told]:
    return [(one.level, one.does, one.place, one.words) for one in said(text, field=field)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UBND cấp xã không cấp giấy phép này.", (COMMUNE, False, False, "UBND cấp xã")),
        ("Giấy phép do UBND cấp tỉnh cấp.", (PROVINCE, True, False, "UBND cấp tỉnh")),
        (
            "Cơ quan có thẩm quyền tiếp nhận khai báo là Ủy ban nhân dân (UBND) cấp tỉnh.",
            (PROVINCE, True, False, "Ủy ban nhân dân (UBND) cấp tỉnh"),
        ),
        (
            "Hồ sơ nộp tại Trung tâm Phục vụ hành chính công cấp tỉnh.",
            (PROVINCE, True, True, "Trung tâm Phục vụ hành chính công cấp tỉnh"),
        ),
        (
            "Từ ngày 01/7/2025, UBND cấp tỉnh chứng nhận chuẩn đo lường.",
            (PROVINCE, True, False, "UBND cấp tỉnh"),
        ),
        ("- Kiểm tra đo lường tại địa bàn: UBND cấp xã.", (COMMUNE, True, False, "UBND cấp xã")),
        (
            "Giấy phép do Cục Tần số vô tuyến điện giải quyết.",
            (MINISTRY, True, False, "Cục Tần số vô tuyến điện"),
        ),
        (
            "Việc này nay thuộc thẩm quyền UBND cấp tỉnh (trước là Cục Viễn thông).",
            (PROVINCE, True, False, "UBND cấp tỉnh"),
        ),
        (
            "Trung tâm Phục vụ hành chính công cấp xã tiếp nhận hồ sơ của người dân.",
            (COMMUNE, True, True, "Trung tâm Phục vụ hành chính công cấp xã"),
        ),
    ],
)  # fmt: skip
def test_a_sentence_tells_one_thing(text: str, expected: Told) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Trước ngày 01/7/2025 việc này do UBND cấp xã thực hiện.",
        "UBND cấp tỉnh hướng dẫn, kiểm tra, giám sát UBND cấp xã.",
        "Không nộp tại UBND cấp xã.",
        "Không có thủ tục nào do cấp xã giải quyết.",
        "Kho tài liệu chưa có nguồn về việc UBND cấp xã cấp giấy phép.",
        "Cơ quan chuyên môn thuộc UBND cấp tỉnh gồm nhiều phòng.",
        "Nghị định quy định về lĩnh vực của Bộ Khoa học và Công nghệ.",
        "Việc của cấp xã là hướng dẫn người dân.",
        "Giấy phép do UBND cấp huyện cấp.",
        "",
    ],
)
def test_what_says_nothing_of_it_is_passed_over(text: str) -> None:
    assert told(text) == []


def test_a_field_may_name_an_office_alone() -> None:
    assert told("Ủy ban nhân dân cấp xã", field=True) == [
        (COMMUNE, True, False, "Ủy ban nhân dân cấp xã")
    ]
    assert told("Ủy ban nhân dân cấp xã") == []


@given(st.text(max_size=300))
def test_what_is_told_stands_in_its_sentence(text: str) -> None:
    source = f"{text} UBND cấp xã không cấp. {text}"
    for one in said(source):
        assert one.words in source[one.start : one.end]
