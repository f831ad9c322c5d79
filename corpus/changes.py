"""What the texts of a corpus do to one another: endings and amendments put where they fall.

A text says of itself when it begins; that it ended is said by another one ("Nghị định số …
hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành").
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.document import Document, Section
from corpus.reading import Reading
from corpus.relation import Relation, Target, Verb
from corpus.relations import covers, own_target, place_of
from corpus.renewal import gives_anew
from corpus.staged import of_the_body
from corpus.texts import Texts
from corpus.validity import Status, Validity

_ENDING = (Verb.ENDS, Verb.REPEALS, Verb.REPLACES)
_CHANGING = (Verb.AMENDS, Verb.ADDS, Verb.REWORDS, Verb.CORRECTS)
_LOCAL = ("UBND", "HĐND")
_SHOWN = 160  # characters of a sentence in a warning


Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """``anew``: the section that states it holds the whole new text of its target."""

    by: Document
    relation: Relation
    anew: bool = False

    @property
    def day(self) -> date | None:
        return self.relation.effective or self.by.validity.effective_from

    @property
    def whole(self) -> bool:
        target = self.relation.target
        return not (target.article or target.place or self.relation.some)

    @property
    def ends(self) -> bool:
        """Whether what it concerns is no longer in force as it was."""
        return self.relation.verb in _ENDING or self.anew


def with_changes(readings: Sequence[Reading]) -> list[Reading]:
    """The readings with ends and amendments that other texts among them state.

    A document whose metadata says that it is in force (``status: con_hieu_luc``) is
    believed: maintainers know more than one text.
    """
    changes = _changes(readings)
    outdated = _outdated(changes.values())
    return [
        _with_outdated(
            _changed(reading, changes.get(id(reading.document), [])),
            outdated.get(id(reading.document), {}),
        )
        for reading in readings
    ]


def renewals(readings: Sequence[Reading]) -> list[tuple[int, Path, int, Path]]:
    """(reading, section's path, changing reading, its path) where one gives the other anew."""
    number = {id(reading.document): at for at, reading in enumerate(readings)}
    changes = _changes(readings)
    found = []
    for at, reading in enumerate(readings):
        anew = _by_article(c for c in changes.get(id(reading.document), ()) if c.anew)
        own = own_target(reading.document)
        for section in filter(of_the_body, reading.sections if anew else ()):
            here = place_of(section.path, own)
            found += [
                (at, section.path, number[id(c.by)], c.relation.path)
                for c in anew.get(here.article, ())
                if covers(c.relation.target, here)
            ]
    return found


def _changes(readings: Sequence[Reading]) -> dict[int, list[_Change]]:
    """The changes by the identity of the document that they concern."""
    texts = Texts(reading.document for reading in readings)
    found: dict[int, list[_Change]] = defaultdict(list)
    for reading in readings:
        by = reading.document
        if by.draft or by.sample or not reading.relations:
            continue
        at_path: dict[Path, list[Section]] = defaultdict(list)
        for section in reading.sections:
            at_path[section.path].append(section)
        for relation in reading.relations:
            anew = gives_anew(relation, at_path[relation.path])
            for document in meant(relation.target, by, texts):
                found[id(document)].append(_Change(by, relation, anew))
    return found


def _outdated(changes: Iterable[Sequence[_Change]]) -> dict[int, dict[Path, date]]:
    """The day on which new words are of the past themselves: by their document and section.

    Only where the section gives one provision anew.
    """
    found: dict[int, dict[Path, date]] = defaultdict(dict)
    for of_document in changes:
        given = Counter((id(c.by), c.relation.path) for c in of_document)
        ending = _by_article(c for c in of_document if c.ends and not c.relation.some)
        for change in of_document:
            path, target = change.relation.path, change.relation.target
            if not change.anew or change.day is None or given[id(change.by), path] > 1:
                continue
            later = [
                c.day
                for c in (*ending.get("", ()), *ending.get(target.article, ()))
                if c.day is not None and c.day > change.day and covers(c.relation.target, target)
                if not any(covers(one, target) for one in c.relation.except_for)
            ]
            if later:
                found[id(change.by)][path] = min(later)
    return found


def _by_article(changes: Iterable[_Change]) -> dict[str, list[_Change]]:
    """The changes by the article that they name; "" for none."""
    found: dict[str, list[_Change]] = defaultdict(list)
    for change in changes:
        found[change.relation.target.article].append(change)
    return found


def _with_outdated(reading: Reading, outdated: Mapping[Path, date]) -> Reading:
    """The reading with those sections ended whose new words others have replaced since."""
    if not outdated:
        return reading
    sections = tuple(
        replace(section, validity=_ended_on(section.validity or reading.document.validity, day))
        if (day := outdated.get(section.path))
        else section
        for section in reading.sections
    )
    return replace(reading, sections=sections)


def meant(target: Target, by: Document, texts: Texts) -> Iterable[Document]:
    """The editions of the one text that ``target`` names; nothing where it may be several."""
    named = [
        text
        for text in texts.named(target)
        if text.id != by.id and _within_reach(text, by) and not _later(text, by)
    ]
    return named if len({document.id for document in named}) == 1 else ()


def _within_reach(text: Document, by: Document) -> bool:
    """A province's decisions have the numbers of the other provinces' too."""
    local = any(mark in text.number for mark in _LOCAL)
    return not local or text.territory == by.territory


def _later(text: Document, by: Document) -> bool:
    """Whether ``by`` cannot have known ``text``: "1903/QĐ-TTg", without a year, comes again."""
    return text.issued is not None and by.issued is not None and text.issued > by.issued


def _changed(reading: Reading, changes: Sequence[_Change]) -> Reading:
    document = reading.document
    if not changes or document.validity.status is Status.IN_FORCE:
        return reading
    by = tuple(dict.fromkeys(c.by.number for c in changes if c.relation.verb in _CHANGING))
    ended = _first_end(c for c in changes if c.whole)
    validity = _ended(document.validity, ended)
    validity = replace(
        validity, amended_by=tuple(dict.fromkeys((*validity.amended_by, *filter(None, by))))
    )
    made = replace(document, validity=validity)
    own = own_target(document)
    by_article = _by_article(changes)
    sections = tuple(
        _section(section, own, document.validity, by_article, ended) for section in reading.sections
    )
    warnings = reading.warnings
    if ended is not None:
        said = ended.relation.sentence[:_SHOWN]
        warnings += (f"it ends on {ended.day}: {ended.by.number} says “{said}”",)
    warnings = tuple(dict.fromkeys(warnings))  # an earlier version, kept, says it already
    return replace(reading, document=made, sections=sections, warnings=warnings)


def _section(
    section: Section,
    own: Target,
    before: Validity,
    changes: Mapping[str, Sequence[_Change]],
    ended: _Change | None,
) -> Section:
    """The section with a validity of its own where that is not its document's.

    ``changes`` are those of the document by the article that they name; "" for none.
    """
    if not of_the_body(section):
        return section
    here = place_of(section.path, own)
    of_its_own = changes.get(here.article, ()) if here.article else ()
    concerned = _concerning(here, [*changes.get("", ()), *of_its_own])
    end = _first_end(c for c in concerned if not c.relation.some)
    by = tuple(
        dict.fromkeys(
            c.by.number for c in concerned if not c.whole and c.relation.verb in _CHANGING
        )
    )
    as_document = (end and end.day) == (ended and ended.day)
    if section.validity is None and as_document and not by:
        return section
    validity = _ended(section.validity or before, end)
    amended = tuple(dict.fromkeys((*validity.amended_by, *filter(None, by))))
    return replace(section, validity=replace(validity, amended_by=amended))


def _concerning(here: Target, changes: Sequence[_Change]) -> list[_Change]:
    """The changes of the provision ``here``, without those that exempt it.

    What one sentence of a text exempts, its other sentences on the whole exempt too.
    """
    exempting = [c for c in changes if any(covers(t, here) for t in c.relation.except_for)]
    sparing = {id(c.by) for c in exempting if c.whole}
    return [
        c
        for c in changes
        if (id(c.by) not in sparing if c.whole else covers(c.relation.target, here))
        and c not in exempting
    ]


def _first_end(changes: Iterable[_Change]) -> _Change | None:
    endings = [c for c in changes if c.ends and c.day is not None]
    return min(endings, key=lambda change: change.day or date.max, default=None)


def _ended(validity: Validity, by: _Change | None) -> Validity:
    if by is None or by.day is None:
        return validity
    return _ended_on(validity, by.day)


def _ended_on(validity: Validity, day: date) -> Validity:
    return replace(validity, effective_to=min(day, validity.effective_to or date.max))
