"""How many of what a question asks for – days, hours, years of age, people, money – and the
statements that tell so many of them."""

import re
from collections.abc import Mapping
from functools import lru_cache

from corpus.text import SENTENCE_END, fold, tidy
from retrieval.asking import BARE_WHEN
from retrieval.words import coverage

_WITHIN = 2_000  # characters of a question that are read
_MANIES = frozenset(("may", "bao", "nhieu", "bn", "lau"))  # the words that ask how many
_TELLING = 6.0  # of rarity, together, of the others
_ALL = 0.95  # of them
_MANY = r"(?:may|bao nhieu|bn)"
_NUMBER = (
    r"(?:\d+(?:[.,]\d+)*|mot|hai|ba|bon|nam|sau"
    r"|bay|tam|chin|muoi(?: \w+)?|(?:hai|ba|bon|nam|sau|bay|tam"
    r"|chin) muoi(?: \w+)?)\)?"
)
_TIME = "ngay|gio|thang|nam|tuan|phut"
_AT_ONCE = "bao lau"  # which "ngay sau khi" answers, too
_MONEY = "dong|trieu|nghin|lan muc|ty"
# That there is none, or no end of it, is an amount, too.
_FREE = r"mien (?:phi|le phi|nop|thu)|khong (?:phai )?(?:thu|nop|tra|mat) (?:phi|le phi|tien)"
_ENDLESS = r"(?:vo|khong (?:xac dinh )?|khong co )thoi han|khong ky han|lau dai"
# What is asked for, and what is counted then.
_ASKED = (
    (re.compile(r"(?<!\w)bao lau(?!\w)"), f"{_TIME}|{_AT_ONCE}"),
    (re.compile(rf"(?<!\w){_MANY} (?:ngay|bua|hom)(?!\w)"), _TIME),
    (re.compile(rf"(?<!\w){_MANY} (?:gio|tieng)(?!\w)"), "gio|ngay|phut"),
    (re.compile(rf"(?<!\w){_MANY} (?:thang|nam)(?!\w)"), "thang|nam|ngay"),
    (re.compile(rf"(?<!\w){_MANY} (?:tien|dong|trieu|nghin)(?!\w)"), _MONEY),
    (re.compile(rf"(?<!\w)(?:phi|muc phat|phat|muc thu)(?: \w+){{0,3}} {_MANY}(?!\w)"), _MONEY),
    (re.compile(rf"(?<!\w){_MANY} (?:phan tram|%)"), "%|phan tram"),
    (re.compile(rf"(?<!\w){_MANY} (?:nguoi|thanh vien)(?!\w)"), r"(?:\w+ ){0,2}(?:nguoi|vien)"),
    (re.compile(rf"(?<!\w){_MANY} (?P<what>tuoi|tan|met|kg|lan|ban|bo|nhom)(?!\w)"), ""),
)
_EFFECT = re.compile(
    rf"(?<!\w)(?:co )?hieu luc (?:tu |ke tu |vao )?{BARE_WHEN}"
    rf"|(?<!\w){BARE_WHEN}(?: thi)?(?: co)? hieu luc(?!\w)"
)
# Acts that have periods of their own beside one another: "bao lâu báo" is not "bao lâu bổ sung".
_ACTS = (
    re.compile(r"(?<!khai )\bbáo\b(?! cáo| chí)"),
    re.compile(r"\bbổ sung\b|\bnộp bù\b"),
    re.compile(r"\btrả lời\b"),
    re.compile(r"\bkiểm tra\b"),
    re.compile(r"\bthẩm định\b"),
    re.compile(r"\bkhai báo\b"),
    re.compile(r"\bgia hạn\b"),
)
_TAKES_EFFECT = re.compile(r"(?<!het )(?<!\w)hieu luc(?: thi hanh)? (?:ke )?tu (?:ngay|nam|thang)?")


def amount_asked(text: str) -> re.Pattern[str] | None:
    """What a statement that answers ``text`` holds, folded; None where no amount is asked for."""
    plain = fold(tidy(text)[:_WITHIN])
    for asked, counted in _ASKED:
        if match := asked.search(plain):
            return _told(counted or match["what"])
    return _TAKES_EFFECT if _EFFECT.search(plain) else None


@lru_cache
def _told(counted: str) -> re.Pattern[str]:
    ways = [rf"(?<!ngay ){_NUMBER} ?(?:{counted})"]  # not "ngày 01 tháng 7"
    if _AT_ONCE in counted:
        ways.append("ngay (?:sau )?khi|trong ngay|ngay lap tuc")
    if counted == _MONEY:
        ways.append(_FREE)
    elif "thang" in counted:
        ways.append(_ENDLESS)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")


def tells(amount: re.Pattern[str] | None, text: str) -> bool:
    """Whether ``text`` holds what is asked for."""
    return amount is not None and amount.search(fold(text)) is not None


def act_asked(text: str) -> re.Pattern[str] | None:
    """The act of which ``text`` (with its accents) asks how long it takes; None where it says none.

    It is the first behind the words that ask, else the last before them.
    """
    plain = tidy(text)[:_WITHIN].lower()
    asked = next((m for pattern, _ in _ASKED if (m := pattern.search(fold(plain)))), None)
    if asked is None or len(fold(plain)) != len(plain):
        return None
    said = sorted((m.start(), act) for act in _ACTS for m in act.finditer(plain))
    behind = [act for start, act in said if start >= asked.end()]
    before = [act for start, act in said if start < asked.start()]
    return behind[0] if behind else before[-1] if before else None


def tells_just_that(amount: re.Pattern[str], weights: Mapping[str, float], text: str) -> bool:
    """Whether ``text`` tells how many, and has all other words of the question, some of them rare.

    ``weights`` are its words by idf. Not where it is asked when something takes effect.
    """
    words = {word: idf for word, idf in weights.items() if " " not in word and word not in _MANIES}
    told = amount is not _TAKES_EFFECT and tells(amount, text)
    return told and sum(words.values()) >= _TELLING and coverage(words, text) >= _ALL


def tells_of(act: re.Pattern[str], amount: re.Pattern[str], text: str) -> bool:
    """Whether one sentence or line of ``text`` tells the amount and speaks of the act."""
    return any(
        act.search(one.lower()) is not None and tells(amount, one)
        for line in text.split("\n")
        for one in SENTENCE_END.split(line)
    )
