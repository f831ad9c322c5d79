"""Annexes, forms and chapters under one key."""

import pytest

from retrieval.places_named import place_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phụ lục II.5", "phu luc 2.5"),
        ("Phụ lục X", "Phụ lục 10"),
        ("Chương II", "CHƯƠNG 2"),
        ("Chương IIa", "chuong 2a"),
        ("Phần thứ hai", "Phần II"),
        ("Mẫu số 06", "Mẫu số 6"),
        ("Mẫu số 3 TBTNHS", "mau so 03.TBTNHS"),
        ("Mục 1", "Mục I"),
    ],
)
def test_one_place_has_one_key(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phụ lục I", "Phụ lục II"),
        ("Phụ lục I", "Phụ lục I.1"),
        ("Phụ lục C", "Phụ lục 100"),
        ("Mẫu số 1", "Mẫu số 1a"),
        ("Chương I", "Mục I"),
    ],
)
def test_other_places_have_others(one: str, other: str) -> None:
    assert place_key(one) != place_key(other)


def test_what_is_no_such_place_has_none() -> None:
    assert place_key("Điều 5") == place_key("Hồ sơ") == ("", "")
