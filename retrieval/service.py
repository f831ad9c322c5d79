"""What the edges talk to: the assistant over the generation that serves now."""

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus import units
from corpus.chunk import Chunk
from corpus.document import Document, Section
from corpus.form import Piece
from corpus.provision import Provision
from corpus.settings import Settings
from corpus.store import TextStore
from retrieval import embedder as embedders
from retrieval.answer import Answer, Outcome
from retrieval.bundled_model import ModelUnavailable
from retrieval.composer import open_composer
from retrieval.embedder import Embedder
from retrieval.find import Found
from retrieval.form_report import FormReport, Verdict, report
from retrieval.generation import Generation
from retrieval.guarded import guarded
from retrieval.pack import Enclosed
from retrieval.phrasing import Composer
from retrieval.question import Question
from retrieval.serving import Serving
from retrieval.shelf import Kept
from retrieval.vector_tables import VectorTables

log = logging.getLogger(__name__)
LOOK_AGAIN = 1.0  # seconds between looks at the pointer to the current generation


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether questions can be answered, and what stands in the way."""

    ready: bool
    problems: tuple[str, ...] = ()
    generation: str = ""
    documents: int = 0
    chunks: int = 0
    vectors: bool = False
    model: str = ""
    made: float = 0.0  # seconds since 1970


class Service:
    """Safe to share between threads. Moves to a new generation as soon as it is published.

    ``embedder`` is the model, or None to search by words only; ``problems`` says
    why there is none. ``look_again`` is the time in seconds for which a generation is
    taken to be the current one. ``composer`` may phrase conclusions; ``hotline`` is whom to
    call in an emergency. ``tables`` is the database that vectors are searched in.
    """

    def __init__(
        self,
        index: Path,
        embedder: Embedder | None,
        problems: tuple[str, ...] = (),
        look_again: float = LOOK_AGAIN,
        composer: Composer | None = None,
        hotline: str = "",
        tables: VectorTables | None = None,
    ) -> None:
        self.index = index
        self._serving = Serving(index, embedder, look_again, composer, hotline, tables)
        self.index = index
        self.watch: Callable[[Answer], None] = lambda _: None  # told of every answer
        self.embedder = embedder
        self._problems = problems
        self._hotline = hotline

    @classmethod
    def open(cls, settings: Settings) -> "Service":
        """Load the model (some seconds) and the current generation.

        Raises nothing: what is missing is told by ``readiness`` and by the answers.
        """
        units.prefer(settings.data / units.FILE.name)
        embedder: Embedder | None
        problems: tuple[str, ...] = ()
        try:
            embedder = embedders.load(settings.model, settings.data / "models")
            embedders.encode_alone()
        except ModelUnavailable as error:
            log.warning("searching by words only: %s", error)
            embedder, problems = None, (str(error),)
        composer, hotline = open_composer(settings), settings.hotline
        tables = VectorTables(settings.database) if settings.vectors == "pgvector" else None
        return cls(
            settings.index, embedder, problems, composer=composer, hotline=hotline, tables=tables
        )

    def answer(self, question: Question) -> Answer:
        """Always an answer; without an index its outcome is ``error``.

        The guards stand before the index: an emergency and a refusal need none.
        """
        assistant = self._serving.assistant()
        if assistant is None:
            answer = guarded(question, self._without_index, _new_id, self._hotline)
        else:
            answer = assistant.answer(question)
        self.watch(answer)
        return answer

    def _without_index(self, question: Question) -> Answer:
        return Answer(_new_id(), question, Outcome.ERROR, notes=(self._serving.trouble,))

    def generation(self) -> Generation | None:
        """The one that serves now."""
        return self._generation

    def passages(self, words: str, day: date) -> Found | None:
        """What the index says of some words or a named clause; None without an index.

        For who picks a quote: nothing is decided and nothing said.
        """
        assistant = self._serving.assistant()
        return assistant.passages(Question(words, day)) if assistant else None

    def text_store(self) -> TextStore | None:
        """The documents of the generation that serves now."""
        generation = self._generation
        return generation.store if generation else None

    def chunk(self, chunk_id: int) -> Chunk | None:
        generation = self._generation
        return generation.store.chunk(chunk_id) if generation else None

    def provision(self, chunk_id: int) -> Provision | None:
        generation = self._generation
        return generation.store.provision(chunk_id) if generation else None

    def document(self, document_id: str) -> list[tuple[Document, tuple[Section, ...]]]:
        """The editions of a document, newest first; empty if unknown."""
        generation = self._generation
        return generation.store.editions(document_id) if generation else []

    def contents(self, document: Document) -> dict[tuple[str, ...], int]:
        """For each provision of an edition the id of a chunk that opens it."""
        generation = self._generation
        if generation is None:
            return {}
        return generation.store.chunk_ids_of_provisions(document.id, document.edition)

    def documents(self) -> list[Document]:
        generation = self._generation
        return generation.store.documents() if generation else []

    def forms(self) -> Sequence[Kept]:
        """All editions of all forms."""
        generation = self._generation
        return generation.shelf.kept if generation else ()

    def form(self, document_id: str, edition: str, day: date) -> Kept | None:
        """An edition of a form; without a name the one for ``day``, else the newest."""
        generation = self._generation
        if generation is None:
            return None
        shelf = generation.shelf
        editions = shelf.editions(document_id)
        if edition:
            return next((kept for kept in editions if kept.document.edition == edition), None)
        return shelf.for_day(document_id, day) or next(iter(editions), None)

    def form_in_place_of(self, kept: Kept, day: date) -> Kept | None:
        """What is to be used on ``day`` in place of an edition: itself, perhaps."""
        generation = self._generation
        return generation.shelf.newest(kept, day) if generation else None

    def form_bytes(self, digest: str) -> bytes | None:
        """A form's file; None where the generation that serves has none such."""
        generation = self._generation
        return generation.form_bytes(digest) if generation else None

    def check_form(self, filled: Sequence[Piece], day: date) -> FormReport:
        """What is to be said of a filled form that someone sent."""
        generation = self._generation
        if generation is None:
            return FormReport(Verdict.UNKNOWN)
        return report(filled, generation.shelf, day)

    def enclosed(self, answer: Answer) -> list[Enclosed]:
        """The forms of an answer, with what the serving generation keeps of them."""
        day = answer.question.as_of
        found = []
        for ref in answer.forms:
            kept = self.form(ref.document.id, ref.edition, day)
            form = kept.form if kept and kept.form.blank == ref.file else None
            found.append(Enclosed(ref, form, self.form_bytes(ref.file.digest)))
        return found

    def readiness(self) -> Readiness:
        assistant = self._serving.assistant()
        if assistant is None:
            return Readiness(False, (self._serving.trouble, *self._problems))
        counts = assistant.generation.store.counts()
        return Readiness(
            ready=True,
            problems=tuple(p for p in (self._serving.trouble, *self._problems) if p),
            generation=assistant.generation.name,
            documents=counts["documents"],
            chunks=counts["chunks"],
            vectors=assistant.embedder is not None,
            model=assistant.generation.model,
            made=assistant.generation.made,
        )

    @property
    def trouble(self) -> str:
        """What stands in the way of the newest generation, though an older one may serve."""
        return self._serving.trouble

    @property
    def wants_vectors(self) -> bool:
        """Whether the generation that serves was made to be searched by meaning."""
        generation = self._generation
        return generation is not None and generation.vectors is not None

    @property
    def _generation(self) -> Generation | None:
        assistant = self._serving.assistant()
        return assistant.generation if assistant else None


def _new_id() -> str:
    return uuid.uuid4().hex
