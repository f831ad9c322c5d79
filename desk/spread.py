"""Whether questions come from many places: one loud unit or one week's storm is no blockage."""

from collections import Counter
from collections.abc import Collection, Sequence

from desk.blockage_rules import Rules
from desk.trouble import Asked, week_of


def is_spread(asked: Sequence[Asked], inside: Collection[int], by: Rules) -> bool:
    """Of enough units and weeks, none of which has most; of a unit a week counts once."""
    cells = {(asked[at].of, week_of(asked[at])) for at in inside}
    of, weeks = Counter(unit for unit, _ in cells), Counter(week for _, week in cells)
    if len(cells) < by.questions or len(of) < by.units or len(weeks) < by.on_weeks:
        return False
    one, two = max(of.values()), sum(many for _, many in of.most_common(2))
    apart = one <= by.share_of_unit * len(cells) and two <= by.share_of_two * len(cells)
    return apart and max(weeks.values()) <= by.share_of_week * len(cells)
