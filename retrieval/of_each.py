"""A sentence that asks the same of two texts, each with a matter of its own: "thời hạn khiếu nại
theo luật khiếu nại và thời hạn tố cáo theo luật tố cáo là mấy ngày"."""

import re

from corpus.text import strip_accents
from retrieval.named import mentions

_MATTER = (
    r"(?:thoi (?:han|hieu)|muc (?:phat|phi|thu)|(?:le )?phi|(?:thanh phan )?ho so|tham quyen"
    r"|dieu kien|trinh tu|thu tuc)"
)
_AND = re.compile(rf"\s*[,;]?\s(?:va|voi|con)\s(?={_MATTER}\b)|\s*[,;]\s*(?={_MATTER}\b)")
_BEGINS = re.compile(rf"\b{_MATTER}\b")
_COMPARES = re.compile(r"\b(?:khac|giong|so voi|so sanh|mau thuan)\b")
_ASKS = re.compile(
    r"(?:\s(?:thi|la|mat|trong|het|can|co|quy dinh))*\s(?:bao lau|(?:bao nhieu|may)(?: \w+)?"
    r"|(?:nhu )?the nao|ra sao|(?:nhung )?gi|ai|o dau)\W*$"
)


def of_each(question: str) -> list[str]:
    """The question once for each text, with the words that ask; itself where it is no such one."""
    plain = strip_accents(question).lower()
    cuts = list(_AND.finditer(plain)) if len(plain) == len(question) else []
    starts = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(question)]
    if not cuts or _COMPARES.search(plain):
        return [question]
    if not all(map(_is_whole, _parts(plain, starts, ends))):
        return [question]
    asks = _ASKS.search(plain)
    parts = _parts(question, starts, ends)
    tail = question[asks.start() :] if asks else ""
    return [f"{part}{tail}" for part in parts[:-1]] + parts[-1:]


def _parts(text: str, starts: list[int], ends: list[int]) -> list[str]:
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _is_whole(part: str) -> bool:
    """Whether it has a matter and names one text."""
    return _BEGINS.search(part) is not None and len(mentions(part)) == 1
