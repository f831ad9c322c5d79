"""Which short texts ask the same: what they are about by TF-IDF over folded syllables and their
pairs, times whether they want the same settled (``desk.aspects``); average linkage.

Accents, case and unambiguous short forms do not matter (``corpus.text``,
``retrieval.abbreviations``); words of courtesy count for nothing. Weights are those of Spärck Jones
(1972), with the rarest words held down: two texts that share a slip of the keyboard are not alike.
Words with which anything is asked of an office (``asking_words.txt``) weigh less than others, and
so do words that are at home in every field: they tell the trouble, not the matter.
Groups are those of Sokal and Michener (UPGMA, 1958): two are one where their texts are alike on
average. All of it is the same for the same texts. What is beyond words is learnt from the season's
own questions (``desk.latent``). Vectors of an encoder are not asked: with them no more blockages
are found (docs/adr/0050).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import scipy  # its parts are loaded when they are used: they take longer than a program's start
from numpy.typing import NDArray

from corpus.text import folded_syllables, trimmed
from desk.aspects import usual_words
from desk.latent import directions
from retrieval.abbreviations import table, written_out

_COURTESY = Path(__file__).parents[1] / "retrieval" / "polite.txt"
_ASKING = Path(__file__).with_name("asking_words.txt")
_ASKED = 0.4  # the weight of such a word, and of a pair of them, beside others
_PAIR = 0.8  # the weight of a pair beside that of a syllable
_ABOUT = "§"
_NAMED = 1.2  # the weight of what a text is about, which is known roughly
_RAREST = 6  # texts: what is rarer weighs no more
_BLOCK = 2_000  # rows of a product at a time
_MEMBERS = 200  # of a group, held against all rows at a time
_MOST = 8_000  # texts whose cosines stand in memory together, 500 MB
_COMMON = 0.005  # of the texts
_ANYWHERE = 0.3  # the weight of a term at home in all fields alike, beside one of a single field
_ONE_FIELD = 0.6  # the chance that two texts with a term are of one field, from which it is of it
_SEEN = 5  # texts of a known field, for a term's field to be known
BEYOND = 1.0  # the weight of likeness beyond words, beside that of words
_FAR_APART = 0.3  # likeness beyond words that says nothing

Numbers = NDArray[np.float64]


@cache
def _words(file: Path) -> frozenset[str]:
    text = file.read_text(encoding="utf-8")
    words = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in words for word in line.split())


@cache
def _of_asking() -> frozenset[str]:
    return _words(_ASKING) | usual_words()


@lru_cache(maxsize=200_000)
def terms(text: str, *about: str) -> frozenset[str]:
    """The folded syllables of a text and the pairs of neighbours, without words of courtesy.

    ``about`` are names of what it is about (a document, a field); each is one term.
    """
    folded = [trimmed(word) for word in folded_syllables(written_out(text, table()))]
    empty = _words(_COURTESY)
    alone = {word for word in folded if word not in empty}
    pairs = {
        f"{one} {two}" for one, two in pairwise(folded) if one not in empty or two not in empty
    }
    return frozenset(alone | pairs | {f"{_ABOUT}{one}" for one in about if one})


def has_matter(told: frozenset[str]) -> bool:
    """Whether terms say more than that something is asked of an office."""
    return any(not _of_asking().issuperset(one.split()) for one in told)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is left of the likeness of two texts where it is open whether they want the same
    settled, and where they want another thing; ``beyond`` is the weight of likeness beyond words,
    beside that of words."""

    open: float
    other: float
    beyond: float = BEYOND


@dataclass(frozen=True, slots=True)
class Space:
    """Texts as rows of unit length. ``weights`` are those of the terms that two texts share;
    ``kinds`` says of each row what it wants settled, of so many columns as there are kinds."""

    rows: Any  # scipy.sparse.csr_array, texts × terms
    names: tuple[str, ...]
    weights: Mapping[str, float]
    rarest: float
    common: tuple[str, ...]
    kinds: Numbers
    latent: Numbers

    @classmethod
    def of(
        cls,
        told: Sequence[frozenset[str]],
        wanted: Sequence[frozenset[str]],
        fields: Sequence[str],
    ) -> "Space":
        """One row for the ``terms`` of a text, what it wants and its field, empty where that is
        not known; each different text counts once for the weights."""
        found, weights = _weighed(told, fields)
        different, names = len(set(told)), tuple(weights)
        often = different * _COMMON
        common = tuple(name for name in names if found[name] >= often)
        rarest = _weight("", 1, different)
        kinds = sorted(frozenset[str]().union(*wanted))
        marked = np.array([[one in some for one in kinds] for some in wanted], dtype=np.float64)
        rows = _matrix(told, names, weights)
        latent = directions(rows, different)
        return cls(rows, names, weights, rarest, common, marked, latent)

    def about(
        self, some: Sequence[int], others: Sequence[int] | None, beyond_words: float = BEYOND
    ) -> Numbers:
        """How alike rows are in what they are about: the mean of the cosine of their words and,
        where there are enough texts, of what is near in ``latent`` directions."""
        ours, theirs = list(some), slice(None) if others is None else list(others)
        words: Numbers = (self.rows[ours] @ self.rows[theirs].T).toarray()
        if not (beyond_words and self.latent.shape[1]):
            return words
        beyond = (self.latent[ours] @ self.latent[theirs].T - _FAR_APART) / (1 - _FAR_APART)
        return (words + beyond_words * np.clip(beyond, 0.0, 1.0)) / (1 + beyond_words)

    def alike(self, some: Sequence[int], others: Sequence[int] | None, by: "Agreed") -> Numbers:
        """How alike rows are to others (all without any named): what they are about, and less of
        it where it is open whether they want the same, or where they do not."""
        ours, theirs = list(some), slice(None) if others is None else list(others)
        one, two = self.kinds[ours], self.kinds[theirs]
        open_: NDArray[np.bool_] = one.sum(axis=1)[:, None] * two.sum(axis=1)[None, :] == 0
        return self.about(some, others, by.beyond) * np.where(
            one @ two.T > 0, 1.0, np.where(open_, by.open, by.other)
        )


def word_rows(told: Sequence[frozenset[str]], fields: Sequence[str]) -> Any:
    """The ``terms`` of texts as rows of unit length, as in a ``Space``."""
    _, weights = _weighed(told, fields)
    return _matrix(told, tuple(weights), weights)


def _weighed(
    told: Sequence[frozenset[str]], fields: Sequence[str]
) -> tuple[Counter[str], dict[str, float]]:
    """How many different texts have each term, and the weights of those that two have."""
    found = Counter(term for one in dict.fromkeys(told) for term in sorted(one))
    names = sorted(term for term, many in found.items() if many > 1)
    topical, different = _topical(told, fields), len(set(told))
    return found, {
        name: _weight(name, found[name], different) * topical.get(name, 1.0) for name in names
    }


def _weight(term: str, many: int, texts: int) -> float:
    weight = float(np.log((1 + texts) / (1 + max(many, _RAREST))))
    if term.startswith(_ABOUT):
        return max(weight, 0.0) * _NAMED
    if _of_asking().issuperset(term.split()):
        weight *= _ASKED
    return max(weight, 0.0) * (_PAIR if " " in term else 1.0)


def _topical(told: Sequence[frozenset[str]], fields: Sequence[str]) -> dict[str, float]:
    """What is left of the weight of terms that are at home in several fields.

    By Simpson's index (1949): the chance that two texts with a term are of one field, against that
    of any two texts.
    """
    of_term: dict[str, Counter[str]] = defaultdict(Counter)
    for one, field in dict(zip(told, fields, strict=True)).items():
        for term in one if field else ():
            of_term[term][field] += 1
            of_term[""][field] += 1
    any_two = _of_one(of_term.pop("", Counter()))
    if any_two >= _ONE_FIELD:
        return {}
    left = {}
    for term, found in of_term.items():
        known = found.total() >= _SEEN and not term.startswith(_ABOUT)
        if known and not _of_asking().issuperset(term.split()):
            home = (_of_one(found) - any_two) / (_ONE_FIELD - any_two)
            left[term] = _ANYWHERE + (1 - _ANYWHERE) * min(max(home, 0.0), 1.0)
    return left


def _of_one(found: Counter[str]) -> float:
    """The chance that two are of one field; 1 where there are not two."""
    many = found.total()
    return sum(one * (one - 1) for one in found.values()) / (many * (many - 1)) if many > 1 else 1.0


def _matrix(
    told: Sequence[frozenset[str]], names: Sequence[str], weights: Mapping[str, float]
) -> Any:
    column = {name: at for at, name in enumerate(names)}
    starts, columns, values = [0], [], []
    for one in told:
        known = sorted(column[term] for term in one if term in column)
        squares = np.array([weights[names[at]] for at in known])
        length = float(np.sqrt((squares**2).sum())) or 1.0
        columns += known
        values += list(squares / length)
        starts.append(len(columns))
    shape = (len(told), len(names))
    return scipy.sparse.csr_array((values, columns, starts), shape=shape, dtype=np.float64)


def groups(space: Space, which: Sequence[int], least: float, by: Agreed) -> list[NDArray[np.int64]]:
    """Groups among the rows ``which``, as their places among all rows; most have one member.

    Two groups are one where their members are ``least`` or more alike on average. Costs
    the square of the number of different texts, of which there are ``_MOST`` at most: beyond that,
    texts that are nearly the same are put together first.
    """
    places = np.asarray(which)
    packs = _packs(space.rows[list(which)])
    heads = [int(places[pack[0]]) for pack in packs]
    if len(packs) < 2:
        return [places[pack] for pack in packs]
    hierarchy = scipy.cluster.hierarchy
    labels = hierarchy.fcluster(
        hierarchy.linkage(_apart(space, heads, by), "average"), 1 - least, "distance"
    )
    found: dict[int, list[int]] = {}
    for label, pack in zip(labels, packs, strict=True):
        found.setdefault(int(label), []).extend(pack)
    return [places[sorted(found[label])] for label in sorted(found)]


def _apart(space: Space, heads: Sequence[int], by: Agreed) -> Numbers:
    """How far each two are apart, the first with all after it, then the second."""
    rows = []
    for start in range(0, len(heads), _BLOCK):
        block = space.alike(heads[start : start + _BLOCK], heads, by)
        rows += [1 - np.clip(one[start + at + 1 :], 0.0, 1.0) for at, one in enumerate(block)]
    return np.concatenate(rows)


def _packs(rows: Any) -> list[list[int]]:
    """Rows that are the same; where there are too many kinds, those nearly the same."""
    for alike in (1 - 1e-9, 0.8, 0.65, 0.5):
        packs = _led(rows, alike)
        if len(packs) <= _MOST:
            return packs
    return sorted(packs, key=lambda pack: (-len(pack), pack[0]))[:_MOST]


def _led(rows: Any, alike: float) -> list[list[int]]:
    """Leaders and those whose cosine to one is ``alike``; who comes first leads."""
    turned = rows.T.tocsc()
    leader = np.full(rows.shape[0], -1)
    for start in range(0, rows.shape[0], _BLOCK):
        cosines = (rows[start : start + _BLOCK] @ turned).tocsr()
        for at in range(cosines.shape[0]):
            if leader[start + at] >= 0:
                continue
            piece = slice(cosines.indptr[at], cosines.indptr[at + 1])
            near = cosines.indices[piece][cosines.data[piece] >= alike]
            free = near[leader[near] < 0]
            leader[free] = leader[start + at] = start + at
    packs: dict[int, list[int]] = {}
    for at, head in enumerate(leader):
        packs.setdefault(int(head), []).append(at)
    return list(packs.values())


def middle_of(space: Space, inside: Sequence[int], whose: Sequence[str]) -> Numbers:
    """The middle of a group, of unit length, in which each origin has one voice."""
    summed: Numbers = space.rows[list(inside)].T @ _voices(whose)
    return summed / (float(np.linalg.norm(summed)) or 1.0)


def nearest(space: Space, inside: Sequence[int], whose: NDArray[np.int64], by: Agreed) -> Numbers:
    """How alike each row is to that of a group which is most like it and of another origin.

    ``whose`` has a number for the origin of each row.
    """
    nearness = np.zeros(len(whose))
    for start in range(0, len(inside), _MEMBERS):
        some = list(inside[start : start + _MEMBERS])
        alike = space.alike(some, None, by)
        alike[whose[some][:, None] == whose[None, :]] = 0.0
        nearness = np.maximum(nearness, alike.max(axis=0))
    return nearness


def _voices(whose: Sequence[str]) -> Numbers:
    """The weight of each row, so that each origin has one voice."""
    many = Counter(whose)
    return np.array([1 / many[one] for one in whose])


def telling(space: Space, centre: Numbers, most: int) -> tuple[str, ...]:
    """The terms that weigh most in a centre; a pair stands for its syllables."""
    found: list[str] = []
    for at in np.argsort(-centre, kind="stable"):
        if centre[at] <= 0 or len(found) == most:
            break
        name = space.names[at]
        if name.startswith(_ABOUT):
            continue
        if not any(name in other.split() for other in found):
            found = [one for one in found if one not in name.split()] + [name]
    return tuple(found)
