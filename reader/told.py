"""What a reader says of a file, for people who maintain documents and read no English.

Reasons and warnings are written for the command line; the usual ones have their words here, and
whatever else is said stays as it is.
"""

import re

_TWIN = re.compile(r"holds the same text as another file, (?P<path>.*)", re.DOTALL)
_DRAFTED = re.compile(r".*/drafts/[^/]+/files/", re.DOTALL)  # where a draft's files are laid out

_WITH_VALUES = (
    (
        re.compile(r"pages? (.+) recognised from pictures \(confidence (.+)\)"),
        "trang {} đọc từ ảnh quét, độ tin cậy {}: hãy đối chiếu các con số với bản gốc",
    ),
    (re.compile(r"pages? (.+) are not used: "), "trang {} không dùng được: chữ quá mờ hoặc bị che"),
    (
        re.compile(r"another text has the id (\S+) too"),
        "một văn bản khác có cùng số hoặc tên ({}): nếu là một văn bản, hãy bỏ bớt một tệp",
    ),
    (
        re.compile(r"a unit before (.+) was not found"),
        "có thể đọc sót ngay trước {}: hãy đối chiếu với bản gốc",
    ),
    (re.compile(r"hidden (?:sheet|slide) (.+) was left out"), "trang ẩn {} không được đọc"),
    (re.compile(r"sheet (.+) is too big: read up to row (\d+)"), "bảng {} dài: đọc đến dòng {}"),
    (re.compile(r"slide (\d+) holds pictures only"), "trang chiếu {} chỉ có ảnh: không đọc chữ"),
)
_TOLD = (
    ("password", "tệp có mật khẩu; hãy bỏ mật khẩu rồi gửi lại"),
    ("encrypted", "tệp có mật khẩu; hãy bỏ mật khẩu rồi gửi lại"),
    ("would unpack to more", "tệp giải nén ra quá lớn; hãy chia nhỏ hoặc bỏ bớt ảnh"),
    ("holds no words", "tệp không có chữ nào"),
    ("no format that is read", "không phải loại tệp đọc được; hãy gửi .docx, .pdf hoặc .txt"),
    ("an archive or an Office file", "không phải loại tệp đọc được; hãy in ra PDF rồi gửi lại"),
    ("it is a draft", "là dự thảo: chưa có nội dung nào có hiệu lực"),
    ("would hold in the whole country", "văn bản của địa phương: hãy ghi rõ địa bàn áp dụng"),
    ("it is a", "không phải loại tệp đọc được; hãy in ra PDF rồi gửi lại"),
    ("locked, damaged", "tệp đang mở ở nơi khác, bị hỏng hoặc không phải văn bản"),
    ("damaged", "tệp bị hỏng; hãy mở bằng chương trình đã tạo ra, lưu lại rồi gửi"),
    ("breaks off", "tệp bị cụt: có thể thiếu đoạn cuối; hãy đối chiếu với bản gốc"),
    ("broke down on it", "đọc tệp này không xong (tệp hỏng hoặc quá nặng); hãy lưu lại rồi gửi"),
    (
        "made no progress",
        "đọc quá lâu, có thể vì máy chủ đang bận; hãy đọc lại, vẫn vậy thì chia nhỏ tệp rồi gửi",
    ),
    ("too many bytes", "tệp quá lớn"),
    ("speaks to a machine", "có câu viết cho máy; câu ấy không được tìm và trích"),
    (
        "number and date were recognised",
        "số và ngày văn bản đọc từ ảnh: hãy đối chiếu, nếu sai thì ghi lại ở Thông tin về văn bản",
    ),
    ("recognis", "đọc từ ảnh quét: hãy đối chiếu số, ngày và các con số với bản gốc"),
    ("metadata:", "có thông tin khai kèm không dùng được"),
)
_FORMATS = {
    "web page": "trang web",
    "picture of pages": "ảnh chụp trang",
    "saved web page (MHTML)": "trang web đã lưu",
    "scanned PDF": "PDF quét",
    "PDF with scanned pages": "PDF có trang quét",
    "plain text": "văn bản thô",
}


def in_vietnamese(said: str) -> str:
    """The usual reasons in Vietnamese; others as they are."""
    if twin := twin_of(said):
        return f"trùng nội dung với {twin}; giữ một trong hai tệp là đủ"
    for pattern, words in _WITH_VALUES:
        if match := pattern.search(said):
            return words.format(*match.groups())
    return next((words for mark, words in _TOLD if mark in said), said)


def twin_of(reason: str) -> str:
    """The file whose text a file has that is left out for this reason; "" for other reasons."""
    match = _TWIN.search(reason)
    if match is None:
        return ""
    path = match["path"]
    own = _DRAFTED.sub("", path)
    return own if own != path else path.rpartition("/")[2]


def format_in_vietnamese(format_: str) -> str:
    return _FORMATS.get(format_, format_)
