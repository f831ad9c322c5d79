"""What a document says of itself in its first and last lines.

Numbers and dates of the texts it is based on ("Căn cứ …"), of incoming-mail stamps and
of signature banners are not its own. Metadata given beside the file goes first.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpus import numbers
from corpus.document import NATIONAL, Document, Kind, Line
from corpus.issuers import issuer_of, territory_of
from corpus.metadata import Metadata, check
from corpus.provisions import commencement, expiry, read_date
from corpus.capitals import is_capitals, sentence_case
from corpus.structure_units import Level, unit
from corpus.text import slug, tidy
from corpus.validity import Status, Validity

_HEAD = 80  # lines in which a letterhead ends
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
_STANDARD = re.compile(
    r"\b(?P<number>(?:TCVN|QCVN|ĐLVN|QCĐP|TCCS)(?:\s+[A-Z/]+)?\s*\d[\d.-]*\s*:\s*\d{4}(?:/[A-ZĐ]+)?)"
)
_OWN_NUMBER = re.compile(
    r"(?:^|\b(?:[Ll]uật|[Pp]háp lệnh|[Nn]ghị quyết|LUẬT)?\s*)(?:[Ss]ố|SỐ)\s*:?\s*", re.S
)
_BASIS = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét đề nghị|Thực hiện|Để )\b")
_BANNER = re.compile(
    r"(?:Ký bởi|Người ký|Thời gian ký|Cơ quan:|Email:|Giờ ký|Ngày ký|CÔNG BÁO)", re.IGNORECASE
)
_STAMP = re.compile(
    r"(?:CÔNG VĂN ĐẾN|VĂN BẢN ĐẾN|ĐẾN\s*(?:Số|Ngày|Giờ)|Ngày đến|Số đến)", re.IGNORECASE
)
_DRAFT = re.compile(
    r"DỰ THẢO\b|Dự thảo(?: lần)?\s*\d*$|Số\s*:[\s.…_]*/(?:\s*\d{4}\s*/)?\s*[A-ZĐ]{2}"
)
_PORTAL = re.compile(r"Nguồn\s*:.*\bvbpl\b", re.IGNORECASE)
_PORTAL_TITLE = re.compile(
    r"(?P<title>.+?)\s+(?:số|SỐ)\s+(?:(?:Luật|Bộ luật)\s+số\s+)?(?P<number>\d\S*|Không số)\s*$",
    re.S,
)
_NATION = re.compile(
    r"\s+(?=CỘNG H[ÒO][AÀ] XÃ HỘI CHỦ NGHĨA)|\s+(?=(?:[A-ZĐ][\w. -]{1,30}), ngày\b)"
)
_NOT_TITLE = re.compile(
    r"(?:Căn cứ|Theo đề nghị|Chương\b|Phần\b|Điều\s+\d|QUỐC HỘI|CHÍNH PHỦ$|BỘ TRƯỞNG|THỦ TƯỚNG|CHỦ TỊCH|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|THỐNG ĐỐC|CHÁNH ÁN|\(|CỦA QUỐC HỘI (?:NƯỚC|KH)|(?:Bộ luật|Luật|Nghị định|Thông tư|Quyết định)(?: \S+){0,12} (?:số )?\d+/\d{4}/\S+ ngày|Lời nói đầu|LỜI NÓI ĐẦU|Để |Kính gửi|Số\s*:|Luật số|Trên cơ sở|Xét |RA SẮC LỆNH|QUYẾT ĐỊNH:|QUYẾT NGHỊ)"
)
_AMENDED_LIST = re.compile(r",? ?được sửa đổi|, có hiệu lực", re.IGNORECASE)
_ASIDE = re.compile(r"(?:CỦA QUỐC HỘI\s+)?SỐ\s+\d.*|CỦA QUỐC HỘI .*NGÀY\b.*|NGÀY\s+\d.*", re.S)
# A title's number, date or footnote mark is no part of its name.
_APPENDED = re.compile(
    r"\s*\[\d+\]|\s*\(\d\)$|\s+SỐ\s+\d+[/-]\S*(?:QH|HĐNN|L-|SL)\S*(?:\s+NGÀY\b.*)?$|\s+NGÀY\s+\d\S*(?:\s+CỦA QUỐC HỘI)?$"
)
_ADOPTED = re.compile(r"thông qua[^.]{0,60}?ngày\b|thông qua ngày\b|thông qua trong")
_PLACE_DATE = re.compile(r"^[^.;:]{0,40}?,?\s*ngày\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the text itself says; empty where it says nothing."""

    kind: Kind | None = None
    number: str = ""
    title: str = ""
    issuer: str = ""
    issued: date | None = None
    draft: bool = False


def describe(lines: Sequence[Line], metadata: Mapping[str, object], name: str) -> Document:
    """The document whose text is ``lines``; ``name`` is its file's name.

    Keys of ``metadata`` that are unknown or unusable are passed over here;
    ``metadata.check`` names them.
    """
    given = check(metadata)
    texts = [piece for line in lines for piece in _pieces(line.text)]
    said = letterhead(texts)
    kind = given.kind or said.kind or Kind.GUIDE
    number = given.number if given.number is not None else said.number
    title = given.texts.get("title") or said.title or _first_heading(lines) or _stem(name)
    issuer = given.texts.get("issuer") or said.issuer
    issued = given.dates.get("issued") or said.issued
    territory = given.texts.get("territory") or territory_of(issuer) or NATIONAL
    return Document(
        id=given.texts.get("id") or identify(number, issuer, title, name),
        kind=kind,
        title=title,
        number=number,
        issuer=issuer,
        issued=issued,
        field=given.texts.get("field", ""),
        territory=territory,
        source=given.texts.get("source", ""),
        validity=_validity(given, texts if kind.is_legal else [], issued),
        draft=given.flags.get("draft", said.draft),
        sample=given.flags.get("sample", False),
    )


def identify(number: str, issuer: str, title: str, name: str) -> str:
    """The id of a text that was given none: its number, else its title, else its file."""
    local = re.search(r"(?:UBND|HĐND)", number)
    if number:
        return slug(f"{number} {territory_of(issuer) or issuer}" if local else number)
    return slug(title)[:80].strip("-") or slug(_stem(name)) or "van-ban"


def letterhead(texts: Sequence[str]) -> Letterhead:
    """Read the head and the tail of a text given as physical lines."""
    head = _head(texts)
    portal = _portal(head)
    number = _consolidated(texts) or (portal[1] if portal else "") or _number(head)
    kind, title = _kind_and_title(head, texts, number)
    if portal and kind is Kind.LAW:
        title = title or portal[0]
    standard = _standard(head) if kind in (None, Kind.LETTER) else None
    if standard is not None:
        kind, number = Kind.STANDARD, standard
    if kind is None and number:
        kind = _kind_of(number)
    return Letterhead(
        kind=kind,
        number=number,
        title=title,
        issuer=issuer_of(number, head, texts, kind),
        issued=_issued(head, texts),
        draft=any(_DRAFT.search(text) for text in head[:25]),
    )


def _pieces(text: str) -> list[str]:
    """A paragraph's lines; two columns that were read as one line are parted."""
    found = []
    for line in tidy(text).split("\n"):
        for cell in line.split(" | "):
            found += [part for part in _NATION.split(cell) if part.strip(" -_*=.")]
    return found


def _head(texts: Sequence[str]) -> list[str]:
    """The lines before the first unit, without stamps and banners."""
    head: list[str] = []
    skip = 0
    for text in texts[:_HEAD]:
        found = unit(text)
        if found is not None and found.firm and found.level is not Level.SECTION:
            break
        if _STAMP.match(text):
            skip = 3
            continue
        if (
            skip
            and re.match(r"(?:Số|Ngày|Giờ|Chuyển|Lưu)\b", text)
            and "/" not in text.split(",")[0][:16]
        ):
            skip -= 1
            continue
        skip = 0
        if not _BANNER.match(text):
            head.append(text)
    return head


def _portal(head: Sequence[str]) -> tuple[str, str] | None:
    """Title and number as an export of the national law portal states them."""
    for at, text in enumerate(head[:12]):
        if at and _PORTAL.search(text):
            match = _PORTAL_TITLE.match(head[at - 1])
            if match is None:
                return head[at - 1], ""
            number = numbers.normalise(match["number"])
            return match["title"], number if number[:1].isdigit() else ""
    return None


def _number(head: Sequence[str]) -> str:
    for text in head:
        if _BASIS.match(text):
            break
        marked = _OWN_NUMBER.search(text)
        if marked is None or _AMENDED_LIST.search(text):
            continue
        found = numbers.find(text[marked.end() :][:60])
        if found:
            return found[0]
    return ""


def _consolidated(texts: Sequence[str]) -> str:
    """The number of a consolidated text, which some gazettes print at its end."""
    for at in range(len(texts) - 1, -1, -1):
        if "XÁC THỰC VĂN BẢN HỢP NHẤT" in texts[at]:
            near = texts[max(0, at - 6) : at + 7]
            found = [n for text in near if _OWN_NUMBER.match(text) for n in numbers.find(text)]
            return next((number for number in found if "/VBHN" in number), "")
    return ""


def _standard(head: Sequence[str]) -> str | None:
    for text in head[:12]:
        if match := _STANDARD.search(text):
            return re.sub(r"\s*:\s*", ":", match["number"])
    return None


def _kind_of(number: str) -> Kind | None:
    for pattern, kind in _SYMBOLS:
        if pattern.search(number):
            return kind
    return None


def _kind_and_title(
    head: Sequence[str], texts: Sequence[str], number: str
) -> tuple[Kind | None, str]:
    by_number = _kind_of(number) if number else None
    for at, text in enumerate(head):
        if _BASIS.match(text):
            break
        match = _KIND_LINE.match(text)
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
    lines = [rest] if rest else []
    for text in below[:8]:
        if _NOT_TITLE.match(text) or ((found := unit(text)) and found.firm):
            break
        if lines and is_capitals(lines[0]) and not is_capitals(text):
            break
        if lines and not is_capitals(lines[0]) and (is_capitals(text) or lines[-1].endswith(".")):
            break
        if (not lines and _ASIDE.fullmatch(text)) or (_PLACE_DATE.match(text) and len(text) < 60):
            continue
        if text.endswith(".") and len(text) > 80:
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
    """The subject of a letter: "V/v …"."""
    for text in head:
        if match := re.match(r"(?:V/v|Về việc)\s*:?\s*(.+)", text, re.S):
            return match[1].strip()
    return ""


def _issued(head: Sequence[str], texts: Sequence[str]) -> date | None:
    for text in head:
        if _BASIS.match(text):
            break
        if _PLACE_DATE.match(text) and (day := read_date(text)) and len(text) < 90:
            return day
    for at, text in enumerate(texts):
        if "XÁC THỰC VĂN BẢN HỢP NHẤT" in text:
            near = (read_date(t) for t in texts[max(0, at - 6) : at + 7] if _PLACE_DATE.match(t))
            if day := next(filter(None, near), None):
                return day
    for text in reversed(texts):
        if _ADOPTED.search(text) and re.match(
            r"[“\"]?(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|Hiến pháp|Bản)", text
        ):
            after = text[text.index("thông qua") :]
            if day := read_date(after):
                return day
    return None


def _validity(given: Metadata, texts: Sequence[str], issued: date | None) -> Validity:
    return Validity(
        effective_from=given.dates.get("effective_from") or commencement(texts, issued),
        effective_to=given.dates.get("effective_to") or expiry(texts),
        status=given.status or Status.UNKNOWN,
        amended_by=given.lists.get("amended_by", ()),
        replaces=given.lists.get("replaces", ()),
    )


def _first_heading(lines: Sequence[Line]) -> str:
    marked = [line.text for line in lines if line.level]
    if marked:
        return re.sub(r"\s+", " ", marked[0])
    capitals = [
        line.text
        for line in lines[:15]
        if is_capitals(line.text) and len(line.text) > 8 and not re.match(r"CỘNG H", line.text)
    ]
    return sentence_case(capitals[0]) if capitals else ""


def _stem(name: str) -> str:
    return re.sub(r"\.[A-Za-z]{2,5}$", "", name)
