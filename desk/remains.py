"""What remains of a document when the blockages told in words are taken away.

A trouble of which each tells in words of their own is in no group of words. But it goes wrong where
other things that are asked of the document do not. So of each document that is left which is asked
for what mostly goes wrong, and counts where it is spread and where chance would hardly bring as
many. It is a weaker witness than words, so less chance is put up with.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from desk.aspects import Aspect
from desk.blockage_rules import Rules
from desk.chance import Verdict, against
from desk.spread import is_spread
from desk.trouble import Asked

_LENT = 1
_LEAST_RATE = 0.02  # of what goes wrong as a rule: with nothing wrong, one question is no wonder


def remains(
    asked: Sequence[Asked], found: Sequence[Collection[int]], free: Collection[int], by: Rules
) -> list[tuple[list[int], Verdict]]:
    """Of each document those of the questions ``free``, which went wrong and are in nothing that
    was ``found``."""
    free = frozenset(free)
    taken = {at for one in found for at in one}
    left = [at for at in range(len(asked)) if at not in taken]
    rate = max(_LEAST_RATE, sum(asked[at].is_troubled for at in left) / max(len(left), 1))
    of = defaultdict[str, list[int]](list)
    for at in left:
        of[asked[at].subject].append(at)
    rests = []
    for document in sorted(set(of) - {""}):
        alike = _going_wrong(asked, of[document], rate, by)
        wrong = [at for at in alike if at in free]
        if is_spread(asked, wrong, by):
            verdict = against(asked, wrong, alike, rate, by)
            if verdict.chance <= by.rest:
                rests.append((wrong, replace(verdict, stays=True)))
    return rests


def _going_wrong(asked: Sequence[Asked], some: Sequence[int], rate: float, by: Rules) -> list[int]:
    """Those that want what mostly goes wrong, but not what one unit or one week wants.

    What is asked for once or twice is no witness: it is lent questions that end as is the rule.
    """
    wanting = defaultdict[Aspect | None, list[int]](list)
    for at in some:
        for kind in asked[at].kinds or (None,):
            wanting[kind].append(at)
    kept, loud = set[int](), set[int]()
    for of in wanting.values():
        wrong = [at for at in of if asked[at].is_troubled]
        if len(wrong) + _LENT * rate >= by.mostly * (len(of) + _LENT):
            kept.update(of)
    for of in wanting.values():
        wrong = [at for at in of if asked[at].is_troubled and at in kept]
        if len(wrong) >= by.questions and not is_spread(asked, wrong, by):
            loud.update(wrong)
    return sorted(kept - loud)
