"""What comes back: an outcome, and the words it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from corpus.chunk import Chunk
from corpus.citation import Citation
from corpus.document import Document, Kind
from corpus.form import FormFile
from corpus.phrases import N_
from retrieval.question import Question
from retrieval.trace import Trace

CHOICES = 4  # questions to choose from, at most, where something is asked back


class Outcome(StrEnum):
    """How it ended. What stands before the first ``_`` is its family."""

    ANSWERED = "answered"
    ANSWERED_FAQ = "answered_faq"
    ANSWERED_EMERGENCY = "answered_emergency"  # the safety card; quotes only where there are any
    CLARIFY_AMBIGUOUS = "clarify_ambiguous"
    CLARIFY_GREETING = "clarify_greeting"  # nothing was asked yet
    ESCALATED_NOTHING_FOUND = "escalated_nothing_found"
    ESCALATED_WEAK_MATCH = "escalated_weak_match"
    ESCALATED_NOT_IN_CORPUS = "escalated_not_in_corpus"  # a source says that it is missing
    ESCALATED_CONFLICT = "escalated_conflict"  # sources in force that do not agree
    ESCALATED_BY_REQUEST = "escalated_by_request"
    ESCALATED_OUTSIDE = "escalated_outside"  # not this assistant's work
    REFUSED_SECRET = "refused_secret"
    REFUSED_PERSONAL_DATA = "refused_personal_data"
    ERROR = "error"

    @property
    def family(self) -> str:
        return self.value.split("_", 1)[0]

    @property
    def asks_nothing(self) -> bool:
        """Whether the message was a greeting, or thanks: nothing that people could answer."""
        return self is Outcome.CLARIFY_GREETING


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that was found. ``score`` is between 0 and 1; ``found_by`` names the retrievers.

    ``asked`` are the paths of the units in it that the question names. ``ended`` are the places
    of those of the chunk's parts that are not in force on the day that counts. ``stands_for``
    is the heading of the provision whose words it gives anew.
    """

    chunk: Chunk
    score: float
    found_by: frozenset[str]
    asked: tuple[tuple[str, ...], ...] = ()
    ended: frozenset[int] = frozenset()
    stands_for: str = ""

    @property
    def text(self) -> str:
        """The words in force."""
        if not self.ended:
            return self.chunk.text
        parts = enumerate(self.chunk.parts)
        return "\n".join(
            self.chunk.text[part.start : part.end] for at, part in parts if at not in self.ended
        )

    @property
    def searchable(self) -> str:
        """What speaks of the question: titles, what it stands for, and the words in force."""
        if not (self.ended or self.stands_for):
            return self.chunk.searchable
        return f"{self.stands_for}\n{replace(self.chunk, text=self.text).searchable}"


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """Enough of a document to show which one it is; ``field`` as it was then."""

    id: str
    number: str
    title: str
    kind: Kind
    field: str = ""

    @classmethod
    def of(cls, document: Document) -> "DocumentRef":
        return cls(document.id, document.number, document.title, document.kind, document.field)


@dataclass(frozen=True, slots=True)
class Quote:
    """``text`` is a span of the stored chunk ``chunk_id``, byte for byte.

    ``url`` is a path of the web application, ``/provisions/{chunk_id}``.
    """

    text: str
    citation: Citation
    document: DocumentRef
    chunk_id: int
    page: int | None
    effective_from: date | None
    effective_to: date | None
    status: str
    url: str


class LineKind(StrEnum):
    """What a line of a card tells, in the order of the work."""

    COMPETENT = "competent"
    WHERE = "where"
    STEPS = "steps"
    DOSSIER = "dossier"
    DEADLINE = "deadline"
    FEE = "fee"
    FORM = "form"
    COMMON_ERRORS = "common_errors"
    EXAMPLE = "example"
    CHECK = "check"  # what to look at before a dossier is handed over


ASIDES = (LineKind.COMMON_ERRORS, LineKind.EXAMPLE, LineKind.CHECK)


@dataclass(frozen=True, slots=True)
class CardLine:
    """What one line says, in the words of its own quotes; there is at least one."""

    kind: LineKind
    quotes: tuple[Quote, ...]

    @property
    def text(self) -> str:
        return "\n".join(quote.text for quote in self.quotes)


@dataclass(frozen=True, slots=True)
class Card:
    """A procedure at a glance. ``lines`` are in the order of ``LineKind``, one of a kind.

    ``missing`` are the lines that one looks for on a card and that no source tells.
    ``asked`` are the lines that the question asks for; empty where it asks for all.
    ``code`` is the national one, if the source prints it.
    """

    procedure: str
    document: DocumentRef
    code: str = ""
    lines: tuple[CardLine, ...] = ()
    missing: tuple[LineKind, ...] = ()
    asked: tuple[LineKind, ...] = ()

    def of(self, kind: LineKind) -> CardLine | None:
        """The line of one kind, if there is one."""
        return next((line for line in self.lines if line.kind is kind), None)

    def unsaid(self, said: str) -> tuple[CardLine, ...]:
        """The lines asked for that ``said``, the conclusion, does not hold whole.

        Of mistakes and examples it holds what matters: they are long, and no list to work off.
        """
        plain = " ".join(said.split())
        whole = [line for line in self.lines if line.kind in self.asked]
        lists = [line for line in whole if line.kind not in ASIDES or not plain]
        return tuple(
            line
            for line in lists
            if any(" ".join(quote.text.split()) not in plain for quote in line.quotes)
        )


class Level(StrEnum):
    """Whose job something is, as the law divides it."""

    COMMUNE = "commune"
    PROVINCE = "province"
    MINISTRY = "ministry"


HERE = N_("Thuộc thẩm quyền UBND cấp xã.")
SUBMIT_AT = N_("Không thuộc thẩm quyền cấp xã: nộp tại “{}”.")
BELONGS_TO = N_("Không thuộc thẩm quyền cấp xã: thuộc “{}”.")


@dataclass(frozen=True, slots=True)
class Competence:
    """Whose job it is, as ``quotes`` say; there is at least one.

    ``here``: it is the officer's own. ``who`` and ``where`` name the office and the place to go
    to, in the words of one of the quotes; empty where none names it. ``asked``: the question
    asks for it.
    """

    level: Level
    here: bool
    quotes: tuple[Quote, ...]
    who: str = ""
    where: str = ""
    asked: bool = False

    @property
    def phrase(self) -> str:
        """The fixed phrase, with braces where words of a source go."""
        if self.here:
            return HERE
        return SUBMIT_AT if self.where else BELONGS_TO

    @property
    def text(self) -> str:
        """What the officer is told: the fixed phrase, and words of a source."""
        return self.phrase.format(self.where or self.who)


@dataclass(frozen=True, slots=True)
class Before:
    """What the rule was: until the end of ``day``, in the words of ``quotes``.

    ``since`` is the first day of the rule that followed it. ``quotes`` stand among the
    answer's own too.
    """

    day: date
    since: date
    conclusion: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class FormRef:
    """A form that is handed over with an answer: the edition for the day that counts.

    ``annex`` places it in the text that issued it. ``file`` and ``sample`` are kept by the index
    generation; ``url`` is the form's page of the web application, ``/forms/{id}?edition=…``.
    """

    document: DocumentRef
    edition: str
    file: FormFile
    url: str
    annex: str = ""
    issued_by: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    status: str = ""
    sample: FormFile | None = None

    @property
    def name(self) -> str:
        """How it is called: "Mẫu số 06 Phụ lục X, Đơn yêu cầu …"."""
        return ", ".join(filter(None, (self.annex or self.document.number, self.document.title)))


@dataclass(frozen=True, slots=True)
class Rejected:
    """A hit that was looked at and not used, kept for the people who take over."""

    citation: Citation
    text: str
    score: float
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The answer is one that people wrote: ``reviewer`` approved this ``version`` on ``day``."""

    id: int
    version: int
    reviewer: str
    day: date


@dataclass(frozen=True, slots=True)
class Answer:
    """The person who asked always gets one.

    ``forms`` are handed over with it. ``notes`` are fixed phrases about the answer (validity,
    a missing retriever).
    ``safety`` is what to do at once in an emergency, line by line: fixed phrases and the
    operator's telephone number, shown before all else.
    ``followups`` are questions that can be asked next. ``trace`` is for people
    who want to know why. ``composed`` says that the conclusion is not in the sources' own
    sentences: each of its sentences points to quotes by their numbers. ``reviewed`` says that the
    conclusion is the text of people, word for word.
    """

    id: str
    question: Question
    outcome: Outcome
    conclusion: str = ""
    competence: Competence | None = None
    card: Card | None = None
    quotes: tuple[Quote, ...] = ()
    before: Before | None = None
    forms: tuple[FormRef, ...] = ()
    notes: tuple[str, ...] = ()
    followups: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    trace: Trace | None = None
    composed: bool = False
    safety: tuple[str, ...] = ()
    reviewed: Reviewed | None = None
