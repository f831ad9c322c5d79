"""A provision as a person types it: "Điều 17 65/2023/NĐ-CP", "khoản 2 Điều 4 nđ 132/2025"."""

import re
from dataclasses import replace

from corpus.numbers import normalise
from corpus.references import targets
from corpus.relation import Target
from corpus.text import tidy

_KINDS = {
    "nđ": "Nghị định", "nd": "Nghị định", "nghị định": "Nghị định", "nghi dinh": "Nghị định",
    "tt": "Thông tư", "thông tư": "Thông tư", "thong tu": "Thông tư",
    "qđ": "Quyết định", "qd": "Quyết định", "quyết định": "Quyết định",
    "nq": "Nghị quyết", "nghị quyết": "Nghị quyết", "luật": "Luật", "luat": "Luật",
    "bộ luật": "Bộ luật", "pháp lệnh": "Pháp lệnh", "chỉ thị": "Chỉ thị",
}  # fmt: skip
_KIND = "|".join(sorted(_KINDS, key=len, reverse=True))
_NUMBERED = re.compile(
    rf"(?:(?<!\w)(?P<kind>{_KIND})\s*)?(?:số\s*)?"
    r"(?P<number>\d{1,5}[a-z]?\s?[/-]\s?(?:\d{4}|[A-Za-zĐđ]+)[\w/&.-]*(?:\s-\s\w+)?)",
    re.IGNORECASE,
)
_SHORT = re.compile(rf"(?<!\w)(?P<kind>{_KIND})\s*(?:số\s*)?(?P<number>\d{{1,5}})(?!\w)", re.I)
_NAMED = re.compile(r"(?<!\w)(?P<name>(?:bộ luật|luật|pháp lệnh)\s+\S.*)$", re.IGNORECASE)


def asked(text: str) -> Target | None:
    """The provision that ``text`` means; None where it names no text."""
    said = tidy(text)
    match = _NUMBERED.search(said) or _SHORT.search(said)
    if match is not None:
        kind = _KINDS.get((match["kind"] or "").lower(), "")
        whole = Target(number=normalise(match["number"]), name=kind)
        return _within(said[: match.start()] + " " + said[match.end() :], whole)
    named = _NAMED.search(said)
    if named is None:
        return None
    name = named["name"].strip(" .,;")
    return _within(said[: named.start()], Target(name=name[:1].upper() + name[1:]))


def _within(units: str, whole: Target) -> Target:
    """The unit named, from small to large or from large to small."""
    found = whole
    for target in targets(re.sub(r"\s+của\s*$", "", units)):
        for unit in ("article", "clause", "point", "place"):
            if not getattr(found, unit):
                found = replace(found, **{unit: getattr(target, unit)})
    return found
