"""What the edges talk to: the assistant over the generation that serves now."""

import logging
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.chunk import Chunk
from corpus.document import Document, Section
from corpus.form import Piece
from corpus.provision import Provision
from corpus.store import TextStore
from corpus.units import units
from retrieval import embedder as embedders
from retrieval.answer import Answer, Outcome
from retrieval.assistant import Assistant
from retrieval.bundled_model import ModelUnavailable
from retrieval.embedder import Embedder
from retrieval.form_report import FormReport, Verdict, report
from retrieval.generation import CURRENT, Generation, IndexUnavailable, current
from retrieval.guarded import guarded
from retrieval.pack import Enclosed
from retrieval.phrasing import Composer
from retrieval.question import Question
from retrieval.shelf import Kept

log = logging.getLogger(__name__)
LOOK_AGAIN = 1.0  # seconds between looks at the pointer to the current generation
_TRY_AGAIN = 30.0  # seconds before a generation that could not be opened is tried again


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


class Service:
    """Safe to share between threads. Moves to a new generation as soon as it is published.

    ``embedder`` is the model, or None to search by words only; ``problems`` says
    why there is none. ``look_again`` is the time in seconds for which a generation is
    taken to be the current one. ``composer`` may phrase conclusions; ``hotline`` is whom to
    call in an emergency.
    """

    def __init__(
        self,
        index: Path,
        embedder: Embedder | None,
        problems: tuple[str, ...] = (),
        look_again: float = LOOK_AGAIN,
        composer: Composer | None = None,
        hotline: str = "",
    ) -> None:
        self._hotline = hotline
        self._index = index
        self._embedder = embedder
        self._problems = problems
        self._look_again = look_again
        self._composer = composer
        self._lock = threading.Lock()
        self._seen: object = "nothing yet"
        self._looked = self._failed = float("-inf")
        self._assistant: Assistant | None = None
        self._trouble = ""

    @classmethod
    def open(
        cls,
        index: Path,
        model: str,
        models: Path,
        *,
        composer: Composer | None = None,
        hotline: str = "",
    ) -> "Service":
        """Load the model (some seconds) and the current generation.

        Raises nothing: what is missing is told by ``readiness`` and by the answers.
        """
        try:
            return cls(index, embedders.load(model, models), composer=composer, hotline=hotline)
        except ModelUnavailable as error:
            log.warning("searching by words only: %s", error)
            return cls(index, None, (str(error),), composer=composer, hotline=hotline)

    def answer(self, question: Question) -> Answer:
        """Always an answer; without an index its outcome is ``error``.

        The guards stand before the index: an emergency and a refusal need none.
        """
        assistant = self._current()
        if assistant is None:
            return guarded(question, self._without_index, _new_id, self._hotline)
        return assistant.answer(question)

    def _without_index(self, question: Question) -> Answer:
        return Answer(_new_id(), question, Outcome.ERROR, notes=(self._trouble,))

    def text_store(self) -> TextStore | None:
        """The documents of the generation that serves now."""
        assistant = self._current()
        return assistant.generation.store if assistant else None

    def chunk(self, chunk_id: int) -> Chunk | None:
        assistant = self._current()
        return assistant.generation.store.chunk(chunk_id) if assistant else None

    def provision(self, chunk_id: int) -> Provision | None:
        assistant = self._current()
        return assistant.generation.store.provision(chunk_id) if assistant else None

    def document(self, document_id: str) -> list[tuple[Document, tuple[Section, ...]]]:
        """The editions of a document, newest first; empty if unknown."""
        assistant = self._current()
        return assistant.generation.store.editions(document_id) if assistant else []

    def contents(self, document: Document) -> dict[tuple[str, ...], int]:
        """For each provision of an edition the id of a chunk that opens it."""
        assistant = self._current()
        if assistant is None:
            return {}
        return assistant.generation.store.chunk_ids_of_provisions(document.id, document.edition)

    def documents(self) -> list[Document]:
        assistant = self._current()
        return assistant.generation.store.documents() if assistant else []

    def forms(self) -> Sequence[Kept]:
        """All editions of all forms."""
        assistant = self._current()
        return assistant.generation.shelf.kept if assistant else ()

    def form(self, document_id: str, edition: str, day: date) -> Kept | None:
        """An edition of a form; without a name the one for ``day``, else the newest."""
        assistant = self._current()
        if assistant is None:
            return None
        shelf = assistant.generation.shelf
        editions = shelf.editions(document_id)
        if edition:
            return next((kept for kept in editions if kept.document.edition == edition), None)
        return shelf.for_day(document_id, day) or next(iter(editions), None)

    def form_in_place_of(self, kept: Kept, day: date) -> Kept | None:
        """What is to be used on ``day`` in place of an edition: itself, perhaps."""
        assistant = self._current()
        return assistant.generation.shelf.newest(kept, day) if assistant else None

    def form_bytes(self, digest: str) -> bytes | None:
        """A form's file; None where the generation that serves has none such."""
        assistant = self._current()
        return assistant.generation.form_bytes(digest) if assistant else None

    def check_form(self, filled: Sequence[Piece], day: date) -> FormReport:
        """What is to be said of a filled form that someone sent."""
        assistant = self._current()
        if assistant is None:
            return FormReport(Verdict.UNKNOWN)
        return report(filled, assistant.generation.shelf, day)

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
        assistant = self._current()
        if assistant is None:
            return Readiness(False, (self._trouble, *self._problems))
        counts = assistant.generation.store.counts()
        return Readiness(
            ready=True,
            problems=tuple(p for p in (self._trouble, *self._problems) if p),
            generation=assistant.generation.name,
            documents=counts["documents"],
            chunks=counts["chunks"],
            vectors=assistant.embedder is not None,
            model=assistant.generation.model,
        )

    def _current(self) -> Assistant | None:
        """The assistant over the published generation; the old one while the new is broken."""
        now = time.monotonic()
        if now - self._looked < self._look_again:
            return self._assistant
        # While one thread opens the new generation, the others go on with the old.
        if not self._lock.acquire(blocking=self._assistant is None):
            return self._assistant
        try:
            if now - self._looked >= self._look_again:
                self._reload(now)
                self._looked = now
            return self._assistant
        finally:
            self._lock.release()

    def _reload(self, now: float) -> None:
        stamp = _stamp(self._index)
        # Trying a broken one costs its checksums: not at every look while another serves.
        patient = self._assistant is not None and now - self._failed < _TRY_AGAIN
        if stamp == self._seen and (patient or not self._trouble):
            return
        self._seen = stamp
        try:
            self._assistant = self._open(Generation(current(self._index)))
            self._trouble = ""
        except IndexUnavailable as error:
            self._failed = now
            if str(error) != self._trouble:
                log.error("%s", error)
            self._trouble = str(error)

    def _open(self, generation: Generation) -> Assistant:
        """Pair the generation with the model, refusing vectors of another model."""
        units()  # now, and not while the first one waits who names a commune
        embedder = self._embedder
        if generation.vectors is None:
            embedder = None
        elif embedder is not None and embedder.identity != generation.model:
            raise IndexUnavailable(
                f"the index was made with the model {generation.model}, but {embedder.identity} is "
                "set: run `python -m indexer sync` to embed it anew, or set MOTCHAM_MODEL back"
            )
        return Assistant(generation, embedder, composer=self._composer, hotline=self._hotline)


def _new_id() -> str:
    return uuid.uuid4().hex


def _stamp(index: Path) -> tuple[int, int] | None:
    try:
        stat = (index / CURRENT).stat()
    except OSError:
        return None
    return (stat.st_mtime_ns, stat.st_ino)
