"""How many of what a question asks for – days, hours, years of age, people, money – and the
statements that tell so many of them."""

import re
from functools import lru_cache

from corpus.text import fold, tidy
from retrieval.asking import BARE_WHEN

_WITHIN = 2_000  # characters of a question that are read
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
