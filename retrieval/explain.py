"""An answer explained to maintainers: what was understood, found, decided, said – and whether its
sources still say so."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum

from corpus.store import TextStore
from retrieval.answer import Answer, Quote
from retrieval.answer_parts import quotes_of
from retrieval.check import as_given
from retrieval.policy import DEFAULT
from retrieval.trace import Part, Seen, Source, Trace

_WORDS = 40  # of a quote that are printed


class Today(StrEnum):
    """What has become of a quote's words in the index that serves now."""

    UNCHANGED = "the source still says so, in the same place"
    MOVED = "the source still says so, in another place or edition"
    GONE = "the source no longer says so"
    NO_DOCUMENT = "the document is no longer in the index"


def today(quote: Quote, store: TextStore) -> Today:
    """Whether the document quoted says the same now."""
    chunk = store.chunk(quote.chunk_id)
    if chunk is not None and quote.text in chunk.text:
        return Today.UNCHANGED
    editions = store.editions(quote.document.id)
    if not editions:
        return Today.NO_DOCUMENT
    words = _bare(quote.text)
    said = (" ".join(_bare(section.text) for section in sections) for _, sections in editions)
    return Today.MOVED if any(words in text for text in said) else Today.GONE


def explain(answer: Answer, store: TextStore | None, kept: str = "") -> Iterator[str]:
    """Lines of plain text. ``store`` is that of the index that serves now, if there is one;
    ``kept`` the moment at which the answer was kept."""
    question, trace = answer.question, answer.trace
    yield f"Answer {answer.id}" + (f", kept {kept} (UTC)" if kept else ", not kept")
    yield f"  {answer.outcome.value}, as the law stands on {question.as_of:%d/%m/%Y}"
    if trace:
        yield f"  index {trace.generation}, {trace.model or 'words alone, without the model'}"
    yield ""
    yield "Question"
    yield from _text(question.text or "(not kept: it was refused for what it discloses)")
    for earlier in question.earlier:
        yield f"  after: {earlier}"
    if str(question.unit):
        yield f"  asked from: {question.unit}"
    if trace is None:
        yield "  How it came about was not kept with it."
    for number, part in enumerate(trace.parts if trace else (), 1):
        yield from _part(part, number if trace and len(trace.parts) > 1 else 0)
    yield ""
    yield "Said"
    yield from _text(answer.conclusion or "(no conclusion)")
    yield from (f"  note: {note}" for note in answer.notes)
    yield from (f"  to choose: {text}" for text in answer.followups)
    if trace:
        yield from (f"  kept back at the exit – {why}" for why in trace.held_back)
        if trace.composer:
            yield f"  composer: {trace.composer}"
    yield from _quotes(answer, store)
    yield from _figures(answer, trace)


def _part(part: Part, number: int) -> Iterator[str]:
    yield ""
    yield f"Understood{f' ({number})' if number else ''}"
    told = {
        "asked": part.said,
        "searched": part.typed if part.typed != part.said else "",
        "read as": part.restored,
        "also searched": ", ".join(part.alternatives),
        "words told beside": ", ".join(part.support),
        "it names": "; ".join(part.citations),
        "which is": "; ".join(part.documents),
        "nobody has": "; ".join(part.unknown),
        "asks for": "; ".join(part.facets),
        "about": "; ".join(part.places),
        "day": f"{part.day:%d/%m/%Y}",
        "language": "" if part.vietnamese else "not Vietnamese",
    }
    yield from (f"  {name}: {_bare(text)}" for name, text in told.items() if text)
    yield ""
    yield "Found (score, by what, what became of it)" if part.hits else "Found: nothing"
    yield from map(_hit, part.hits)
    yield ""
    yield "Decided"
    if part.threshold:
        enough = "≥" if part.evidence >= part.threshold else "<"
        yield f"  evidence {part.evidence:.3f} {enough} {part.threshold:.3f}"
    yield f"  {part.outcome}"


def _hit(hit: Seen) -> str:
    by = "+".join(hit.found_by) or "named beside"
    why = (hit.why or "beyond what is used").replace("_", " ")
    return f"  {hit.score:5.3f}  {by:<14} {why:<20} {hit.citation}  [{hit.document}]"


def _quotes(answer: Answer, store: TextStore | None) -> Iterator[str]:
    quotes = list(dict.fromkeys(quotes_of(answer)))
    if not quotes:
        return
    sources = {source.chunk_id: source for source in answer.trace.sources} if answer.trace else {}
    yield ""
    yield "Quotes, then and now"
    for number, quote in enumerate(quotes, 1):
        yield f"  {number}. {quote.citation}"
        yield f"     “{_shortened(quote.text)}”"
        yield f"     then: {_then(quote, sources.get(quote.chunk_id))}"
        yield f"     now: {today(quote, store) if store else 'there is no index to look in'}"


def _then(quote: Quote, source: Source | None) -> str:
    start, end = quote.effective_from, quote.effective_to
    days = f"{start or '…'} – {end or '…'}"
    if source is None:
        return f"in force {days} ({quote.status})"
    file = f", file {source.digest[:12]}" if source.digest else ""
    return f"in force {days} ({quote.status}), edition {source.edition}{file}, words {source.chunk[:12]}"  # noqa: E501


def _figures(answer: Answer, trace: Trace | None) -> Iterator[str]:
    yield ""
    times = ", ".join(f"{stage} {ms:g}" for stage, ms in answer.timings_ms.items())
    yield f"Milliseconds: {times or 'not measured'}"
    if trace is None:
        return
    now = asdict(DEFAULT)
    names = [*dict.fromkeys([*trace.policy, *now])]
    moved = [
        f"{name} was {trace.policy.get(name)}, is {now.get(name)}"
        for name in names
        if trace.policy.get(name) != now.get(name)
    ]
    yield f"Policy: {'; '.join(moved) if moved else 'as it is now'}"
    if trace.seal:
        intact = as_given(answer) is answer
        yield f"Seal: {'what is kept is what was given' if intact else 'changed since it was given'}"  # noqa: E501


def _text(text: str) -> Sequence[str]:
    return [f"  {line}" for line in text.split("\n")]


def _shortened(text: str) -> str:
    words = text.split()
    return " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")


def _bare(text: str) -> str:
    return " ".join(text.split())
