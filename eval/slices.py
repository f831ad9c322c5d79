"""By what questions are counted apart."""

from collections import defaultdict
from collections.abc import Sequence

from eval.runs import Asked

SHORT, LONG = 9, 25  # words: below and from which a question is short, long


def length(text: str) -> str:
    """ "short" (a few key words), "middle" (a sentence) or "long" (a story)."""
    words = len(text.split())
    return "short" if words < SHORT else "middle" if words < LONG else "long"


def slices(asked: Sequence[Asked]) -> dict[str, dict[str, list[Asked]]]:
    """The questions by each thing they are counted by, where there is more than one of it."""
    found: dict[str, dict[str, list[Asked]]] = defaultdict(lambda: defaultdict(list))
    for one in asked:
        for by, value in one.slices.items():
            found[by][value].append(one)
    return {
        by: dict(sorted(values.items(), key=lambda item: (-len(item[1]), item[0])))
        for by, values in found.items()
        if len(values) > 1
    }
