"""The day that a question is about, told from days of texts and of facts."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.days import day_asked, without_days

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("nộp hồ sơ ngày 15/12/2025 thì mấy ngày có kết quả", date(2025, 12, 15)),
        ("nop ho so ngay 15.12.2025 thi may ngay co ket qua", date(2025, 12, 15)),
        ("hồi tháng 3/2025 xã có thẩm quyền gì", date(2025, 3, 31)),
        ("hoi thang 3 xa co tham quyen gi", date(2026, 3, 31)),
        ("hồi tháng 12 xã có thẩm quyền gì", date(2025, 12, 31)),
        ("phí gia hạn năm ngoái là bao nhiêu", date(2025, 12, 31)),
        ("đầu năm ngoái ai cấp phép", date(2025, 3, 31)),
        ("tháng 5 năm ngoái ai cấp phép", date(2025, 5, 31)),
        ("tháng 3 năm nay nộp hồ sơ thì phí bao nhiêu", date(2026, 3, 31)),
        ("cho em hỏi tháng 3 xã có thẩm quyền gì", None),
        ("việc nằm ngoài thẩm quyền thì ai giải quyết", None),
        ("năm 2024 mức phí bao nhiêu", date(2024, 12, 31)),
        ("mức phạt năm 2024 là bao nhiêu", date(2024, 12, 31)),
        ("năm 2030 mức phí", date(2030, 1, 1)),
        ("trước 1/7/2025 ai kiểm tra đo lường", date(2025, 6, 30)),
        ("trước ngày 01/01/2026 khai báo máy X-quang mấy ngày", date(2025, 12, 31)),
        ("từ 1/3/2027 xã còn kiểm tra đo lường không", date(2027, 3, 1)),
        ("Tại thời điểm 10/5/2023, khai báo trong mấy ngày?", date(2023, 5, 10)),
        ("hồ sơ tiếp nhận 20/12/2025 giải quyết trong bao lâu", date(2025, 12, 20)),
        ("Hồ sơ nộp ngày 15/12/2025 giải quyết trong bao nhiêu giờ?", date(2025, 12, 15)),
        ("Ngày 15/12/2025 nộp hồ sơ lúc mấy giờ", date(2025, 12, 15)),
        ("ngay 15/12/2025 nop ho so luc 8 gio, trong gio hanh chinh", date(2025, 12, 15)),
        ("Hồ sơ nộp ngày 15/12/2025 này xử lý sao", date(2025, 12, 15)),
        ("ho so nop ngay 15/12/2025 nay xu ly sao", date(2025, 12, 15)),
        ("Nộp hồ sơ này ngày 15/12/2025 thì mấy ngày xong", date(2025, 12, 15)),
        ("Kính gửi Tổ, ngày 15 tháng 12 năm 2025 xã nhận hồ sơ", date(2025, 12, 15)),
        ("phí thẩm định máy CT hồ sơ nộp T6/2024?", date(2024, 6, 30)),
        ("cap phep xquang nam 2023 la may ngay", date(2023, 12, 31)),
        ("Soát hồ sơ cũ năm 2019: hồi đó gửi cơ quan nào?", date(2019, 12, 31)),
    ],
)
def test_the_time_of_an_act_moves_the_day(text: str, day: date) -> None:
    assert day_asked(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "hiện nay khai báo trong mấy ngày",
        "Nghị định 133 ngày 12/6/2025 quy định gì",
        "theo Nghị định số 133/2025/NĐ-CP ngày 12 tháng 6 năm 2025 thì nộp ở đâu",
        "Luật Đất đai năm 2024",
        "Luật Đất đai 2024",
        "NĐ 15/2026 sửa những gì",
        "Thông tư 07/2025 quy định gì",
        "QCVN 1:2009/BKHCN",
        "QĐ 2618/QĐ-BKHCN ngày 11/9/2025",
        "GP CVBX hết hạn 15/02/2026 nộp gia hạn từ 12/2025 thì áp dụng NĐ 142 hay 332?",
        "máy mua năm 2019 có phải khai báo không",
        "năm 2019 tôi mua máy x quang, khai báo thế nào",
        "giấy phép cấp ngày 5/3/2024 gia hạn thế nào",
        "kế hoạch năm 2026",
        "giai đoạn 2021-2025",
        "từ năm 2020 đến năm 2024 phí bao nhiêu",
        "từ 1/4/2026 đơn nhãn hiệu thẩm định bao lâu",  # so it has been since
        "năm 2024 phí bao nhiêu, bây giờ bao nhiêu",
        "năm 2024 phí bao nhiêu, giờ còn áp dụng không",
        "năm 2024 phí bao nhiêu, nay bao nhiêu",
        "xã được sáp nhập từ 1/7/2025 thì con dấu thế nào",
        "hồ sơ nộp 25/6/2025 giờ chưa xong thì theo quy định cũ hay mới",
        "giấy đã cấp phép năm 2023 gia hạn thế nào",
        "nộp ngày 32/13/2025",
        "",
    ],
)
def test_days_of_texts_and_facts_do_not(text: str) -> None:
    assert day_asked(text, TODAY) is None


def test_a_year_or_month_that_holds_today_is_today() -> None:
    assert day_asked("năm 2026 mức phí bao nhiêu", TODAY) is None
    assert day_asked("hồ sơ nộp trong tháng 11/2026", TODAY) is None


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    day_asked(text, TODAY)


@settings(deadline=None)
@given(st.dates(date(1946, 1, 1), date(2099, 12, 31)))
def test_any_day_is_read_back(day: date) -> None:
    asked = day_asked(f"nộp hồ sơ ngày {day.day}/{day.month}/{day.year} mấy ngày xong", TODAY)
    assert asked == (day if day != TODAY else None)
    before = day_asked(f"trước ngày {day:%d/%m/%Y} nộp ở đâu", TODAY)
    assert before == min(day - timedelta(days=1), TODAY) or (before is None and day > TODAY)


_PIECES = st.sampled_from([
    "nộp", "ngày", "tháng", "năm 2025", "12", "/", "15/12/2025", "trước", "từ", "NĐ", "hết hạn",
    "99/99/9999", "năm 0000", "t13/2025",
])  # fmt: skip


@settings(deadline=None)
@given(st.lists(_PIECES, max_size=10).map(" ".join))
def test_any_mixture_of_numbers_can_be_read(text: str) -> None:
    day_asked(text, TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("nộp hồ sơ ngày 15/12/25 mấy ngày xong", date(2025, 12, 15)),
        ("nop ho so 15-12-25 may ngay xong", date(2025, 12, 15)),
        ("hồ sơ nộp 2025-12-15 mấy ngày", date(2025, 12, 15)),
        ("nộp hồ sơ ngày 15 tháng 12, 2025", date(2025, 12, 15)),
        ("cuối năm 2025 khai báo mấy ngày", date(2025, 12, 31)),
        ("đầu năm 2021 cấp giấy phép mấy ngày", date(2021, 3, 31)),
        ("quý I/2024 phí bao nhiêu", date(2024, 3, 31)),
        ("quy 3 nam 2023 le phi bao nhieu", date(2023, 9, 30)),
        ("trước 2026 khai báo mấy ngày", date(2025, 12, 31)),
        ("hồi tháng 5/2025 ai quản lý chất lượng trên địa bàn", date(2025, 5, 31)),
        ("hồi 2024 khai báo mấy ngày", date(2024, 12, 31)),
        ("Hồ sơ đăng ký nhãn hiệu nộp ngày 20/6/2026 gồm gì", date(2026, 6, 20)),
    ],
)
def test_a_day_is_read_in_many_spellings(text: str, day: date) -> None:
    assert day_asked(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["dài 12-3-25 m", "số 12/03/25 quy định gì", "nộp hồ sơ tháng 0/2025", "phí năm 0000"]
)
def test_other_numbers_are_no_days(text: str) -> None:
    assert day_asked(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hồ sơ nộp ngày 15/12/2025: khai báo mấy ngày", ": khai báo mấy ngày"),
        ("khai báo mấy ngày, nếu nộp ngày 15/12/2025?", "khai báo mấy ngày, ?"),
        ("Giấy phép nộp ngày 15/12/2025 cấp mấy ngày", "Giấy phép cấp mấy ngày"),
        ("Hồi tháng 3/2024 nộp ở đâu", "nộp ở đâu"),
    ],
)
def test_what_only_tells_the_day_goes_with_it(text: str, left: str) -> None:
    assert without_days(text, TODAY) == left
