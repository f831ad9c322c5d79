"""Words and forms of asking, in Vietnamese, and some in English and Indonesian."""

import re

from corpus.text import folded_syllables, strip_accents
from retrieval.spoken import said

NO = "(?:không|ko|k|kg|hong|hông)"  # as officers type it; below the same without accents
BARE_NO = strip_accents(NO)
BARE_WHEN = "(?:khi nao|bao gio|ngay nao|luc nao|hom nao|thoi diem nao)"
_REACH = 240  # characters before its end in which a sentence asks by its end
_COUNTED = (
    "(?:ngày|tháng|năm|bộ|bản|giờ|tiếng|tiền|lần|người|thành viên|cấp|loại|nhóm|bước|mẫu|đồng|tuần|"
    "phần|việc|trường hợp|mức|tỉnh|xã|phường|đặc khu|chương|điều|khoản)"
)
_ASKS = (
    f"bao nhiêu|bao lâu|bao giờ|bn|mấy {_COUNTED}|khi nào|lúc nào|đâu|chỗ nào|thế nào|ntn|làm sao|"
    "ra sao|thì sao|vì sao|tại sao|gì|ai|nào|how|what|where|when|who|which|why|"
    "berapa|bagaimana|apa|apakah|siapa|kapan|di mana|dimana"
)
ASKS = re.compile(said(_ASKS), re.IGNORECASE)
WHETHER = re.compile(
    said("(?:có|được|phải|còn|đúng|đã|bị|cần)(?: có)?")
    + r"[^.?!\n]{0,160}?"
    + said(f"(?:{NO}|chưa|hay sai)")
    + r"(?:\s+(?:ạ|a|vậy|vay|ah|nhỉ|nhi|thế|the|nhé|nhe|anh|chị|chi|em|ad))*[\s.!,)\"”…]*$",
    re.IGNORECASE,
)
_END = re.compile(rf"(?:{said(_ASKS)})(?:\W+\w+){{0,3}}\W*$", re.IGNORECASE)
# "Đúng không?", "vì sao?", "hay phải lên tỉnh?" ask nothing of their own.
TAIL = re.compile(
    said(
        "(?:vậy |thế |có |như vậy |điều này |nhận định trên |khẳng định trên )*"
        f"(?:có )?(?:đúng|phải|được)(?: (?:{NO}|chưa|hay sai|hay không))?|"
        "đúng hay sai|(?:vì|tại) sao|hay .*|hoặc .*|right|benar"
    ).replace(".*", ".*?")
    + r"(?:\s+(?:ạ|a|vậy|vay|nhỉ|nhi|thế|the))*\W*$",
    re.IGNORECASE,
)


def asks(clause: str) -> bool:
    """Whether ``clause`` has a word or a form of asking."""
    return bool(ASKS.search(clause) or _ends_asking(clause))


def asks_by_itself(clause: str) -> bool:
    """Not so "ở đâu", which asks of what "khi nào và ở đâu" stands beside."""
    return asks(clause) and bool(folded_syllables(ASKS.sub(" ", clause, count=1))[1:])


def strength(sentence: str, invited: bool) -> int:
    """How surely it asks: 3 by a question mark or after "cho em hỏi", 2 by its end, 1 by a word."""
    if invited or "?" in sentence:
        return 3
    if _ends_asking(sentence) or _END.search(sentence, max(0, len(sentence) - _REACH)):
        return 2
    return 1 if ASKS.search(sentence) else 0


def _ends_asking(sentence: str) -> bool:
    return bool(WHETHER.search(sentence, max(0, len(sentence) - _REACH)))


def is_tail(sentence: str) -> bool:
    """Whether ``sentence`` asks nothing without the one before it."""
    return bool(TAIL.match(sentence.strip()))
