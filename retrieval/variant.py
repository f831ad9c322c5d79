"""What is to be done with a permit – issue it, reissue, extend, amend, withdraw – is a procedure
each: the days and papers of one are no answer to a question about another."""

import re
from collections.abc import Iterable

from corpus.phrases import N_
from corpus.text import spaced
from retrieval.answer import LineKind

NOT_THIS_ONE = N_(
    "Nguồn không nói riêng về việc cấp lại, cấp đổi, gia hạn, sửa đổi hay thu hồi mà câu hỏi nêu."
)
_SAME = frozenset({LineKind.WHERE, LineKind.COMPETENT})  # as a rule one office does them all
_VARIANTS = tuple(
    spaced(words)
    for words in (
        "cấp lại",
        "cấp đổi",
        "gia hạn",
        "sửa đổi",
        "điều chỉnh",
        "thu hồi",
        "chấm dứt",
        "chuyển nhượng",
        "hủy bỏ",
    )
)
_TEXTS = re.compile(r" (?:luat|nghi dinh|thong tu|quyet dinh|van ban|quy dinh) ")
_AMENDED = re.compile(r" (?:(?:da|duoc) sua doi|sua doi(?: bo sung)? (?:boi|mot so|theo)) ")
_ISSUE = re.compile(r" cap (?:moi|giay|phep|chung|the|bang|van bang|dang ky|phieu|so) ")


def variants(text: str) -> frozenset[str]:
    """What of a permit's life ``text`` names, folded; none where it is about a text of law."""
    plain = spaced(text)
    return frozenset() if _TEXTS.search(plain) else frozenset(v for v in _VARIANTS if v in plain)


def is_another(question: str, title: str, said: Iterable[str]) -> bool:
    """Whether a procedure is another one than the question names, and ``said``, the words that
    would answer, do not speak of the one it names."""
    wanted = variants(question)
    if wanted:
        told = "".join(_AMENDED.sub("  ", spaced(text)) for text in (title, *said))
        return not any(variant in told for variant in wanted)
    begins = spaced(title).removeprefix(" thu tuc")
    only = any(begins.startswith(variant) for variant in _VARIANTS)
    return only and _ISSUE.search(spaced(question)) is not None and not _ISSUE.search(begins)


def may_stay(wanted: Iterable[LineKind]) -> bool:
    """Whether only what is asked which all variants have in common."""
    kinds = frozenset(wanted)
    return bool(kinds) and kinds <= _SAME
