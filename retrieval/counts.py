"""How often syllables follow one another: counted over the indexed corpus, and over what ships.

Beside the corpus two lists are counted: ``phrases.txt``, what officers say and laws do not,
and ``bigrams.txt``, the commonest pairs of the legal code, for a corpus that is still small.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import corpus
from corpus.text import canonical_tones, fold, syllables
from retrieval.abbreviations import table

OFFICERS_PHRASES = Path(__file__).with_name("phrases.txt")
LEGAL_BIGRAMS = Path(__file__).with_name("bigrams.txt")
SYLLABLES = Path(corpus.__file__).with_name("syllables.txt")
NUMBER = "0"  # stands for everything with a digit: "Thông tư 28", "Thông tư 07"
START, UNKNOWN = "\x02", "\x03"
_LONGEST = 8
_PHRASES_COUNT = 4.0  # each as often as this
_LEAST_ACCENTED = 0.2  # of the words of a line
_IN_USE = 3.0  # at least, of a syllable of the legal code
_DISCOUNT = 0.75
_LOG_UNKNOWN = -14.0

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]


def build(texts: Iterable[str], folder: Path) -> None:
    """Count the syllables and bigrams of ``texts``, and of what ships, into ``folder``."""
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for line in text.split("\n"):
            words = _words(line)
            if _accented(words):
                pairs.update(zip([START, *words], words, strict=False))
    weighed: dict[tuple[str, str], float] = dict(pairs)
    for pair, count in _shipped():
        weighed[pair] = weighed.get(pair, 0.0) + count
    single: Counter[str] = Counter()
    for (_, after), weight in weighed.items():
        single[after] += weight  # type: ignore[assignment]
    for name, count in _in_use():
        single[name] = max(single[name], count)  # type: ignore[assignment]
    names = sorted(single.keys() | {before for before, _ in weighed} - {START})
    number = {name: i + 1 for i, name in enumerate(names)} | {START: 0}
    keys = np.array([number[a] << 32 | number[b] for a, b in weighed], np.uint64)
    order = np.argsort(keys)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "pairs.npy", keys[order])
    np.save(folder / "pair_counts.npy", np.array(list(weighed.values()), np.float32)[order])
    np.save(folder / "counts.npy", np.array([single[name] for name in names], np.float32))
    (folder / "syllables.txt").write_text("\n".join(names), encoding="utf-8")


def _words(line: str) -> list[str]:
    found = (w if w.isalpha() else NUMBER for w in syllables(canonical_tones(line)))
    return [word for word in found if len(word) < _LONGEST]


def _accented(words: list[str]) -> bool:
    """Not so for lines of foreign text, and of Vietnamese without accents: they say nothing."""
    letters = [word for word in words if word != NUMBER]
    accented = sum(not word.isascii() for word in letters)
    return len(letters) < 2 or accented >= _LEAST_ACCENTED * len(letters)


def _shipped() -> Iterator[tuple[tuple[str, str], float]]:
    for line in OFFICERS_PHRASES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            words = _words(line)
            # Where a phrase begins says nothing: it may stand anywhere in a question.
            for pair in itertools.pairwise(words):
                yield pair, _PHRASES_COUNT
            if len(words) == 1:
                yield (START, words[0]), _PHRASES_COUNT
    for long in {long for some in table().values() for long in some}:
        words = _words(long)
        for pair in itertools.pairwise(words):
            yield pair, _PHRASES_COUNT
    for line in LEGAL_BIGRAMS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            first, second, count = line.split(" ")
            yield (START if first == "^" else first, second), float(count)


def _in_use() -> Iterator[tuple[str, float]]:
    """The syllables of the legal code: known, also where the corpus has them not."""
    for line in SYLLABLES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, count = line.split(" ")
            yield name, max(int(count) / 100, _IN_USE)


class Counts:
    """Reads what ``build`` wrote. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        names = (folder / "syllables.txt").read_text(encoding="utf-8").split()
        counts = np.load(folder / "counts.npy").astype(np.float64)
        self._keys = np.asarray(np.load(folder / "pairs.npy", mmap_mode="r"))
        self._pairs = np.asarray(np.load(folder / "pair_counts.npy", mmap_mode="r"))
        self.number = {name: i + 1 for i, name in enumerate(names)} | {START: 0}
        self.unknown = len(names) + 1
        self._count = np.concatenate([[0.0], counts, [0.0]])
        self._weigh()
        forms: dict[str, list[str]] = {}
        for name in sorted(names, key=lambda name: -self.of(name)):
            forms.setdefault(fold(name), []).append(name)
        self.forms = forms

    def _weigh(self) -> None:
        """Interpolated Kneser–Ney: Chen & Goodman, "An Empirical Study of Smoothing" (1998)."""
        size = self.unknown + 1
        before = (self._keys >> np.uint64(32)).astype(np.int64)
        after = (self._keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
        total = np.bincount(before, self._pairs, size)
        taken = np.bincount(before, np.minimum(self._pairs, _DISCOUNT), size)
        seen = total > 0
        self._total = np.where(seen, total, 1.0)
        self._left = np.where(seen, taken / self._total, 1.0)
        continues = np.bincount(after, minlength=size).astype(np.float64)
        self._continues = (continues + 0.1) / (continues.sum() + 0.1 * size)

    def of(self, name: str) -> float:
        """How often the corpus has the syllable ``name``."""
        return float(self._count[self.number[name]]) if name in self.number else 0.0

    def log_chances(self, before: Ids, after: Ids) -> Floats:
        """log P(after | before), elementwise over two arrays of one shape."""
        keys = (before.astype(np.uint64) << np.uint64(32)) | after.astype(np.uint64)
        counts = np.zeros(len(keys))
        if len(self._keys):
            places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
            found = self._keys[places] == keys
            counts = np.where(found, np.maximum(self._pairs[places] - _DISCOUNT, 0.0), 0.0)
        chance = counts / self._total[before] + self._left[before] * self._continues[after]
        logs: Floats = np.log(chance)
        logs[after == self.unknown] = _LOG_UNKNOWN
        return logs
