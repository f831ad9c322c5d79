"""The texts that a sentence names: "Luật Đo lường số 04/2011/QH13", "Nghị định này".

Where a text is named with its date, its issuer and what it is about, those words belong to
the name: the law of which "Nghị định số … quy định chi tiết Luật …" speaks is not named
for its own sake. Nor are the texts by which it "đã được sửa đổi".
"""

import re
from dataclasses import dataclass

from corpus.numbers import normalise

_KIND = (
    r"(?:Bộ [Ll]uật|Luật|Pháp lệnh|Nghị định|Thông tư(?: liên tịch)?|Quyết định|Nghị quyết"
    r"|Chỉ thị|Hiến pháp|Văn bản hợp nhất|Công văn)"
)
BLANK = "·"
_ITSELF = r"(?:Quy chế|Quy định|Điều lệ|Văn bản)"
_NUMBER = (
    r"(?:\d{1,5}[a-zA-Z]?(?:\.\d+)?\s?/\s?(?:\d{4}\s?/\s?)?(?:UBTVQH\d*|QH[\dIVX]+"
    r"|[A-ZĐ][A-ZĐa-zđ&]{0,11}\d{0,3}(?:(?:-|\s-\s?|-\s)[A-ZĐ][A-ZĐa-zđ&]*\d{0,3})*)"
    r"|\d{1,4}-[A-ZĐ]{1,6}/[A-ZĐ]{1,10}\d{0,3})(?![\w/])"
)
_THIS = re.compile(rf"(?<!\w)(?P<kind>{_KIND}|{_ITSELF}) này", re.IGNORECASE)
_NUMBERED = re.compile(
    rf"(?<!\w)(?P<kind>{_KIND})\s+"
    rf"(?P<name>(?:(?!{_KIND}\s+số|của (?:các )?{_KIND}\s)[^;.:“”\"()]){{0,170}}?)"
    rf"(?:số|SỐ)?\s*:?\s*(?P<number>{_NUMBER})"
)
_MORE = re.compile(rf"(?:\s*,\s*|\s+và\s+|\s*,\s*và\s+)(?P<whole>(?:số\s+)?(?P<number>{_NUMBER}))")
_NO_NAME = "này|sửa|sư|của|và|gia|khác|có|quy|hiện|ngày|do|được|là|hoặc|tục|pháp|số|sau|nêu|trên"
_NAMED = re.compile(
    r"(?<!\w)(?P<name>(?:Bộ [Ll]uật|Luật|Pháp lệnh|Hiến pháp)\s+"
    rf"(?!(?:{_NO_NAME})(?!\w))(?=[\wÀ-ỹ]{{2}})"
    rf"(?:(?!\s+(?:và|hoặc)\s+(?:các\s+)?{_KIND}\s|,\s*{_KIND}\s"
    r"|\s+(?:như sau|hết hiệu lực|có hiệu lực|đã được|được sửa đổi|ngày \d|tại |trừ |để |thì |bằng "
    r"|kể từ |này|gồm|năm \d{4}|ban hành|và bãi bỏ))[^;.:“”\"()]){0,150}(?:\s+năm \d{4})?)"
)
# "Nghị định số … ngày … của Chính phủ quy định …, Nghị định số …": where the first ends.
_ABOUT = re.compile(
    r"\s*(?:ngày\s+\d|của\s+(?:Chính phủ|Bộ|Thủ tướng|Quốc hội|Ủy ban|Uỷ ban|Hội đồng|Thống đốc"
    r"|Tổng|Chủ tịch|Liên)|quy định|về\s|sửa đổi|hướng dẫn|ban hành|đã được|[,(]\s*đã được"
    r"|được sửa đổi(?!(?:,? bổ sung)? như sau)"
    r"|\(?sau đây|\(được)"
)
_ABOUT_END = re.compile(
    rf";|(?:,|\svà)\s*(?:các\s+)?{_KIND}\s+số\s+\d|\s+(?:chấm dứt hiệu lực|hết hiệu lực"
    r"|có hiệu lực|ngưng hiệu lực|bị bãi bỏ|như sau|được thay thế|bằng cụm từ|được bãi bỏ)"
    r"|,?\s+trừ\s|:\s*$"
)
_ADOPTED_AS = re.compile(
    r"[\s,(]*(?:đã\s+)?được\s+(?:sửa đổi|bổ sung|thay thế)[^;:]{0,60}?(?:theo|bởi|tại)\s+"
    rf"(?:[^;:()]{{0,60}}?{_KIND}\s+(?:số\s+)?{_NUMBER}(?:\s+ngày[^,;:()]{{0,40}})?[\s,]*(?:và\s+)?)++"
)
_ASIDE = re.compile(r"\s*\((?:sau đây|dưới đây|được)[^()]*\)")
_OF_SEVERAL = re.compile(r"\s*(?:ngày[^;]{0,80})?(?:sửa đổi|bổ sung)[^;]{0,40}?\scủa\s+(các\s+)?")


@dataclass(frozen=True, slots=True)
class Named:
    """A text named at ``start`` … ``end``; up to ``until`` the sentence says what it is."""

    start: int
    end: int
    until: int
    name: str
    number: str = ""
    this: bool = False


def text_names(sentence: str) -> tuple[Named, ...]:
    """The texts named, in reading order, none within what is said about another."""
    found: list[Named] = []
    waiting = {pattern: pattern.search(sentence) for pattern in (_THIS, _NUMBERED, _NAMED)}
    while first := min(filter(None, waiting.values()), key=_first, default=None):
        found.append(_made(sentence, first))
        while more := _more(sentence, found[-1]):
            found.append(more)
        at = found[-1].until
        for pattern, match in waiting.items():
            if match is not None and match.start() < at:
                waiting[pattern] = pattern.search(sentence, at)
    return tuple(found)


def _first(match: re.Match[str]) -> tuple[int, bool, bool]:
    """The order of names: by place; of two at one place, the one that says more."""
    return match.start(), match.re is not _THIS, match.re is _NAMED


def without_descriptions(sentence: str) -> str:
    """The sentence with what it says about the texts it names blanked out, of one length."""
    for named in text_names(sentence):
        blank = BLANK * (named.until - named.end)
        sentence = sentence[: named.end] + blank + sentence[named.until :]
    return sentence


def _made(sentence: str, match: re.Match[str]) -> Named:
    start, end = match.span()
    if match.re is _THIS:
        return Named(start, end, end, match.group(), this=True)
    if match.re is _NAMED:
        return Named(start, end, _after_adoption(sentence, end), _tight(match["name"]))
    name = _tight(f"{match['kind']} {match['name'].removesuffix('số ')}")
    return Named(start, end, _until(sentence, end), name, normalise(match["number"]))


def _more(sentence: str, last: Named) -> Named | None:
    """A number that goes on a list: "Nghị định số A, B và C"."""
    match = _MORE.match(sentence, last.until)
    if match is None or last.this or not last.number:
        return None
    kind = re.match(_KIND, last.name)
    name = kind.group() if kind else ""
    start, end = match.span("whole")
    return Named(start, end, _until(sentence, end), name, normalise(match["number"]))


def _until(sentence: str, end: int) -> int:
    """Where the words about a text end that stand behind its number."""
    end = _after_adoption(sentence, end)
    if aside := _ASIDE.match(sentence, end):
        end = aside.end()
    if _ABOUT.match(sentence, end) is None:
        return end
    start = end
    if several := _OF_SEVERAL.match(sentence, end):
        first = re.compile(rf"{_KIND}[^;]*?{_NUMBER}").match(sentence, several.end())
        start = first.end() if first else several.end()
    stop = _ABOUT_END.search(sentence, start)
    while stop and (by := _ADOPTED_AS.search(sentence, start)) and by.start() < stop.start():
        start = by.end() - len(by.group()) + len(by.group().rstrip(" ,"))
        stop = _ABOUT_END.search(sentence, start)
    return stop.start() if stop else len(sentence)


def _after_adoption(sentence: str, end: int) -> int:
    adopted = _ADOPTED_AS.match(sentence, end)
    if adopted is None:
        return end
    return end + len(adopted.group().rstrip(" ,"))


def _tight(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip(" ,")
