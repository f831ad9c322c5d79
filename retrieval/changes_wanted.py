"""What is asked of how a text and others change each other: which way, and whether they end.

"X sửa đổi văn bản nào", "X bị văn bản nào thay thế", "văn bản nào bãi bỏ X", "theo X thì văn bản
nào hết hiệu lực". What asks of anything else ("sửa đổi thủ tục nào", "thay thế người phụ trách") is
none of it: every word has to be one of such a question.
"""

import re
from dataclasses import dataclass

from corpus.relation import Verb
from retrieval.named_numbers import BARE_TEXTS

AMENDING = (Verb.AMENDS, Verb.ADDS, Verb.REWORDS, Verb.CORRECTS)
ENDING = (Verb.REPLACES, Verb.ENDS, Verb.REPEALS, Verb.SUSPENDS)
TEXT = "xvbx"  # stands for the text that is named
_KIND = (
    f"(?:van ban(?: quy pham phap luat| phap luat)?|vb(?:qppl|pl)?|{BARE_TEXTS}|nd|ttlt|tt|qd|nq)"
)
_NEW = "(?: (?:khac|moi|cu))?"
_WHICH = rf"{_KIND}{_NEW} (?:nao|gi)\b{_NEW}"
_AMEND = "(?:sua doi(?: va)?(?: bo sung)?|bo sung(?: sua doi)?|sua|dinh chinh)"
_REPLACE = "(?:thay the|thay)(?: cho)?"
_END = rf"(?:{_REPLACE}|bai bo|huy bo|(?:lam )?(?:het|cham dut) hieu luc|ngung hieu luc)"
_DO = rf"(?:{_AMEND}|{_END})(?:(?: va| hay| hoac)? (?:{_AMEND}|{_END}))*"
_BY = "(?:boi|bang|theo|tai|o|tu)"
_WHEN = "(?: da| se| dang| moi| vua| co)*"
_OTHERS_ACT = re.compile(
    rf"\b{TEXT}\b.*\b(?:bi|duoc)(?: (?:cac |nhung )?{_WHICH})?{_WHEN} {_DO}\b"
    rf"|\b{_WHICH}{_WHEN}(?: lam {TEXT})? {_DO}\b"
    rf"|\b{TEXT} .*\b{_DO} {_BY}(?: nhung| cac)? {_WHICH}"
    rf"|\b{TEXT}{_WHEN} (?:cac |nhung )?{_KIND}(?: nao)?{_NEW} {_DO}\b"
    rf"|^(?:cac |nhung )?{_KIND}{_NEW}{_WHEN} {_DO}(?: {_KIND})?(?: so)? {TEXT}"
    rf"(?: la(?: {_WHICH}| gi| so may)?)?$"
)
_ACTS_FIRST = re.compile(  # "theo X thì văn bản nào bị bãi bỏ", "văn bản nào bị X thay thế"
    rf"\b{TEXT}\b.*\b{_WHICH}{_WHEN} (?:bi {_DO}|(?:het|cham dut) hieu luc)\b"
    rf"|\b{_WHICH}{_WHEN} (?:bi|duoc) {TEXT} {_DO}\b"
    rf"|\b{_KIND}(?: nao| gi)?{_WHEN} (?:bi|duoc) {_DO} {_BY}(?: {_KIND})?(?: so)? {TEXT}\b"
)
_ACTS = re.compile(
    rf"\b{TEXT}\b.*\b{_DO}(?: nhung| cac| may| bao nhieu)?(?: mot so dieu(?: cua)?)? {_WHICH}"
    rf"|\b{TEXT}\b.*\b{_END}(?: nhung)?(?: cai)? (?:gi|nao)\b"
    rf"|\b{TEXT}\b.*\b{_DO}(?: nhung| cac)? (?:may|bao nhieu) {_KIND}\b"
)
_WORDS = """
bi duoc do boi bang theo tai o tu co da dang se moi vua chua khong ko k hong ch thi la va hay hoac
ma a ah nhi nhe nha cho em toi minh hoi xin anh chi ban voi hien nay bay gio so cua nhung cac may
bao nhieu cai khi nao luc ngay nam thang ke gi khac cu ra de nham hanh lam mot dieu vay the biet
tinh den roi con van vbqppl vbpl
"""
_ASKING = frozenset([*_WORDS.split(), *re.findall(r"[a-z]+", _KIND + _DO)])
# Where the name of a law that is called by it is over.
NAME_ENDS = re.compile(
    rf"\s(?:bi|duoc|do|co|da|se|thi|la|con|theo|nay|{_AMEND}|{_END}|{_WHICH})(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """``by_others``: what others do to the text; ``ends``: that it ends, not that it changes."""

    by_others: bool
    amends: bool
    ends: bool

    @property
    def verbs(self) -> tuple[Verb, ...]:
        return AMENDING * self.amends + ENDING * self.ends


def may_ask(plain: str) -> bool:
    """Whether folded words speak of changes at all: most questions need no closer look."""
    return re.search(rf"\b{_DO}\b", plain) is not None


def wanted_of(plain: str) -> Wanted | None:
    """What is asked by folded words in which ``xvbx`` stands for the text that is named."""
    words = plain.split()
    if words.count(TEXT) != 1 or any(word != TEXT and word not in _ASKING for word in words):
        return None
    by_others = not _ACTS_FIRST.search(plain) and bool(_OTHERS_ACT.search(plain))
    if not by_others and not (_ACTS_FIRST.search(plain) or _ACTS.search(plain)):
        return None
    amends, ends = re.search(rf"\b{_AMEND}\b", plain), re.search(rf"\b{_END}\b", plain)
    return Wanted(by_others, bool(amends), bool(ends))
