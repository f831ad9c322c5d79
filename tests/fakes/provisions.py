"""Chunks and hits made by hand."""

from corpus.chunk import Chunk
from corpus.chunking import chunks
from corpus.document import NATIONAL, Document, Kind, Section
from corpus.structure_legal import PREAMBLE
from corpus.validity import Validity
from retrieval.answer import Hit

ARTICLE = ("Điều 5",)
SECTIONS = [
    Section(ARTICLE, "Trách nhiệm", ""),
    Section((*ARTICLE, "khoản 1"), "", "1. Thành viên có trách nhiệm:"),
    Section((*ARTICLE, "khoản 1", "điểm a"), "", "a) Tiếp nhận câu hỏi;"),
    Section((*ARTICLE, "khoản 1", "điểm d"), "", "d) Chuyển câu hỏi khác lĩnh vực;"),
    Section((*ARTICLE, "khoản 1", "điểm đ"), "", "đ) Giữ kín thông tin cá nhân."),
    Section((*ARTICLE, "khoản 2"), "", "2. Tổ trưởng phân công lịch trực."),
]


def document(
    number: str = "2/2026/QĐ-MC", territory: str = NATIONAL, sample: bool = False
) -> Document:
    return Document(
        id=number,
        kind=Kind.DECISION,
        title="Quy chế",
        number=number,
        territory=territory,
        sample=sample,
        validity=Validity(),
    )


def article(of: Document | None = None) -> Chunk:
    """Điều 5: a khoản of three points and one of a sentence, in one chunk."""
    (chunk,) = chunks(of or document(), SECTIONS)
    return chunk


def head(of: Document | None = None) -> Chunk:
    """What stands above the first article."""
    text = "Số: 2/2026/QĐ-MC. Lào Cai, ngày 28 tháng 12 năm 2025."
    (chunk,) = chunks(of or document(), [Section((PREAMBLE,), "", text)])
    return chunk


def guide(heading: str, text: str, of: Document | None = None) -> Chunk:
    """The words under one heading."""
    (chunk,) = chunks(of or document(), [Section((heading,), heading, text)])
    return chunk


def hit(chunk: Chunk, score: float = 1.0, *asked: tuple[str, ...]) -> Hit:
    """Found by its words, or because the question names the units ``asked``."""
    return Hit(chunk, score, frozenset({"named" if asked else "words"}), asked)
