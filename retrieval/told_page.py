"""What a page in the national layout tells of one procedure: its fields as lines of the card."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from corpus.papers import papers
from corpus.procedure import Item, Procedure, ProcedureLine
from corpus.procedure_labels import letters
from retrieval.answer import LineKind
from retrieval.told import EMPTY, NOTHING, UNTOLD, Described, Place, Texts, said, sentences
from retrieval.told_manner import DURATION, told_by_manner

_FIELDS = {
    Item.STEPS: LineKind.STEPS,
    Item.COPIES: LineKind.DOSSIER,
    Item.TIME_LIMIT: LineKind.DEADLINE,
    Item.FEE: LineKind.FEE,
    Item.CHARGE: LineKind.FEE,
    Item.FORMS: LineKind.FORM,
    Item.RECEIVED_AT: LineKind.WHERE,
    Item.AUTHORITY: LineKind.COMPETENT,
    Item.AGENCY: LineKind.COMPETENT,
}
_PLACED = re.compile(
    r"\b(?:tại|đến|tới|cho|về|ở|ubnd|ủy ban|cổng|trung tâm|bộ phận|công an)\b", re.IGNORECASE
)
_BEGINNING = 6  # sentences of the steps in which the dossier is handed in
_HANDS_IN = re.compile(
    r"\b(?:nop|gui)\b(?! (?:thong bao|nguoi))[^.;:]{0,40}?\b(?:ho so|don|van ban|to khai|giay to"
    r"|chung tu|de nghi)\b[^.;:]{0,160}?\b(?:tai|den|toi|cho|ve) (?:\w+ ){0,2}?"
    r"(?:co quan|uy ban|ubnd|trung tam|bo phan|cuc|chi cuc|so|phong|cong dich vu|he thong|van phong"
    r"|kho bac|cong an|hai quan|bao hiem|chu tich|chi nhanh|don vi|to chuc)\b"
)
# A copier that took a label's words within a sentence for the label.
_TORN = re.compile(r"\s*(?:[)\];,.]|buoc \d)")
_DECIDES = re.compile(
    r"\b(?:xem xet|cap giay|cap phep|giai quyet|phe duyet|ra quyet dinh|cong nhan|tra ket qua"
    r"|quyet dinh (?:cap|phe duyet|cong nhan)|tham dinh)\b"
)
_LACKING = re.compile(
    r"\b(?:khong|chua) (?:day du|du|hop (?:le|phap)|dung|tiep nhan)\b|\bbo sung\b|\bxac minh\b"
)
_HANDLING = re.compile(
    r"\b(?:ke tu|sau khi|tu)\b.{0,20}\b(?:tiep )?nhan\b.{0,30}\bho so\b|\bthoi han giai quyet\b"
)


def page(procedure: Procedure, texts: Texts) -> Described:
    """The lines of one record."""
    lines = [*_plain(procedure), *_from_ways(procedure, texts), *_from_papers(procedure, texts)]
    kept = [(kind, place) for kind, place in lines if _tells(kind, said(texts, place))]
    if not any(kind is LineKind.DEADLINE for kind, _ in kept):
        kept += _times_of_steps(procedure, texts)
    kept = _outer(kept, procedure)
    if not any(kind is LineKind.WHERE and _PLACED.search(said(texts, at)) for kind, at in kept):
        kept += _place_of_steps(procedure, texts)
    if not any(kind is LineKind.COMPETENT for kind, _ in kept):
        levels = [(LineKind.COMPETENT, _place(line)) for line in procedure.of(Item.LEVEL)]
        kept += [one for one in levels if _tells(one[0], said(texts, one[1]))]
    kept = _labelled(kept, procedure, texts)
    ordered = sorted(dict.fromkeys(kept), key=lambda one: list(LineKind).index(one[0]))
    within = tuple(dict.fromkeys(_place(line) for line in procedure.lines))
    code = procedure.codes[0] if procedure.codes else ""
    return Described(procedure.name, code, tuple(ordered), within)


def _place(line: ProcedureLine) -> Place:
    return Place(line.path, line.start, line.end)


def _plain(procedure: Procedure) -> Iterator[tuple[LineKind, Place]]:
    """The fields that are taken as they stand."""
    tables = list(_runs(procedure.of(Item.MANNER)))
    for item, kind in _FIELDS.items():
        lines = procedure.of(item)
        if item in (Item.TIME_LIMIT, Item.FEE, Item.CHARGE):  # the table of ways is read apart
            lines = tuple(line for line in lines if not any(_holds(run, line) for run in tables))
        for run in _runs(lines):
            yield kind, run


def _runs(lines: Sequence[ProcedureLine]) -> Iterator[Place]:
    """Neighbouring lines of one section as one place."""
    run: Place | None = None
    for line in lines:
        if run and line.path == run.path and line.start - run.end in (1, 2):
            run = Place(run.path, run.start, line.end)
            continue
        if run:
            yield run
        run = _place(line)
    if run:
        yield run


def _holds(run: Place, line: ProcedureLine) -> bool:
    return run.path == line.path and run.start <= line.start and line.end <= run.end


def _from_ways(procedure: Procedure, texts: Texts) -> Iterator[tuple[LineKind, Place]]:
    """Where, in what time and for what fee."""
    times = {(line.path, line.start) for line in procedure.lines if line.item is Item.TIME_LIMIT}
    for run in _runs(procedure.of(Item.MANNER)):
        timed = [start - run.start for path, start in times if path == run.path]
        for kind, (start, end) in told_by_manner(said(texts, run), timed):
            yield kind, Place(run.path, run.start + start, run.start + end)


def _from_papers(procedure: Procedure, texts: Texts) -> Iterator[tuple[LineKind, Place]]:
    """The dossier, paper by paper; a paper that names a form tells the form too."""
    named = bool([line for line in procedure.of(Item.FORMS) if _tells(LineKind.FORM, line.text)])
    for run in _runs(procedure.of(Item.DOSSIER)):
        if _TORN.match(letters(said(texts, run)[:40])):
            yield LineKind.STEPS, run
            continue
        for paper in papers(said(texts, run)):
            place = Place(run.path, run.start + paper.span[0], run.start + paper.span[1])
            yield LineKind.DOSSIER, place
            if paper.form and not named:
                yield LineKind.FORM, place


def _place_of_steps(procedure: Procedure, texts: Texts) -> Iterator[tuple[LineKind, Place]]:
    """The first sentence of the steps that says where the dossier goes, where no field does."""
    for place in islice(_sentences_of_steps(procedure, texts), _BEGINNING):
        if _HANDS_IN.search(letters(said(texts, place))):
            yield LineKind.WHERE, place
            return


def _sentences_of_steps(procedure: Procedure, texts: Texts) -> Iterator[Place]:
    for run in _runs(procedure.of(Item.STEPS)):
        for start, end in sentences(said(texts, run), (0, run.end - run.start)):
            yield Place(run.path, run.start + start, run.start + end)


def _times_of_steps(procedure: Procedure, texts: Texts) -> Iterator[tuple[LineKind, Place]]:
    """Sentences of the steps that say how long a dossier takes, where no field does."""
    for place in _sentences_of_steps(procedure, texts):
        plain = letters(said(texts, place))
        handles = _HANDLING.search(plain) and _DECIDES.search(plain)
        if handles and DURATION.search(plain) and not _LACKING.search(plain):
            yield LineKind.DEADLINE, place


def _tells(kind: LineKind, text: str) -> bool:
    plain = letters(text)
    if EMPTY.fullmatch(plain) or (len(text) < 400 and UNTOLD.search(plain)):
        return False
    return not (
        kind in (LineKind.COMPETENT, LineKind.WHERE, LineKind.STEPS) and NOTHING.fullmatch(plain)
    )


def _outer(
    lines: Sequence[tuple[LineKind, Place]], procedure: Procedure
) -> list[tuple[LineKind, Place]]:
    """Without times and fees said within the steps or the dossier, where a field tells them."""
    inside = [*_runs(procedure.of(Item.STEPS)), *_runs(procedure.of(Item.DOSSIER))]

    def within(place: Place) -> bool:
        return any(r.path == place.path and r.start <= place.start < r.end for r in inside)

    kinds = (LineKind.DEADLINE, LineKind.FEE, LineKind.COMPETENT, LineKind.WHERE)
    told = {kind for kind, place in lines if kind in kinds and not within(place)}
    return [one for one in lines if one[0] not in told or not within(one[1])]


def _labelled(
    lines: Sequence[tuple[LineKind, Place]], procedure: Procedure, texts: Texts
) -> list[tuple[LineKind, Place]]:
    """With its label before what is told of two sorts in one line: "Phí: …", "Lệ phí: …"."""
    sorts: dict[LineKind, dict[Place, set[Item]]] = {}
    for line in procedure.lines:
        if line.item in (Item.FEE, Item.CHARGE, Item.AUTHORITY, Item.AGENCY):
            kind = _FIELDS[line.item]
            sorts.setdefault(kind, {}).setdefault(_place(line), set()).add(line.item)
    mixed = {
        kind for kind, of in sorts.items() if len({frozenset(items) for items in of.values()}) > 1
    }
    return [
        (kind, _from_line_start(place, texts) if kind in mixed and place in sorts[kind] else place)
        for kind, place in lines
    ]


def _from_line_start(place: Place, texts: Texts) -> Place:
    start = texts[place.path].rfind("\n", 0, place.start) + 1
    return Place(place.path, start, place.end)
