"""How many are asked for, and which statements tell so many."""

import pytest

from retrieval.amounts import act_asked, amount_asked, tells, tells_just_that, tells_of


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("Đăng ký thường trú bao lâu xong?", "trong thời hạn 07 ngày làm việc kể từ ngày nhận"),
        ("khai tu trong may ngay", "Trong thời hạn 15 ngày kể từ ngày có người chết"),
        ("phải báo trong mấy giờ", "chậm nhất là 72 giờ kể từ khi phát hiện"),
        ("Người cao tuổi là từ bao nhiêu tuổi?", "công dân Việt Nam từ đủ 60 tuổi trở lên"),
        ("tổ có mấy người", "Mỗi tổ hòa giải có từ 03 hòa giải viên trở lên"),
        ("phạt bao nhiêu tiền", "Phạt tiền từ 1.000.000 đồng đến 3.000.000 đồng"),
        ("Đăng ký khai sinh mất bao lâu?", "Ngay sau khi nhận đủ giấy tờ, công chức ghi vào Sổ"),
        ("thời hạn bao lâu", "trong thời hạn hai mươi tư tháng"),
        ("khai sinh phí bao nhiêu", "Không thu lệ phí đối với người thuộc hộ nghèo"),
        ("nộp bao nhiêu tiền", "Miễn lệ phí đăng ký khai tử đúng hạn"),
        ("giấy phép có giá trị mấy năm", "Giấy phép có hiệu lực không thời hạn"),
        ("chứng chỉ dùng được bao lâu", "Chứng chỉ không xác định thời hạn"),
        ("Luật Lưu trữ hiệu lực khi nào?", "có hiệu lực thi hành từ ngày 01 tháng 7 năm 2025"),
    ],
)
def test_the_amount_asked_for_is_told(question: str, statement: str) -> None:
    assert tells(amount_asked(question), statement)


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("trong mấy ngày", "quy định tại khoản 1 Điều này"),
        ("trong mấy ngày", "được ban hành ngày 01 tháng 7"),
        ("bao nhiêu tuổi", "trong thời hạn 60 ngày"),
        ("hiệu lực khi nào", "Luật cũ hết hiệu lực kể từ ngày Luật này có hiệu lực thi hành"),
        ("nộp ở đâu", "trong 05 ngày làm việc"),
    ],
)
def test_what_tells_no_such_amount_does_not(question: str, statement: str) -> None:
    assert not tells(amount_asked(question), statement)


BESIDE = "Thiếu giấy: thông báo trong 03 ngày.\nCơ sở bổ sung tối đa 15 ngày."


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Hồ sơ thiếu thì bao lâu phải báo?", "Cơ quan thông báo trong 03 ngày làm việc."),
        ("Phải bổ sung, mấy ngày thì báo lại", "Cơ quan thông báo trong 03 ngày làm việc."),
        ("Được bổ sung trong bao nhiêu ngày?", "Cơ sở nộp bù tối đa 15 ngày."),
        ("Gia hạn trước mấy ngày", "Gia hạn trước 60 ngày."),
    ],
)
def test_the_act_that_takes_so_long_is_heard(question: str, told: str) -> None:
    act, amount = act_asked(question), amount_asked(question)
    assert act is not None
    assert amount is not None
    assert tells_of(act, amount, told)
    assert not tells_of(act, amount, "Hồ sơ đủ: cấp trong 05 ngày. Công chức trình ký.")


@pytest.mark.parametrize("question", ["Khai sinh mất bao lâu?", "Báo ai?", "", "Báo cáo mấy ngày?"])
def test_without_such_an_act_none_is_heard(question: str) -> None:
    assert act_asked(question) is None


def test_each_act_has_the_amount_of_its_own_line() -> None:
    report, amount = act_asked("bao lâu phải báo"), amount_asked("bao lâu phải báo")
    assert report is not None
    assert amount is not None
    assert tells_of(report, amount, BESIDE)
    assert not tells_of(report, amount, "Thông báo ngay cho cơ sở.\nBổ sung trong 15 ngày.")


def test_it_tells_just_that_only_with_all_other_words_and_where_they_are_rare() -> None:
    amount, text = amount_asked("hợp quy giá trị mấy năm"), "Thông báo hợp quy có giá trị 03 năm."
    weights = {"hop": 2.0, "quy": 2.0, "gia": 2.0, "tri": 2.0, "may": 3.0, "nam": 1.0}
    assert amount is not None
    assert tells_just_that(amount, weights, text)
    assert not tells_just_that(amount, weights | {"phep": 2.0}, text)
    assert not tells_just_that(amount, {"quy": 2.0, "nam": 1.0}, text)
    assert not tells_just_that(amount, weights, "Hợp quy không có giá trị năm.")
