"""How many are asked for, and which statements tell so many."""

import pytest

from retrieval.amounts import amount_asked, tells


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
