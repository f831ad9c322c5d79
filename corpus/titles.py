"""The kind and the title of a text, read from the lines at its head."""

import re
from collections.abc import Sequence

from corpus.capitals import is_capitals, sentence_case
from corpus.document import Kind
from corpus.structure_units import unit
from corpus.text import fold

_KINDS = {
    "HIẾN PHÁP": Kind.LAW,
    "BỘ LUẬT": Kind.LAW,
    "LUẬT": Kind.LAW,
    "PHÁP LỆNH": Kind.ORDINANCE,
    "NGHỊ ĐỊNH": Kind.DECREE,
    "THÔNG TƯ LIÊN TỊCH": Kind.CIRCULAR,
    "THÔNG TƯ": Kind.CIRCULAR,
    "QUYẾT ĐỊNH": Kind.DECISION,
    "NGHỊ QUYẾT LIÊN TỊCH": Kind.RESOLUTION,
    "NGHỊ QUYẾT": Kind.RESOLUTION,
    "CHỈ THỊ": Kind.DIRECTIVE,
    "VĂN BẢN HỢP NHẤT": Kind.CONSOLIDATED,
    "SẮC LỆNH": Kind.ORDINANCE,
    "LỆNH": Kind.ORDINANCE,
    "THÔNG BÁO": Kind.LETTER,
    "TỜ TRÌNH": Kind.LETTER,
    "CÔNG ĐIỆN": Kind.LETTER,
    "KẾ HOẠCH": Kind.LETTER,
}
# Text recognition slips on accents: "NGHỊ QUYÉT".
_FOLDED_KINDS = {fold(kind): kind for kind in _KINDS if " " in kind}
_SYMBOLS = (
    (re.compile(r"/VBHN"), Kind.CONSOLIDATED),
    (re.compile(r"/NĐ-|/NĐHN"), Kind.DECREE),
    (re.compile(r"/TTLT|/TT-|/TT$"), Kind.CIRCULAR),
    (re.compile(r"/QĐ-"), Kind.DECISION),
    (re.compile(r"/NQ-|-NQ/"), Kind.RESOLUTION),
    (re.compile(r"/CT-|-CT/"), Kind.DIRECTIVE),
    (re.compile(r"/QH[\dIVX]+$|LCT/HĐNN|-L/CTN"), Kind.LAW),
    (re.compile(r"/UBTVQH|PL/UBTV|PL-UBTV|LCT/HĐNN"), Kind.ORDINANCE),
    (re.compile(r"/[A-ZĐ]"), Kind.LETTER),
)
_KIND_LINE = re.compile(
    r"(?P<kind>" + "|".join(sorted(_KINDS, key=len, reverse=True)) + r")\s*(?P<rest>.*)", re.S
)
BASIS = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét đề nghị|Thực hiện|Để )\b")
PLACE_DATE = re.compile(r"(?!.*(?:kèm theo|Thông tư|Nghị định|của))[^\d.;:()]{0,40}?\bngày\b", re.I)
_NOT_TITLE = re.compile(
    r"(?:Căn cứ|Theo đề nghị|Trên cơ sở|Xét |Để |Kính gửi|Số\s*:|Luật số|Lời nói đầu|LỜI NÓI ĐẦU|\("
    r"|Chương\b|Phần\b|Điều\s+\d|QUYẾT ĐỊNH:|QUYẾT NGHỊ|RA SẮC LỆNH"
    r"|QUỐC HỘI|CHÍNH PHỦ$|BỘ TRƯỞNG|THỦ TƯỚNG|CHỦ TỊCH|[ỦU][YỶ] BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN"
    r"|THỐNG ĐỐC|CHÁNH ÁN|CỦA QUỐC HỘI (?:NƯỚC|KH)"
    # a consolidated text names the text and its amendments below the title
    r"|(?:Bộ luật|Luật|Nghị định|Thông tư|Quyết định)(?: \S+){0,12} (?:số )?\d+/\d{4}/\S+ ngày)"
)
_ASIDE = re.compile(r"(?:CỦA QUỐC HỘI\s+)?SỐ\s+\d.*|CỦA QUỐC HỘI .*NGÀY\b.*|NGÀY\s+\d.*", re.S)
# A title's number, date or footnote mark is no part of its name.
_APPENDED = re.compile(
    r"\s*\[\d+\]|\s*\(\d\)$|\s+SỐ\s+\d+[/-]\S*(?:QH|HĐNN|L-|SL)\S*(?:\s+NGÀY\b.*)?$"
    r"|\s+NGÀY\s+\d\S*(?:\s+CỦA QUỐC HỘI)?$"
)


_NOTE = re.compile(r"^\s*\[\d+\]\s*")
_LETTER_LINES = 4  # a letter's subject stands in a narrow column


def kind_of(number: str) -> Kind | None:
    for pattern, kind in _SYMBOLS:
        if pattern.search(number):
            return kind
    return None


def kind_and_title(
    head: Sequence[str], texts: Sequence[str], number: str
) -> tuple[Kind | None, str]:
    """What the lines of a letterhead say that it is, and of what; the number's symbol goes first.

    A title in capitals is written as in ``texts``, where they have it; "" where there is none.
    """
    by_number = kind_of(number) if number else None
    for at, text in enumerate(head):
        if BASIS.match(text):
            break
        usual = _FOLDED_KINDS.get(fold(text), text) if is_capitals(text) else text
        match = _KIND_LINE.match(usual)
        if match is None or not _stands_alone(match, text):
            continue
        if match["kind"] == "VĂN BẢN HỢP NHẤT" and not match["rest"].strip(" -–:"):
            by_number = Kind.CONSOLIDATED
            continue
        kind = _KINDS[match["kind"]]
        if by_number is Kind.CONSOLIDATED or (
            by_number
            and by_number is not Kind.LETTER
            and kind is not Kind.RESOLUTION
            and kind is not Kind.ORDINANCE
        ):
            kind = by_number
        title = _title(match["rest"], head[at + 1 :])
        return kind, _named(match["kind"], _cased(title, texts))
    return by_number, _subject(head) if by_number is Kind.LETTER else ""


def _stands_alone(match: re.Match[str], text: str) -> bool:
    """Whether the kind is a heading and not the beginning of a sentence."""
    if not match["rest"]:
        return True
    return is_capitals(text) and not text.endswith((":", ";"))


def _title(rest: str, below: Sequence[str]) -> str:
    rest = _NOTE.sub("", rest)
    lines = [rest] if rest else []
    for text in below[:8]:
        if _NOT_TITLE.match(text) or ((found := unit(text)) and found.firm):
            break
        if lines and is_capitals(lines[0]) and not is_capitals(text):
            break
        if lines and not is_capitals(lines[0]) and (is_capitals(text) or lines[-1].endswith(".")):
            break
        if (not lines and _ASIDE.fullmatch(text)) or (PLACE_DATE.match(text) and len(text) < 60):
            continue
        if text.endswith(".") and len(text) > 80:
            break
        if lines and BASIS.match(text):
            break
        lines.append(text)
        if sum(map(len, lines)) > 600:
            break
    return _APPENDED.sub("", " ".join(lines)).strip(" _-.*,")


def _cased(title: str, texts: Sequence[str]) -> str:
    """A title in capitals, in the case in which the text itself writes it elsewhere."""
    if not is_capitals(title):
        return title[:1].upper() + title[1:]
    wanted = title.casefold()
    for text in texts[:60]:
        at = text.casefold().find(wanted)
        if at >= 0 and not is_capitals(text) and len(text.casefold()) == len(text):
            found = text[at : at + len(title)]
            if is_capitals(found):
                continue
            return found[:1].upper() + found[1:]
    return sentence_case(title)


def _named(kind: str, title: str) -> str:
    """Laws are called by their kind and name; other texts by what they are about."""
    if kind in ("LUẬT", "BỘ LUẬT", "PHÁP LỆNH") and title:
        label = kind.capitalize()
        if title.casefold().startswith(label.casefold()):
            return title
        return f"{label} {title}"
    if kind == "HIẾN PHÁP":
        return f"Hiến pháp {title}".strip()
    return title


def _subject(head: Sequence[str]) -> str:
    """The subject of a letter: "V/v …", in as many lines as its column needs."""
    for at, text in enumerate(head):
        if match := re.match(r"(?:V/v|Về việc)\s*:?\s*(.+)", text, re.S):
            lines = [match[1].strip()]
            for below in head[at + 1 : at + _LETTER_LINES]:
                if not _continues_subject(below):
                    break
                lines.append(below.strip())
            subject = " ".join(lines)
            return subject[:1].upper() + subject[1:]
    return ""


def _continues_subject(text: str) -> bool:
    if is_capitals(text) or _NOT_TITLE.match(text) or PLACE_DATE.match(text) or BASIS.match(text):
        return False
    return len(text) < 80 and not text.endswith((".", ";", ":", ","))
