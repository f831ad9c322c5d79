"""Where a question is about, and which sources apply there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import NATIONAL
from retrieval.places import Places, Where, places, profile


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("tỉnh Hà Nam cũ", Where("Ninh Bình", "Hà Nam")),
        ("ở Nghệ An", Where("Nghệ An")),
        ("huyện Yên Lạc", Where("Phú Thọ", "Vĩnh Phúc")),
        ("Xã Tân An, huyện Văn Bàn", Where("Lào Cai", "Lào Cai")),
        ("phường 5 quận 3", Where("Hồ Chí Minh", "Hồ Chí Minh")),
        ("xa tan an tinh long an", Where("Tây Ninh", "Long An")),
        ("Phường Tân An, tỉnh Tây Ninh", Where("Tây Ninh", "Long An")),
        ("Xã An Toàn", Where("Gia Lai", "Bình Định")),
    ],
)
def test_the_question_says_where(text: str, where: Where) -> None:
    assert places(text).named == (where,)


def test_the_question_goes_before_the_profile() -> None:
    assert places("phí bao nhiêu", "Tỉnh Lào Cai").named == (Where("Lào Cai"),)
    assert places("ở Huế phí bao nhiêu", "Tỉnh Lào Cai").named == (Where("Huế"),)


def test_the_profile_tells_apart_units_of_one_name() -> None:
    anywhere = places("Xã Tân An có được không")
    assert anywhere.unclear is not None
    assert len(anywhere.among) > 4
    at_home = places("Xã Tân An có được không", "Nghệ An")
    assert (at_home.unclear, at_home.named) == (None, (Where("Nghệ An", "Nghệ An"),))


def test_a_commune_of_the_profile_tells_its_old_province() -> None:
    assert profile("Phú Thọ", "Xã Yên Lạc") == Where("Phú Thọ", "Vĩnh Phúc")
    assert profile("Tỉnh Long An", "") == Where("Tây Ninh", "Long An")
    assert profile("", "Xã Yên Lạc") is None
    assert profile("Sao Hỏa", "") == Where("Sao Hỏa")


@pytest.mark.parametrize(
    ("asked", "territory", "fits"),
    [
        ("tỉnh Yên Bái", "Yên Bái", True),
        ("tỉnh Lào Cai", "Yên Bái", True),  # the successor, where only it is known
        ("xã Bảo Hà, tỉnh Lào Cai", "tỉnh Yên Bái", False),  # of the old Lào Cai
        ("tỉnh Yên Bái", "Lào Cai", True),
        ("tỉnh Nghệ An", "Yên Bái", False),
        ("tỉnh Nghệ An", NATIONAL, True),
        ("phí bao nhiêu", "Yên Bái", True),
        ("tỉnh Nghệ An", "xã Bảo Hà, tỉnh Lào Cai", False),
        ("tỉnh Nghệ An", "vùng Tây Bắc", False),
    ],
)
def test_a_provincial_text_applies_in_its_territory(
    asked: str, territory: str, *, fits: bool
) -> None:
    assert places(asked).fit(territory) is fits


def test_old_names_are_told() -> None:
    assert places("tỉnh Hà Nam").notes == ("Từ 01/7/2025, tỉnh Hà Nam nay thuộc tỉnh Ninh Bình.",)
    (note,) = places("phường Bến Nghé, quận 1").notes
    assert note.endswith("nay thuộc phường Sài Gòn, thành phố Hồ Chí Minh.")
    assert places("tỉnh Nghệ An").notes == ()
    (split,) = places("phường Đội Cấn, quận Ba Đình").notes
    assert "một trong các đơn vị: phường Ba Đình" in split


def test_the_province_of_today_is_searched_for_with_the_old_one() -> None:
    assert places("sáng kiến ở Tiền Giang").renamed == (("Tiền Giang", "tỉnh Đồng Tháp"),)
    assert places("sáng kiến", "Tiền Giang").renamed == ()
    assert places("Tiền Giang nay thuộc tỉnh nào").renamed == ()
    (short,) = places("BR-VT nay thuộc tỉnh nào").renamed
    assert short == ("BR-VT", "tỉnh Bà Rịa - Vũng Tàu")


def test_a_slip_of_a_communes_name_counts_only_beside_what_is_above_it() -> None:
    assert places("Người lao động tại xã Hoa Kỳ").named == ()
    assert places("danh sách phường, xã Việt Nam sau sáp nhập").named == ()
    assert places("xã Tân Ang, tỉnh Long An").named == (Where("Tây Ninh", "Long An"),)


@settings(deadline=None)
@given(st.text(max_size=120), st.text(max_size=20), st.text(max_size=20))
def test_any_text_and_profile_can_be_read(text: str, province: str, commune: str) -> None:
    found = places(text, province, commune)
    assert isinstance(found, Places)
    found.fit("tỉnh Lào Cai")
