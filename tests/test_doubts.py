"""Short forms of several meanings, read by what was found."""

from retrieval.doubts import read_beside

DOUBTS = (("dk", ("đăng ký", "điều kiện", "được")),)


def test_a_short_form_is_read_as_what_was_found_says() -> None:
    text = read_beside("dk hoạt động", DOUBTS, "Cấp đăng ký hoạt động; được cấp trong 10 ngày")
    assert text == "đăng ký hoạt động"


def test_two_meanings_as_long_leave_it_open() -> None:
    assert read_beside("dk hoạt động", DOUBTS, "đăng ký, điều kiện") == "dk hoạt động"


def test_what_is_not_found_stays() -> None:
    assert read_beside("dk hoạt động", DOUBTS, "tàu cá") == "dk hoạt động"
