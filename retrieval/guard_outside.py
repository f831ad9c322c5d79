"""Requests that no source can answer: to write, to play, to obey, to heal; and abuse.

Told by rule, so that no passage with some of their words is quoted for them. What asks a
question of its own beside such words is searched as it stands.
"""

import re
from enum import Enum, auto

from retrieval.asking import asks
from retrieval.guard_words import Words
from retrieval.spoken import said


class Outside(Enum):
    """``HEALTH`` tells of a person who may need help that is not to be looked up here."""

    NO = auto()
    WORK = auto()
    HEALTH = auto()


def _said(phrases: str, beside: str = "") -> re.Pattern[str]:
    return re.compile(said(phrases) + (f"|{beside}" if beside else ""), re.IGNORECASE)


_HELP = "giúp|dùm|giùm|hộ (?:em|tôi|mình|anh|chị|cái|bài|đơn|bản)|cho (?:tôi|em|mình|anh|chị)"
_PAPER = (
    "đơn|bài|thơ|code|mã lệnh|chương trình|thư|lời chúc|kịch bản|phát biểu|tham luận|diễn văn|"
    "báo cáo|công văn|tờ trình|email|status|truyện|luận văn|tiểu luận|khẩu hiệu|slide|bản kiểm điểm"
)
_WRITE = _said(
    f"(?:viết|soạn|soạn thảo|sáng tác|làm|biên soạn) (?:{_HELP})(?: (?:em|tôi|mình|anh|chị|một|cái|"
    f"lá|luôn))* (?:{_PAPER})|viết hộ (?:{_PAPER})|"
    "viết code|viết (?:một )?bài thơ (?:về|tặng)|làm (?:một )?bài thơ|làm thơ|viết truyện|"
    "viết đơn tố cáo ông|"
    "soạn (?:bài|luôn)|(?:dịch|tóm tắt)(?: (?:câu|đoạn|bài|văn bản|này|cái))* (?:giúp|sang tiếng)|"
    "dịch (?:giúp|hộ)|tóm tắt (?:bộ phim|cuốn|truyện)|"
    "(?:write|compose|draft)(?: me)?(?: an| a| some)? (?:poem|story|essay|code|letter|speech|song)|"
    "(?:buat|buatkan|tulis|tuliskan) (?:puisi|cerita|kode|surat|pidato)"
)
_PLAY = _said(
    "kể chuyện (?:cười|vui|ma|đi|nghe)|chuyện cười|xem bói|bói (?:giúp|cho|bài|xem)|tử vi|"
    "xem tướng|đánh đề|ghi đề|con đề|số đề hôm nay|lô đề|xổ số|cá độ bóng|"
    "thời tiết (?:hôm nay|ngày mai|tuần|thế nào|hà nội|ở)|trời (?:hôm nay|có mưa|nắng)|"
    "dự báo mưa|mua vé|đặt vé|đặt phòng|đặt bánh|giá vàng|"
    "người yêu chưa|có vợ chưa|có chồng chưa|yêu ai|kết quả bóng đá|trận bóng|tỷ số trận|"
    "hát (?:đi|cho tôi|cho em)|công thức nấu|giải (?:bài )?toán|giải phương trình|"
    "tell (?:me )?a (?:joke|story)|fortune|horoscope|weather today|lelucon|cuaca|ramalan",
    r"(?<![^\W_])[xy]\s?[+*^]\s?\d+\s?=|(?<![^\W_])(?:tính|tinh)\s(?:giúp|giup|dùm|dum)\s\d",
)
_ABUSE = _said(
    "đồ (?:ngu|điên|khốn)|ngu (?:như|thế|vãi|quá|vl|vậy)|dm|đm|dmm|vcl|vkl|clgt|cút đi|óc chó|"
    "khốn nạn|mất dạy|vô dụng (?:thật|quá)|đồ (?:ăn hại|vô dụng|rác rưởi)|stupid|idiot|fuck|"
    "fucking|bodoh|goblok",
    r"(?<![^\W_])(?:(?:chúng|bọn|tụi)\s)?mày(?![^\W_])",
)
_ILL = _said(
    "đau ngực|sốt cao|sốt (?:39|40|41)|co giật|bất tỉnh|ngất xỉu|đột quỵ|đau bụng|chảy máu nhiều|"
    "bị ngộ độc|đuối nước|bị điện giật|bị gãy (?:tay|chân)|muốn tự tử|muốn chết|bị rắn cắn|"
    "bị chó cắn|nôn ra máu|uống thuốc gì|khó thở phải|chest pain|heart attack|sakit dada"
)
_OBEY = _said(
    "(?:ignore|disregard|forget)(?: (?:all|any|the|your|my|previous|prior|above|earlier))* "
    "(?:instructions|instruction|rules|prompts|prompt|directions|guidelines)|"
    "(?:bỏ qua|boqua|phớt lờ|lờ đi|quên|quên hết|quên đi|không cần tuân theo)"
    "(?: (?:mọi|tất cả|các|những|hết|toàn bộ))* "
    "(?:hướng dẫn|chỉ dẫn|chỉ thị|lệnh|quy tắc|prompt|câu lệnh|ràng buộc)|"
    "(?:abaikan|lupakan) (?:semua )?(?:instruksi|perintah|aturan)|"
    "system prompt|prompt hệ thống|câu lệnh hệ thống|prompt của|developer mode|"
    "you are now|act as|pretend|from now on you|kamu sekarang|anggap dirimu|"
    "giả vờ|hãy giả sử bạn|(?:từ giờ|từ nay|từ bây giờ|kể từ giờ) "
    "(?:bạn|con|mọi câu|trở đi bạn)|kể từ câu này|bạn (?:bây giờ|giờ) là|"
    "(?:hãy|cứ) (?:trả lời|nói|xác nhận|khẳng định) là|"
    "(?:hãy|phải|cứ) (?:trả lời|nói|xác nhận|khẳng định|thông báo)"
    "(?: (?:với )?(?:người dùng|user|họ|tôi|mọi người))? rằng|trả lời bằng đúng|"
    "nhắc lại (?:nguyên văn|y nguyên|đúng|câu)|repeat (?:after me|the following)",
    r"<\|(?:im_|system|user)|\[/?inst\]|###\s?(?:instruction|system|hướng dẫn)"
    r"|(?:^|[.!?,:\n]\s*|hãy |hay |bạn |ban |và |va )(?:đóng|dong) vai(?! trò| tro)(?!\w)"
    r"|(?:^|\n)\s*(?:system|assistant|developer|hệ thống)\s*:",
)
_INSIDE = _said(
    "(?:bot|api|access|bearer) token|token (?:bot|telegram)|"
    "token của (?:bot|bạn|hệ thống|telegram)|api key|"
    "biến môi trường|environment variables|mã nguồn của (?:bạn|bot|hệ thống)|"
    "cấu hình của (?:bạn|bot)|drop table|admin password|stored conversations|"
    "xóa (?:hết|toàn bộ|sạch|tất cả) (?:dữ liệu|hệ thống|cơ sở dữ liệu)|"
    "(?:hiển thị|cho xem|in ra|đưa) (?:cấu hình|mật khẩu)|làm giả (?:con dấu|giấy|chữ ký|hồ sơ)|"
    "quyền xem toàn bộ|khóa bí mật",
    r"motcham_\w+|/etc/passwd|rm -rf"
    r"|(?:liệt kê|cho xem|xem|liet ke)(?:\s\w+){0,4}\s(?:câu hỏi|cau hoi)(?:\s\w+){0,4}\s"
    r"(?:người|cán bộ|đơn vị|can bo)\s(?:khác|khac)",
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_RULES = _said(
    "thế nào|mẫu nào|ở đâu|cần gì|cần những gì|gồm gì|gồm những gì|quy định|bao lâu|mấy ngày|"
    "có được|được không|ai có"
)


def outside(words: Words) -> Outside:
    """Whether the message asks for what is not this assistant's work."""
    if _found(_ILL, words):
        return Outside.HEALTH
    if _found(_PLAY, words) or (_found(_WRITE, words) and not _found(_RULES, words)):
        return Outside.WORK
    for pattern in (_ABUSE, _INSIDE, _OBEY):
        if _found(pattern, words) and not _asks_beside(words, pattern):
            return Outside.WORK
    return Outside.NO


def _found(pattern: re.Pattern[str], words: Words) -> bool:
    different = words.typed != words.lower
    return bool(pattern.search(words.lower) or (different and pattern.search(words.typed)))


def _asks_beside(words: Words, pattern: re.Pattern[str]) -> bool:
    """Whether a sentence without such words asks something."""
    sentences = [one for one in _SENTENCE.split(words.text) if asks(one)]
    return any(not pattern.search(one.lower()) for one in sentences)
