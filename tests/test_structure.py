"""Structure read into lines: which line begins a unit, and where every word goes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Kind, Line, Section
from corpus.structure import sections, structure
from corpus.structure_units import roman


def cut(text: str, kind: Kind = Kind.DECREE) -> tuple[Section, ...]:
    return sections([Line(line.strip()) for line in text.strip().split("\n")], kind)


def paths(text: str, kind: Kind = Kind.DECREE) -> list[tuple[str, ...]]:
    return [section.path for section in cut(text, kind)]


def articles(text: str) -> list[str]:
    return [path[-1] for path in paths(text) if path[-1].startswith("Điều")]


WHOLE = """
CHÍNH PHỦ
Số: 1/2031/NĐ-CP
NGHỊ ĐỊNH
Căn cứ Luật Thử nghiệm;
Phần thứ nhất
QUY ĐỊNH CHUNG
Chương I
PHẠM VI
VÀ GIẢI THÍCH
Mục 1. BẮT ĐẦU
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về việc thử.
Điều 2. Việc phải làm[2]
Cơ quan tiếp nhận thực hiện:
1. Nhận hồ sơ:
a) Kiểm tra giấy tờ;
d) Ghi sổ;
đ) Hẹn ngày.
2. Trả kết quả.
Điều 2a. Việc thêm
1. Việc một.
1a. Việc chen vào.
2. Việc hai.
Chương II
KẾT THÚC
Điều 3. Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2031.
Nơi nhận:
- Lưu: VT.
TM. CHÍNH PHỦ
Phụ lục I
CÁC MẪU
(Kèm theo Nghị định số 1/2031/NĐ-CP)
Mẫu số 01
ĐƠN ĐỀ NGHỊ
1. Họ và tên: ...
"""


def test_a_whole_decree_is_cut_into_its_units() -> None:
    above = ("Phần thứ nhất", "Chương I", "Mục 1")
    assert paths(WHOLE) == [
        ("Phần mở đầu",),
        above[:1],
        above[:2],
        above,
        (*above, "Điều 1"),
        (*above, "Điều 2"),
        (*above, "Điều 2", "khoản 1"),
        (*above, "Điều 2", "khoản 1", "điểm a"),
        (*above, "Điều 2", "khoản 1", "điểm d"),
        (*above, "Điều 2", "khoản 1", "điểm đ"),
        (*above, "Điều 2", "khoản 2"),
        (*above, "Điều 2a"),
        (*above, "Điều 2a", "khoản 1"),
        (*above, "Điều 2a", "khoản 1a"),
        (*above, "Điều 2a", "khoản 2"),
        ("Phần thứ nhất", "Chương II"),
        ("Phần thứ nhất", "Chương II", "Điều 3"),
        ("Nơi nhận",),
        ("Phụ lục I",),
        ("Phụ lục I", "Mẫu số 01"),
    ]


def test_headings_are_joined_and_lose_footnote_marks() -> None:
    found = {section.path[-1]: section for section in cut(WHOLE)}
    assert found["Chương I"].heading == "PHẠM VI VÀ GIẢI THÍCH"
    assert found["Mục 1"].heading == "BẮT ĐẦU"
    assert found["Điều 2"].heading == "Việc phải làm"
    assert found["Điều 2"].text == "Cơ quan tiếp nhận thực hiện:"


def test_the_words_of_a_clause_keep_their_mark() -> None:
    found = {section.path[-1]: section.text for section in cut(WHOLE)}
    assert found["khoản 1a"] == "1a. Việc chen vào."
    assert found["điểm đ"] == "đ) Hẹn ngày."


def test_a_sentence_on_the_line_of_its_number_is_text_and_no_heading() -> None:
    last = next(section for section in cut(WHOLE) if section.path[-1] == "Điều 3")
    assert last.heading == ""
    assert last.text == "Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2031."


def test_a_cross_reference_at_the_beginning_of_a_line_is_not_a_heading() -> None:
    text = """
    Điều 1. Một
    Hồ sơ nộp theo quy định tại
    Điều 2 của Nghị định này và
    Điều 2, Điều 3 của Luật.
    Chương II của Luật này quy định việc khác.
    Điều 2. Hai
    Nội dung.
    """
    assert articles(text) == ["Điều 1", "Điều 2"]
    assert not any("Chương II" in path for path in paths(text))


def test_an_article_out_of_turn_is_not_a_heading() -> None:
    text = "Điều 1. Một\nSửa như sau:\nĐiều 7. Bảy\nNội dung.\nĐiều 2. Hai\nĐiều 3. Ba"
    assert articles(text) == ["Điều 1", "Điều 2", "Điều 3"]


def test_a_lost_heading_is_warned_of_and_the_rest_still_found() -> None:
    lines = [Line(f"Điều {number}. Việc thứ {number}") for number in (1, 2, 4, 5)]
    found = structure(lines, Kind.LAW)
    assert [section.path[-1] for section in found.sections] == [
        "Điều 1",
        "Điều 2",
        "Điều 4",
        "Điều 5",
    ]
    assert found.warnings == ("Điều 3 not found: Điều 4 follows instead",)


def test_quoted_articles_belong_to_the_amending_clause() -> None:
    for opening, closing in (("“", "”"), ('"', '"')):
        text = f"""
        Điều 1. Sửa đổi, bổ sung một số điều của Luật Thử nghiệm
        1. Sửa đổi, bổ sung Điều 2 như sau:
        {opening}Điều 2. Việc mới
        1. Làm theo cách mới.
        2. Từ “mới” được hiểu như sau:
        a) Chưa từng làm.{closing}.
        2. Bổ sung Điều 9a và Điều 9b như sau:
        {opening}Điều 9a. Thêm
        Nội dung thêm.
        Điều 9b. Thêm nữa
        Nội dung thêm nữa.{closing}
        3. Bãi bỏ Điều 10.
        Điều 2. Hiệu lực thi hành
        Luật này có hiệu lực từ ngày mai.
        """
        assert paths(text, Kind.LAW) == [
            ("Điều 1",),
            ("Điều 1", "khoản 1"),
            ("Điều 1", "khoản 2"),
            ("Điều 1", "khoản 3"),
            ("Điều 2",),
        ]
        assert "a) Chưa từng làm." in cut(text, Kind.LAW)[1].text


def test_a_quotation_never_closed_does_not_swallow_the_rest() -> None:
    text = """
    Điều 1. Sửa đổi
    1. Sửa đổi khoản 1 Điều 5 như sau:
    “1. Nội dung mới quên đóng ngoặc.
    2. Sửa đổi khoản 2 Điều 5 như sau:
    “2. Nội dung mới.”.
    Điều 2. Hiệu lực
    """
    assert ("Điều 2",) in paths(text)
    assert ("Điều 1", "khoản 2") in paths(text)


def test_a_promulgated_regulation_has_articles_of_its_own() -> None:
    text = """
    Điều 1. Ban hành kèm theo Quyết định này Quy chế thử nghiệm.
    Điều 2. Quyết định này có hiệu lực kể từ ngày ký.
    KT. CHỦ TỊCH
    QUY CHẾ
    THỬ NGHIỆM NỘI BỘ
    (Ban hành kèm theo Quyết định số 5/QĐ-X)
    Chương I
    QUY ĐỊNH CHUNG
    Điều 1. Phạm vi
    Nội dung.
    Điều 2. Đối tượng
    Nội dung.
    """
    found = paths(text, Kind.DECISION)
    assert ("Điều 1",) in found
    assert ("Quy chế thử nghiệm nội bộ", "Chương I", "Điều 1") in found
    assert ("Quy chế thử nghiệm nội bộ", "Chương I", "Điều 2") in found


def test_a_chapter_glued_to_its_title_is_read() -> None:
    text = "Chương IQUY ĐỊNH CHUNG\nĐiều 1. Một\nChương IICÁC VIỆC\nĐiều 2. Hai"
    chapters = [section for section in cut(text) if section.path[-1].startswith("Chương")]
    assert [(c.path[-1], c.heading) for c in chapters] == [
        ("Chương I", "QUY ĐỊNH CHUNG"),
        ("Chương II", "CÁC VIỆC"),
    ]


def test_dates_and_decimals_do_not_begin_a_clause() -> None:
    text = (
        "Điều 1. Phí\n1. Mức thu:\n1.500.000 đồng một lần.\n01.01.2031 là ngày thu.\n2. Nộp tiền."
    )
    assert [path[-1] for path in paths(text)] == ["Điều 1", "khoản 1", "khoản 2"]


def test_a_clause_that_opens_with_a_point_is_parted() -> None:
    found = cut("Điều 1. Việc\n1. a) Việc một;\nb) Việc hai.")
    assert [(s.path[-1], s.text) for s in found[1:]] == [
        ("khoản 1", "1."),
        ("điểm a", "a) Việc một;"),
        ("điểm b", "b) Việc hai."),
    ]


def test_a_row_of_a_table_begins_nothing() -> None:
    assert articles("Điều 1. Bảng\nĐiều 2. | Cột | Cột\nNội dung.") == ["Điều 1"]


def test_a_guide_is_cut_along_its_headings_and_the_title_is_not_repeated() -> None:
    lines = [
        Line("Bản này là mẫu."),
        Line("Hướng dẫn nộp hồ sơ", level=1),
        Line("Hồ sơ", level=2),
        Line("Gồm hai loại."),
        Line("Bản giấy", level=3),
        Line("Một bộ."),
        Line("Lưu ý", level=2),
        Line("Nộp sớm."),
        Line("Lưu ý", level=2),
        Line("Nộp đủ."),
    ]
    found = sections(lines, Kind.GUIDE)
    assert [section.path for section in found] == [
        ("Phần mở đầu",),
        ("Hồ sơ",),
        ("Hồ sơ", "Bản giấy"),
        ("Lưu ý",),
        ("Lưu ý (2)",),
    ]
    assert (found[0].heading, found[0].text) == ("Hướng dẫn nộp hồ sơ", "Bản này là mẫu.")


def test_roman_numbers_are_read() -> None:
    assert [roman(text) for text in ("I", "IV", "IX", "XIV", "XL", "IC", "")] == [
        1,
        4,
        9,
        14,
        40,
        None,
        None,
    ]


PIECES = st.sampled_from(
    [
        "Chương I",
        "CHƯƠNG II. VIỆC CHUNG",
        "NHỮNG QUY ĐỊNH CHUNG",
        "Mục 1. BẮT ĐẦU",
        "Điều 1. Phạm vi",
        "Điều 2. Việc phải làm[1]",
        "Điều 3",
        "Điều 9. Ở nơi khác",
        "Điều 5 của Luật này",
        "1. Nhận hồ sơ:",
        "2. Sửa đổi Điều 4 như sau:",
        "“Điều 4. Việc mới",
        "3. Nội dung.”.",
        '"a) Trích dẫn',
        "a) Kiểm tra;",
        "đ) Hẹn ngày.",
        "1. a) Gộp;",
        "I. NHIỆM VỤ",
        "Nơi nhận:",
        "TM. CHÍNH PHỦ",
        "QUY CHẾ LÀM VIỆC",
        "(Ban hành kèm theo Quyết định này)",
        "Phụ lục I",
        "PHỤ LỤC II: DANH MỤC",
        "Mẫu số 01",
        "cột một | cột hai",
        "[1] Khoản này được sửa đổi.",
        "câu nói tiếp của dòng trên.",
        "Một đoạn văn bình thường.",
    ]
)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"\[\d+\]", "", text).lower())


@given(st.lists(PIECES, max_size=25), st.sampled_from([Kind.LAW, Kind.DECISION, Kind.GUIDE]))
def test_no_word_of_the_text_is_lost_and_no_path_stands_twice(lines: list[str], kind: Kind) -> None:
    found = sections([Line(line) for line in lines], kind)
    said = {word for s in found for part in (*s.path, s.heading, s.text) for word in words(part)}
    assert {word for line in lines for word in words(line)} <= said
    assert len({section.path for section in found}) == len(found)


@given(st.lists(PIECES, max_size=25))
def test_running_text_is_kept_byte_for_byte(lines: list[str]) -> None:
    found = sections([Line(line) for line in lines], Kind.LAW)
    kept = "\n".join(section.text for section in found)
    for sentence in ("Một đoạn văn bình thường.", "cột một | cột hai", "đ) Hẹn ngày."):
        assert kept.count(sentence) == lines.count(sentence)


def test_what_an_amendment_quotes_without_marks_takes_no_number_of_its_own() -> None:
    found = paths(
        """
        Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 5/2030/NĐ-CP
        1. Sửa đổi, bổ sung Điều 7 như sau:
        Điều 7. Nơi nhận hồ sơ
        1. Cơ quan cấp tỉnh nhận hồ sơ.
        2. Cơ quan cấp xã nhận hồ sơ.
        2. Bổ sung khoản 3 Điều 8 như sau:
        3. Hồ sơ được trả qua mạng.
        3. Bãi bỏ Điều 9.
        Điều 2. Hiệu lực
        Từ ngày ký.
        """
    )
    assert found == [
        ("Điều 1",),
        ("Điều 1", "khoản 1"),
        ("Điều 1", "khoản 2"),
        ("Điều 1", "khoản 3"),
        ("Điều 2",),
    ]
    quoted = cut(
        """
        Điều 1. Sửa đổi một số điều của Nghị định số 5/2030/NĐ-CP
        1. Sửa đổi Điều 7 như sau:
        1. Cơ quan cấp tỉnh nhận hồ sơ.
        2. Cơ quan cấp xã nhận hồ sơ.
        2. Bãi bỏ Điều 9.
        """
    )
    assert quoted[2].text == "2. Bãi bỏ Điều 9."


def test_a_regulation_below_its_kind_is_named_in_ordinary_letters() -> None:
    found = paths(
        """
        Điều 1. Ban hành kèm theo Quyết định này Quy định về việc thử.
        Điều 2. Hiệu lực từ ngày ký.
        Nơi nhận:
        - Lưu: VT.
        QUY ĐỊNH
        Về việc thử trên địa bàn tỉnh
        (Kèm theo Quyết định số 7/2031/QĐ-UBND)
        Điều 1. Phạm vi
        Việc thử.
        """,
        Kind.DECISION,
    )
    assert found[-1] == ("Quy định về việc thử trên địa bàn tỉnh", "Điều 1")


def test_a_table_of_fees_behind_the_signatures_is_no_part_of_them() -> None:
    found = cut(
        """
        Điều 1. Mức thu theo Biểu kèm theo.
        Điều 2. Hiệu lực từ ngày ký.
        Nơi nhận:
        - Lưu: VT.
        KT. BỘ TRƯỞNG
        THỨ TRƯỞNG
        Nguyễn Văn Thử
        BIỂU MỨC THU PHÍ
        (Kèm theo Thông tư số 7/2031/TT-BTC)
        1. Thử một lần: 500.000 đồng.
        """
    )
    assert found[-1].path == ("Biểu mức thu phí", "mục 1")
    assert "500.000" not in found[-3].text


def test_a_heading_broken_in_two_lines_is_one() -> None:
    found = cut(
        """
        Điều 1. Phạm
        vi điều chỉnh
        Nghị định này quy định việc thử.
        Điều 2. Đối tượng
        a) Tổ chức;
        b) Cá nhân.
        """
    )
    assert (found[0].heading, found[0].text) == (
        "Phạm vi điều chỉnh",
        "Nghị định này quy định việc thử.",
    )
    assert found[1].heading == "Đối tượng"
