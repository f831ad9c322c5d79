"""What growth costs: an index of noisy copies of a corpus, built and asked at several sizes.

The copies are synthetic: the texts of real chunks with some words taken from another chunk,
each an article of its own; their vectors are mixtures of two real ones with noise. They say
what size costs, not how well is answered. Building and serving are each done in a process of
its own, whose memory is watched.
"""

import multiprocessing
import resource
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.chunk import Chunk, Part
from corpus.document import Document, Kind, Section
from corpus.reading import Reading
from corpus.store import FileRecord
from eval.beir import DAY, BeirSet, index
from indexer.contents import Cut
from indexer.generations import write
from indexer.sync import Progress
from retrieval.assistant import Assistant
from retrieval.embedder import Embedder
from retrieval.find import find
from retrieval.generation import Generation
from retrieval.manifest import current
from retrieval.normalise import understand
from retrieval.policy import DEFAULT
from retrieval.question import Question
from retrieval.shortlist import DEPTH

Floats = NDArray[np.float32]
T = TypeVar("T")
_ARTICLES = 40  # of a document
_NOISE = 0.2  # of a copy's words, and of a copy's vector
_MODEL = "copies"
_JUDGED = 30  # questions whose nearest vectors are compared with those of an exact search


@dataclass(frozen=True, slots=True)
class Source:
    """What is copied, and asked: texts (n), how many windows each has, their vectors (all
    windows, d); questions (m) with their vectors (m, d).
    """

    texts: Sequence[str]
    windows: Sequence[int]
    vectors: Floats
    questions: Sequence[str]
    asked: Floats


@dataclass(frozen=True, slots=True)
class Built:
    """``held`` is the greatest own memory of the process in MB; ``texts`` of it the texts take."""

    seconds: float
    disk: float
    texts: float
    held: float
    shortlist: dict[str, Any] | str


@dataclass(frozen=True, slots=True)
class Served:
    """Milliseconds a question by stage, as (median, 95th percentile); memory in MB.

    They are of the processor's time, so that a busy machine does not count: all is in memory.
    ``opened`` is in seconds, ``a_second`` how many questions 1, 2 and 4 threads answer.
    """

    opened: float
    held: float
    mapped: float
    recall: float
    milliseconds: dict[str, tuple[float, float]]
    a_second: dict[int, float]


def source_of(
    beir: BeirSet, place: Path, embedder: Embedder, most: int, progress: Progress
) -> Source:
    """The chunks of a set, and ``most`` of its questions, with their vectors."""
    generation = index(beir, place, embedder, progress)
    questions = [text for _, text in beir.questions()[:most]]
    vectors = generation.vectors
    assert vectors is not None  # noqa: S101 - there is an embedder
    _, begins = generation.windows_of_chunks(np.arange(len(generation.chunk_ids)))
    return Source(
        windows=np.diff(begins, append=len(vectors)).tolist(),
        texts=[chunk.text for chunk in generation.store.chunks()],
        vectors=np.stack([vectors.vector(row) for row in range(len(vectors))]),
        questions=questions,
        asked=embedder.encode(questions, "query"),
    )


class Stopped(Exception):
    """A size was given up: it would have taken more memory than it may."""


def measure(source: Source, size: int, folder: Path, memory: int) -> tuple[Built, Served]:
    """Build an index of ``size`` chunks in ``folder`` and ask it.

    Raises:
        Stopped: one of the two would take more than ``memory`` bytes.
    """
    built = _apart(_build, source, size, folder, memory)
    return built, _apart(_serve, source, folder, memory)


def _apart(work: Callable[..., T], *given: object) -> T:
    """``work`` in a process of its own, so that its memory is its own."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as process:
        try:
            return process.submit(work, *given).result()
        except (MemoryError, SystemError, BrokenProcessPool) as error:  # C code out of memory
            raise Stopped(f"{work.__name__.strip('_')}: {type(error).__name__}") from None


def _build(source: Source, size: int, folder: Path, memory: int) -> Built:
    _limit(memory)
    with _Watch() as watch:
        cuts = list(copies(source, size))
        vectors = copied(source.vectors, sum(sum(cut.windows) for cut in cuts))
        texts = watch.now() - vectors.nbytes / 1e6
        start = time.perf_counter()
        made = write(folder, cuts, [FileRecord("copies", "", str(size))], _MODEL, vectors)
        seconds = time.perf_counter() - start
    disk = sum(file.stat().st_size for file in made.rglob("*") if file.is_file()) / 1e6
    return Built(seconds, disk, texts, watch.most, Generation(made).manifest["vectors"])


def _serve(source: Source, folder: Path, memory: int) -> Served:
    _limit(memory)
    before = _memory()
    start = time.perf_counter()
    generation = Generation(current(folder))
    opened = time.perf_counter() - start
    assistant = Assistant(generation, _Canned(source))
    questions = [Question(text, DAY) for text in source.questions]
    for question in questions:  # what is mapped comes from the disk the first time
        assistant.answer(question)
    spent = _stages(source, generation, assistant, questions)
    return Served(
        opened=opened,
        held=_memory()["RssAnon"] - before["RssAnon"],
        mapped=_memory()["RssFile"] - before["RssFile"],
        recall=_recall(source.asked[:_JUDGED], generation),
        milliseconds={
            name: (float(np.percentile(times, 50)), float(np.percentile(times, 95)))
            for name, times in spent.items()
        },
        a_second={threads: _rate(assistant, questions, threads) for threads in (1, 2, 4)},
    )


def _stages(
    source: Source, generation: Generation, assistant: Assistant, questions: Sequence[Question]
) -> dict[str, list[float]]:
    """Milliseconds of each question; "find" has its words and vectors in it."""
    spent: dict[str, list[float]] = {}

    def timed(name: str, work: Callable[[], T]) -> T:
        start = time.thread_time()
        result = work()
        spent.setdefault(name, []).append(1000 * (time.thread_time() - start))
        return result

    for question, vector in zip(questions, source.asked, strict=True):
        query = understand(question, generation.accents)
        timed("words", partial(generation.words.scores, query.typed, query.alternatives))
        if generation.vectors is not None:
            timed("vectors", partial(generation.vectors.nearness, vector, DEPTH))
        timed("find", partial(find, query, vector, generation, DEFAULT))
        timed("all", partial(assistant.answer, question))
    return spent


def _rate(assistant: Assistant, questions: Sequence[Question], threads: int) -> float:
    """Questions a second."""
    start = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        answered = len(list(pool.map(assistant.answer, questions)))
    return answered / (time.perf_counter() - start)


def _recall(asked: Floats, generation: Generation) -> float:
    """What share of the nearest vectors a search finds, for real questions."""
    index = generation.vectors
    if index is None:
        return 1.0
    rows = np.arange(len(index))
    shares = []
    for vector in asked:
        cosines = index.nearness(vector, DEPTH).of(rows)
        nearest = np.argpartition(-cosines, DEPTH - 1)[:DEPTH] if len(rows) > DEPTH else rows
        found = index.nearness(vector, DEPTH).rows
        shares.append(len(np.intersect1d(found, nearest)) / len(nearest))
    return float(np.mean(shares))


class _Canned:
    """Gives out the vectors of the questions; what is not one of them gets the first's."""

    identity = _MODEL

    def __init__(self, source: Source) -> None:
        self._vectors = dict(zip(source.questions, source.asked, strict=True))
        self._first = source.asked[0]
        self.dimension = source.asked.shape[1]

    def encode(self, texts: Sequence[str], _role: str, _done: object = None) -> Floats:
        return np.stack([self._vectors.get(text, self._first) for text in texts])


class _Watch:
    """The greatest own memory of this process while it is watched, in MB."""

    def __init__(self) -> None:
        self._start = _memory()["RssAnon"]
        self.most = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def now(self) -> float:
        return _memory()["RssAnon"] - self._start

    def _look(self) -> None:
        while not self._done.wait(0.1):
            self.most = max(self.most, self.now())


def _limit(memory: int) -> None:
    """Let this process take ``memory`` bytes more than it has, and then fail."""
    most = int(_memory()["VmData"] * 1e6) + memory
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _memory() -> dict[str, float]:
    """What Linux says of this process's memory, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    pairs = (line.split(":", 1) for line in lines if line.startswith(("Rss", "VmData")))
    return {name: int(value.split()[0]) * 1024 / 1e6 for name, value in pairs}


def copies(source: Source, size: int) -> Iterator[Cut]:
    """Documents whose articles, one chunk each, are noisy copies of the texts in turn."""
    texts, windows = source.texts, source.windows
    random = np.random.default_rng(size)
    for start in range(0, size, _ARTICLES):
        some = range(start, min(start + _ARTICLES, size))
        document = Document(f"copy-{start}", Kind.DECREE, f"Văn bản số {start}", f"{start}/2025/BS")
        chunks = tuple(_chunk(document, _noisy(texts, place, random), place) for place in some)
        sections = tuple(Section(chunk.path, chunk.heading, chunk.text) for chunk in chunks)
        cut = tuple(windows[place % len(texts)] for place in some)
        yield Cut(Reading(document, sections), chunks, cut)


def _chunk(document: Document, text: str, place: int) -> Chunk:
    path = (f"Điều {place % _ARTICLES + 1}",)
    heading = " ".join(text.split()[:8])
    return Chunk(document, path, path, heading, text, (Part(path, 0, len(text)),))


def _noisy(texts: Sequence[str], place: int, random: np.random.Generator) -> str:
    words = texts[place % len(texts)].split()
    others = texts[int(random.integers(len(texts)))].split()
    if place < len(texts) or not words or not others:
        return texts[place % len(texts)]  # the first of each is the original
    chances = random.random(len(words)).tolist()
    kept = (
        others[int(chance * 1e6) % len(others)] if chance < _NOISE else word
        for word, chance in zip(words, chances, strict=True)
    )
    return " ".join(kept)


def copied(vectors: Floats, size: int) -> Floats:
    """Vectors of ``size`` copied windows: half or more of a real one, part of another, noise."""
    random = np.random.default_rng(size)
    made = np.empty((size, vectors.shape[1]), np.float32)
    for start in range(0, size, 1 << 14):
        rows = np.arange(start, min(start + (1 << 14), size))
        share = random.uniform(0, 0.5, (len(rows), 1)).astype(np.float32)
        noise = random.normal(0, _NOISE / vectors.shape[1] ** 0.5, (len(rows), vectors.shape[1]))
        other = vectors[random.integers(len(vectors), size=len(rows))]
        mixed = (1 - share) * vectors[rows % len(vectors)] + share * other
        made[rows] = mixed + noise.astype(np.float32)
    made[: len(vectors)] = vectors[:size]
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made


def parse_size(text: str) -> int:
    """10k → 10,000.

    Raises:
        ValueError: it is no number.
    """
    digits = text.strip().lower()
    for letter, factor in (("k", 1000), ("m", 1_000_000)):
        if digits.endswith(letter):
            return int(float(digits[:-1]) * factor)
    return int(digits)
