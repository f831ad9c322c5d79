"""Which changes give a provision anew, and which only touch it."""

import pytest

from corpus.document import Section
from corpus.relation import Relation, Target, Verb
from corpus.renewal import gives_anew

PATH = ("Điều 1", "khoản 1")
ARTICLE, CLAUSE = Target("5/2029/NĐ-CP", article="17"), Target("5/2029/NĐ-CP", "", "17", "2")
POINT = Target("5/2029/NĐ-CP", "", "17", "2", "đ")


def anew(said: str, quoted: str, target: Target, verb: Verb = Verb.AMENDS) -> bool:
    relation = Relation(verb, target, PATH, said)
    return gives_anew(relation, [Section(PATH, "", f"1. {said}\n{quoted}")])


@pytest.mark.parametrize(
    ("said", "quoted", "target"),
    [
        ("Sửa đổi, bổ sung khoản 2 Điều 17 như sau:", "“2. Ba mươi ngày.”.", CLAUSE),
        ("Sửa đổi điểm đ khoản 2 Điều 17 như sau:", "“đ) Bản sao;”.", POINT),
        ("Sửa đổi, bổ sung Điều 17 như sau:", "“Điều 17. Thời hạn\n1. Một tháng.”.", ARTICLE),
        ("Sửa đổi khoản 1 và khoản 2 Điều 17 như sau:", "“1. Một.\n2. Hai.”.", CLAUSE),
    ],
)
def test_a_whole_unit_in_quotation_marks_is_given_anew(
    said: str, quoted: str, target: Target
) -> None:
    assert anew(said, quoted, target)


@pytest.mark.parametrize(
    ("said", "quoted", "target"),
    [
        ("Sửa đổi, bổ sung khoản 2 Điều 17.", "", CLAUSE),
        ("Sửa đổi, bổ sung Điều 17 như sau:", "“2. Ba mươi ngày.”.", ARTICLE),
        ("Sửa đổi, bổ sung khoản 2 Điều 17 như sau:", "2. Ba mươi ngày.", CLAUSE),
        ("Sửa đổi, bổ sung Nghị định số 5/2029/NĐ-CP như sau:", "“2. Ba.”.", Target("5/2029")),
    ],
)
def test_less_than_a_whole_unit_is_not(said: str, quoted: str, target: Target) -> None:
    assert not anew(said, quoted, target)


def test_other_words_for_a_phrase_leave_the_unit_in_force() -> None:
    said = "Thay cụm từ “một” bằng “hai” tại khoản 2 Điều 17 như sau:"
    assert not anew(said, "“2. Hai.”", CLAUSE, Verb.REWORDS)
