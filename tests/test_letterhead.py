"""What a document says of itself: number, kind, title, issuer, dates."""

from datetime import date

from corpus.document import Document, Kind, Line
from corpus.letterhead import describe


def said(text: str, **metadata: object) -> Document:
    return describe(
        [Line(line.strip()) for line in text.strip().split("\n")], metadata, "van-ban.docx"
    )


DECREE = """
CHÍNH PHỦ
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/2031/NÐ – CP
Hà Nội, ngày 05 tháng 6 năm 2031
NGHỊ ĐỊNH
QUY ĐỊNH VỀ THỬ NGHIỆM TẠI VIỆT NAM
Căn cứ Nghị định số 99/2020/NĐ-CP ngày 01 tháng 01 năm 2020;
Chính phủ ban hành Nghị định quy định về thử nghiệm tại Việt Nam.
Điều 1. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2031.
2. Nghị định số 99/2020/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành.
"""


def test_a_decree_is_read_from_its_letterhead() -> None:
    document = said(DECREE)
    assert document.kind is Kind.DECREE
    assert document.number == "12/2031/NĐ-CP"
    assert document.title == "Quy định về thử nghiệm tại Việt Nam"
    assert document.issuer == "Chính phủ"
    assert document.issued == date(2031, 6, 5)
    assert document.validity.effective_from == date(2031, 7, 1)
    assert document.validity.effective_to is None
    assert document.id == "12-2031-nd-cp"
    assert not document.draft


def test_what_is_said_beside_the_file_goes_first() -> None:
    document = said(DECREE, title="Nghị định thử", effective_to="2033-01-01", id="thu", sample=True)
    assert (document.id, document.title, document.sample) == ("thu", "Nghị định thử", True)
    assert document.validity.effective_to == date(2033, 1, 1)
    assert document.number == "12/2031/NĐ-CP"


def test_a_law_is_named_by_its_kind_and_dated_by_its_last_sentence() -> None:
    document = said("""
    QUỐC HỘI | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    Luật số: 7/2031/QH16
    LUẬT
    THỬ NGHIỆM
    Căn cứ Hiến pháp;
    Quốc hội ban hành Luật Thử nghiệm.
    Điều 1. Hiệu lực
    Luật này có hiệu lực thi hành từ ngày 01/01/2032, trừ khoản 2 hết hiệu lực từ ngày 01/02/2033.
    Luật này được Quốc hội khóa XVI, kỳ họp thứ 2 thông qua ngày 20 tháng 6 năm 2031.
    """)
    assert (document.kind, document.title) == (Kind.LAW, "Luật Thử nghiệm")
    assert (document.number, document.issuer) == ("7/2031/QH16", "Quốc hội")
    assert document.issued == date(2031, 6, 20)
    assert document.validity.effective_from == date(2032, 1, 1)
    assert document.validity.effective_to is None


def test_days_after_signing_are_counted_and_an_end_is_the_first_day_out_of_force() -> None:
    head = "Số: 3/2031/TT-BKHCN\nHà Nội, ngày 10 tháng 01 năm 2031\nTHÔNG TƯ\nVề việc thử\n"
    head += "Điều 1. Hiệu lực\n"
    delayed = said(head + "Thông tư này có hiệu lực sau 45 ngày, kể từ ngày ký.")
    assert delayed.validity.effective_from == date(2031, 2, 24)
    assert delayed.issuer == "Bộ Khoa học và Công nghệ"
    ending = said(
        head + "Thông tư này có hiệu lực từ ngày 01/3/2031 đến hết ngày 31 tháng 12 năm 2031."
    )
    assert ending.validity.effective_from == date(2031, 3, 1)
    assert ending.validity.effective_to == date(2032, 1, 1)
    sunset = said(head + "Thông tư này hết hiệu lực từ ngày 01 tháng 3 năm 2033.")
    assert sunset.validity.effective_to == date(2033, 3, 1)


def test_days_that_no_calendar_has_are_left_out() -> None:
    head = "Số: 3/2031/TT-BKHCN\nHà Nội, ngày 31 tháng 12 năm 9999\nTHÔNG TƯ\nVề việc thử\n"
    head += "Điều 1. Hiệu lực\n"
    endless = said(head + "Thông tư này có hiệu lực từ ngày 01/3/2031 đến hết ngày 31/12/9999.")
    assert endless.validity.effective_from == date(2031, 3, 1)
    assert endless.validity.effective_to is None
    for begins in ("sau 45 ngày, kể từ ngày ký", "từ năm ngân sách 0000", "từ ngày 31/02/2031"):
        assert said(f"{head}Thông tư này có hiệu lực {begins}.").validity.effective_from is None


def test_two_columns_read_as_one_line_are_parted() -> None:
    document = said("""
    BỘ KHOA HỌC VÀ CÔNG NGHỆ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    Số: 8/QĐ-BKHCN Hà Nội, ngày 09 tháng 02 năm 2031
    QUYẾT ĐỊNH
    Về việc thử
    """)
    assert (document.number, document.issued) == ("8/QĐ-BKHCN", date(2031, 2, 9))


def test_stamps_and_signature_banners_are_not_the_documents_own() -> None:
    document = said("""
    Ký bởi: Cổng thử nghiệm
    Thời gian ký: 01.02.2030 08:00:00
    CÔNG VĂN ĐẾN
    Số: 555
    Ngày: 03/04/2031
    ỦY BAN NHÂN DÂN
    TỈNH AN MẪU
    Số: 21/2031/QĐ-UBND
    An Mẫu, ngày 01 tháng 4 năm 2031
    QUYẾT ĐỊNH
    Quy định việc thử
    """)
    assert document.number == "21/2031/QĐ-UBND"
    assert document.issued == date(2031, 4, 1)
    assert document.issuer == "Ủy ban nhân dân tỉnh An Mẫu"
    assert document.territory == "An Mẫu"
    assert document.id == "21-2031-qd-ubnd-an-mau"


def test_a_draft_is_marked() -> None:
    assert said("BỘ MẪU\nSố:      /2031/TT-BKHCN\nDỰ THẢO 2\nTHÔNG TƯ\nVề việc thử").draft


def test_a_consolidated_text_has_the_number_at_its_end() -> None:
    document = said("""
    LUẬT
    THỬ NGHIỆM
    Luật Thử nghiệm số 7/2031/QH16 ngày 20 tháng 6 năm 2031 của Quốc hội, được sửa đổi bởi:
    Điều 1. Phạm vi
    VĂN PHÒNG QUỐC HỘI
    Số: 44/VBHN-VPQH
    XÁC THỰC VĂN BẢN HỢP NHẤT
    Hà Nội, ngày 02 tháng 8 năm 2032
    """)
    assert (document.kind, document.number) == (Kind.CONSOLIDATED, "44/VBHN-VPQH")
    assert (document.title, document.issued) == ("Luật Thử nghiệm", date(2032, 8, 2))


def test_the_words_of_a_quoted_law_do_not_date_the_quoting_one() -> None:
    document = said("""
    Số: 9/2031/QH16
    LUẬT
    SỬA ĐỔI LUẬT THỬ NGHIỆM
    Điều 1. Sửa đổi Điều 9 như sau:
    “Điều 9. Hiệu lực
    Luật này có hiệu lực từ ngày 01/01/2020.”.
    Điều 2. Hiệu lực
    Luật này có hiệu lực từ ngày 01/01/2032.
    """)
    assert document.validity.effective_from == date(2032, 1, 1)


def test_a_portal_export_is_named_by_its_first_line() -> None:
    document = said("""
    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    Luật Thử nghiệm số 7/2031/QH16
    Nguồn: Cổng thông tin vbpl.vn • ID: 1
    LUẬT
    THỬ NGHIỆM
    Điều 1. Phạm vi
    """)
    assert (document.number, document.title) == ("7/2031/QH16", "Luật Thử nghiệm")


def test_a_form_that_names_its_circular_does_not_take_its_number() -> None:
    document = said("""
    Mẫu số 02
    (Ban hành kèm theo Thông tư số 1/2030/TT-VPCP ngày 01/01/2030)
    PHIẾU HẸN TRẢ KẾT QUẢ
    Họ và tên: ...
    """)
    assert (document.kind, document.number, document.issued) == (Kind.FORM, "", None)
    assert document.title == "Phiếu hẹn trả kết quả"


def test_the_end_of_a_point_is_not_the_end_of_the_text() -> None:
    document = said(
        DECREE + "3. Điểm b khoản 2 Điều 5 Nghị định này hết hiệu lực từ ngày 01/3/2032."
    )
    assert document.validity.effective_to is None
    whole = said(DECREE + "3. Nghị định này hết hiệu lực từ ngày 01/3/2032.")
    assert whole.validity.effective_to == date(2032, 3, 1)


def test_a_council_says_in_one_sentence_when_it_resolved_and_from_when_that_holds() -> None:
    document = said(
        """
        HỘI ĐỒNG NHÂN DÂN
        TỈNH THỬ NGHIỆM
        Số: 15/2031/NQ-HĐND
        NGHỊ QUYẾT
        Quy định mức hỗ trợ việc thử
        Điều 1. Mức hỗ trợ là 1.000.000 đồng.
        Nghị quyết này đã được Hội đồng nhân dân tỉnh Thử Nghiệm khóa X, kỳ họp thứ 32 thông qua \
ngày 10 tháng 12 năm 2031 và có hiệu lực từ ngày 01 tháng 01 năm 2032./.
        """
    )
    assert document.validity.effective_from == date(2032, 1, 1)


LETTER = """
UBND TỈNH LÂM ĐỒNG
SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: 7/SKHCN-CĐS
V/v hướng dẫn thử
thiết bị trên môi trường điện tử
Lâm Đồng, ngày 12 tháng 8 năm 2031
Kính gửi: Các xã.
"""


def test_a_department_is_that_of_its_province() -> None:
    document = said(LETTER)
    assert document.issuer == "Sở khoa học và công nghệ tỉnh Lâm Đồng"
    assert document.territory == "Lâm Đồng"
    assert document.id == "07-skhcn-cds-lam-dong-2031-08-12"


def test_the_subject_of_a_letter_goes_over_its_lines() -> None:
    assert said(LETTER).title == "Hướng dẫn thử thiết bị trên môi trường điện tử"


def test_an_office_within_a_ministry_signs_for_itself() -> None:
    document = said(
        """
        BỘ KHOA HỌC VÀ CÔNG NGHỆ
        CỤC THỬ NGHIỆM
        Số: 16/CTN-TH
        Hà Nội, ngày 05 tháng 6 năm 2031
        """
    )
    assert document.issuer == "Cục thử nghiệm"
    draft = said("BỘ KHOA HỌC VÀ CÔNG NGHỆ\nSố:   /2031/TT-BKHCN\nTHÔNG TƯ\nVề việc thử")
    assert draft.issuer == "Bộ Khoa học và Công nghệ"


def test_a_joint_circular_has_all_its_issuers() -> None:
    document = said("Số: 5/2015/TTLT-BTC-BKHCN\nTHÔNG TƯ LIÊN TỊCH\nVề việc thử")
    assert document.issuer == "Bộ Tài chính, Bộ Khoa học và Công nghệ"


def test_a_footnote_mark_behind_the_kind_hides_no_title() -> None:
    document = said("Số: 9/VBHN-BKHCN\nNGHỊ ĐỊNH[1]\nQUY ĐỊNH VỀ VIỆC THỬ\nĐiều 1. Thử.")
    assert document.title == "Quy định về việc thử"


def test_what_a_plan_carries_out_is_no_part_of_its_title() -> None:
    document = said(
        "Số: 45/KH-UBND\nKẾ HOẠCH\nTriển khai việc thử năm 2031\n"
        "Thực hiện Kế hoạch số 1/KH-BCĐ ngày 21/3/2031 của Ban Chỉ đạo\nI. MỤC ĐÍCH"
    )
    assert document.title == "Triển khai việc thử năm 2031"
