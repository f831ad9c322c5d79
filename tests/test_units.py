"""The table of administrative units, and what became of the old ones."""

from collections import Counter

import pytest

from api.province import PROVINCES
from corpus.units import COMMUNE, FILE, AdminUnit, units
from corpus.units_table import table


def every() -> list[AdminUnit]:
    return [unit for named in units().by_name.values() for unit in named]


def test_there_are_as_many_units_as_the_law_says() -> None:
    today = [unit for unit in every() if not unit.ended]
    assert Counter(unit.type for unit in today) == {"Xã": 2621, "Phường": 687, "Đặc khu": 13}
    assert len({unit.code for unit in today}) == 3321
    assert len({unit.province for unit in today}) == 34
    assert len(units().successor) == 63


def test_names_are_no_keys() -> None:
    names = Counter(unit.name for unit in every() if not unit.ended)
    assert names["Tân An"] == 10
    assert sum(count for count in names.values() if count > 1) == 787
    split = [u for u in every() if u.ended and u.level == COMMUNE and len(u.now) > 1]
    assert len(split) == 471


def test_every_unit_leads_to_today() -> None:
    assert all(unit.now or not unit.ended for unit in every())
    assert all(one.code for unit in every() for one in unit.now)
    assert {one.province for unit in every() for one in unit.now} <= set(PROVINCES)


def test_the_form_offers_the_provinces_of_today() -> None:
    assert set(units().successor.values()) == set(PROVINCES)


def test_the_table_is_what_the_package_gives() -> None:
    written = [
        tuple(line.split("\t"))
        for line in FILE.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert written == table()


@pytest.mark.parametrize(
    ("name", "province"),
    [
        ("Nghệ An", "Nghệ An"),
        ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("tỉnh BR-VT", "Bà Rịa - Vũng Tàu"),
        ("thanh pho hue", "Huế"),
        ("Đắc Lắc", "Đắk Lắk"),
        ("Tây Nguyên", ""),
        ("", ""),
    ],
)
def test_a_province_is_known_by_what_people_call_it(name: str, province: str) -> None:
    assert units().province(name) == province
