"""Units that a text names, as officers write them."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.unit_names import mentions


def read(text: str) -> list[tuple[str, str]]:
    """The words of each mention, with its province or the first unit of its type."""
    return [
        (m.words, m.province or next(str(unit) for unit in m.candidates if unit.type == m.type))
        for m in mentions(text)
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("huyện Yên Lạc nay thuộc đâu", ("huyện Yên Lạc", "huyện Yên Lạc, tỉnh Vĩnh Phúc")),
        ("thành phố Thanh Hóa", ("thành phố Thanh Hóa", "thành phố Thanh Hóa, tỉnh Thanh Hóa")),
        ("thành phố Huế", ("thành phố Huế", "Huế")),
        ("tp thanh hoa", ("tp thanh hoa", "Thanh Hóa")),
        ("ở TP Thủ Đức", ("TP Thủ Đức", "thành phố Thủ Đức, thành phố Hồ Chí Minh")),
        ("tinh ha nam cu", ("tinh ha nam", "Hà Nam")),
        ("Nge An: tỉnh Nge An", ("tỉnh Nge An", "Nghệ An")),
        ("hồ sơ ở BR-VT nộp đâu", ("BR-VT", "Bà Rịa - Vũng Tàu")),
        ("p. Bến Nghé q1", ("p. Bến Nghé", "phường Bến Nghé, quận 1, thành phố Hồ Chí Minh")),
        ("q.3 tphcm", ("q.3", "quận 3, thành phố Hồ Chí Minh")),
        ("TT. Yên Lạc", ("TT. Yên Lạc", "thị trấn Yên Lạc, huyện Yên Lạc, tỉnh Vĩnh Phúc")),
        ("QĐ của UBND tỉnh Lào Cai", ("tỉnh Lào Cai", "Lào Cai")),
        ("Thừa Thiên - Huế", ("Thừa Thiên - Huế", "Huế")),
        ("ở đà nẵng", ("đà nẵng", "Đà Nẵng")),
        ("đặc khu Phú Quốc", ("đặc khu Phú Quốc", "đặc khu Phú Quốc, tỉnh An Giang")),
    ],
)
def test_a_unit_is_read_as_it_is_written(text: str, first: tuple[str, str]) -> None:
    assert read(text)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "nhãn hiệu Chè xanh Tân An",
        "xã hội hóa dịch vụ",
        "tỉnh nào, huyện nào, xã khác",
        "dân xã B khác tỉnh",
        "an toàn bức xạ an toàn",
        "máy đa năng, thiết bị da nang",
        "hai phòng khám",
        "sống trong hòa bình",
        "người Việt Nam định cư ở nước ngoài",
        "Đoàn Thanh niên Cộng sản Hồ Chí Minh",
        "may x quang nam 2024, day nghe an toan, nâng cao bằng cấp",
        "cả mẫu đơn, ca mau don",
        "TT 07/2025/TT-BKHCN",
        "tính phí thế nào",
        "danh sách phường, xã Việt Nam sau sáp nhập",
        "Người lao động tại xã Hoa Kỳ",
        "p.m., q., x.",
        "",
    ],
)
def test_other_words_are_no_units(text: str) -> None:
    assert [mention for mention in mentions(text) if mention.sure] == []


def test_the_accents_that_were_typed_must_be_the_names() -> None:
    named = {unit.name for mention in mentions("xã Tân An") for unit in mention.candidates}
    assert named == {"Tân An"}
    plain = {unit.name for mention in mentions("xa tan an") for unit in mention.candidates}
    assert plain == {"Tân An", "Tân Ân", "Tân Ấn"} & plain
    assert len(plain) > 1


def test_a_name_in_small_letters_behind_its_type_is_not_sure() -> None:
    assert [mention.sure for mention in mentions("xã an toàn, Xã An Toàn")] == [False, True]


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for mention in mentions(text):
        assert mention.start < mention.end
        assert mention.province or mention.candidates


_PIECES = st.sampled_from([
    "xã", "phường", "huyện", "tỉnh", "tp.", "p.", "q1", "Tân An", "Yên Lạc", "Hà Nam", "TP.HCM",
    ",", "(", ")", "-", "cũ", "’", "Ea H'leo", "İ", "ß", "ǰ", "5",
])  # fmt: skip


@settings(deadline=None)
@given(st.lists(_PIECES, max_size=12).map(" ".join))
def test_any_mixture_of_names_can_be_read(text: str) -> None:
    found = mentions(text)
    assert all(one.end <= two.start for one, two in pairwise(found))
