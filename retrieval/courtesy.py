"""Greetings, thanks and the words with which a request is opened: said, and not asked."""

import re

from corpus.text import folded_syllables
from retrieval.spoken import said

_WHO = (
    "(?:anh|chị|em|a|c|e|ac|ace|ae|tôi|mình|cháu|con|bác|chú|cô|thầy|bạn|các|quý|đồng chí|"
    "mọi người|cả nhà|tổ thường trực|nhóm|admin|ad|lãnh đạo|toàn thể|và|cùng|ơi|ạ|ah|nhé|nha|"
    "với|giúp|giùm|hộ|there|everyone|all|team|sir|madam|semua|bapak|ibu|pak|bu|kak)"
)
_MORE = "(?: (?:là|rằng|chút|một|tí|xíu|về|thêm|việc này|vấn đề này|ngu|này))*"
_GREETINGS = (
    f"kính (?:gửi|gởi|chào|thưa)(?: {_WHO})*",
    f"(?:{_WHO} )*(?:xin )?(?:kính )?chào(?: buổi (?:sáng|trưa|chiều|tối))?(?: {_WHO})*",
    f"(?:{_WHO} )*(?:xin )?(?:rất )?(?:chân thành )?(?:cảm|cám) ơn"
    f"(?: (?:nhiều|rất|lắm|trước|sự hỗ trợ|{_WHO}))*",
    f"(?:trân trọng|thưa)(?: (?:cảm ơn|kính chào|{_WHO}))*",
    f"(?:dạ|vâng|alo|a lô|ok|oke|okie|okay|hello|hi|hey|dear|halo|hai)(?: {_WHO})*",
    f"(?:good (?:morning|afternoon|evening)|selamat (?:pagi|siang|sore|malam))(?: {_WHO})*",
    "(?:many |lots of )?(?:thanks|thank you|thank|tks|thks)(?: (?:very|so|much|a lot|in advance))*",
    f"terima kasih(?: (?:banyak|{_WHO}))*",
)
# "Cho em hỏi": also in the middle of a sentence what comes after it is what is asked.
_ASKING = (
    f"(?:{_WHO} )*cho (?:{_WHO} )*(?:xin )?(?:phép )?(?:được )?hỏi(?: {_WHO})*{_MORE}",
    f"(?:{_WHO} )*(?:xin|muốn|cần|định) (?:phép )?(?:được )?hỏi(?: {_WHO})*{_MORE}",
    "(?:may|can|could) i ask|i (?:want|would like) to (?:ask|know)",
    "(?:could|can) you (?:please )?tell me|please tell me",
    "(?:saya )?(?:mau|ingin|izin|numpang) (?:tanya|bertanya)|mohon (?:info|informasi|dijawab)",
)
_ANSWERING = "(?:cho biết|cho ý kiến|ý kiến|hướng dẫn|tư vấn|giải đáp|trả lời|chỉ giúp|giúp đỡ)"
_REQUESTS = (
    f"(?:{_WHO} )*(?:kính )?(?:đề nghị|mong|nhờ|xin|cần)(?: (?:tổ thường trực|tổ|sở|bộ|cục|"
    f"khoa học và công nghệ|kh cn|tỉnh|phòng|xem xét|được|cho|{_WHO}))*(?: {_ANSWERING})+"
    f"(?: (?:cho|giúp|thêm|cách|{_WHO}))*{_MORE}",
)
_REST = r"[\s,.:;!…~()\"“”–-]*"
GREETING = re.compile("|".join(map(said, _GREETINGS)), re.IGNORECASE)
ASKING = re.compile("|".join(map(said, _ASKING)), re.IGNORECASE)
_OPENING = re.compile(
    f"(?:{'|'.join(map(said, (*_ASKING, *_REQUESTS, *_GREETINGS)))}){_REST}", re.IGNORECASE
)
# "Kính gửi Sở Khoa học và Công nghệ tỉnh Lào Cai," is an address up to its end.
_ADDRESS = re.compile(said("kính (?:gửi|gởi)") + r"[^,.:;!?\n]{0,100}[,.:;!\n]\s*", re.IGNORECASE)
_CLOSING = re.compile(rf"[\s,.;!]*(?:{'|'.join(map(said, _GREETINGS[2:4]))}|"
                      rf"{'|'.join(map(said, _GREETINGS[6:]))})[\s.!)~]*$", re.IGNORECASE)  # fmt: skip
# Words that a message of nothing but courtesy may hold beside its greeting.
_IDLE = frozenset(
    "test testing alo ok oke okie okay okela uh um uhm roi hieu biet ro da vang nhan duoc tot qua hay"
    " lam nhe nha nhi a ah ac em anh chi minh toi ban moi nguoi ca nha to thuong truc ad admin"
    " chao xin cam on good great nice bye hello hi hey halo".split()
)


def opening(text: str, start: int, end: int) -> int:
    """Where in ``text[start:end]`` the greetings and openings at its beginning end."""
    while True:
        match = _ADDRESS.match(text, start, end) or _OPENING.match(text, start, end)
        if match is None or match.end() == start:
            return start
        start = match.end()


def closing(text: str, start: int, end: int) -> int:
    """Where in ``text[start:end]`` the thanks at its end begin."""
    match = _CLOSING.search(text, start, end)
    return match.start() if match else end


def idle(text: str) -> bool:
    """Whether ``text`` has no word, or none but small words of courtesy ("ok", "test")."""
    return set(folded_syllables(text)) <= _IDLE
