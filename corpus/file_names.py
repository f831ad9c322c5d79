"""The number of a text in its file's name, where the text itself was recognised from a picture.

Numbers on paper are written by hand: recognition reads "115" as "445" and is sure of it.
Files keep the names that portals gave them ("nghi-quyet-so-115-nq-cp-469452.pdf").
"""

import re
from collections.abc import Iterable

from corpus.text import slug

_SYMBOL = re.compile(r"/\s*((?:QĐ|NQ|NĐ|TT|TTLT|CT|KH|TB|HD)-[A-ZĐ]{2,12}(?:-[A-ZĐ]{2,12})?)\b")
_YEAR = r"(?:(?P<year>(?:19|20)\d\d)-)?"


def number_by_name(name: str, head: Iterable[str]) -> str:
    """The number that ``name`` holds with the symbol that the letterhead shows; else ""."""
    plain = slug(name)
    for text in head:
        for symbol in _SYMBOL.findall(text):
            found = re.search(rf"(?:^|-)(?P<number>\d{{1,5}})-{_YEAR}{slug(symbol)}(?:-|$)", plain)
            if found:
                year = f"/{found['year']}" if found["year"] else ""
                return f"{found['number']}{year}/{symbol}"
    return ""
