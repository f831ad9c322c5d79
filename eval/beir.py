"""Any BEIR folder through the project's own indexer and retrieval.

Each document of the set is an article: a ``Document`` with one ``Section``. Hits are
chunks; a document's place is that of its best chunk.
"""

import csv
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any

from corpus.chunking import chunks
from corpus.document import Document, Kind, Section
from corpus.reading import Reading
from corpus.store import FileRecord
from corpus.text import tidy
from eval.metrics import Judgement, ndcg, recall, reciprocal_rank
from eval.typing import retype
from indexer.cache import Cache
from indexer.generations import Cut, write
from indexer.sync import CACHE, Progress, embed
from retrieval.embedder import Embedder
from retrieval.find import find
from retrieval.generation import Generation
from retrieval.normalise import understand
from retrieval.policy import DEFAULT, Policy
from retrieval.question import Question

DAY = date(2026, 1, 1)  # the sets carry no dates: any day will do


@dataclass(frozen=True, slots=True)
class BeirSet:
    """A folder in BEIR's layout. Judgements are of the finest file there is."""

    folder: Path

    def documents(self) -> Iterator[tuple[str, str, str]]:
        """(id, title, text) of each document."""
        with (self.folder / "corpus.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield str(row["_id"]), str(row.get("title") or ""), str(row["text"])

    def questions(self) -> list[tuple[str, str]]:
        """(id, text) of each question that has a judgement."""
        judged = self.judgements()
        with (self.folder / "queries.jsonl").open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        return [(str(row["_id"]), str(row["text"])) for row in rows if str(row["_id"]) in judged]

    def judgements(self) -> Mapping[str, Judgement]:
        """The grade of each relevant document by question."""
        names = ("qrels_family.tsv", "qrels.tsv", "qrels/test.tsv")
        file = next(self.folder / name for name in names if (self.folder / name).is_file())
        found: dict[str, dict[str, int]] = defaultdict(dict)
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines, delimiter="\t"):
                if row[2].lstrip("-").isdigit():  # not the head line
                    found[row[0]][row[1]] = int(row[2])
        return found


@dataclass(frozen=True, slots=True)
class Result:
    """Means over the questions; milliseconds are means a question, by stage."""

    name: str
    typing: str
    questions: int
    documents: int
    chunks: int
    figures: Mapping[str, float]
    milliseconds: Mapping[str, float]
    questions_per_second: float

    def as_json(self) -> dict[str, Any]:
        """One flat object: the figures under their own names."""
        plain = asdict(self)
        figures: dict[str, float] = plain.pop("figures")
        return plain | figures


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
    return Cut(Reading(document, sections), tuple(chunks(document, sections)))


def evaluate(
    beir: BeirSet,
    generation: Generation,
    embedder: Embedder | None,
    typing: str = "full",
    policy: Policy = DEFAULT,
    seed: int = 1,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Result:
    """Ask every question; ``typing`` is what ``eval.typing.retype`` takes."""
    judgements = beir.judgements()
    questions = beir.questions()
    random_ = random.Random(seed)
    figures: dict[str, list[float]] = defaultdict(list)
    spent: dict[str, float] = defaultdict(float)
    for done, (name, text) in enumerate(questions, 1):
        ranking = _ask(retype(text, typing, random_), generation, embedder, policy, spent)
        relevant = judgements[name]
        for k in (1, 5, 10):
            figures[f"R@{k}"].append(recall(ranking, relevant, k))
        figures["MRR@10"].append(reciprocal_rank(ranking, relevant, 10))
        figures["nDCG@10"].append(ndcg(ranking, relevant, 10))
        progress("ask", done, len(questions))
    counts = generation.store.counts()
    return Result(
        name=beir.folder.name,
        typing=typing,
        questions=len(questions),
        documents=counts["documents"],
        chunks=counts["chunks"],
        figures={name: fmean(values) for name, values in figures.items()},
        milliseconds={stage: 1000 * s / len(questions) for stage, s in spent.items()},
        questions_per_second=len(questions) / sum(spent.values()),
    )


def _ask(
    text: str,
    generation: Generation,
    embedder: Embedder | None,
    policy: Policy,
    spent: dict[str, float],
) -> list[str]:
    """Ids of documents, best first."""
    start = time.perf_counter()
    query = understand(Question(text, DAY), generation.accents)
    understood = time.perf_counter()
    vector = embedder.encode([query.restored], "query")[0] if embedder else None
    encoded = time.perf_counter()
    hits = find(query, vector, generation, policy).hits
    spent["understand"] += understood - start
    spent["encode"] += encoded - understood
    spent["find"] += time.perf_counter() - encoded
    return list(dict.fromkeys(hit.chunk.document.id for hit in hits))
