"""What happens along the road, noted as it happens: the ``Trace`` of an answer and its timings.

Nothing on the road reads it.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace

from corpus.chunk import Chunk
from corpus.cite import cite
from retrieval.answer import Answer, Hit
from retrieval.decide import Decision
from retrieval.find import Found
from retrieval.meant import Named
from retrieval.policy import Policy
from retrieval.question import Query
from retrieval.trace import Part, Seen, Source, Trace

_ALTERNATIVES = 12  # that are kept of a question


class Record:
    """Of one message. ``timings`` are the milliseconds of each stage, over all that it asks."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}
        self._last = time.perf_counter()
        self._parts: list[Part] = []
        self._composer = ""

    def stage(self, name: str) -> None:
        """What was done since the last stage is called ``name``."""
        now = time.perf_counter()
        spent = (now - self._last) * 1000
        self.timings[name] = round(self.timings.get(name, 0.0) + spent, 2)
        self._last = now

    def asks(self, query: Query, named: Named) -> None:
        """The next thing that is asked, and what it names."""
        self._parts.append(
            Part(
                said=query.question.text,
                typed=query.typed,
                restored=query.restored if query.restored != query.typed else "",
                day=query.question.as_of,
                alternatives=tuple(dict.fromkeys(query.alternatives))[:_ALTERNATIVES],
                citations=tuple(map(str, query.citations)),
                documents=tuple(str(cite(document, ())) for document in named.documents),
                unknown=tuple(named.unknown),
                facets=tuple(sorted(name.strip() for name in query.facets)),
                places=tuple(where.old or where.province for where in query.places.named),
                support=query.support,
                vietnamese=query.vietnamese,
            )
        )

    def again(self) -> None:
        """What was begun last is asked anew, of other days."""
        self._parts.pop()

    def found(self, found: Found) -> None:
        past = [(hit, "not_in_force") for hit in found.not_applicable]
        seen = tuple(_seen([*((hit, "") for hit in found.hits), *past]))
        self._parts[-1] = replace(self._parts[-1], hits=seen)

    def decided(self, decision: Decision) -> None:
        """Which of the hits were used, and why the others were not."""
        why = {hit.chunk.id: reason for hit, reason in decision.rejected}
        why |= {hit.chunk.id: "used" for hit in decision.used}
        part = self._parts[-1]
        self._parts[-1] = replace(
            part,
            hits=tuple(replace(hit, why=why.get(hit.chunk_id, hit.why)) for hit in part.hits),
            outcome=decision.outcome.value,
            evidence=round(decision.evidence, 4),
            threshold=decision.threshold,
        )

    def composed(self, what: str) -> None:
        """What came of the composer."""
        self._composer = what

    def trace(
        self, generation: str, model: str, policy: Policy, answers: Sequence[Answer]
    ) -> Trace:
        """``answers`` are those to what was asked, in that order."""
        parts = tuple(self._parts)
        if len(parts) == len(answers):  # else one of them was looked up for several days
            pairs = zip(parts, answers, strict=True)
            parts = tuple(replace(part, outcome=answer.outcome.value) for part, answer in pairs)
        return Trace(generation, model, asdict(policy), parts, composer=self._composer)


def sources(chunks: Iterable[Chunk]) -> tuple[Source, ...]:
    """What the chunks quoted are now."""
    return tuple(
        Source(c.id, c.digest, c.document.id, c.document.edition, c.document.digest) for c in chunks
    )


def _seen(hits: Sequence[tuple[Hit, str]]) -> Iterator[Seen]:
    for hit, why in hits:
        chunk = hit.chunk
        yield Seen(
            str(cite(chunk.document, chunk.path)),
            chunk.document.id,
            chunk.document.edition,
            chunk.id,
            round(float(hit.score), 4),
            tuple(sorted(hit.found_by)),
            why,
            chunk.document.field,
        )
