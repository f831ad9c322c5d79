"""What is one blockage and what several: matters are told apart, parts are put together.

Of a matter of which most goes wrong the fee and the form are two blockages where its questions say
what they want, and what only one unit or one week asks of it belongs to neither.

Grouping is strict where it is open what a question wants; so one blockage may come out in parts:
one in which people say it and one in which they do not, or one for each of two names. Parts are one
where their words are alike on average, unless of both enough say what they want and it is hardly
ever the same; of the same thing and with the same document first, less is enough. What is told in
words of its own is in none of them; it is of the blockage of its document that it is most like,
unless it wants another thing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np

from desk.aspects import Aspect
from desk.blockage_rules import Rules
from desk.likeness import Numbers, Space
from desk.spread import is_spread
from desk.trouble import Asked

_MOSTLY = 0.6  # of its questions, for it to be what a group wants
_SAYING = 0.35  # of its questions, for a group to be heard on what it wants
_AGREED = 0.4  # of the pairs that say it, below which two groups want different things


def told_apart(asked: Sequence[Asked], inside: list[int], by: Rules) -> list[list[int]]:
    """One group of a matter by what is wanted of it: what most want first, then what most of the
    others do. Where few say what they want, or but one thing is wanted, it stays whole."""
    if sum(bool(asked[at].kinds) for at in inside) < by.told_apart * len(inside):
        return [inside]
    wide, loud = list[list[int]](), set[int]()
    left = inside
    while many := Counter(kind for at in left for kind in asked[at].kinds):
        wanted = min(many, key=lambda kind: (-many[kind], kind))
        one = [at for at in left if wanted in asked[at].kinds]
        if len(one) < by.questions:
            break
        if is_spread(asked, one, by):
            wide.append(one)
        else:
            loud.update(one)
        left = [at for at in left if wanted not in asked[at].kinds]
    if len(wide) > 1:
        return wide
    rest = [at for at in inside if at not in loud]
    return [rest if is_spread(asked, rest, by) else inside]


def joined(
    asked: Sequence[Asked], space: Space, parts: Iterable[Sequence[int]], by: Rules
) -> list[list[int]]:
    """The parts, put together as long as two are one, the most alike first."""
    groups = [list(part) for part in parts]
    if len(groups) < 2:
        return groups
    everyone = sorted({at for group in groups for at in group})
    place = {at: row for row, at in enumerate(everyone)}
    alike = space.about(everyone, everyone)
    while found := _most_alike(asked, alike, place, groups, by):
        one, two = found
        groups[one] = sorted(groups[one] + groups.pop(two))
    return groups


def widened(
    asked: Sequence[Asked],
    space: Space,
    groups: Sequence[Sequence[int]],
    free: Sequence[int],
    by: Rules,
) -> list[list[int]]:
    """The groups, with those of the questions ``free`` that belong to them: of the same document,
    alike on average, and not wanting another thing. A group is at most doubled, or left alone."""
    if not groups or not free:
        return [list(group) for group in groups]
    firsts = [_first(asked, group) for group in groups]
    alike = np.array([space.about(free, group).mean(axis=1) for group in groups])
    more: list[list[int]] = [[] for _ in groups]
    for column, at in enumerate(free):
        one = asked[at]
        fitting = [
            (float(alike[row, column]), row)
            for row in range(len(groups))
            if one.subject and one.subject == firsts[row] and alike[row, column] >= by.joined
            if not _apart(asked, [at], groups[row])
        ]
        if fitting:
            more[max(fitting)[1]].append(at)
    return [
        sorted([*group, *(also if len(also) <= len(group) else ())])
        for group, also in zip(groups, more, strict=True)
    ]


def _most_alike(
    asked: Sequence[Asked],
    alike: Numbers,
    place: Mapping[int, int],
    groups: Sequence[Sequence[int]],
    by: Rules,
) -> tuple[int, int] | None:
    rows = [[place[at] for at in group] for group in groups]
    wants = [_wants(asked, group) for group in groups]
    firsts = [_first(asked, group) for group in groups]
    fitting = []
    for one, two in combinations(range(len(groups)), 2):
        same = wants[one] & wants[two]
        of_one = same and firsts[one] and firsts[one] == firsts[two]
        nearness = float(alike[np.ix_(rows[one], rows[two])].mean())
        near = nearness >= (by.joined_first if of_one else by.joined)
        if near and not _apart(asked, groups[one], groups[two]):
            fitting.append((-nearness, one, two))
    return min(fitting)[1:] if fitting else None


def _apart(asked: Sequence[Asked], one: Sequence[int], two: Sequence[int]) -> bool:
    """Whether of both enough say what they want, and hardly two of them want the same."""
    ones, others = ([asked[at].kinds for at in group if asked[at].kinds] for group in (one, two))
    if len(ones) < _SAYING * len(one) or len(others) < _SAYING * len(two):
        return False
    agreed = sum(bool(wanted & other) for wanted in ones for other in others)
    return agreed < _AGREED * len(ones) * len(others)


def _wants(asked: Sequence[Asked], group: Sequence[int]) -> frozenset[Aspect]:
    many = Counter(kind for at in group for kind in asked[at].kinds)
    return frozenset(kind for kind, of in many.items() if of >= _MOSTLY * len(group))


def _first(asked: Sequence[Asked], group: Sequence[int]) -> str:
    """The document that came first for most of those for which one did."""
    known = Counter(filter(None, (asked[at].subject for at in group)))
    name, many = known.most_common(1)[0] if known else ("", 0)
    return name if many >= 0.5 * known.total() else ""
