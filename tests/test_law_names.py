"""Laws by their names as people write them."""

import pytest

from retrieval.law_names import LawNames

TITLES = (
    "Luật Đo lường",
    "Luật Đầu tư",
    "Luật Đầu tư công",
    "Bộ luật Dân sự",
    "Bộ luật Tố tụng dân sự",
    "Luật Khoa học, Công nghệ và Đổi mới sáng tạo",
    "Luật Tiêu chuẩn và Quy chuẩn kỹ thuật",
    "Luật Sửa đổi, bổ sung một số điều của Luật Đo lường",
    "Luật Hoạt động chữ thập đỏ",
    "Luật Phòng, chống ma túy",
    "Luật Tổ chức Chính phủ",
    "Luật Tổ chức Tòa án nhân dân",
    "Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam",
)
NAMES = LawNames((row, title, "2015") for row, title in enumerate(TITLES))


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("luật đo lường", "Luật Đo lường"),
        ("luat do luong", "Luật Đo lường"),
        ("Luật đo lừơng", "Luật Đo lường"),
        ("luật do luongg", "Luật Đo lường"),
        ("LĐL", "Luật Đo lường"),
        ("luật đl", "Luật Đo lường"),
        ("luật đầu tư", "Luật Đầu tư"),
        ("luật đầu tư công", "Luật Đầu tư công"),
        ("BLDS", "Bộ luật Dân sự"),
        ("blttds", "Bộ luật Tố tụng dân sự"),
        ("luật KHCN", "Luật Khoa học, Công nghệ và Đổi mới sáng tạo"),
        ("luật KHCN&ĐMST", "Luật Khoa học, Công nghệ và Đổi mới sáng tạo"),
        ("luật khoa học công nghệ", "Luật Khoa học, Công nghệ và Đổi mới sáng tạo"),
        ("luật TC&QCKT", "Luật Tiêu chuẩn và Quy chuẩn kỹ thuật"),
        ("luật chữ thập đỏ", "Luật Hoạt động chữ thập đỏ"),
        ("luật phòng chống ma tuý", "Luật Phòng, chống ma túy"),
        (
            "luật sửa đổi bổ sung luật đo lường",
            "Luật Sửa đổi, bổ sung một số điều của Luật Đo lường",
        ),
        ("luật đo lường năm 2015", "Luật Đo lường"),
        ("hiến pháp", "Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam"),
    ],
)
def test_a_law_is_known_by_its_name(typed: str, title: str) -> None:
    rows, known = NAMES.called(typed)
    assert known
    assert [TITLES[row] for row in rows] == [title]


def test_a_name_that_several_begin_with_means_each() -> None:
    rows, _ = NAMES.called("luật tổ chức")
    assert [TITLES[row] for row in rows] == TITLES_OF_ORGANISATION


TITLES_OF_ORGANISATION = ["Luật Tổ chức Chính phủ", "Luật Tổ chức Tòa án nhân dân"]


def test_of_another_year_there_is_none_but_the_name_is_known() -> None:
    assert NAMES.called("luật đo lường 2024") == ([], True)


@pytest.mark.parametrize(
    "typed", ["luật đo lường nhiệt độ", "luật hàng hải", "luật", "lan", "luật dân quân tự vệ", ""]
)
def test_another_law_is_not_taken_for_one(typed: str) -> None:
    assert NAMES.called(typed) == ([], False)
