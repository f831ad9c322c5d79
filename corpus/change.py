"""What one sentence does to provisions: "Bãi bỏ khoản 2 Điều 63", "Luật X hết hiệu lực từ …".

A sentence that orders begins with its verb; one that declares begins with the provisions it
speaks of. Anything else ("người nộp hồ sơ sửa đổi, bổ sung …") changes no text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.change_words import (
    AT,
    BEHIND,
    DECLARES,
    EACH_DAY,
    ENTRY,
    EXCEPT,
    INSERTED_AT,
    LASTS,
    LEADS_TO,
    LISTS,
    LOOSE,
    ORDER,
    SINCE,
    SINCE_WHEN,
    STARTS,
    SUBJECT_LEADS,
    SUBJECT_OF_TEXTS,
    THIS_ONE,
    VAGUE,
    WHOLE_SUBJECT,
)
from corpus.provisions import first_day, later
from corpus.references import Found, located
from corpus.relation import Target, Verb
from corpus.text_names import BLANK, without_descriptions

NOTHING = Target()


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to one provision, or (``target`` is None) to those that are listed below."""

    verb: Verb
    target: Target | None
    effective: date | None = None
    except_for: tuple[Target, ...] = ()
    some: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: in ``itself``, amending ``within``; the text's day of issue."""

    itself: Target
    within: Target = NOTHING
    issued: date | None = None


def changes(sentence: str, place: Place) -> tuple[Change, ...]:
    """What ``sentence`` (quoted words blanked out) does, in its order."""
    sentence = without_descriptions(sentence)
    since = SINCE.match(sentence)
    day = _day_since(since.group(), place) if since else None
    said = sentence[since.end() :] if since else sentence
    if order := _ordered(said):
        found = list(_orders(said, order, place))
    else:
        found = list(_declared(said, place)) or list(_staged(said, place))
    return tuple(_dated(change, day) for change in found)


def listed(sentence: str, lead: Change, place: Place) -> tuple[Change, ...]:
    """The provisions that a line of a list names, for the verb of the line that leads it in."""
    main, exempt = _without_exception(without_descriptions(sentence), place)
    found = located(main, itself=place.itself, within=place.within)
    if not found or not SUBJECT_LEADS.fullmatch(main[: found[0].start]):
        return ()
    first = _one_run(main, found)
    return tuple(Change(lead.verb, f.target, lead.effective, exempt, lead.some) for f in first)


def _ordered(said: str) -> re.Match[str] | None:
    """The first verb of a sentence that orders, and None of any other."""
    if this := THIS_ONE.match(said):
        return ORDER.search(said, this.start("order") - 1) or _at(said, this.start("order"))
    return ORDER.match(said)


def _at(said: str, start: int) -> re.Match[str] | None:
    return re.compile(r"(?P<REPLACES>thay thế)|(?P<REPEALS>bãi bỏ)", re.I).match(said, start)


def _orders(said: str, first: re.Match[str], place: Place) -> Iterator[Change]:
    main, exempt = _without_exception(said, place)
    found = located(main, itself=place.itself, within=place.within)
    verbs = [first, *ORDER.finditer(main, first.end())]
    behind = SINCE_WHEN.search(main)
    day = first_day(behind["when"], place.issued) if behind else None
    for at, match in enumerate(verbs):
        end = verbs[at + 1].start() if at + 1 < len(verbs) else len(main)
        verb = _verb(match)
        for target, some in _objects(verb, main, (match.end(), end), found, place):
            if target is None or not _own(target, place):
                yield Change(verb, target, day, exempt, some)


def _objects(
    verb: Verb, said: str, scope: tuple[int, int], found: Sequence[Found], place: Place
) -> list[tuple[Target | None, bool]]:
    """What the verb before ``scope`` is about, and whether parts of it only."""
    start, end = scope
    if verb is not Verb.REWORDS and (stop := BEHIND.search(said, start, end)):
        end = stop.start()
    here = [f for f in found if start <= f.start < end]
    words = said[start : here[0].start if here else end]
    vague = VAGUE.search(words) is not None
    if not here:
        if vague and (place.within.article or place.within.place):
            return [(place.within, True)]
        return [(None, False)] if LISTS.search(said) and "sau" in said else []
    if not LEADS_TO.fullmatch(words) and not (verb is Verb.REWORDS and AT.search(words)):
        return [(here[-1].target, True)] if ENTRY.match(words) else []
    anchor = INSERTED_AT.search(said, start, end) if verb is Verb.ADDS else None
    if anchor:
        added = [f for f in here if f.start < anchor.start()]
        if added:
            return [(f.target, vague) for f in added]
        return [(f.target, True) for f in here[-1:]]
    return [(f.target, vague) for f in _one_run(said, here)]


def _one_run(said: str, found: Sequence[Found]) -> list[Found]:
    """The provisions of one list; a description that follows names others."""
    run = list(found[:1])
    for one in found[1:]:
        gap = said[run[-1].end : one.start]
        if one.start >= run[-1].end and not LEADS_TO.fullmatch(gap):
            break
        run.append(one)
    return run


def _declared(said: str, place: Place) -> Iterator[Change]:
    main, exempt = _without_exception(said, place)
    match = DECLARES.search(main)
    if match is None:
        return
    verb = _verb(match)
    subject = main[: match.start()]
    day = _day_since(main[match.end() :], place)
    found = located(subject, itself=place.itself, within=place.within)
    if not found:
        if LISTS.search(main) and re.search(r"sau", main) and SUBJECT_OF_TEXTS.search(subject):
            yield Change(verb, None, day, exempt)
        elif re.search(r"\bsau\b", subject) and SUBJECT_OF_TEXTS.search(subject):
            yield from _listed_behind(main[match.end() :], Change(verb, None, day, exempt), place)
        return
    run = _one_run(subject, found)
    if not SUBJECT_LEADS.fullmatch(subject[: found[0].start]) or not _ends_there(subject, run):
        return
    some = verb is Verb.ENDS and VAGUE.search(subject[: found[0].start]) is not None
    for one in run:
        if _own(one.target, place) and not one.target.article and not one.target.place:
            continue
        yield Change(verb, one.target, day, exempt, some and not _whole(subject, found))


def _listed_behind(said: str, lead: Change, place: Place) -> Iterator[Change]:
    """ "Các văn bản sau hết hiệu lực: Thông tư …; Thông tư …" in one sentence."""
    for piece in said.partition(":")[2].split(";"):
        yield from listed(piece.strip(), lead, place)


def _ends_there(subject: str, found: Sequence[Found]) -> bool:
    """Whether the provisions are what the subject is, not what it is said to follow."""
    return len(subject[found[-1].end :].strip(f" {BLANK}")) < LOOSE


def _whole(subject: str, found: Sequence[Found]) -> bool:
    return WHOLE_SUBJECT.fullmatch(subject[: found[0].start]) is not None


def _staged(said: str, place: Place) -> Iterator[Change]:
    """Parts of the text itself that begin, or end, on a day of their own."""
    for piece in EACH_DAY.findall(said):
        main = re.sub(r"^.*?\strừ\s+(?=.*hiệu lực)|^[\s;]*(?:trừ\s+)?", "", piece, count=1)
        for verb, match in ((Verb.STARTS, STARTS.search(main)), (Verb.ENDS, LASTS.search(main))):
            if match is None:
                continue
            day = first_day(match["when"], place.issued)
            if day is not None and verb is Verb.ENDS and match["end"]:
                day = later(day, 1)
            subject = main[: _predicate(main)]
            found = located(subject, itself=place.itself, within=place.itself)
            parts = [f for f in found if _own(f.target, place) and _is_part(f.target)]
            if day is None or not parts or not _ends_there(subject, parts):
                continue
            some = not _whole(subject, parts)
            yield from (Change(verb, one.target, day, some=some) for one in parts)


def _predicate(said: str) -> int:
    match = re.search(r"\s(?:có|bắt đầu có) hiệu lực|\sđược (?:thực hiện|áp dụng)", said)
    return match.start() if match else len(said)


def _without_exception(said: str, place: Place) -> tuple[str, tuple[Target, ...]]:
    """The sentence up to "trừ …", and the provisions exempted."""
    match = EXCEPT.search(said)
    if match is None:
        return said, ()
    subject = located(said[: match.start()], itself=place.itself, within=place.within)
    texts = [f.target for f in subject if not _is_part(f.target) and not _own(f.target, place)]
    within = texts[0] if len(texts) == 1 else place.within
    exempt = located(said[match.end() :], itself=place.itself, within=within)
    rest = said[match.end() :]
    tail = rest[rest.rindex(":") :] if rest.rstrip().endswith(":") else ""
    return said[: match.start()] + tail, tuple(f.target for f in exempt)


def _day_since(words: str, place: Place) -> date | None:
    match = SINCE_WHEN.search(words)
    return first_day(match["when"], place.issued) if match else None


def _dated(change: Change, day: date | None) -> Change:
    if day is None or change.effective is not None:
        return change
    return Change(change.verb, change.target, day, change.except_for, change.some)


def _own(target: Target, place: Place) -> bool:
    own = place.itself
    return (target.number, target.name) == (own.number, own.name)


def _is_part(target: Target) -> bool:
    return bool(target.article or target.clause or target.point or target.place)


def _verb(match: re.Match[str]) -> Verb:
    return Verb[match.lastgroup or "AMENDS"]
