"""Greetings, thanks and the words with which a request is opened: said, and not asked."""

import re

from corpus.text import folded_syllables
from retrieval.asking import ASKS, NO
from retrieval.spoken import said

_WHO = (
    "(?:anh|chị|em|a|c|e|ac|ace|ae|tôi|mình|cháu|con|bác|chú|cô|thầy|bạn|các|quý|đồng chí|"
    "mọi người|cả nhà|tổ thường trực|nhóm|admin|ad|lãnh đạo|toàn thể|và|cùng|ơi|ạ|ah|nhé|nha|"
    "với|giúp|giùm|hộ|there|everyone|all|team|sir|madam|semua|bapak|ibu|pak|bu|kak)"
)
# Counted, so that a text of nothing but such words takes no longer than another.
_BY = f"(?:{_WHO} ){{0,6}}"
_TO = f"(?: {_WHO}){{0,8}}"
_MORE = "(?: (?:là|rằng|chút|một|tí|xíu|về|thêm|việc này|vấn đề này|ngu|này))*"
# After "dạ": not "co", which is cô, but also có.
_NEAR = (
    "(?:ạ|em|e|anh|chị|a|c|ac|thưa|mọi người|cả nhà|tổ thường trực|admin|ad|there|everyone|all|"
    "team|sir|madam|semua|bapak|ibu|pak|bu|kak)"
)
_HELLO = "(?:dạ|vâng|alo|a lô|ok|oke|okie|okay|hello|hi|hey|dear|halo)"
_GREETINGS = (
    f"kính (?:gửi|gởi|chào|thưa){_TO}",
    f"{_BY}(?:xin )?(?:kính )?chào(?: buổi (?:sáng|trưa|chiều|tối))?{_TO}",
    f"{_HELLO}(?: {_HELLO}| {_NEAR}){{1,8}}",
    f"thưa(?: {_WHO}){{1,8}}",
    f"(?:{_WHO} ){{1,6}}ơi",
    f"(?:{_HELLO} )?có ai (?:trực |ở đây |đây |đó )?{NO}(?: {_WHO})*",
    f"(?:{_BY})(?:giúp|giùm|hỗ trợ)(?: {_WHO}){{1,6}}$",
    f"{_BY}hỏi (?:chút|xíu|tí|tý)(?: xíu)?(?: {_WHO})*",
    "chúc (?:mừng )?(?:năm mới|ngày mới|buổi sáng|cuối tuần|sức khỏe)(?: tốt lành| vui vẻ)?",
    f"(?:good (?:morning|afternoon|evening)|selamat (?:pagi|siang|sore|malam)){_TO}",
)
_THANKS = (
    f"{_BY}(?:xin )?(?:rất )?(?:chân thành |trân trọng )*(?:cảm|cám) ơn"
    f"(?: (?:nhiều|rất|lắm|trước|sự hỗ trợ|{_WHO}))*",
    "trân trọng",
    "(?:many |lots of )?(?:thanks|thank you|thank|tks|thks)(?: (?:very|so|much|a lot|in advance))*",
    f"terima kasih(?: (?:banyak|{_WHO}))*",
)
# "Cho em hỏi": also in the middle of a sentence what comes after it is what is asked.
_ASKING = (
    f"{_BY}cho (?:{_WHO} ){{1,6}}(?:xin )?(?:phép )?(?:được )?hỏi{_TO}{_MORE}",
    f"{_BY}(?:xin|muốn|cần|định) (?:phép )?(?:được )?hỏi{_TO}{_MORE}",
    "(?:may|can|could) i ask|i (?:want|would like) to (?:ask|know)",
    "(?:could|can) you (?:please )?tell me|please tell me",
    "(?:saya )?(?:mau|ingin|izin|numpang) (?:tanya|bertanya)|mohon (?:info|informasi|dijawab)",
)
# "Đề nghị Sở hướng dẫn": at the beginning of a sentence only, elsewhere it is what a text is about.
_HELP = (
    "(?:cho biết|cho ý kiến|ý kiến|hướng dẫn|tư vấn|giải đáp|trả lời|chỉ giúp|giúp đỡ)"
    f"(?: (?:hướng dẫn|giải đáp|trả lời|cho|giúp|thêm|cách|{_WHO}))*{_MORE}"
)
_REQUEST = (
    said(f"{_BY}(?:xin|cần|rất mong){_TO} {_HELP}")
    + "|"
    + said(f"{_BY}(?:kính )?(?:đề nghị|mong|nhờ)")
    + r"(?:\s+[^\s,.:;?]+){0,8}?\s+"
    + said(_HELP)
)
_AT_ONCE = f"cho (?:xin )?hỏi{_TO}{_MORE}"
_REST = r"[\s,.:;!…~()\"“”–-]*"
# Unaccented, "can hoi dong" is no request: it needs a council.
_NO_COUNCIL = r"(?!\s+(?:dong|nghi|thao|vien|lien|nong|phu|cuu|chu|cho|truong|dap)(?![^\W_]))"


def _any(*phrases: str) -> str:
    return "|".join(map(said, phrases))


THANKS = re.compile(_any(*_THANKS), re.IGNORECASE)
ASKING = re.compile(f"(?:{_any(*_ASKING)}){_NO_COUNCIL}", re.IGNORECASE)
_OPENING = re.compile(
    rf"(?:(?:{_any(*_ASKING, _AT_ONCE)}){_NO_COUNCIL}|{_any(*_GREETINGS, *_THANKS)}|"
    rf"{said(_HELLO)}(?=\s*(?:[,.!…:]|$))){_REST}",
    re.IGNORECASE,
)
_ONCE = re.compile(said(_AT_ONCE), re.IGNORECASE)
_LEADING = re.compile(f"(?:{_REQUEST}){_REST}", re.IGNORECASE)
_FOLLOWS = 3  # words after a request that make a question of it
TURN = re.compile(f"{_any(*_THANKS)}|{_REQUEST}", re.IGNORECASE)
# "Kính gửi Sở Khoa học và Công nghệ tỉnh Lào Cai," is an address up to its end.
_ADDRESS = re.compile(
    said("kính (?:gửi|gởi)") + r"\s*:?[^,.:;!?\n]{0,100}[,.:;!\n]\s*", re.IGNORECASE
)
# What asking and thanks cannot do without: most sentences need no closer look.
_HINTS_ASKING = re.compile("hỏi|hoi|ask|know|tell|tanya|mohon", re.IGNORECASE)
_HINTS_THANKS = re.compile("[ơo]n|trọng|trong|thank|th?ks|kasih", re.IGNORECASE)
# A message of nothing but courtesy may hold these beside its greeting.
_SMALL = (
    "test|testing|alo|ok|oke|okie|okay|okela|uh|um|uhm|rồi|hiểu|biết|rõ|dạ|vâng|đã|nhận|được|tốt|"
    "quá|hay|lắm|nhé|nha|nhỉ|ạ|a|ah|ac|em|anh|chị|mình|tôi|bạn|mọi|người|cả|nhà|tổ|thường|trực|"
    "ad|admin|chào|xin|cảm|cám|ơn|good|great|nice|bye|hello|hi|hey|halo"
)
# "Cho em gặp người thật": a person is wanted, and nothing is asked yet.
_WANTING = f"(?:{_WHO}|dạ|alo|xin|làm ơn|vui lòng|cho|muốn|cần|được|hãy|có thể|không)"
_PERSON = (
    "(?:người(?: (?:thật|trực|phụ trách|hỗ trợ|tư vấn|có trách nhiệm))?|con người|nhân viên|"
    "chuyên viên|tư vấn viên|tổng đài(?: viên)?|cán bộ|tổ thường trực|thường trực|admin|ad|ai đó)"
    "(?: (?:hỗ trợ|tư vấn|trực|phụ trách|của tổ|thật))*"
)
_MEETING = (
    "(?:gặp|nói chuyện với|trao đổi với|chat với|nối máy(?: với)?|kết nối(?: với| tới)?|"
    "chuyển(?: máy)?(?: cho| tới| sang)?|liên hệ(?: với)?|hỏi)(?: trực tiếp)?"
)
_PERSON_WANTED = re.compile(
    rf"[\W_]*{said(f'(?:{_WANTING} ){{0,6}}{_MEETING} {_PERSON}(?: {_WANTING}){{0,5}}')}[\W_]*"
    r"|[\W_]*(?:talk|speak) to (?:a |an )?(?:person|human|agent|real person|someone)[\W_]*",
    re.IGNORECASE,
)
_IDLE = re.compile(rf"(?:[\W_]|{said(_SMALL)})*", re.IGNORECASE)


def opening(text: str, start: int, end: int) -> tuple[int, bool]:
    """Where in ``text[start:end]`` greetings and openings end, and whether they lead to a question.

    "Đề nghị Sở hướng dẫn …" opens only where something follows it.
    """
    leads = False
    while True:
        match = _ADDRESS.match(text, start, end) or _OPENING.match(text, start, end)
        request = None if match else _LEADING.match(text, start, end)
        if request and _leads(request, text[request.end() : end]):
            match = request
        if match is None or match.end() == start:
            return start, leads
        leads |= bool(request or ASKING.match(text, start, end) or _ONCE.match(text, start, end))
        start = match.end()


def _leads(request: re.Match[str], rest: str) -> bool:
    """Whether a request is one, and no question of who answers."""
    return len(folded_syllables(rest)) >= _FOLLOWS and not ASKS.search(request[0])


def last_asking(text: str, start: int, end: int) -> re.Match[str] | None:
    """The last "cho em hỏi" in ``text[start:end]``."""
    if not _HINTS_ASKING.search(text, start, end):
        return None
    return next(reversed(list(ASKING.finditer(text, start, end))), None)


def closing(text: str, start: int, end: int) -> int:
    """Where in ``text[start:end]`` the thanks at its end begin."""
    if not _HINTS_THANKS.search(text, start, end):
        return end
    found = next(reversed(list(THANKS.finditer(text, start, end))), None)
    if found is None or text[found.end() : end].strip(" \n.!)~"):
        return end
    return start + len(text[start : found.start()].rstrip(" \n,.;!"))


def wants_a_person(text: str) -> bool:
    """Whether ``text`` says that somebody wants to speak to a person, and no more."""
    return bool(_PERSON_WANTED.fullmatch(text))


def idle(text: str) -> bool:
    """Whether ``text`` has no word, or none but small words of courtesy ("ok", "test")."""
    return bool(_IDLE.fullmatch(text))
