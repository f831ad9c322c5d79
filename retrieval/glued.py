"""Words that stand without a space between them: where they may be parted."""

from collections.abc import Container

_LONGEST_SYLLABLE, _SHORTEST, _LONGEST = 7, 3, 28
_ALONE = "oy"  # of single letters only ở, ô, y and ý are words that get glued
_MOST = 6  # ways, the fewest parts first


def partings(bare: str, syllables: Container[str]) -> list[tuple[str, ...]]:
    """The ways to part ``bare`` into two or more of the folded ``syllables``."""
    if not _SHORTEST <= len(bare) <= _LONGEST:
        return []
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(bare) + 1):
        here = [
            (*way, bare[begin:end])
            for begin in range(max(0, end - _LONGEST_SYLLABLE), end)
            if ways[begin] and _may_stand(bare[begin:end], syllables)
            for way in ways[begin]
        ]
        ways.append(sorted(here, key=len)[:_MOST])
    return [way for way in ways[-1] if len(way) > 1]


def _may_stand(part: str, syllables: Container[str]) -> bool:
    return part in syllables and (len(part) > 1 or part in _ALONE)


def at_capitals(typed: str) -> list[str]:
    """Parted where capitals begin or end: "ViệtNam" → Việt, Nam; "UBNDxã" → UBND, xã."""
    parts, begin = list[str](), 0
    for at in range(1, len(typed)):
        rises = typed[at].isupper() and not typed[at - 1].isupper()
        falls = at > 1 and typed[at - 2 : at].isupper() and typed[at].islower()
        if rises or falls:
            parts.append(typed[begin:at])
            begin = at
    return [*parts, typed[begin:]]
