"""Names of persons, where a word of address stands before them: "bà Nguyễn Thị Lan"."""

import re
from collections.abc import Iterator

from corpus.personal_numbers import Personal, Span

SURNAMES = frozenset({
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do",
    "ho", "ngo", "duong", "ly", "dinh", "trinh", "mai", "doan", "dao", "luong", "truong", "ta",
    "tang", "to", "la", "lo", "lu", "luu", "cao", "chu", "chau", "cu", "dam", "diep", "giang",
    "ha", "kieu", "khuat", "kim", "lai", "lam", "lieu", "luc", "mac", "ma", "nghiem", "ninh",
    "nong", "phung", "quach", "quan", "que", "sung", "tong", "ton", "tham", "than", "thach",
    "thai", "tieu", "trieu", "tu", "ung", "uong", "vang", "vi", "vuong", "giap", "hua", "thao",
    "hau", "au", "vien", "mua", "bach", "cam", "che", "cung", "rmah", "siu", "ksor",
})  # fmt: skip
_TITLE = re.compile(
    r"(?<![^\W_])(?:ong|ba|anh|chi|em|chau|co|chu|bac|cu|cong dan|nguoi dan|d/c|dong chi|mr|mrs|ms"
    r"|ho (?:va )?ten|ten(?: la)?|nguoi nop(?: ho so)?|chu (?:ho|tau|co so)|bapak|ibu)\.?:? ",
)
_NAME = re.compile(r"[^\W\d_]+(?= |\W|$)")
_LONGEST = 5  # words of a name
_PLACES = frozenset({
    "ha noi", "ha nam", "ha giang", "ha tinh", "lam dong", "thai nguyen", "thai binh", "cao bang",
    "ninh binh", "ninh thuan", "lai chau", "ho chi minh", "to quang ninh", "ly son", "cu lao",
})  # fmt: skip


def names(text: str, folded: str) -> Iterator[Span]:
    """Full names behind a word of address; ``folded`` is ``text`` letter by letter."""
    end = 0
    for title in _TITLE.finditer(folded):
        if title.start() < end:
            continue
        end = _end(text, folded, title.end())
        if end:
            yield Span(title.end(), end, Personal.NAME)


def bare_names(text: str, folded: str) -> Iterator[Span]:
    """Full names by their form alone: words in capitals after one that is a surname. Some places
    and streets look the same.
    """
    end = 0
    for word in _NAME.finditer(text):
        if word.start() >= end and word[0][0].isupper():
            found = _end(text, folded, word.start())
            if found:
                end = found
                yield Span(word.start(), end, Personal.NAME)


def _end(text: str, folded: str, start: int) -> int:
    """Where the name that begins at ``start`` ends; 0 where none does."""
    words: list[str] = []
    at = end = start
    while len(words) < _LONGEST and (match := _NAME.match(text, at)):
        if not match[0][0].isupper():
            break
        words.append(folded[match.start() : match.end()])
        end = match.end()
        at = end + 1
        if text[end : end + 1] != " ":
            break
    if len(words) < 2 or words[0] not in SURNAMES:
        return 0
    if any(" ".join(words[:size]) in _PLACES for size in (2, 3)):
        return 0
    return end
