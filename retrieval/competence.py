"""Whose job it is – the commune's, the province's, the ministry's –, as the sources quoted say.

A guide and a page of procedures tell it under headings of their own, other texts in the words that
are quoted. Where sources do not tell, or do not agree, nothing is claimed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.chunk import Chunk
from corpus.document import Kind
from corpus.procedure import Item
from corpus.procedure_labels import label
from corpus.text import fold
from retrieval.answer import Competence, Hit, Level
from retrieval.asks_whose import asks_of_offices, asks_whose
from retrieval.competence_said import Said, said
from retrieval.generation import Generation
from retrieval.question import Query
from retrieval.spans import cut
from retrieval.words import coverage

_ITEMS = frozenset({Item.LEVEL, Item.AGENCY, Item.AUTHORITY, Item.RECEIVED_AT})
_HEADINGS = re.compile(r"(?<!\w)(?:tham quyen|noi nop|noi (?:tiep )?nhan|cap thuc hien)(?!\w)")
_TELLING = (Kind.GUIDE, Kind.SOP, Kind.OTHER)
_OTHERS = fold("Cơ quan khác")
_DEED = re.compile(r"(?<!\w)ai (\w+ \w+)")  # "ai [cấp chứng] chỉ"
_APART = 0.5  # of a question's pairs of words, that one section has and another lacks
_NEAR = 0.9  # of the best score: so near, what another source says counts against the best


@dataclass(frozen=True, slots=True)
class _Told:
    """A statement in the chunk that makes it."""

    chunk: Chunk
    said: Said


def competence(query: Query, used: Sequence[Hit], generation: Generation) -> Competence | None:
    """What the sources ``used`` in an answer say of it, if they say one thing."""
    asked = any(map(asks_of_offices, (query.typed, query.restored)))
    verdicts = [
        (hit, *verdict)
        for hit in (used if asked else used[:1])
        if (verdict := _verdict(_statements(hit, generation, asked=asked)))
    ]
    first = verdicts[0][0].score if verdicts else 0.0
    verdicts = [one for one in verdicts if one[0].score >= _NEAR * first]
    if len({level for _, level, _ in verdicts}) != 1:
        return None
    _, level, told = verdicts[0]
    places = [one for *_, every in verdicts for one in every if one.said.place]
    place = max(places, key=_names_an_office, default=None)
    who = next((one for one in told if one.said.does and not one.said.place), None)
    no = next((one for one in told if not one.said.does), None)
    shown = [one for one in (who, no, place) if one is not None]
    quotes = dict.fromkeys(
        cut(one.chunk, one.said.start, one.said.end, query.question.as_of) for one in shown
    )
    here = level is Level.COMMUNE
    return Competence(
        level,
        here,
        tuple(quotes),
        who=who.said.words if who else "",
        where=place.said.words if place and not here else "",
        asked=asked,
    )


def of_another_matter(
    query: Query, best: Hit, weights: Mapping[str, float], generation: Generation
) -> bool:
    """Whether it is asked whose job something is of which only ``best`` speaks.

    "Ai cấp chứng chỉ kiểm tra đo lường" is asked of a certificate: whose job the inspection is, as
    the handbook's title and its section on competence say, is no answer.
    """
    chunk = best.chunk
    if chunk.document.kind not in _TELLING or _tells(chunk.heading) or not asks_whose(query.typed):
        return False
    deed = _DEED.search(fold(query.typed))
    if deed is None or deed[1] not in fold(best.searchable):
        return False
    told = [
        f"{beside.heading}\n{beside.text}"
        for beside in generation.chunks_of(chunk.document)
        if beside.provision[:-1] == chunk.provision[:-1] and _tells(beside.heading)
    ]
    pairs = {term: weight for term, weight in weights.items() if " " in term}
    said = coverage(pairs, "\n".join([chunk.document.title, *told]))
    return bool(told) and coverage(pairs, best.searchable) - said > _APART


def _names_an_office(one: _Told) -> bool:
    """Not so "cấp tỉnh" and "tỉnh nơi sử dụng thiết bị"."""
    return not one.said.words.lower().startswith(("cấp ", "tỉnh "))


def _statements(hit: Hit, generation: Generation, *, asked: bool) -> list[_Told]:
    """Those of the sections that are there to tell it; else, where asked, those of the hit."""
    chunk = hit.chunk
    if chunk.document.kind in _TELLING:
        found = [
            told
            for beside in generation.chunks_of(chunk.document)
            if beside.provision[:-1] == chunk.provision[:-1] and _tells(beside.heading)
            for told in _of(beside, field=True)
        ]
        if found:  # "Cấp xã, Cơ quan khác": whose it is depends on more
            others = any(_OTHERS in fold(one.chunk.text) for one in found)
            return [] if others else found
    return list(_of(chunk)) if asked else []


def _of(chunk: Chunk, *, field: bool = False) -> Iterator[_Told]:
    yield from (_Told(chunk, one) for one in said(chunk.text, field=field))


def _tells(heading: str) -> bool:
    marked = label(heading, heading=True)
    if marked is not None and _ITEMS.intersection(marked.items):
        return True
    return _HEADINGS.search(fold(heading)) is not None


def _verdict(told: Iterable[_Told]) -> tuple[Level, list[_Told]] | None:
    """The one level that statements agree on, with those that speak of it; or None."""
    every = list(told)
    does = {one.said.level for one in every if one.said.does and not one.said.place}
    places = {one.said.level for one in every if one.said.place}
    refused = any(not one.said.does and one.said.level is Level.COMMUNE for one in every)
    if refused and Level.COMMUNE in does:
        return None
    levels = does or places
    if len(levels) != 1:
        return None
    (level,) = levels
    if level is Level.COMMUNE and (refused or not does):  # a commune's centre receives for others
        return None
    kept = [one for one in every if one.said.level is level or not one.said.does or one.said.place]
    return level, kept
