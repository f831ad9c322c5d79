"""The counters that tell a unit from a reference to one.

Điều run through the whole text, khoản through their Điều, điểm through their khoản in
the order of the Vietnamese alphabet. A gap is allowed only where the missing number
does not come later: then a heading was lost, or mistyped.
"""

from dataclasses import dataclass, field

from corpus.structure_script import AMENDING, Script, amends
from corpus.structure_units import Level, Unit

_WIDEST_GAP = 20  # Điều
_WIDEST_SMALL_GAP = 3  # khoản or điểm


@dataclass(slots=True)
class Counters:
    """The last number used at each level of one number space."""

    article: tuple[int, str] | None = None
    separated: bool = True  # whether the articles' numbers are followed by a stop
    small: dict[Level, tuple[int, str]] = field(default_factory=dict)
    separators: dict[Level, str] = field(default_factory=dict)
    announced: bool = False  # whether the last khoản announced words it quotes

    # -- Điều ------------------------------------------------------------------------

    def enter_article(self, found: Unit) -> None:
        self.article = (found.number, found.letter)
        self.separated = bool(found.separator)
        self.small.clear()
        self.announced = False
        self.separators.clear()

    def article_follows(self, found: Unit) -> bool:
        """Whether ``found`` is next: 6 after 5, 6a after 6."""
        if self.article is None:
            return False
        number, letter = self.article
        return found.number == number + 1 or (found.number == number and found.letter > letter)

    def article_follows_gap(self, found: Unit, script: Script, at: int) -> bool:
        """Whether ``found`` is the next heading although numbers between are missing."""
        if self.article is None or (self.separated and not found.separator):
            return False
        expected = self.article[0] + 1
        if not expected < found.number <= expected + _WIDEST_GAP:
            return False
        announced = at > 0 and AMENDING.search(script.texts[at - 1]) is not None
        return not announced and not script.article_comes(at, expected)

    # -- mục I, khoản, điểm ----------------------------------------------------------

    def enter_small(self, found: Unit) -> None:
        self.small[found.level] = (found.number, found.letter)
        if found.level is Level.CLAUSE:
            self.announced = AMENDING.search(found.rest) is not None
        self.separators.setdefault(found.level, found.separator)
        for lower in (Level.CLAUSE, Level.POINT):
            if lower > found.level:
                self.small.pop(lower, None)
                self.separators.pop(lower, None)

    def small_follows(self, found: Unit, script: Script, at: int) -> bool:
        """Whether ``found`` (a khoản, a điểm or an item) is next in its list."""
        level = found.level
        if level is Level.ITEM and not self._item_possible(found):
            return False
        style = self.separators.get(level)
        if style is not None and style[:1] != found.separator[:1]:
            return False
        last = self.small.get(level)
        if last is None:
            return self._first(found, script, at)
        if found.number == last[0]:
            return found.letter > last[1]
        if found.number == last[0] + 1:
            return not self._quoted(found, script, at)
        if not last[0] < found.number <= last[0] + _WIDEST_SMALL_GAP:
            return False
        if level is Level.POINT:
            return not found.letter
        return level is Level.CLAUSE and _lost(found, last[0] + 1, script, at)

    def _first(self, found: Unit, script: Script, at: int) -> bool:
        if found.number == 1 and not found.letter:
            return True
        second = found.level is Level.CLAUSE and found.number == 2
        return second and _lost(found, 1, script, at)

    def _quoted(self, found: Unit, script: Script, at: int) -> bool:
        """Whether it is a khoản of the text that an amendment quotes without marks."""
        if found.level is not Level.CLAUSE or not self.announced or amends(found.rest):
            return False
        following = self.article[0] + 1 if self.article else 0
        return script.amending_clause_comes(at, found.number, following)

    def _item_possible(self, found: Unit) -> bool:
        begun = Level.ITEM in self.small
        within = Level.CLAUSE in self.small or Level.POINT in self.small
        return (begun or not within) and found.rest[:1].isupper() and found.separator != ")"


def _lost(found: Unit, expected: int, script: Script, at: int) -> bool:
    """Whether khoản ``expected`` was lost before ``found``, which looks like one itself."""
    looks_right = found.separator == "." and found.rest.lstrip('“"')[:1].isupper()
    return looks_right and not script.clause_comes(at, expected)
