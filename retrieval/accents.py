"""Puts accents back: "khai bao" → "khai báo".

A bigram model of syllables, counted over the indexed corpus, chooses among the
accented spellings of each unaccented syllable (Viterbi). What the writer did
accent is kept. Needed for vectors only: words are matched without accents.
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.text import canonical_tones, fold, syllables

OFFICERS_PHRASES = Path(__file__).with_name("phrases.txt")
_START = "\x02"
_MAX_FORMS = 24
_BACKOFF = 0.4  # Brants et al., "Large Language Models in Machine Translation" (2007)
# A writer who accents most syllables means the bare ones bare; the more of them
# are accented, the more a changed syllable must gain (natural logarithm).
_TRUST = 8.0

Floats = NDArray[np.float64]


def build(texts: Iterable[str], folder: Path) -> None:
    """Count the syllables and bigrams of ``texts`` into ``folder``."""
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for line in text.split("\n"):
            words = [w for w in syllables(canonical_tones(line)) if w.isalpha() and len(w) < 8]
            single.update(words)
            pairs.update(zip([_START, *words], words, strict=False))
    names = sorted(single)
    number = {name: i + 1 for i, name in enumerate(names)} | {_START: 0}
    keys = np.array([number[a] << 32 | number[b] for a, b in pairs], np.uint64)
    order = np.argsort(keys)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "pairs.npy", keys[order])
    np.save(folder / "pair_counts.npy", np.array(list(pairs.values()), np.float32)[order])
    np.save(folder / "counts.npy", np.array([single[name] for name in names], np.float32))
    (folder / "syllables.txt").write_text("\n".join(names), encoding="utf-8")


class AccentRestorer:
    """Reads what ``build`` wrote. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        names = (folder / "syllables.txt").read_text(encoding="utf-8").split()
        counts = np.load(folder / "counts.npy")
        self._keys = np.load(folder / "pairs.npy", mmap_mode="r")
        self._pairs = np.load(folder / "pair_counts.npy", mmap_mode="r")
        self._number = {name: i + 1 for i, name in enumerate(names)}
        self._count = np.concatenate([[max(float(counts.sum()), 1.0)], counts]).astype(np.float64)
        forms: dict[str, list[str]] = {}
        for name in sorted(names, key=lambda name: -self._count[self._number[name]]):
            forms.setdefault(fold(name), []).append(name)
        self._forms = {bare: spelled[:_MAX_FORMS] for bare, spelled in forms.items()}

    def restore(self, text: str) -> str:
        """``text`` with the likeliest accents; letters' case, digits and punctuation kept."""
        words = syllables(text)
        letters = [word for word in words if word.isalpha()]
        if not letters:
            return text
        accented = sum(fold(word) != word for word in letters) / len(letters)
        chosen = iter(self._best(words, _TRUST * accented))
        return _respell(text, chosen)

    def _best(self, words: list[str], loyalty: float) -> list[str]:
        """Viterbi over the spellings of each word; ``loyalty`` is the bonus for leaving one."""
        lattice = [self._spellings(word) for word in words]
        scores, before = np.zeros(1), np.zeros(1, np.int64)
        back: list[NDArray[np.int64]] = []
        for word, spelled in zip(words, lattice, strict=True):
            ids = np.array([self._number.get(form, -1) for form in spelled], np.int64)
            kept = np.array([loyalty if form == word else 0.0 for form in spelled])
            total = scores[:, None] + self._log_chance(before, ids) + kept
            back.append(total.argmax(axis=0))
            scores, before = total.max(axis=0), ids
        best, path = int(scores.argmax()), []
        for spelled, came_from in zip(reversed(lattice), reversed(back), strict=True):
            path.append(spelled[best])
            best = int(came_from[best])
        return path[::-1]

    def _spellings(self, word: str) -> list[str]:
        bare = fold(word)
        if bare != word or not word.isalpha():
            return [word]
        return self._forms.get(bare, [word])

    def _log_chance(self, before: NDArray[np.int64], after: NDArray[np.int64]) -> Floats:
        """log P(after | before), (len(before), len(after)), backing off to single counts."""
        seen_before = self._count[np.maximum(before, 0)]
        single = np.where(after > 0, self._count[np.maximum(after, 0)], 0.1) / self._count[0]
        keys = (np.maximum(before, 0)[:, None] << 32 | np.maximum(after, 0)).astype(np.uint64)
        counts = np.zeros(keys.shape)
        if len(self._keys):
            places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
            counts = np.where(self._keys[places] == keys, self._pairs[places], 0.0)
        counts = np.where((before < 0)[:, None] | (after <= 0), 0.0, counts)
        chance = np.where(
            counts > 0, counts / np.maximum(seen_before, 1)[:, None], _BACKOFF * single
        )
        return np.log(np.maximum(chance, 1e-12))


def _respell(text: str, chosen: Iterable[str]) -> str:
    """Put the chosen syllables in the places of those of ``text``, keeping capitals."""
    spellings = iter(chosen)

    def one(match: re.Match[str]) -> str:
        typed = match[0]
        spelled = next(spellings, typed)  # folding may have split a foreign word
        if typed.casefold() == spelled or len(typed) != len(spelled):
            return typed
        letters = zip(typed, spelled, strict=True)
        return "".join(new.upper() if old.isupper() else new for old, new in letters)

    return re.sub(r"[^\W_]+", one, text)
