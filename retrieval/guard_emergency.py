"""Whether a message tells of a radioactive source that endangers people now."""

import re
from enum import Enum, auto

from retrieval.guard_words import Words
from retrieval.spoken import said


class Danger(Enum):
    """``ASKED`` is a question about the rules beside which something may be happening."""

    NONE = auto()
    ASKED = auto()
    NOW = auto()


# Signs of a source. Not "bức xạ" alone: that is said of masts and of the sun too.
_SOURCE = re.compile(
    said(
        "phóng xạ|máy xạ trị|nguồn gamma|máy chụp gamma|máy chụp mối hàn|nguồn bức xạ|"
        "chất bức xạ|rò rỉ bức xạ|lọt bức xạ|nhiễm xạ|vật liệu hạt nhân|"
        "nguồn (?:kín|hở)|(?:ký hiệu|kí hiệu|biển|nguồn|chất|vật) px|"
        "(?:ký hiệu|kí hiệu|biểu tượng|biển báo|biển cảnh báo|biển|dấu hiệu|dấu|tem|nhãn|logo)"
        " (?:cảnh báo |có |hình |màu |vàng |nguy hiểm )*bức xạ|"
        "(?:ký hiệu|kí hiệu|biểu tượng|biển báo|biển cảnh báo|biển|dấu hiệu|dấu|tem|nhãn|logo|"
        "dán|in|vẽ) (?:có |hình |màu |vàng |đen |cảnh báo |một )*"
        "(?:ba cánh|cánh quạt|chân vịt|trefoil|ba lá|ba lưỡi|hoa thị ba cánh)|"
        "hình (?:màu |vàng |đen )*(?:ba cánh|cánh quạt|chân vịt|ba lá|ba lưỡi)|"
        "trefoil|trepoil|cobalt|coban|cesium|xesi|caesium|iridi|iridium|uranium|urani|plutoni|"
        "plutonium|americium|radium|radi|radioactive|radioaktif|radioactivity|"
        "radiography source|radiation (?:source|symbol|sign|warning|label)|"
        "sumber radiasi|sources? of radiation"
    )
    + r"|(?:ba|3) cánh (?:màu |đen |vàng |đỏ )"
    + r"|(?<![^\W_])(?:co|cs|ir|am|ra|se|sr|kr|pu|u|i|tc|po|cf|au|yb|tm|pm|ni|ba|eu|tl|p|h|th|be)-"
    r"\s?\d{1,3}m?(?!\w)"
    r"|(?<![^\W_])(?:co|cs|ir|am|ra|se|sr|kr)\s?(?:60|137|192|241|226|75|90|85)(?!\w)"
    + r"|(?:hình|hinh|dấu|dau|hiệu|hieu|dán|dan|biển|bien)\s+3\s+(?:cánh|canh)(?!\w)",
    re.IGNORECASE,
)
_EVENT = re.compile(
    said(
        # found
        "phát hiện|phát hiên|tìm thấy|tìm được|nhìn thấy|bắt gặp|nhặt|nhặt được|lượm|"
        "đào (?:được|phải|lên|trúng|thấy)|mua (?:phải|nhầm)|thu mua|vớt|trôi|bỏ hoang|dạt vào|"
        "vứt|vô chủ|"
        "không rõ nguồn gốc|vừa mở|mở (?:nắp|hộp|thùng|cái)|phế liệu|đồng nát|ve chai|sắt vụn|"
        "bãi rác|vật lạ|cục lạ|"
        "nghi (?:là|có|ngờ|vấn|bị|nhiễm)|"
        # lost
        "mất (?:nguồn|trộm|cắp|tích|thiết bị|bình|hộp|thùng|kiểm soát|một|dấu)|bị mất|làm mất|"
        "đánh mất|thất lạc|lạc mất|đánh cắp|lấy cắp|bị trộm|ăn trộm|lấy trộm|cướp|biến mất|"
        "không thấy (?:nguồn|đâu)|không tìm thấy|"
        # broken
        "bị vỡ|vỡ (?:ra|nát|vụn|hộp|bình|vỏ)|làm vỡ|đập vỡ|bị nứt|bị bể|bể ra|bể vỡ|rò rỉ|bị rò|"
        "bị hở|hở nguồn|rơi (?:xuống|khỏi|từ|ra|vãi|mất|giữa)|bị rơi|đánh rơi|làm rơi|bị lật|"
        "lật xe|bị kẹt|kẹt nguồn|nguồn kẹt|tràn ra|tràn đổ|bung nắp|"
        # fire
        "cháy (?:kho|nhà|xe|lớn|to|nổ|phòng|bệnh viện|xưởng|ở|tại|rừng)|bị cháy|đang cháy|"
        "vụ cháy|bốc cháy|bốc khói|hỏa hoạn|nổ (?:gần|ở|tại|trong|lớn|kho)|bị nổ|phát nổ|vụ nổ|"
        # touched
        "chạm (?:vào|phải|tay)|sờ (?:vào|phải|tay)|đang cầm|cầm (?:chơi|về|trên tay)|nghịch|"
        "đang chơi|tiếp xúc|đứng gần|ở gần|buồn nôn|nôn mửa|bị nôn|chóng mặt|bị bỏng|đỏ da|"
        "rụng tóc|ngất|choáng|bị chiếu xạ|chiếu xạ quá|bị nhiễm|nhiễm xạ|nhiễm phóng xạ|"
        "phơi nhiễm|bị thương|đang mở|mở ra|đập ra|cưa ra|cắt ra|đang cắt|nấu chảy|"
        # told by instruments, or by what happened around it
        "cao bất thường|vượt ngưỡng|tăng cao|tăng đột biến|báo động|còi (?:báo|kêu|hú)|sơ tán|"
        "bị chìm|bị đắm|lũ cuốn|bị ngập|bị sập|sạt lở|"
        "bị tai nạn|tai nạn|có sự cố|xảy ra sự cố|bị sự cố|gặp sự cố|sự cố (?:nguồn|phóng xạ|rò)|"
        "khẩn cấp|cấp cứu|"
        "found|lost|missing|stolen|broken|leak|leaking|leaked|on fire|fire|explosion|touched|"
        "picked up|sick|burned|burnt|vomiting|scrap|scrapyard|emergency|exposed|"
        "ditemukan|menemukan|hilang|dicuri|rusak|bocor|kebakaran|rongsokan|menyentuh|darurat|sakit"
    ),
    re.IGNORECASE,
)
# Only where they are typed with their accents: bare, they are other words.
_ACCENTED = re.compile(
    r"(?<![^\W_])(?:vỡ|nứt|nổ|chìm|đắm|nôn|bỏng|hở|rò|trộm|lật|rơi|"
    r"(?<!phòng )(?<!chống )(?<!chữa )cháy|"
    r"mất(?! (?:bao|mấy|phí|tiền|lệ|thời gian|khoảng|cân đối|điện|sóng|mạng|giấy|quyền|công|\d)))"
    r"(?![^\W_])"
)
# A thing that bears the sign: it is somewhere where nobody expected it.
_THING = re.compile(
    said(
        "(?:cái|container|phuy|két|hòm|quả cầu|mẩu|tấm|can|xô|cục|hộp|thùng|bình|khối|vật|ống|"
        "mảnh|thanh|lọ|viên|quả|miếng|túi)"
    )
    + r"(?:\s+[^\W_]+){0,4}\s+"
    + said("(?:ký hiệu|kí hiệu|biểu tượng|dấu|biển|nhãn|tem|hình|in|dán|vẽ|ghi|chữ)"),
    re.IGNORECASE,
)
_DETECTOR = re.compile(
    said("(?:thiết bị|máy|cổng|hệ thống|đầu dò|đầu|phương tiện) phát hiện"), re.IGNORECASE
)
# Of permits, fines and plans one asks at a desk.
_PAPERS = re.compile(
    said(
        "kế hoạch|diễn tập|kịch bản|cấp phép|giấy phép|xử phạt|mức phạt|bị phạt|"
        "phạt (?:bao|thế|tiền|hành|theo)|văn bản nào|chứng chỉ|"
        "đào tạo|tập huấn|kiểm định|lệ phí|mức phí|trang bị|định kỳ|là gì|định nghĩa|khái niệm|"
        "bồi thường|bảo hiểm|mẫu (?:đơn|nào|số|báo cáo|phiếu)|thông tư|nghị định|luật|"
        "có được phép|được phép|phải (?:lắp|trang|dán|ghi nhãn|đăng ký|xin phép|có)|licence|"
        "license|fine|plan|training"
    ),
    re.IGNORECASE,
)
_RULES = re.compile(
    said(
        "quy trình|quy định|thủ tục|đường dây nóng|hotline|hồ sơ|khai báo|trách nhiệm|thẩm quyền|"
        "báo cáo|biên bản|"
        "thời hạn|căn cứ|procedure|report"
    ),
    re.IGNORECASE,
)
_NOW = re.compile(
    said(
        "đang|vừa|mới|ngay|gấp|khẩn|cứu|hôm nay|đêm qua|hôm qua|sáng nay|chiều nay|tối qua|"
        "bây giờ|giờ (?:làm|phải|sao|xử|tính)|có người|người dân|dân|trẻ|trẻ con|cháu bé|"
        "công nhân|gọi ai|báo ai|help|now|children|people"
    ),
    re.IGNORECASE,
)


def danger(words: Words) -> Danger:
    """By rule alone: a source is named, and something that happens to it or to people."""
    named = _SOURCE.search(words.typed) or _SOURCE.search(words.lower)
    if not named or not _happens(words):
        return Danger.NONE
    urgent = _NOW.search(words.typed)
    if _PAPERS.search(words.typed):
        return Danger.ASKED if urgent else Danger.NONE
    return Danger.ASKED if _RULES.search(words.typed) else Danger.NOW


def _happens(words: Words) -> bool:
    typed = _DETECTOR.sub(" ", words.typed)
    if _THING.search(typed):
        return True
    return bool(_EVENT.search(typed) or _ACCENTED.search(typed) or _EVENT.search(words.lower))
