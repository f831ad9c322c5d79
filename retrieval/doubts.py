"""Short forms of several meanings, read in the light of what was found: "đk", "TT", "HĐ"."""

import re
from collections.abc import Sequence

from corpus.text import spaced

Doubts = Sequence[tuple[str, tuple[str, ...]]]


def read_beside(text: str, doubts: Doubts, found: str) -> str:
    """``text`` with each short form as that of its meanings of which ``found`` has the words.

    Of several that it has the longest: "được" stands everywhere. What it says in none of its
    meanings, or in two as long, stays as it is: it then counts as a word that was not found.
    """
    said = spaced(found) if doubts else ""
    for short, meanings in doubts:
        told = [meaning for meaning in meanings if spaced(meaning) in said]
        sizes = [len(meaning.split()) for meaning in told]
        if told and sizes.count(max(sizes)) == 1:
            meant = told[sizes.index(max(sizes))]
            text = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", meant, text)
    return text
