"""What a document says of itself in its first and last lines.

Numbers and dates of the texts it is based on ("Căn cứ …"), of incoming-mail stamps and
of signature banners are not its own. Metadata given beside the file goes first.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpus import numbers
from corpus.capitals import is_capitals, sentence_case
from corpus.document import NATIONAL, Document, Kind, Line
from corpus.file_names import number_by_name
from corpus.issuers import issuer_of, territory_of
from corpus.metadata import Metadata, check
from corpus.provisions import commencement, expiry, read_date
from corpus.structure_units import Level, unit
from corpus.text import slug, tidy
from corpus.titles import BASIS, PLACE_DATE, kind_and_title, kind_of
from corpus.validity import Status, Validity

_HEAD = 80  # lines in which a letterhead ends
_STANDARD = re.compile(
    r"\b(?P<number>(?:TCVN|QCVN|ĐLVN|QCĐP|TCCS)(?:\s+[A-Z/]+)?\s*\d[\d.-]*\s*:\s*\d{4}(?:/[A-ZĐ]+)?)"
)
_OWN_NUMBER = re.compile(
    r"^(?:(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|[A-ZĐÀ-Ỹ ]{4,24}) )?(?:[Ss]ố|SỐ)\s*:?\s*|\bSố\s*:\s*"
)
_FORM = re.compile(r"(?:ĐƠN|TỜ KHAI|PHIẾU|GIẤY|BIÊN LAI|BIÊN BẢN|BẢN KHAI|MẪU SỐ|SỔ)\b")
_BANNER = re.compile(
    r"(?:Ký bởi|Người ký|Thời gian ký|Cơ quan:|Email:|Giờ ký|Ngày ký|CÔNG BÁO)", re.IGNORECASE
)
_STAMP = re.compile(
    r"(?:CÔNG VĂN ĐẾN|VĂN BẢN ĐẾN|ĐẾN\s*(?:Số|Ngày|Giờ)|Ngày đến|Số đến)", re.IGNORECASE
)
_ON_STAMP = re.compile(r"(?:Số|Ngày|Giờ|Chuyển|Lưu)\b")
_DRAFT = re.compile(
    r"DỰ THẢO\b|Dự thảo(?: lần)?\s*\d*$|Số\s*:[\s.…_]*/(?:\s*\d{4}\s*/)?\s*[A-ZĐ]{2}"
)
_PORTAL = re.compile(r"Nguồn\s*:.*\bvbpl\b", re.IGNORECASE)
_PORTAL_TITLE = re.compile(
    r"(?P<title>.+?)\s+(?:số|SỐ)\s+(?:(?:Luật|Bộ luật)\s+số\s+)?(?P<number>\d\S*|Không số)\s*$",
    re.S,
)
_NATION = re.compile(r"\s+(?=CỘNG H[ÒO][AÀ] XÃ HỘI CHỦ NGHĨA)")
_PLACE = re.compile(r"\s+(?=(?:[A-ZĐ][\w. -]{1,30}), ngày\b)")
_IN_NAME = re.compile(r"(?:^|\s)(?:[A-ZĐ][a-zà-ỹ]+|T[Pp]\.)$")
_BANNERS = re.compile(r"CỘNG H|TÀI LIỆU MẪU|MẪU SỐ|[ỦU][YỶ] BAN|SỞ |BỘ |TÊN C")
_AMENDED_LIST = re.compile(r",? ?được sửa đổi|, có hiệu lực", re.IGNORECASE)
# committees, councils and departments ("1806/SKHCN-CĐS") of each province count for themselves
_LOCAL = re.compile(r"UBND|H[ĐD]ND|[/-]S[A-ZĐ]{2,}")
_HAS_YEAR = re.compile(r"[/:](?:19|20)\d{2}(?!\d)")
_LEADING_ZERO = re.compile(r"^0*(\d)(?=\D)")  # "7/2025" is printed "07/2025"
_ADOPTED = re.compile(r"thông qua[^.]{0,60}?ngày\b|thông qua ngày\b|thông qua trong")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the text itself says; empty where it says nothing."""

    kind: Kind | None = None
    number: str = ""
    title: str = ""
    issuer: str = ""
    issued: date | None = None
    draft: bool = False


def describe(
    lines: Sequence[Line], metadata: Mapping[str, object], name: str, *, recognised: bool = False
) -> Document:
    """The document whose text is ``lines``; ``name`` is its file's name.

    Of a letterhead that was ``recognised`` from a picture the file's name knows the number better.

    Keys of ``metadata`` that are unknown or unusable are passed over here;
    ``metadata.check`` names them.
    """
    given = check(metadata)
    texts = _texts(lines)
    said = letterhead(texts)
    kind = given.kind or said.kind or Kind.GUIDE
    number = given.number if given.number is not None else said.number
    if recognised and given.number is None:
        number = number_by_name(name, texts[:15]) or number
    title = given.texts.get("title") or said.title or _first_heading(lines, texts) or stem(name)
    issuer = given.texts.get("issuer") or said.issuer
    issued = given.dates.get("issued") or said.issued
    territory = given.texts.get("territory") or territory_of(issuer) or NATIONAL
    return Document(
        id=given.texts.get("id") or identify(number, issuer, title, name, issued),
        kind=kind,
        title=title,
        number=number,
        issuer=issuer,
        issued=issued,
        field=given.texts.get("field", ""),
        territory=territory,
        source=given.texts.get("source", ""),
        owner=given.texts.get("owner", ""),
        validity=_validity(given, texts if kind.is_legal else [], issued),
        draft=given.flags.get("draft", said.draft),
        sample=given.flags.get("sample", False),
    )


def identify(number: str, issuer: str, title: str, name: str, issued: date | None = None) -> str:
    """The id of a text that was given none: its number, else its title, else its file.

    A number is made unique by what it lacks: the province where each has its own numbers,
    the day of issue where it names no year ("1903/QĐ-TTg"). All spellings of one number
    give one id.
    """
    if not number:
        return slug(title)[:80].strip("-") or slug(stem(name)) or "van-ban"
    one_spelling = _LEADING_ZERO.sub(r"0\1", re.sub(r"\s", "", numbers.normalise(number)))
    local = territory_of(issuer) or issuer if _LOCAL.search(one_spelling.upper()) else ""
    dated = issued.isoformat() if issued and not _HAS_YEAR.search(number) else ""
    kept = number if _STANDARD.match(number) else one_spelling
    return slug(f"{kept} {local} {dated}")


def letterhead(texts: Sequence[str]) -> Letterhead:
    """Read the head and the tail of a text given as physical lines."""
    head = _head(texts)
    portal = _portal(head)
    number = _consolidated(texts) or (portal[1] if portal else "") or _number(head)
    kind, title = kind_and_title(head, texts, number)
    if portal and kind is Kind.LAW:
        title = title or portal[0]
    standard = _standard(head) if kind in (None, Kind.LETTER) else None
    if standard is not None:
        kind, number = Kind.STANDARD, standard
    if kind is None and number:
        kind = kind_of(number)
    if kind is None and any(_FORM.match(text) and is_capitals(text) for text in head[:15]):
        kind = Kind.FORM
    return Letterhead(
        kind=kind,
        number=number,
        title=title,
        issuer=issuer_of(number, head, texts, kind),
        issued=_issued(head, texts),
        draft=any(_DRAFT.search(text) for text in head[:25]),
    )


def _texts(lines: Sequence[Line]) -> list[str]:
    """Physical lines at the head and the tail, whole paragraphs between them."""
    given = [line.text for line in lines]
    head = [piece for text in given[:_HEAD] for piece in _pieces(text)]
    tail = [piece for text in given[_HEAD:][-_HEAD:] for piece in _pieces(text)]
    return [*head, *given[_HEAD:-_HEAD], *tail]


def _pieces(text: str) -> list[str]:
    """A paragraph's lines; two columns that were read as one line are parted."""
    found = []
    for line in tidy(text).split("\n"):
        for cell in line.split(" | "):
            columns = [part for half in _NATION.split(cell) for part in _before_place(half)]
            found += [part for part in columns if part.strip(" -_*=.")]
    return found


def _before_place(text: str) -> list[str]:
    """What stands left of "Hà Nội, ngày …", and that; no name of a place is cut in two."""
    for match in _PLACE.finditer(text):
        if _IN_NAME.search(text[: match.start()]) is None:
            return [text[: match.start()], text[match.end() :]]
    return [text]


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
        if skip and _ON_STAMP.match(text) and not numbers.find(text):
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
        if BASIS.match(text):
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


def _issued(head: Sequence[str], texts: Sequence[str]) -> date | None:
    for text in head:
        if BASIS.match(text):
            break
        if PLACE_DATE.match(text) and (day := read_date(text)) and len(text) < 90:
            return day
    for at, text in enumerate(texts):
        if "XÁC THỰC VĂN BẢN HỢP NHẤT" in text:
            near = (read_date(t) for t in texts[max(0, at - 6) : at + 7] if PLACE_DATE.match(t))
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


def _first_heading(lines: Sequence[Line], texts: Sequence[str]) -> str:
    """The first heading the format marks, or the first line in capitals."""
    marked = next((line.text for line in lines if line.level), "")
    if marked:
        return re.sub(r"\s+", " ", marked)
    for text in texts[:25]:
        if is_capitals(text) and len(text) > 8 and not _BANNERS.match(text):
            return sentence_case(text)
    return ""


def stem(name: str) -> str:
    """A file's name without its ending."""
    return re.sub(r"\.[A-Za-z]{2,5}$", "", name)
