"""What a message is before anything else is done with it: by rule alone, at once.

``look`` runs before a question is searched, kept or relayed; ``kept`` is what of a message may
be kept at all, and is judged as the message itself was.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.masking import mask
from corpus.personal_numbers import Personal
from corpus.text import tidy
from retrieval.guard_emergency import Danger, danger
from retrieval.guard_outside import Outside, outside
from retrieval.guard_person import asks_about_person
from retrieval.guard_secret import discloses_secret
from retrieval.guard_words import words_of
from retrieval.spoken import said


class Verdict(StrEnum):
    PASS = "pass"
    EMERGENCY = "emergency"
    SECRET = "secret"
    PERSONAL_DATA = "personal_data"
    OUTSIDE = "outside"
    HEALTH = "health"


@dataclass(frozen=True, slots=True)
class Guarded:
    """``text`` is what may be searched and kept; empty where nothing may.

    ``masked`` says that something personal was replaced in it. ``danger`` says that the
    safety card is to be shown, before whatever else is answered.
    """

    verdict: Verdict
    text: str
    masked: bool = False
    danger: bool = False


# Stand in place of messages that are not kept; each is judged as what it stands for.
_WITHHELD = {
    Verdict.SECRET: "[nội dung có dấu hiệu bí mật nhà nước, không lưu]",
    Verdict.PERSONAL_DATA: "[câu hỏi về một người cụ thể, không lưu]",
}
_FOUND = "Phát hiện nguồn phóng xạ"  # all that is kept of an emergency told with a secret
_MARKS = re.compile("|".join(re.escape(mark.value) for mark in Personal))
_MARK = f"(?:{_MARKS.pattern})"
# What says before a number what it is: it goes with the number.
_BEFORE = said(
    "(?:số )?(?:sđt|đt|dt|sdt|điện thoại|zalo|tel|phone|hotline|email|mail|stk|tk|tài khoản)|"
    "liên hệ|gọi(?: lại)?(?: cho)?(?: em| tôi)?(?: số| qua)?|số máy|sinh ngày|ngày sinh|"
    "trả lời(?: giúp)? qua"
)
_MARK_AND_ITS_WORD = re.compile(
    rf"(?:[\s,;(–/-]*(?:{_BEFORE}\s*(?:số|so)?\s*:?\s*)?{_MARK}[\s,;:)–/-]*)+", re.IGNORECASE
)


def searchable(masked: str) -> str:
    """What of a masked message is searched: the marks would be words that nobody asked."""
    if not _MARKS.search(masked):
        return masked
    return _MARK_AND_ITS_WORD.sub(" ", masked).strip()


def look(text: str) -> Guarded:
    """Never fails, in time linear in the length of ``text``."""
    for verdict, mark in _WITHHELD.items():
        if mark in text:
            return Guarded(verdict, "")
    tidied = tidy(text)
    masked = mask(tidied)
    changed = _is_masked(tidied, masked)
    words = words_of(_MARKS.sub(" ", masked))  # the marks' own words tell nothing
    found = danger(words)
    secret = discloses_secret(words)
    if found is Danger.NOW:
        return Guarded(Verdict.EMERGENCY, _FOUND if secret else masked, changed, danger=True)
    if secret:
        return Guarded(Verdict.SECRET, "", danger=found is Danger.ASKED)
    if asks_about_person(masked):
        return Guarded(Verdict.PERSONAL_DATA, "", danger=found is Danger.ASKED)
    shown = text if masked == tidied else masked
    if found is Danger.NONE and (other := outside(words)) is not Outside.NO:
        verdict = Verdict.HEALTH if other is Outside.HEALTH else Verdict.OUTSIDE
        return Guarded(verdict, shown, changed)
    return Guarded(Verdict.PASS, shown, changed, danger=found is Danger.ASKED)


def _is_masked(text: str, masked: str) -> bool:
    """Also where it came masked already, as messages do that were kept before."""
    return masked != text or bool(_MARKS.search(text))


def kept(text: str) -> str:
    """What of ``text`` may be kept: masked, or a mark that says what stood there.

    Judged again, it is judged alike; nothing personal is left to be masked.
    """
    found = look(text)
    return _WITHHELD.get(found.verdict, "") or found.text
