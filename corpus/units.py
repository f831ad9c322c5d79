"""The administrative units of Vietnam: those since 1 July 2025, and what became of the old ones.

A short name alone is no key: ten communes are called Tân An. Names are looked up folded and
give all units that bear them.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from corpus.text import folded_syllables, trimmed

log = logging.getLogger(__name__)
FILE = Path(__file__).with_name("units.tsv")

DISTRICT, COMMUNE = "district", "commune"
TYPES = {
    "Huyện": DISTRICT, "Quận": DISTRICT, "Thị xã": DISTRICT,
    "Thành phố": DISTRICT, "Xã": COMMUNE, "Phường": COMMUNE, "Thị trấn": COMMUNE,
    "Đặc khu": COMMUNE,
}  # fmt: skip
CITIES = ("Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế")
# As people write them, folded; the names themselves need no line.
_ALIASES = {
    "hcm": "Hồ Chí Minh", "tphcm": "Hồ Chí Minh", "sai gon": "Hồ Chí Minh",
    "br vt": "Bà Rịa - Vũng Tàu", "brvt": "Bà Rịa - Vũng Tàu", "vung tau": "Bà Rịa - Vũng Tàu",
    "thua thien hue": "Huế", "tt hue": "Huế", "tth": "Huế", "dac lac": "Đắk Lắk",
    "dak lac": "Đắk Lắk", "dac lak": "Đắk Lắk", "daklak": "Đắk Lắk", "dac nong": "Đắk Nông",
    "daknong": "Đắk Nông", "bac can": "Bắc Kạn", "kontum": "Kon Tum",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AdminUnit:
    """A unit as it is called: ``type`` "Xã", ``name`` "Tân An"; ``code`` of those since 2025.

    ``province`` is the one it belonged to under that name. ``now`` are the communes since 1 July
    2025 that hold it or a part of it: itself, one, or several where it was split.
    """

    type: str
    name: str
    province: str
    district: str = ""
    code: str = ""
    now: tuple["AdminUnit", ...] = field(default=(), repr=False)

    @property
    def level(self) -> str:
        return TYPES[self.type]

    @property
    def ended(self) -> bool:
        """Whether it is a unit of before 1 July 2025."""
        return not self.code

    def __str__(self) -> str:
        small = f"{self.type[:1].lower()}{self.type[1:]} {self.name}"
        district = self.district[:1].lower() + self.district[1:]
        return ", ".join(part for part in (small, district, titled(self.province)) if part)


@dataclass(frozen=True, slots=True)
class Units:
    """All units by their folded short names; ``successor`` of each province, old or new."""

    by_name: Mapping[str, tuple[AdminUnit, ...]]
    successor: Mapping[str, str]
    provinces: Mapping[str, str]  # folded names and aliases → the province's name
    origins: Mapping[str, frozenset[str]]  # code of a commune → the provinces its parts were of
    longest: int  # syllables of a name

    def named(self, name: str) -> tuple[AdminUnit, ...]:
        return self.by_name.get(key(name), ())

    def province(self, name: str) -> str:
        """The province, old or new, that ``name`` is of: "TP. Huế", "tỉnh BR-VT"; "" for others."""
        words = key(name)
        known = (self.provinces.get(words.removeprefix(kind)) for kind in _BEFORE)
        return next((province for province in known if province), "")


_BEFORE = ("", "tinh ", "thanh pho ", "tp ")


def titled(province: str) -> str:
    """ "tỉnh Nghệ An", "thành phố Huế"."""
    return f"{'thành phố' if province in CITIES else 'tỉnh'} {province}"


def key(name: str) -> str:
    """How names are compared: folded words between single spaces; "05" is 5."""
    return " ".join(map(trimmed, folded_syllables(name)))


_in_use = FILE


def units() -> Units:
    """The table in use, read on the first use (some 50 ms)."""
    return _read(_in_use)


def prefer(file: Path) -> None:
    """Use the table in ``file`` where there is one that can be read, else the one shipped.

    Called at a program's door, before anyone asks.
    """
    global _in_use
    _in_use = FILE
    if not file.exists():
        return
    try:
        _read(file)
    except (OSError, ValueError, StopIteration) as error:
        log.error("%s cannot be used (%s): see `python -m desk units check`", file.name, error)
    else:
        _in_use = file


@lru_cache(maxsize=2)
def _read(file: Path) -> Units:
    by_name: dict[str, list[AdminUnit]] = defaultdict(list)
    parts: dict[tuple[str, str, str], list[AdminUnit]] = defaultdict(list)
    successor: dict[str, str] = {}
    origins: dict[str, frozenset[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, province, name, origin = line.split("\t")
        commune = AdminUnit(*_typed(name), province, "", code)
        by_name[key(commune.name)].append(commune)
        for part in _parts(origin, province):
            parts[part].append(commune)
            successor[part[0]] = province
            origins[code] = origins.get(code, frozenset()) | {part[0]}
    districts: dict[tuple[str, str], dict[str, AdminUnit]] = defaultdict(dict)
    for (province, district, name), now in parts.items():
        districts[province, district].update((one.code, one) for one in now)
        if name:
            unit = AdminUnit(*_typed(name), province, district, now=tuple(now))
            by_name[key(unit.name)].append(unit)
    for (province, district), heirs in districts.items():
        if not district:
            continue  # a commune of after 1 July 2025 that has ended since stood in none
        unit = AdminUnit(*_typed(district), province, now=tuple(heirs.values()))
        by_name[key(unit.name)].append(unit)
    known = {key(province): province for province in successor}
    known |= {"ba ria vung tau": "Bà Rịa - Vũng Tàu"} | _ALIASES
    longest = max(name.count(" ") + 1 for name in by_name)
    frozen = {name: tuple(found) for name, found in by_name.items()}
    return Units(frozen, successor, known, origins, longest)


def _typed(name: str) -> tuple[str, str]:
    """ "Thị trấn Kim Bài" → ("Thị trấn", "Kim Bài")."""
    kind = next(kind for kind in TYPES if name.startswith(f"{kind} "))
    return kind, name[len(kind) + 1 :]


def _parts(origin: str, province: str) -> Iterator[tuple[str, str, str]]:
    """(province, district, commune) of each old unit; no district of those since 2025."""
    for group in origin.split("; "):
        above, _, names = group.partition(": ")
        old, _, district = above.rpartition("/")
        for name in names.split(", "):
            yield old or province, district, name
