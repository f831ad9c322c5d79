"""What the provisions of a text do to provisions, in the text's own words."""

import time
from datetime import date

import pytest

from corpus.change import Place, changes
from corpus.document import Document, Kind, Line
from corpus.letterhead import describe
from corpus.relation import Relation, Target, Verb
from corpus.relations import relations
from corpus.staged import with_replaced, with_validity
from corpus.structure import sections

HEAD = """QUỐC HỘI
Luật số: 9/2031/QH18
LUẬT
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT THỬ NGHIỆM
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Thử nghiệm số 4/2021/QH15.
"""
DECREE = """CHÍNH PHỦ
Số: 12/2031/NĐ-CP
Hà Nội, ngày 05 tháng 6 năm 2031
NGHỊ ĐỊNH
QUY ĐỊNH VỀ THỬ NGHIỆM
Căn cứ Luật Thử nghiệm số 4/2021/QH15 đã được sửa đổi, bổ sung theo Luật số 9/2031/QH18;
"""


def read(body: str, head: str = DECREE) -> tuple[Document, tuple[Relation, ...]]:
    lines = [Line(line.strip()) for line in (head + body).strip().split("\n")]
    document = describe(lines, {}, "van-ban.docx")
    return document, relations(document, sections(lines, document.kind))


def said(body: str, head: str = DECREE) -> list[tuple[Verb, str, str]]:
    """Verb, number of the text and the unit, of each relation."""
    return [(r.verb, r.target.number, unit(r.target)) for r in read(body, head)[1]]


def unit(target: Target) -> str:
    parts = (target.article, target.clause, target.point)
    return "/".join(part for part in parts if part) or target.place


LAW = "4/2021/QH15"


def test_an_amending_law_is_read_along_its_units() -> None:
    found = said(
        """Điều 1. Sửa đổi, bổ sung một số điều của Luật Thử nghiệm
        1. Sửa đổi, bổ sung Điều 3 như sau:
        “Điều 3. Giải thích
        1. Bãi bỏ là thôi dùng. Điều 5 hết hiệu lực.”.
        2. Sửa đổi, bổ sung một số khoản của Điều 8 như sau:
        a) Sửa đổi, bổ sung khoản 2 như sau:
        “2. Việc này.”;
        b) Bổ sung khoản 2a vào sau khoản 2 như sau:
        “2a. Việc kia.”;
        c) Bãi bỏ các điểm a, b khoản 5.
        3. Bổ sung Điều 9a vào sau Điều 9 như sau:
        “Điều 9a. Mới
        Điều mới.”.
        4. Thay thế cụm từ “cấp huyện” bằng cụm từ “cấp xã” tại khoản 1 Điều 11 và Điều 12.
        Điều 2. Hiệu lực thi hành
        Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031.""",
        HEAD,
    )
    assert found == [
        (Verb.AMENDS, LAW, ""),
        (Verb.AMENDS, LAW, "3"),
        (Verb.AMENDS, LAW, "8/2"),
        (Verb.ADDS, LAW, "8/2a"),
        (Verb.REPEALS, LAW, "8/5/a"),
        (Verb.REPEALS, LAW, "8/5/b"),
        (Verb.ADDS, LAW, "9a"),
        (Verb.REWORDS, LAW, "11/1"),
        (Verb.REWORDS, LAW, "12"),
    ]


def test_the_sentence_is_the_text_of_its_section() -> None:
    (relation,) = read("Điều 1. Việc\n1. Bãi bỏ khoản 2 Điều 5 Nghị định số 3/2020/NĐ-CP.", DECREE)[
        1
    ]
    assert relation.sentence == "Bãi bỏ khoản 2 Điều 5 Nghị định số 3/2020/NĐ-CP."
    assert relation.path == ("Điều 1", "khoản 1")


def test_several_laws_are_amended_by_several_articles() -> None:
    found = said(
        """Điều 1. Sửa đổi, bổ sung một số điều của Luật Thử nghiệm số 4/2021/QH15
        1. Bãi bỏ Điều 5.
        Điều 2. Sửa đổi, bổ sung một số điều của Luật Đo thử số 5/2022/QH15
        1. Bãi bỏ Điều 6.""",
        HEAD.replace("LUẬT THỬ NGHIỆM", "LUẬT THỬ NGHIỆM, LUẬT ĐO THỬ"),
    )
    assert [item for item in found if item[0] is Verb.REPEALS] == [
        (Verb.REPEALS, LAW, "5"),
        (Verb.REPEALS, "5/2022/QH15", "6"),
    ]


def test_amending_and_adding_in_one_sentence_are_two_things() -> None:
    found = said(
        """Điều 1. Sửa đổi, bổ sung một số điều của Luật Thử nghiệm
        1. Sửa đổi, bổ sung khoản 2 và bổ sung khoản 3 vào sau khoản 2 Điều 13 như sau:
        “2. Một.
        3. Hai.”.""",
        HEAD,
    )
    assert found[1:] == [(Verb.AMENDS, LAW, "13/2"), (Verb.ADDS, LAW, "13/3")]


def test_a_word_struck_out_in_a_list_of_repeals_repeals_nothing() -> None:
    found = said(
        """Điều 1. Sửa đổi, bổ sung một số điều của Luật Thử nghiệm
        1. Bãi bỏ điểm d khoản 1 Điều 17, từ “d,” tại khoản 4 Điều 17.""",
        HEAD,
    )
    assert found[1:] == [(Verb.REPEALS, LAW, "17/1/d"), (Verb.REWORDS, LAW, "17/4")]


def test_a_quotation_without_marks_is_not_read() -> None:
    found = said(
        """Điều 1. Sửa đổi, bổ sung một số điều của Luật Thử nghiệm
        1. Sửa đổi, bổ sung số thứ tự 3 của Phụ lục như sau:
        Bãi bỏ Điều 99 của Luật Đo thử số 5/2022/QH15
        2. Bãi bỏ Điều 7.""",
        HEAD,
    )
    assert (Verb.REPEALS, "5/2022/QH15", "99") not in found
    assert (Verb.REPEALS, LAW, "7") in found


def test_the_closing_provision_ends_other_texts_with_exceptions() -> None:
    document, found = read(
        """Điều 9. Hiệu lực thi hành
        1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031.
        2. Nghị định số 1/2010/NĐ-CP ngày 02 tháng 3 năm 2010 của Chính phủ quy định chi tiết Luật
        3. Nghị định số 2/2011/NĐ-CP và Nghị định số 3/2012/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành, trừ Điều 5 của Nghị định số 3/2012/NĐ-CP và trường hợp quy định tại khoản 1 Điều 10 của Nghị định này.
        4. Nghị quyết số 4/2013/NQ-CP hết hiệu lực từ ngày 01 tháng 01 năm 2032.
        Điều 10. Chuyển tiếp
        1. Việc cũ."""  # noqa: E501
    )
    assert [(r.target.number, r.effective) for r in found] == [
        ("2/2011/NĐ-CP", None),
        ("3/2012/NĐ-CP", None),
        ("4/2013/NQ-CP", date(2032, 1, 1)),
    ]
    assert {r.verb for r in found} == {Verb.ENDS}
    assert [(t.number, unit(t)) for t in found[0].except_for] == [
        ("3/2012/NĐ-CP", "5"),
        ("12/2031/NĐ-CP", "10/1"),
    ]
    assert with_replaced(document, found).validity.replaces == (
        "2/2011/NĐ-CP", "3/2012/NĐ-CP", "4/2013/NQ-CP",
    )  # fmt: skip


def test_a_list_takes_its_verb_from_the_line_above_it() -> None:
    _, found = read(
        """Điều 9. Hiệu lực thi hành
        1. Các văn bản sau đây hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành:
        a) Nghị định số 2/2011/NĐ-CP ngày 01 tháng 01 năm 2011 của Chính phủ về việc thử;
        b) Điều 4 Nghị định số 3/2012/NĐ-CP.
        2. Bãi bỏ các quy định sau đây:
        a) Khoản 2 Điều 6 Nghị định số 4/2013/NĐ-CP;"""
    )
    assert [(r.verb, r.target.number, unit(r.target)) for r in found] == [
        (Verb.ENDS, "2/2011/NĐ-CP", ""),
        (Verb.ENDS, "3/2012/NĐ-CP", "4"),
        (Verb.REPEALS, "4/2013/NĐ-CP", "6/2"),
    ]
    assert found[0].lead_in.startswith("Các văn bản sau đây hết hiệu lực")
    assert found[0].path == ("Điều 9", "khoản 1", "điểm a")


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("Nghị định này thay thế Nghị định số 2/2011/NĐ-CP ngày 01 tháng 01 năm 2011.",
         (Verb.REPLACES, "2/2011/NĐ-CP", "")),
        ("Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2031 và thay thế Nghị định số "
         "2/2011/NĐ-CP.", (Verb.REPLACES, "2/2011/NĐ-CP", "")),
        ("Thay thế Mẫu số 02 Phụ lục I ban hành kèm theo Nghị định số 2/2011/NĐ-CP bằng Mẫu số 05 "
         "ban hành kèm theo Nghị định này.",
         (Verb.REPLACES, "2/2011/NĐ-CP", "Mẫu số 02 Phụ lục I")),
        ("Bỏ cụm từ “cấp huyện” tại khoản 1 Điều 3 Nghị định số 2/2011/NĐ-CP.",
         (Verb.REWORDS, "2/2011/NĐ-CP", "3/1")),
        ("Ngưng hiệu lực Điều 3 Nghị định số 2/2011/NĐ-CP đến hết ngày 31 tháng 12 năm 2031.",
         (Verb.SUSPENDS, "2/2011/NĐ-CP", "3")),
        ("Đính chính Phụ lục II Nghị định số 2/2011/NĐ-CP.",
         (Verb.CORRECTS, "2/2011/NĐ-CP", "Phụ lục II")),
        ("Kể từ ngày Nghị định này có hiệu lực, Điều 4 Nghị định số 2/2011/NĐ-CP được bãi bỏ.",
         (Verb.REPEALS, "2/2011/NĐ-CP", "4")),
        ("Khoản 2 Điều 4 Nghị định số 2/2011/NĐ-CP được sửa đổi, bổ sung như sau:",
         (Verb.AMENDS, "2/2011/NĐ-CP", "4/2")),
    ],
)  # fmt: skip
def test_every_verb_is_known(sentence: str, meant: tuple[Verb, str, str]) -> None:
    assert said(f"Điều 1. Việc\n1. {sentence}\n2. Việc khác.") == [meant]


@pytest.mark.parametrize(
    "sentence",
    [
        "Thực hiện theo quy định tại Điều 5 Nghị định số 2/2011/NĐ-CP.",
        "Nghị định số 2/2011/NĐ-CP đã được sửa đổi, bổ sung theo Nghị định số 3/2012/NĐ-CP.",
        "Người nộp hồ sơ sửa đổi, bổ sung hồ sơ theo khoản 2 Điều 5 của Luật Thử nghiệm.",
        "Giấy phép quy định tại Điều 5 Nghị định số 2/2011/NĐ-CP hết hiệu lực thì thu hồi.",
        "Bổ sung hồ sơ trong thời hạn quy định tại Điều 5 Luật Thử nghiệm.",
        "Trước ngày Nghị định số 2/2011/NĐ-CP hết hiệu lực, cơ quan rà soát hồ sơ.",
    ],
)
def test_a_reference_changes_nothing(sentence: str) -> None:
    assert said(f"Điều 1. Việc\n1. {sentence}\n2. Việc khác.") == []


@pytest.mark.parametrize("noise", ["i ", "số ", "1", "và ", "khoản 1, ", "Luật ", "“", "bổ sung "])
def test_no_sentence_takes_long(noise: str) -> None:
    place = Place(Target(number="1/2031/NĐ-CP", name="Nghị định"))
    started = time.process_time()
    changes(f"Bãi bỏ {noise * 500}x Điều 5 hết hiệu lực {noise * 500}", place)
    assert time.process_time() - started < 5


def test_inserting_into_an_article_adds_to_it() -> None:
    found = said(
        """Điều 1. Sửa đổi, bổ sung một số điều của Luật Thử nghiệm
        1. Sửa đổi, bổ sung tên Điều 26; bổ sung khoản 3 và khoản 4 vào Điều 26 như sau:
        “3. Một.
        4. Hai.”.
        2. Bổ sung điểm đ vào sau điểm d khoản 2 Điều 16 như sau:
        “đ) Ba.”.""",
        HEAD,
    )
    assert found[1:] == [
        (Verb.AMENDS, LAW, "26"),
        (Verb.ADDS, LAW, "26/3"),
        (Verb.ADDS, LAW, "26/4"),
        (Verb.ADDS, LAW, "16/2/đ"),
    ]


def test_a_consolidated_text_changes_nothing() -> None:
    document, _ = read("Điều 1. Việc\n1. Bãi bỏ Điều 5 Nghị định số 2/2011/NĐ-CP.")
    lines = [Line("Điều 1. Việc"), Line("1. Bãi bỏ Điều 5 Nghị định số 2/2011/NĐ-CP.")]
    consolidated = Document(id="hn", kind=Kind.CONSOLIDATED, title=document.title)
    assert relations(consolidated, sections(lines, Kind.CONSOLIDATED)) == ()


STAGED = """Điều 5. Một
1. Một.
2. Hai.
Điều 6. Hai
Điều 7. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031, trừ quy định tại khoản 2 Điều này.
2. Khoản 2 Điều 5 của Nghị định này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2032.
3. Điều 6 của Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031 đến hết ngày 28 tháng 02 năm 2033.
4. Bãi bỏ Điều 3 Nghị định số 2/2011/NĐ-CP.
"""  # noqa: E501


def validity(body: str) -> dict[tuple[str, ...], tuple[date | None, date | None]]:
    lines = [Line(line.strip()) for line in (DECREE + body).strip().split("\n")]
    document = describe(lines, {}, "van-ban.docx")
    cut = sections(lines, document.kind)
    return {
        s.path: (s.validity.effective_from, s.validity.effective_to)
        for s in with_validity(document, cut)
        if s.validity is not None
    }


def test_parts_that_begin_or_end_on_days_of_their_own_carry_them() -> None:
    assert validity(STAGED) == {
        ("Điều 5", "khoản 2"): (date(2032, 1, 1), None),
        ("Điều 6",): (date(2031, 7, 1), date(2033, 3, 1)),
    }
    document, _ = read(STAGED)
    assert document.validity.effective_from == date(2031, 7, 1)
    assert document.validity.effective_to is None


def test_an_exception_in_the_same_sentence_is_staged_too() -> None:
    found = validity(
        """Điều 5. Một
        Điều 6. Hai
        Điều 7. Hiệu lực
        Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031, trừ Điều 5 có hiệu lực kể từ ngày ký."""  # noqa: E501
    )
    assert found == {("Điều 5",): (date(2031, 6, 5), None)}


def test_a_list_over_semicolons_has_one_day() -> None:
    found = validity(
        """Điều 5. Một
        Điều 6. Hai
        1. Ba.
        Điều 7. Hiệu lực
        1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031.
        2. Quy định tại Điều 5; khoản 1 Điều 6 của Nghị định này có hiệu lực thi hành từ ngày 01 tháng 9 năm 2031."""  # noqa: E501
    )
    day = (date(2031, 9, 1), None)
    assert found == {("Điều 5",): day, ("Điều 6", "khoản 1"): day}


def test_a_change_begins_with_the_provision_that_states_it() -> None:
    _, found = read(
        """Điều 1. Việc
        1. Bãi bỏ Điều 3 Nghị định số 2/2011/NĐ-CP.
        Điều 2. Hiệu lực
        1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031.
        2. Điều 1 của Nghị định này có hiệu lực thi hành từ ngày 01 tháng 9 năm 2031."""
    )
    repeal = next(r for r in found if r.verb is Verb.REPEALS)
    assert repeal.effective == date(2031, 9, 1)


def test_a_list_that_ends_texts_may_stand_in_one_sentence() -> None:
    assert said(
        "Điều 1. Hiệu lực\nCác quy định sau hết hiệu lực từ ngày 01/7/2031: "
        "Nghị định số 4/2016/NĐ-CP; Điều 3 Nghị định số 5/2014/NĐ-CP; Thông tư số 6/2014/TT-BKHCN."
    ) == [
        (Verb.ENDS, "4/2016/NĐ-CP", ""),
        (Verb.ENDS, "5/2014/NĐ-CP", "3"),
        (Verb.ENDS, "6/2014/TT-BKHCN", ""),
    ]


def test_a_chapter_names_the_text_that_its_articles_amend_in_capitals() -> None:
    assert said(
        "Chương I\nSỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA NGHỊ ĐỊNH SỐ 8/2014/NĐ-CP\n"
        "Điều 1. Sửa đổi Điều 3\nSửa đổi Điều 3 như sau:\n“Điều 3. Thử.”\n"
        "Chương II\nNGHỊ ĐỊNH SỐ 95/2014/NĐ-CP\nĐiều 2. Bãi bỏ khoản 2 Điều 4."
    ) == [
        (Verb.AMENDS, "8/2014/NĐ-CP", ""),
        (Verb.AMENDS, "8/2014/NĐ-CP", "3"),
        (Verb.AMENDS, "8/2014/NĐ-CP", "3"),
        (Verb.REPEALS, "95/2014/NĐ-CP", "4/2"),
    ]


@pytest.mark.parametrize("lead", ["các Thông tư:", "các Thông tư sau đây:", "các văn bản sau:"])
def test_what_is_replaced_may_be_listed_behind_its_kind(lead: str) -> None:
    assert said(
        f"Điều 1. Hiệu lực\nNghị định này thay thế {lead} "
        "Thông tư số 3/2012/TT-BTTTT; Thông tư số 8/2018/TT-BTTTT."
    ) == [(Verb.REPLACES, "3/2012/TT-BTTTT", ""), (Verb.REPLACES, "8/2018/TT-BTTTT", "")]


def test_what_a_law_was_changed_by_is_not_taken_for_the_text_after_it() -> None:
    found = said(
        "Điều 9. Hiệu lực thi hành\n"
        "2. Luật Thử nghiệm số 4/2021/QH15 đã được sửa đổi, bổ sung một số điều theo Luật số "
        "9/2031/QH18, Bộ luật số 5/2029/QH17 (sau đây gọi chung là Luật số 4/2021/QH15) và Nghị "
        "quyết số 3/2022/QH15 ngày 22 tháng 6 năm 2022 của Quốc hội về việc thử nghiệm đối với "
        "người lao động hết hiệu lực thi hành kể từ ngày Nghị định này có hiệu lực thi hành."
    )
    assert found == [(Verb.ENDS, LAW, ""), (Verb.ENDS, "3/2022/QH15", "")]
