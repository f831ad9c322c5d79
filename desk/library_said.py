"""What people say of a document of a draft, as it is kept: days, places, fields in one spelling."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus import metadata
from corpus.document import NATIONAL
from corpus.field import field_of
from corpus.provisions import read_date
from corpus.text import fold, tidy
from corpus.units import units
from retrieval.places import where_is

LONGEST = 300
DAYS = ("issued", "effective_from", "effective_to")
SHARED = ("field", "territory", "owner")
"""What is often the same of many documents."""


@dataclass(frozen=True, slots=True)
class Told:
    """``said`` is what can be kept; ``wrong`` names what cannot, which stands in ``said`` as it
    was typed.
    """

    said: dict[str, str]
    wrong: tuple[str, ...]


def read_said(given: Mapping[str, str]) -> Told:
    """What was typed; what is empty is left out."""
    typed = {name: tidy(value).strip()[:LONGEST] for name, value in given.items()}
    said = {name: _kept(name, value) for name, value in typed.items() if value}
    checked = metadata.check(said)
    usable = {*checked.texts, *checked.dates}
    usable |= {name for name in ("kind", "number", "status") if getattr(checked, name)}
    wrong = [name for name in said if name not in usable]
    if (where := said.get("territory", NATIONAL)) != NATIONAL and where_is(where) is None:
        wrong.append("territory")
    first, last = (checked.dates.get(name) for name in ("effective_from", "effective_to"))
    if first and last and last <= first:
        wrong.append("effective_to")
    return Told(said, tuple(wrong))


def _kept(name: str, typed: str) -> str:
    if name in DAYS:
        day = read_date(typed) if "tháng" in typed else None
        return f"{day:%d/%m/%Y}" if day else typed
    if name == "territory":
        return metadata.place(typed) if metadata.place(typed) == NATIONAL else _province(typed)
    return field_of(typed) if name == "field" else typed


def _province(typed: str) -> str:
    """ "TP. Hà Nội" as the province is called; "xã A, tỉnh B" stays."""
    return units().province(fold(typed)) or typed
