"""What a reader says of a file, for people who maintain documents and read no English.

Reasons and warnings are written for the command line; the usual ones have their words here, and
whatever else is said stays as it is.
"""

_TOLD = (
    ("holds the same text as another", "có cùng nội dung với một văn bản khác trong kho"),
    ("password", "tệp có mật khẩu; hãy bỏ mật khẩu rồi gửi lại"),
    ("encrypted", "tệp có mật khẩu; hãy bỏ mật khẩu rồi gửi lại"),
    ("would unpack to more", "tệp giải nén ra quá lớn; hãy chia nhỏ hoặc bỏ bớt ảnh"),
    ("holds no words", "tệp không có chữ nào"),
    ("no format that is read", "không phải loại tệp đọc được; hãy gửi .docx, .pdf hoặc .txt"),
    ("an archive or an Office file", "không phải loại tệp đọc được; hãy in ra PDF rồi gửi lại"),
    ("it is a", "không phải loại tệp đọc được; hãy in ra PDF rồi gửi lại"),
    ("locked, damaged", "tệp đang mở ở nơi khác, bị hỏng hoặc không phải văn bản"),
    ("damaged", "tệp bị hỏng; hãy mở bằng chương trình đã tạo ra, lưu lại rồi gửi"),
    ("broke down on it", "đọc tệp này không xong (tệp hỏng hoặc quá nặng); hãy lưu lại rồi gửi"),
    ("made no progress", "đọc tệp này quá lâu; hãy lưu lại hoặc chia nhỏ rồi gửi"),
    ("too many bytes", "tệp quá lớn"),
    ("it is a draft", "là dự thảo: chưa có nội dung nào có hiệu lực"),
    ("would hold in the whole country", "văn bản của địa phương: hãy ghi rõ địa bàn áp dụng"),
    ("speaks to a machine", "có câu viết cho máy; câu ấy không được tìm và trích"),
    ("recognis", "đọc từ ảnh quét: hãy đối chiếu số, ngày và các con số với bản gốc"),
    ("metadata:", "có thông tin khai kèm không dùng được"),
)


def in_vietnamese(said: str) -> str:
    """The usual reasons in Vietnamese; others as they are."""
    return next((words for mark, words in _TOLD if mark in said), said)
