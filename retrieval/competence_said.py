"""What a source says of whose job something is, sentence by sentence.

"UBND cấp xã không cấp …", "do UBND cấp tỉnh giải quyết", "nộp tại Trung tâm …". What was the job
of somebody before, and who guides or supervises whom, says nothing of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text import SENTENCE_END
from retrieval.actors import Actor, actors
from retrieval.answer import Level

_VERB = (
    r"(?:cấp|tiếp nhận|nhận|giải quyết|thực hiện|xác nhận|quyết định|chủ trì|quản lý|công nhận"
    r"|phê duyệt|thẩm định|chứng nhận|có thẩm quyền|có trách nhiệm|chịu trách nhiệm"
    r"|ban hành|làm|sửa đổi|xử lý|kiểm tra|cung cấp|tổ chức|đăng ký|thu hồi|công bố)"
)
_NOT = re.compile(rf"\s*(?:không|chưa)(?: được| phải)? {_VERB}")
_DOES = re.compile(rf"\s*(?:sẽ |được giao |được |có quyền )?{_VERB}(?!\w)")
_BY = re.compile(
    r"(?<!\w)(?:do|ủy quyền cho|uỷ quyền cho|giao|giao cho|là việc của)\s*$", re.IGNORECASE
)
_BELONGS = re.compile(
    r"(?:(?<!không )(?<!chuyên môn )(?<!cơ quan )(?<!đơn vị )(?<!\w)thuộc"
    r"(?: thẩm quyền| nhiệm vụ| trách nhiệm)?(?: giải quyết| quản lý)?(?: của)?"
    r"|(?:thẩm quyền|cơ quan thực hiện|nơi (?:tiếp )?nhận)[^.;:]{0,120}?(?<!\w)là"
    r"|thẩm quyền(?: \w+){0,3} của|(?<!\w)nay(?: do| là| thuộc)?)\s*$",
    re.IGNORECASE,
)
_NOT_AT = re.compile(r"(?:không|chớ|đừng)[^,;.]{0,12} nộp[^,;.]{0,40}$", re.IGNORECASE)
_AT = re.compile(
    r"(?<!\w)nộp(?: hồ sơ| trực tiếp| đơn)?(?: tại| cho| ở| về| đến| lên| qua)?\s*$", re.IGNORECASE
)
_NEGATED = re.compile(r"(?<!\w)không (?:có|phải|thuộc|do)(?!\w)[^,;]*$", re.IGNORECASE)
_RECEIVES = re.compile(r"Trung tâm|TTPVHCC|[Bb]ộ phận")  # whatever they receive, others decide
_OPENS = re.compile(r"^[\s\d.)–+*-]*$")
_IS = re.compile(r":\s*$")
_PAST = re.compile(r"(?<!\w)trước (?:ngày|đó|đây|kia|là|khi|thời điểm|\d)", re.IGNORECASE)
_NOW = re.compile(r"(?<!\w)(?:nay|hiện nay|sau đó)(?!\w)", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)")
_GUIDES = re.compile(r"giám sát|hướng dẫn, kiểm tra|có thể ủy quyền|báo cáo|phối hợp")
_UNTOLD = re.compile(r"chưa có (?:nguồn|căn cứ)|chưa đủ (?:nguồn|căn cứ)|phải hỏi Tổ thường trực")
_CLAUSE = re.compile(r"[,;]")
_FIELD_WORDS = 25  # of a field that may name an office without a sentence


@dataclass(frozen=True, slots=True)
class Said:
    """One statement, in the sentence ``start:end`` of a text.

    ``does``: it is the level's job; false: the source says that it is not. ``place``: it is where
    one submits. ``words`` name who.
    """

    level: Level
    does: bool
    place: bool
    words: str
    start: int
    end: int


def said(text: str, *, field: bool = False) -> list[Said]:
    """The statements of ``text``; ``field``: it stands under a label that asks just that.

    None where the text says that it does not know.
    """
    if _UNTOLD.search(text):
        return []
    found: list[Said] = []
    for start, end in _sentences(text):
        found += _of_sentence(text, start, end)
    if found or not field or len(text.split()) > _FIELD_WORDS:
        return found
    whole = 0, len(text)
    return [Said(one.level, True, False, text[one.start : one.end], *whole) for one in actors(text)]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, cut at semicolons too."""
    at = 0
    for sentence in re.split(rf"(?:{SENTENCE_END.pattern})|;\s+", text):
        start = text.find(sentence, at)
        at = start + len(sentence)
        if sentence.strip():
            yield start, at


def _of_sentence(text: str, start: int, end: int) -> Iterator[Said]:
    sentence = text[start:end]
    if _GUIDES.search(sentence):
        return
    aside = [match.span() for match in _ASIDE.finditer(sentence) if _PAST.search(match[0])]
    past = _PAST.search(sentence)
    begin = 0
    if past and not any(a <= past.start() < b for a, b in aside):
        now = _NOW.search(sentence, past.end())
        if now:
            begin = now.start()
        elif past.start() < len(sentence) / 2 and not _NOT_AT.search(sentence[: past.start()]):
            return
    for actor in actors(sentence):
        if actor.start < begin or any(a <= actor.start < b for a, b in aside):
            continue
        told = _told(sentence, actor)
        if told is not None:
            does, place = told
            place = place or (does and _RECEIVES.match(sentence[actor.start :]) is not None)
            words = sentence[actor.start : actor.end]
            yield Said(actor.level, does, place, words, start, end)


def _told(sentence: str, actor: Actor) -> tuple[bool, bool] | None:
    """(does, place) of one actor in a sentence; None where the sentence says neither."""
    before, after = sentence[: actor.start], sentence[actor.end :]
    if _NOT_AT.search(before):
        return None
    if _NOT.match(after):
        return False, False
    if _AT.search(before):
        return True, True
    if _NEGATED.search(before):
        return None
    if _BY.search(before) or _BELONGS.search(before):
        return True, False
    opening = max((m.end() for m in _CLAUSE.finditer(before)), default=0)
    if _OPENS.match(before[opening:]) and _DOES.match(after):
        return True, False
    if _IS.search(before) and not after.strip(" ."):
        return True, False
    return None
