"""Any BEIR folder through the project's own indexer and retrieval.

Each document of the set is an article: a ``Document`` with one ``Section``. Hits are
chunks; a document's place is that of its best chunk.
"""

import csv
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from corpus.document import Document, Kind, Section
from corpus.reading import Reading
from corpus.store import FileRecord
from corpus.text import tidy
from eval.ahead import Ahead
from eval.features import strength
from eval.lines import BadLine, read_objects
from eval.metrics import Judgement, ndcg, recall, reciprocal_rank
from eval.runs import Asked
from eval.slices import length
from eval.typing import retype
from indexer.cache import Cache
from indexer.contents import Cut
from indexer.generations import write
from indexer.sync import CACHE, Progress, embed
from retrieval.embedder import Embedder
from retrieval.find import find
from retrieval.generation import Generation
from retrieval.normalise import understand
from retrieval.policy import DEFAULT, Policy
from retrieval.question import Question

DAY = date(2026, 1, 1)  # the sets carry no dates: any day will do
MAIN = "nDCG@10"  # the figure that changes are judged by
RECALLED = (1, 5, 10, 20, 50, 100)
_KEPT = 20  # ids of a ranking that a run keeps
_JUDGED = ("qrels_family.tsv", "qrels.tsv", "qrels/test.tsv")


@dataclass(frozen=True, slots=True)
class BeirSet:
    """A folder in BEIR's layout. Judgements are of the finest file there is.

    Its methods raise ``BadLine`` where a file is missing or a line of it is broken.
    """

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.resolve().name

    def documents(self) -> Iterator[tuple[str, str, str]]:
        """(id, title, text) of each document."""
        for row in read_objects(self.folder / "corpus.jsonl", "_id", "text"):
            yield str(row["_id"]), str(row.get("title") or ""), str(row["text"])

    def questions(self) -> list[tuple[str, str]]:
        """(id, text) of each question that has a judgement."""
        judged = self.judgements()
        rows = read_objects(self.folder / "queries.jsonl", "_id", "text")
        return [(str(row["_id"]), str(row["text"])) for row in rows if str(row["_id"]) in judged]

    def kinds(self) -> Mapping[str, str]:
        """The kind of each question whose metadata tell one."""
        rows = read_objects(self.folder / "queries.jsonl", "_id")
        told = {str(row["_id"]): (row.get("metadata") or {}).get("type") for row in rows}
        return {name: kind for name, kind in told.items() if isinstance(kind, str)}

    def judgements(self) -> Mapping[str, Judgement]:
        """The grade of each relevant document by question."""
        file = next((self.folder / n for n in _JUDGED if (self.folder / n).is_file()), None)
        if file is None:
            raise BadLine(f"{self.folder} holds no judgements: one of {', '.join(_JUDGED)}")
        found: dict[str, dict[str, int]] = defaultdict(dict)
        with file.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.reader(lines, delimiter="\t"), 1):
                if len(row) == 3 and row[2].lstrip("-").isdigit():
                    found[row[0]][row[1]] = int(row[2])
                elif row and number > 1:  # the first may be the head
                    raise BadLine(f"{file}, line {number}: not a question, a document and a grade")
        return found


def index(beir: BeirSet, folder: Path, embedder: Embedder | None, progress: Progress) -> Generation:
    """The set in an index of its own; vectors are taken from the cache where they are known."""
    cuts = [_cut(*row) for row in beir.documents()]
    with Cache(folder / CACHE) as cache:
        vectors, _ = embed(cuts, embedder, cache, progress)
    identity = embedder.identity if embedder else ""
    files = [FileRecord(str(beir.folder), "", "")]
    return Generation(write(folder, cuts, files, identity, vectors))


def _cut(name: str, title: str, text: str) -> Cut:
    document = Document(id=name, kind=Kind.OTHER, title=tidy(title))
    # The document's own title stands above its text once; its id says nothing.
    sections = (Section(path=(), text=tidy(text)),)
    return Cut.of(Reading(document, sections))


def ask(
    beir: BeirSet,
    generation: Generation,
    embedder: Embedder | None,
    typing: str = "full",
    policy: Policy = DEFAULT,
    *,
    seed: int = 1,
    fast: bool = False,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Iterator[Asked]:
    """Ask every question, typed as ``typing`` says (``eval.typing.retype``).

    One at a time, each stage timed; ``fast`` encodes them in batches and times nothing.
    """
    judgements, kinds, dice = beir.judgements(), beir.kinds(), random.Random(seed)
    texts = {name: retype(text, typing, dice) for name, text in beir.questions()}
    if fast and embedder:
        embedder = Ahead(embedder)
        questions = [Question(text, DAY) for text in texts.values()]
        embedder.learn_questions(questions, generation, progress)
    for done, (name, text) in enumerate(texts.items(), 1):
        told = {"typing": typing, "kind": kinds.get(name, ""), "length": length(text)}
        row = Asked(beir.name, name, text, told, {})
        yield _judged(_found(row, generation, embedder, policy, timed=not fast), judgements[name])
        progress("ask", done, len(texts))


def _found(
    row: Asked, generation: Generation, embedder: Embedder | None, policy: Policy, *, timed: bool
) -> Asked:
    """What was found: ids of documents, best first, as many as the deepest figure needs."""
    start = time.perf_counter()
    query = understand(Question(row.text, DAY), generation.accents)
    understood = time.perf_counter()
    vector = embedder.encode([query.restored], "query")[0] if embedder else None
    encoded = time.perf_counter()
    times: dict[str, float] = {}
    if timed:  # as deep as the policy looks, not as the figures do
        find(query, vector, generation, policy)
        ended = time.perf_counter()
        stages = ("understand", understood - start), ("encode", encoded - understood)
        times = {s: 1000 * seconds for s, seconds in (*stages, ("find", ended - encoded))}
    found = find(query, vector, generation, replace(policy, hits=max(RECALLED)))
    ids = tuple(dict.fromkeys(hit.chunk.document.id for hit in found.hits))
    weights = generation.words.weigh(query.restored)
    evidence = strength(query, found, weights)
    return replace(row, found=ids, evidence=evidence, milliseconds=times)


def _judged(row: Asked, relevant: Judgement) -> Asked:
    figures = {
        MAIN: ndcg(row.found, relevant, 10),
        "MRR@10": reciprocal_rank(row.found, relevant, 10),
        **{f"R@{k}": recall(row.found, relevant, k) for k in RECALLED},
    }
    expected = tuple(sorted(name for name, grade in relevant.items() if grade > 0))
    return replace(row, figures=figures, expected=expected, found=row.found[:_KEPT])
