"""Numbers of documents as people write them: "NĐ133", "132/CP", "tt 07/2025 bkhcn", "NQ57".

Read without accents. What is found is only what was written; which document it means, the
corpus says (``register``).
"""

import re
from dataclasses import dataclass

from corpus.text import fold, trimmed

YEAR = r"(?:19|20)\d{2}"
# "L93" too, but not "pháp luật 3 lần".
_LAW = r"bo\s*luat|(?<!phap )(?<!quy )(?<!ky )luat|l(?=\d{2,3}(?!\w))"
# Kinds of legal texts in sentences, without accents.
BARE_TEXTS = (
    "bo luat|luat|phap lenh|nghi dinh|thong tu(?: lien tich)?|quyet dinh|nghi quyet|chi thi"
)
# How a kind of document is written, with what its symbol begins, and what we call it.
KINDS = (
    (r"nghi\s*dinh|n\.?d\.?", "Nghị định", ("nd",)),
    (r"thong\s*tu\s*lien\s*tich|ttlt", "Thông tư liên tịch", ("ttlt",)),
    (r"thong\s*tu|t\.t\.?|tt", "Thông tư", ("tt", "ttlt")),
    (r"quyet\s*dinh|q\.?d\.?", "Quyết định", ("qd",)),
    (r"nghi\s*quyet(?:\s*lien\s*tich)?|nq|n\.q\.?", "Nghị quyết", ("nq", "ubtvqh", "nqlt")),
    (_LAW, "Luật", ("qh", "lct", "sl", "l")),
    (r"phap\s*lenh", "Pháp lệnh", ("ubtvqh", "pl", "lct")),
    (r"chi\s*thi", "Chỉ thị", ("ct",)),
    (r"ket\s*luan|kl", "Kết luận", ("kl",)),
    (r"van\s*ban\s*hop\s*nhat|vbhn", "Văn bản hợp nhất", ("vbhn",)),
    (r"cong\s*van|cv", "Công văn", ()),
    (r"thong\s*bao|ke\s*hoach|cong\s*dien|huong\s*dan|to\s*trinh|van\s*ban", "", ()),
)  # fmt: skip
_KINDS = [(re.compile(spelled), name) for spelled, name, _ in KINDS]
SYMBOLS = {name: symbols for _, name, symbols in KINDS}
_KIND = "|".join(spelled for spelled, _, _ in KINDS)

_PART = r"[a-z]{1,10}\d{0,3}"
# A dot ends a sentence where a space follows it.
_PARTS = rf"{_PART}(?:(?:[-/.]|\s[-/]\s?|[-/]\s){_PART})*"
# What a number ends with that is sure to be no word: after a space nothing else is its part.
_SURE = (
    r"(?:(?:nd|tt|ttlt|qd|nq|ct|kl|vbhn)\s?[-/]?\s?(?:cp|ttg|tw|b[a-z]{2,6}|ubnd|hdnd|vp[a-z]{2})"
)
_SURE += r"|qh\d{1,2}|ubtvqh\d{0,2})(?![\w-])"
_BY = r"(?:b[^aeiou\W\d_][a-z]{1,6}|ubnd|hdnd|ttg|cp)(?=\s)"  # "TT BKHCN 07/2025"
_YEAR_AFTER = rf"(?:\s*[/.–-]\s*|\s+(?:cua\s+)?nam\s+|\s+)(?P<year>{YEAR})(?![\d/])"
_SHORT_YEAR = r"/(?P<short>[012]\d)(?![\d/])"
_SYMBOL_AFTER = rf"(?:\s?/\s?|[-.])(?P<symbol>{_PARTS})(?![\w])|\s(?P<sure>{_SURE})"
_WITH_YEAR = _YEAR_AFTER.replace("(?![\\d/])", r"(?!\d)").replace("year", "full_year")
# A number before one of these measures something: "qđ 15 ngày", but "NĐ 133 ngày 12/6/2025".
MEASURE = (
    r"(?:(?:ngay|thang|nam)(?!\s*\d)|tuan|trieu|ty|nghin|ngan|dong|d|vnd|kg|km|m2|trang|phan\s*tram)"
    r"(?!\w)|%"
)
# What a small number before it counts: "quyết định 5 người", "mẫu 2 cột".
COUNTED = (
    r"(?:gio|phut|quy(?!\s*dinh)|nguoi|bo(?=\s*(?:$|[,.;:?!)]|ho\s*so|don\b))|ban(?!\s*hanh)|lan|buoc|buoi|viec|ho\s*so|don\s*vi|xa|cot"
    r"|dong|loai|g|m|cm|ha|lit)(?!\w)"
)
COUNTING = rf"\s[1-9]\s(?={COUNTED})"
_AFTER_KIND = re.compile(
    rf"(?<![\w/-])(?P<kind>{_KIND})(?!{COUNTING})(?:[\s-](?P<by>{_BY}))?\s*(?:so\b|s\b\.?)?\s*[:.]?\s*(?P<ordinal>\d{{1,5}})(?P<added>[a-z]?)"
    rf"(?!\w)(?!\s*(?:{MEASURE}|(?:dieu|chuong|khoan)\b(?!\s*(?:\d|so|thu))))"
    rf"(?:{_WITH_YEAR}|{_SHORT_YEAR})?(?:{_SYMBOL_AFTER})?"
)
# Without a kind before it a number needs its own symbol, or a year that no date could have.
_ALONE = re.compile(
    rf"(?<![\w/.:-])(?P<ordinal>\d{{1,5}})(?P<added>[a-z]?)(?:"
    rf"\s?[/-]\s?(?P<full_year>{YEAR})\s?(?:[/-]\s?(?P<symbol>{_PARTS})|\s(?P<sure>{_SURE}))"
    rf"|\s(?P<spaced_year>{YEAR})\s(?P<after_space>{_SURE})"
    rf"|\s?/\s?(?P<parts>{_PART}(?:\s?[-/]\s?{_PART})+|cp|ttg)"
    rf"|-(?P<hyphened>[a-z]{{1,6}}\s?/\s?[a-z]{{1,10}}\d{{0,3}})"
    rf"|\s(?P<spaced>{_SURE})"
    rf")(?!\w)"
    rf"|(?<![\w/.:,-])(?P<bare>(?!{YEAR})(?:0\d\d?|1[3-9]|[2-9]\d|\d{{3,5}}))/(?P<bare_year>{YEAR})(?![\d/])"
)
_STANDARD = re.compile(
    r"(?<![\w/-])(?P<kind>tcvn|qcvn|dlvn|qcdp|tccs|qctd)\s*(?:so\b)?[:.]?\s*"
    r"(?P<body>(?:(?:iso|iec|cac|astm|[a-z]{2,5})(?:\s*/\s*[a-z]{2,5})*\s*)?\d{1,5}(?:-\d{1,3})?)"
    rf"(?:\s*[:/-]\s*(?P<year>{YEAR}))?(?:\s?/\s?(?P<issuer>[a-z]{{2,8}}))?(?!\w)"
)
_SPLIT = re.compile(r"\d+|[a-z]+\d*")


@dataclass(frozen=True, slots=True)
class Mention:
    """A document named at ``start`` … ``end``; ``number`` has what was written of it.

    ``name`` stands instead where it is called by its name ("luật đo lường"), in folded
    words that may run on behind it.
    """

    start: int
    end: int
    kind: str = ""
    number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """The parts of a number: "132/2025/NĐ-CP" is "132", "2025" and "nd", "cp"."""

    ordinal: str
    year: str = ""
    symbols: tuple[str, ...] = ()

    def agrees(self, asked: "Number") -> bool:
        """Whether this is the number ``asked``, of which parts may be missing."""
        if self.ordinal != asked.ordinal or (asked.year and asked.year != self.year):
            return False
        wanted = "".join(asked.symbols)
        places = range(len(self.symbols))
        runs = ("".join(self.symbols[i : j + 1]) for i in places for j in places[i:])
        return not wanted or wanted in runs


def numbers(plain: str) -> list[Mention]:
    """The documents that folded text names by number, in reading order."""
    found = [_standard(match) for match in _STANDARD.finditer(plain)]
    found += [_after_kind(match) for match in _AFTER_KIND.finditer(plain) if _is_number(match)]
    kept: list[Mention] = []
    for mention in [*found, *map(_alone, _ALONE.finditer(plain))]:
        if not any(mention.start < one.end and one.start < mention.end for one in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def _standard(match: re.Match[str]) -> Mention:
    number = " ".join([match["kind"], *re.split(r"[\s/]+", match["body"])])
    number += f":{match['year']}" if match["year"] else ""
    number += f"/{match['issuer']}" if match["issuer"] else ""
    return Mention(match.start(), match.end(), match["kind"].upper(), number)


def _is_number(match: re.Match[str]) -> bool:
    """ "Luật 2008" is named by its year and has no number, "văn bản 5" counts."""
    kind, more = _kind(match["kind"]), match["full_year"] or match["symbol"] or match["sure"]
    if kind == "Luật":
        return not re.fullmatch(YEAR, match["ordinal"])
    return bool(kind or more)


def _after_kind(match: re.Match[str]) -> Mention:
    year = match["full_year"] or (f"20{match['short']}" if match["short"] else "")
    symbol = match["symbol"] or match["sure"] or match["by"] or ""
    number = _written(match["ordinal"] + match["added"], year, symbol)
    return Mention(match.start(), match.end(), _kind(match["kind"]), number)


def _alone(match: re.Match[str]) -> Mention:
    if match["bare"]:
        return Mention(match.start(), match.end(), "", f"{match['bare']}/{match['bare_year']}")
    year = match["full_year"] or match["spaced_year"] or ""
    names = ("symbol", "sure", "after_space", "parts", "hyphened", "spaced")
    symbol = next(match[name] for name in names if match[name])
    number = _written(match["ordinal"] + match["added"], year, symbol)
    return Mention(match.start(), match.end(), "", number)


def _written(ordinal: str, year: str, symbol: str) -> str:
    symbol = re.sub(r"\s?([-/.])\s?", r"\1", symbol.strip()).replace(" ", "-")
    return "/".join(part for part in (ordinal, year, symbol) if part)


def _kind(spelled: str) -> str:
    return next((name for pattern, name in _KINDS if pattern.fullmatch(spelled)), "Luật")


def read(number: str) -> Number:
    """The parts of a number, as documents bear it or as someone writes it."""
    plain = fold(number)
    if standard := _STANDARD.match(plain):
        return Number(_standard_key(standard), standard["year"] or "")
    first, *rest = _SPLIT.findall(plain) or [""]
    at = next((i for i, one in enumerate(rest) if re.fullmatch(YEAR, one)), -1)
    if not first.isdigit():
        return Number(" ".join(trimmed(one) for one in (first, *rest)))
    year = rest.pop(at) if at == 0 else ""
    return Number(trimmed(first), year, tuple(rest))


def _standard_key(match: re.Match[str]) -> str:
    parts = _SPLIT.findall(f"{match['kind']} {match['body']}")
    return " ".join(trimmed(one) for one in parts)
