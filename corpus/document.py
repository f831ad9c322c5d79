"""A document, its sections, and the lines of which they are made."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.validity import Validity


class Kind(StrEnum):
    """What kind of text a document is."""

    LAW = "law"  # luật, bộ luật, hiến pháp
    ORDINANCE = "ordinance"  # pháp lệnh
    DECREE = "decree"  # nghị định
    CIRCULAR = "circular"  # thông tư, thông tư liên tịch
    DECISION = "decision"  # quyết định
    RESOLUTION = "resolution"  # nghị quyết
    DIRECTIVE = "directive"  # chỉ thị
    CONSOLIDATED = "consolidated"  # văn bản hợp nhất
    LETTER = "letter"  # công văn, thông báo, kế hoạch, tờ trình
    STANDARD = "standard"  # TCVN, QCVN, ĐLVN
    SOP = "sop"
    FAQ = "faq"
    FORM = "form"
    GUIDE = "guide"
    OTHER = "other"

    @property
    def is_legal(self) -> bool:
        """Whether the text is built of Điều, khoản and điểm."""
        return self not in (Kind.STANDARD, Kind.SOP, Kind.FAQ, Kind.FORM, Kind.GUIDE, Kind.OTHER)


NATIONAL = "toàn quốc"

# Stands on every document written for this project.
BANNER = "TÀI LIỆU MẪU – ĐỐI CHIẾU VĂN BẢN GỐC TRƯỚC KHI ÁP DỤNG"


@dataclass(frozen=True, slots=True)
class Document:
    """One edition of one text.

    ``id`` stays the same across editions of a text. ``digest`` is of the file's
    bytes and of the metadata beside it: equal digests need no second reading.
    """

    id: str
    kind: Kind
    title: str
    number: str = ""
    issuer: str = ""
    issued: date | None = None
    field: str = ""
    territory: str = NATIONAL
    source: str = ""
    owner: str = ""  # who keeps it up to date
    digest: str = ""
    validity: Validity = Validity()
    draft: bool = False
    sample: bool = False  # written for this project: never to be taken for law

    @property
    def edition(self) -> str:
        """Tells the editions of one text apart: its number and first day in force."""
        start = self.validity.effective_from
        return f"{self.number}@{start.isoformat() if start else ''}"


@dataclass(frozen=True, slots=True)
class Section:
    """One unit of a document: an Điều, a khoản, a điểm, a heading of a guide.

    ``path`` names the unit and all above it: ("Chương II", "Điều 15", "khoản 2",
    "điểm a"). ``text`` is the unit's own words, without those of the units below
    it. Sections stand in reading order.
    """

    path: tuple[str, ...]
    heading: str = ""
    text: str = ""
    page: int | None = None
    validity: Validity | None = None  # None: as the document


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph as a parser found it, before structure is read into it.

    ``level`` is the depth of a heading that the format itself marks (1 = highest),
    0 for running text. ``wrapped`` says the line ended at the page's edge rather
    than at the end of a paragraph (PDF, hard-wrapped text): the next line may
    continue it.
    """

    text: str
    page: int | None = None
    level: int = 0
    wrapped: bool = False
