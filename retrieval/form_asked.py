"""Forms of an answer: what is asked for, what its sources name; old editions are refused."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.form import Piece
from corpus.form_fields import is_open, layout
from corpus.phrases import N_, written_day
from corpus.text import folded_syllables
from retrieval.answer import Answer, LineKind, Outcome, Quote
from retrieval.compose import DRAFT, SAMPLE
from retrieval.generation import Generation
from retrieval.question import Query
from retrieval.shelf import Kept, bare_title
from retrieval.spans import Span, day_status, quoted

MOST = 4  # forms that are handed over with one answer
OLD = N_("“{}” là bản cũ, không còn dùng. Bản đang dùng: {}, áp dụng từ ngày {}.")
OLD_UNDATED = N_("“{}” là bản cũ, không còn dùng. Bản đang dùng: {}.")
ENDED = N_("Mẫu “{}” đã hết hiệu lực từ ngày {}; kho chưa có bản thay thế.")
NOT_YET = N_("Mẫu “{}” chưa có hiệu lực, áp dụng từ ngày {}.")
_ENOUGH = 0.75  # of what the question says besides asking for a form
_FORM = r"biểu mẫu|mẫu (?:đơn|phiếu|tờ khai|giấy|biên bản|bản khai)|(?:file|đơn) mẫu|phôi|form"
_PAPER = r"mẫu|đơn|tờ khai|phiếu|giấy (?:đề nghị|đăng ký|ủy quyền)|biên bản|bản khai"
_FETCH = (
    r"ở đâu|chỗ nào|tải|download|link|file|in ra|cho xin|gửi (?:cho )?(?:em|tôi|mình)|mẫu mới|"
    r"mẫu nào|bản (?:trắng|word)"
)
_GET = rf"(?:cho (?:em|tôi|mình)(?: xin)?|xin|lấy|cần) (?:{_PAPER}|form|file)"
_ASKS = re.compile(
    rf"\b(?:{_FORM}|{_GET})\b|"
    rf"\b(?:{_PAPER})\b.*\b(?:{_FETCH})\b|\b(?:{_FETCH})\b.*\b(?:{_PAPER})\b"
)
_OTHER = re.compile(
    r"\b(?:lấy mẫu (?!đơn|phiếu|tờ|\w+[-\d])|phê duyệt mẫu|mẫu vật|mẫu thử|mẫu phương tiện|nộp|"
    r"gửi (?:đến|về)|(?:điền|ghi|viết|khai) (?:thế nào|như thế nào|ra sao|sao)|"
    r"(?:gồm|cần|có) (?:những |các )?gì|"
    r"bao nhiêu|bao lâu|mấy|khi nào|bao giờ)\b"
)
_WORDS = """
mau bieu form file tai lay o dau cho xin gui can toi em minh anh chi duoc khong co cai ban trang
moi nhat nao a voi giup muon hoi link ve download in cua la gi so nhe nha word pdf docx tim xem
dung nhu the ra va thi day de phoi hien hanh nay con cu
"""
_ASKING = frozenset(_WORDS.split())


def form_asked(answer_id: str, query: Query, generation: Generation) -> Answer | None:
    """The form itself, where the question asks for one; None where it asks for something else.

    An old edition that is asked for is refused, and the one to use is handed over instead.
    """
    if not generation.shelf.kept:
        return None
    if old := _old_named(query, generation):
        return _handed(answer_id, query, generation, [old[0]], old[1])
    asked = query.restored.lower()
    if _OTHER.search(asked):
        return None
    named = generation.shelf.named(query.typed)
    if not _ASKS.search(asked) and not (named and _only_named(query, named)):
        return None
    forms = named or _wanted(query, generation)
    day = query.question.as_of
    now = dict.fromkeys(generation.shelf.newest(kept, day) or kept for kept in forms)
    notes = tuple(note for kept in now if (note := _standing(kept, query)))
    return _handed(answer_id, query, generation, list(now), notes) if now else None


def with_forms(answer: Answer, query: Query, generation: Generation) -> Answer:
    """The answer with the forms that its sources name, in the editions of the day that counts."""
    if answer.outcome.family != "answered" or not generation.shelf.kept:
        return answer
    shelf, day = generation.shelf, query.question.as_of
    named = (kept for text, issuer in _sources(answer) for kept in shelf.named(text, issuer))
    own = (kept for quote in answer.quotes for kept in shelf.editions(quote.document.id)[:1])
    now = (shelf.newest(kept, day) for kept in (*own, *shelf.named(query.typed), *named))
    forms = dict.fromkeys(kept.ref(day) for kept in now if kept)
    return replace(answer, forms=tuple(forms)[:MOST])


def _sources(answer: Answer) -> Iterator[tuple[str, str]]:
    """What an answer rests on, with the numbers of the texts; the card's line of forms first."""
    lines = answer.card.lines if answer.card else ()
    told = sorted(lines, key=lambda line: line.kind is not LineKind.FORM)
    for quote in (*(quote for line in told for quote in line.quotes), *answer.quotes):
        yield quote.text, quote.document.number


def _old_named(query: Query, generation: Generation) -> tuple[Kept, tuple[str, ...]] | None:
    """The form in force in place of an edition the question names that is not."""
    shelf, day = generation.shelf, query.question.as_of
    for old in shelf.replaced(query.typed):
        new = old.new and shelf.newest(old.new, day)
        if new:
            return new, (_refusal(old.named, new),)
    named = shelf.named(query.typed)
    for kept in named:
        new = shelf.newest(kept, day)
        if new and new not in named:
            return new, (_refusal(kept.label, new),)
        if new and (other := shelf.other_day(query.typed, new)):
            return new, (_refusal(other, new),)
    return None


def _refusal(named: str, new: Kept) -> str:
    start = new.document.validity.effective_from
    if start is None:
        return OLD_UNDATED.format(named, new.label)
    return OLD.format(named, new.label, written_day(start))


def _standing(kept: Kept, query: Query) -> str:
    """What is to be said of a form that is not in force on the day that counts."""
    validity, day = kept.document.validity, query.question.as_of
    if validity.effective_to and day >= validity.effective_to:
        return ENDED.format(kept.label, written_day(validity.effective_to))
    if validity.effective_from and day < validity.effective_from:
        return NOT_YET.format(kept.label, written_day(validity.effective_from))
    return ""


def _only_named(query: Query, named: Iterable[Kept]) -> bool:
    """Whether the question says little besides a form's name: it wants the form."""
    names = " ".join(f"{kept.label} {kept.document.number}" for kept in named)
    known = frozenset(folded_syllables(names)) | _ASKING
    more = [word for word in folded_syllables(query.typed) if word not in known]
    return len(more) <= 1


def _wanted(query: Query, generation: Generation) -> list[Kept]:
    """The forms whose titles say what the question says; the best one, and its equals."""
    weights = {
        term: weight
        for term, weight in generation.words.weigh(query.restored).items()
        if " " not in term and term not in _ASKING
    }
    scored = generation.shelf.called(weights)
    best = max((score for score, _ in scored), default=0.0)
    if best < _ENOUGH:
        return []
    day = query.question.as_of
    found = [kept for score, kept in scored if score >= best - 0.02]
    now = [generation.shelf.newest(kept, day) or kept for kept in found]
    return list(dict.fromkeys(now)) if len(set(now)) <= MOST else []


def _handed(
    answer_id: str, query: Query, generation: Generation, forms: list[Kept], notes: tuple[str, ...]
) -> Answer | None:
    """An answer that is the forms, with the words by which each says what it is."""
    day = query.question.as_of
    quotes = [quote for kept in forms if (quote := _introduction(kept, query, generation))]
    if not quotes:
        return None
    said = {
        SAMPLE: any(kept.document.sample for kept in forms),
        DRAFT: any(kept.document.draft for kept in forms),
    }
    return Answer(
        id=answer_id,
        question=query.question,
        outcome=Outcome.ANSWERED,
        conclusion="\n".join(dict.fromkeys(quote.text for quote in quotes)),
        quotes=tuple(quotes),
        forms=tuple(kept.ref(day) for kept in forms),
        notes=(*query.notes, *notes, *(note for note, applies in said.items() if applies)),
    )


def _introduction(kept: Kept, query: Query, generation: Generation) -> Quote | None:
    """The line by which a form says what it is for, or else that of its number."""
    chunks = [
        chunk
        for chunk in generation.store.chunks_of(kept.document.id, kept.document.edition)
        if chunk.text.strip()
    ]
    lines = [(chunk, line) for chunk in chunks for line in chunk.text.split("\n") if line.strip()]
    if not lines:
        return None
    chunk, line = min(lines, key=lambda one: _rank(one[1], kept))
    start = chunk.text.find(line)
    span = Span(chunk.path, start, start + len(line))
    return quoted(chunk, span, day_status(chunk.document, query))


def _rank(line: str, kept: Kept) -> int:
    """Best is a sentence that names the form, then its number, its title, any sentence."""
    words = " ".join(folded_syllables(line))
    number = " ".join(folded_syllables(kept.document.number or kept.form.annex))
    title = " ".join(folded_syllables(bare_title(kept.document)))
    names = bool(number and number in words) or bool(title and title in words)
    sentence = line.rstrip().endswith(".") and len(line.split()) > 6
    dotted = bool(layout((Piece(line),)).fields) or is_open(line)
    return (not names) * 2 + (not sentence) + 4 * dotted + 3 * line.isupper()
