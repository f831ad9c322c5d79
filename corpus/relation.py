"""What one provision does to another: amends it, adds to it, repeals or replaces it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verb(StrEnum):
    """What is done to the target."""

    AMENDS = "amends"  # sửa đổi, bổ sung
    ADDS = "adds"  # bổ sung … vào sau …
    REPLACES = "replaces"  # thay thế
    REWORDS = "rewords"  # thay cụm từ, bỏ cụm từ
    REPEALS = "repeals"  # bãi bỏ
    ENDS = "ends"  # … hết hiệu lực
    SUSPENDS = "suspends"  # ngưng hiệu lực
    CORRECTS = "corrects"  # đính chính
    STARTS = "starts"  # a provision of the text itself that begins on a day of its own


@dataclass(frozen=True, slots=True)
class Target:
    """A provision of some text: empty fields are not named; all empty but the text: the whole.

    ``number`` is the text's number as written there, ``name`` its kind and name where no
    number is given ("Luật Đo lường"). ``place`` is an appendix or a form ("Phụ lục II",
    "Mẫu số 02").
    """

    number: str = ""
    name: str = ""
    article: str = ""
    clause: str = ""
    point: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """``sentence`` is the verbatim text, in the section at ``path``, that says so.

    ``effective`` is the first day of the change, None where it is that of the text itself.
    ``except_for`` are the provisions that the sentence exempts ("trừ Điều 28"). ``some`` says
    that only parts of the target are meant, which are not named ("một số điều của", "tên
    Điều"). ``lead_in`` is the sentence of a unit above that ``sentence`` completes ("Các văn
    bản sau đây hết hiệu lực:").
    """

    verb: Verb
    target: Target
    path: tuple[str, ...]
    sentence: str
    effective: date | None = None
    except_for: tuple[Target, ...] = ()
    some: bool = False
    lead_in: str = ""
