"""Who issued a text: read from its number's symbol and its letterhead."""

import re
from collections.abc import Sequence

from corpus.capitals import is_capitals, sentence_case
from corpus.document import Kind

_BY_SYMBOL = (
    (re.compile(r"/QH[\dIVX]+$"), "Quốc hội"),
    (re.compile(r"UBTVQH"), "Ủy ban Thường vụ Quốc hội"),
    (re.compile(r"-CP$"), "Chính phủ"),
    (re.compile(r"-TTg$", re.IGNORECASE), "Thủ tướng Chính phủ"),
    (re.compile(r"/H[ĐD]NN|-L/CTN|SL"), "Quốc hội"),
    (re.compile(r"VPQH$"), "Văn phòng Quốc hội"),
    (re.compile(r"VPCP$"), "Văn phòng Chính phủ"),
)
# Symbols of ministries whose names a letterhead may carry torn apart.
_MINISTRIES = {
    "BKHCN": "Bộ Khoa học và Công nghệ",
    "BTTTT": "Bộ Thông tin và Truyền thông",
    "BTC": "Bộ Tài chính",
    "BCA": "Bộ Công an",
    "BQP": "Bộ Quốc phòng",
    "BYT": "Bộ Y tế",
    "BNV": "Bộ Nội vụ",
    "BTP": "Bộ Tư pháp",
    "BCT": "Bộ Công Thương",
    "BXD": "Bộ Xây dựng",
    "BGTVT": "Bộ Giao thông vận tải",
    "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BTNMT": "Bộ Tài nguyên và Môi trường",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
    "BKHĐT": "Bộ Kế hoạch và Đầu tư",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BNG": "Bộ Ngoại giao",
    "NHNN": "Ngân hàng Nhà nước Việt Nam",
    "TTCP": "Thanh tra Chính phủ",
    "TANDTC": "Tòa án nhân dân tối cao",
    "VKSNDTC": "Viện kiểm sát nhân dân tối cao",
}
_BODIES = re.compile(
    r"(?:QUỐC HỘI|[ỦU][YỶ] BAN|CHÍNH PHỦ|THỦ TƯỚNG CHÍNH PHỦ|BỘ\s|HỘI ĐỒNG|NGÂN HÀNG|THANH TRA"
    r"|T[ÒO][AÀ] ÁN|VIỆN KIỂM SÁT|SỞ\s|CỤC\s|TỔNG CỤC|VĂN PHÒNG|KIỂM TOÁN|CHỦ TỊCH NƯỚC|ĐẢNG"
    r"|TỔNG LIÊN ĐOÀN|BẢO HIỂM XÃ HỘI VIỆT NAM)"
)
_STOP = re.compile(r"(?:CỘNG H|ĐỘC LẬP|S[Ốố]\b|LUẬT|NGHỊ|THÔNG TƯ|QUYẾT|VĂN BẢN|PHẦN|MẪU|HÀ NỘI, )")
_NAMES = re.compile(r"\b(?:TỈNH|THÀNH PHỐ|TP\.?|XÃ|PHƯỜNG|HUYỆN|QUẬN|ĐẶC KHU)\s+(.+)")
_SHORT = {"UBND": "ỦY BAN NHÂN DÂN", "HĐND": "HỘI ĐỒNG NHÂN DÂN"}
_DEPARTMENT = re.compile(r"SỞ\s")
_OF_MINISTRY = re.compile(r"(?:TỔNG CỤC|CỤC|VỤ|VĂN PHÒNG|THANH TRA|[ỦU][YỶ] BAN TIÊU CHUẨN)\s")
_PROVINCE = re.compile(r"\b(TỈNH|THÀNH PHỐ|TP\.?)\s+(.+)")
_TERRITORY = re.compile(
    r"(?:nhân dân|Hội đồng|UBND|HĐND|^Sở\s[^,;(]+?)\s+(?:tỉnh|thành phố|TP\.?)\s+(?P<name>[^,;(]+)",
    re.IGNORECASE,
)


def issuer_of(number: str, head: Sequence[str], texts: Sequence[str], kind: Kind | None) -> str:
    """The issuer's name in ordinary case; "" where nothing names one."""
    for pattern, name in _BY_SYMBOL:
        if number and pattern.search(number):
            return name
    symbols = re.split(r"[/-]", number)
    ministries = [_MINISTRIES[symbol] for symbol in symbols if symbol in _MINISTRIES]
    if "/TTLT" in number and len(ministries) > 1:
        return ", ".join(ministries)
    if ministries and symbols[-1] in _MINISTRIES:
        return ministries[-1]
    printed, province = _printed(head)
    if printed:
        return f"{_cased(printed, texts)} {province}".strip()
    if kind is Kind.LAW and any("quốc hội" in text.lower() for text in (*texts[:40], *texts[-8:])):
        return "Quốc hội"
    return ""


def territory_of(issuer: str) -> str:
    """The province whose council or committee ``issuer`` is; "" for national bodies."""
    match = _TERRITORY.search(issuer)
    return match["name"].strip() if match else ""


def _printed(head: Sequence[str]) -> tuple[str, str]:
    """The issuer's lines at the top, and the province of a department ("SỞ …") below them."""
    for at, text in enumerate(head[:10]):
        first = _SHORT.get(text[:4], text[:4]) + text[4:]
        if not (is_capitals(first) and _BODIES.match(first)):
            continue
        lines = [first, *_lines_below(head, at)]
        committee = re.sub(r"\s+", " ", " ".join(lines)).strip(" -_*")
        at += len(lines)
        if at >= len(head) or not is_capitals(head[at]):
            return committee, ""
        department = " ".join([head[at], *_lines_below(head, at)]).strip(" -_*")
        if committee.startswith("BỘ ") and _OF_MINISTRY.match(department):
            return department, ""
        place = _PROVINCE.search(committee)
        if place is None or not _DEPARTMENT.match(department):
            return committee, ""
        return department, f"{place[1].lower()} {place[2].title()}"
    return "", ""


def _lines_below(head: Sequence[str], at: int) -> list[str]:
    """What goes on with the issuer's name in the two lines below: "TỈNH …"."""
    lines: list[str] = []
    for below in head[at + 1 : at + 3]:
        if not is_capitals(below) or _STOP.match(below) or _BODIES.match(below):
            break
        lines.append(below)
    return lines


def _cased(name: str, texts: Sequence[str]) -> str:
    wanted = name.casefold()
    if known := next((m for m in _MINISTRIES.values() if m.casefold() == wanted), ""):
        return known
    for text in texts[:120]:
        at = text.casefold().find(wanted)
        if at >= 0 and not is_capitals(text) and len(text) == len(text.casefold()):
            found = text[at : at + len(name)]
            return found[:1].upper() + found[1:]
    place = _NAMES.search(name)
    if place is None:
        return sentence_case(name)
    body = sentence_case(name[: place.start()])
    unit = name[place.start() : place.start(1)].lower()
    return f"{body} {unit}{place[1].title()}".strip()
