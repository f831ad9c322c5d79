"""Questions about whose job something is, and where to submit: "xã hay tỉnh", "nộp ở đâu"."""

import re
from collections.abc import Mapping, Sequence

from corpus.text import fold
from retrieval.answer import Hit
from retrieval.asking import BARE_NO
from retrieval.facets import facets, told_under
from retrieval.question import Query

WHOSE = facets("thẩm quyền")  # where one looks up whose job something is
_UNIT = r"(?:ubnd |cap |uy ban )?(?:xa|phuong|dac khu)(?: minh| toi| em)?"
_VERBS = (
    r"(?:cap|lam|nhan|kiem tra|xu ly|giai quyet|tiep nhan|quyet dinh|quan ly|xac nhan|cho phep)"
)
_NO = rf"(?:(?:dung )?{BARE_NO}|chua)"
_WHOSE = re.compile(
    r"(?<!\w)(?:tham quyen|cap nao|co quan nao|do ai|voi ai|la viec cua"
    r"|(?:la|thuoc|(?<!nhom )(?<!cac )(?<!nhung )viec) cua (?:xa|tinh|ai)"
    r"|(?:xa|phuong|tinh|so|bo|huyen|cap xa|cap tinh) hay (?:la )?(?:phai )?(?:len |cua |bao |o )?"
    r"(?:cap )?(?:xa|phuong|tinh|so|bo|huyen|trung tam|qltt|quan ly)"
    rf"|ai (?:duoc |co quyen |phai |chiu |co |di )?(?:{_VERBS}|phu trach|trach nhiem|tham quyen"
    r"|uy quyen|cong nhan|ban hanh|dang ky|chu tri)"
    rf"|{_UNIT}(?: thi| nay| gio)?(?: co| duoc| dc| phai| con)*(?: quyen)?(?: duoc)? {_VERBS}(?!\w)"
    rf"[^?.!,]{{0,60}}(?<!\w){_NO})(?!\w)"
)
_WHERE = re.compile(
    r"(?<!\w)(?:(?:nop|xin|gui|khai bao|dang ky|lam|cong bo|cap|nhan)(?: ho so| don| giay)?"
    r"(?: o| tai| cho| voi| den)* (?:dau|ai|cho nao|noi nao)|o dau)(?!\w)"
)

_NEAR_THE_TOP = 3  # hits
# Words of such questions that ask, and are not what is asked about.
_ASKING = frozenset(
    [
        "xa", "phuong", "tinh", "huyen", "bo", "so", "ubnd", "cap",
        "ai", "nao", "dau", "hay", "do", "la", "o", "cua", "viec", "thuoc", "tham", "quyen", "co",
        "duoc", "phai", "khong", "lam", "nop", "len", "minh", "chiu", "trach", "nhiem", "quan",
    ]
)  # fmt: skip


def about(weights: Mapping[str, float]) -> dict[str, float]:
    """Those of a question's weighed words that say what it is about; all if there are none."""
    return {
        term: weight for term, weight in weights.items() if not _ASKING.issuperset(term.split())
    } or dict(weights)


def judged(weights: Mapping[str, float], query: Query, hits: Sequence[Hit]) -> dict[str, float]:
    """The words by which hits are judged: where it is asked whose job something is, and a section
    near the top is there to tell, the words that ask are passed over."""
    near = (hit.chunk.heading for hit in hits[:_NEAR_THE_TOP])
    tells = asks_of_offices(query.restored) and any(told_under(h, query.facets) for h in near)
    return about(weights) if tells else dict(weights)


def asks_whose(text: str) -> bool:
    """Whether a question asks whose job something is."""
    return _WHOSE.search(fold(text)) is not None


def asks_of_offices(text: str) -> bool:
    """Whether it asks whose job something is, or where to submit."""
    return asks_whose(text) or asks_where(text)


def asks_where(text: str) -> bool:
    """Whether it asks where to submit."""
    return _WHERE.search(fold(text)) is not None
