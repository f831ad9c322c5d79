"""Words without a space between them."""

import pytest

from retrieval.glued import at_capitals, partings

SYLLABLES = {"kiem", "tra", "do", "luong", "o", "xa", "tan", "so", "ta", "n"}


@pytest.mark.parametrize(
    ("glued", "parts"),
    [
        ("kiemtra", ("kiem", "tra")),
        ("doluong", ("do", "luong")),
        ("oxa", ("o", "xa")),
        ("tanso", ("tan", "so")),
        ("kiemtradoluong", ("kiem", "tra", "do", "luong")),
    ],
)
def test_glued_words_are_parted_into_syllables(glued: str, parts: tuple[str, ...]) -> None:
    assert partings(glued, SYLLABLES)[0] == parts


@pytest.mark.parametrize("word", ["", "so", "kiem", "online", "kiemtrax", "a" * 10_000])
def test_what_is_not_all_syllables_is_not_parted(word: str) -> None:
    assert partings(word, SYLLABLES) == []


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("ViệtNam", ["Việt", "Nam"]),
        ("UBNDxã", ["UBND", "xã"]),
        ("đếnUBND", ["đến", "UBND"]),
        ("VNeID", ["VN", "e", "ID"]),
        ("UBND", ["UBND"]),
        ("", [""]),
    ],
)
def test_capitals_part_words(typed: str, parts: list[str]) -> None:
    assert at_capitals(typed) == parts
