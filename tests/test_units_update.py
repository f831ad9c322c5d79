"""A new table of administrative units: checked, compared, put in place, read."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from corpus import units as reading
from corpus.units import FILE, units
from corpus.units_update import BadTable, compare, put, table_at
from desk.__main__ import main

SHIPPED = FILE.read_text(encoding="utf-8")
BA_DINH = "00004\tHà Nội\tPhường Ba Đình\t"
NGOC_HA = "00008\tHà Nội\tPhường Ngọc Hà\t"


def lines_of(start: str) -> str:
    return next(line for line in SHIPPED.splitlines() if line.startswith(start))


def merged() -> str:
    """Ba Đình and Ngọc Hà become one commune, as of 2027."""
    one, other = lines_of(BA_DINH), lines_of(NGOC_HA)
    parts = "; ".join(line.split("\t")[3] for line in (one, other))
    new = f"00009\tHà Nội\tPhường Thăng Long\t: Phường Ba Đình, Phường Ngọc Hà; {parts}"
    return "# since: 2027-01-01\n" + SHIPPED.replace(one, new).replace(other + "\n", "")


@pytest.fixture(autouse=True)
def as_shipped() -> Iterator[None]:
    yield
    reading.prefer(Path("nowhere"))


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    environment = {"MOTCHAM_DATA": str(tmp_path / "var"), "MOTCHAM_DATABASE_URL": ""}
    return lambda *words: CliRunner().invoke(main, ["units", *map(str, words)], env=environment)


def written(folder: Path, text: str) -> Path:
    file = folder / "new.tsv"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_table_shipped_passes_its_own_check(run: Callable[..., Result]) -> None:
    told = run("check")
    assert told.exit_code == 0
    assert "3321 communes, 34 provinces" in told.output
    table = table_at(FILE)
    assert compare(table, table).changes == ()


def test_what_was_merged_is_told_with_its_day_and_found_under_its_old_name(
    tmp_path: Path, run: Callable[..., Result]
) -> None:
    file = written(tmp_path, merged())
    told = run("check", file)
    assert "new: Phường Thăng Long (00009), thành phố Hà Nội" in told.output
    assert "from Phường Ba Đình, Phường Ngọc Hà" in told.output
    assert "merged: Phường Ba Đình (00004), thành phố Hà Nội → Phường Thăng Long" in told.output
    assert "3 changes since 01/01/2027." in told.output
    assert not (tmp_path / "var").exists(), "looking changes nothing"

    assert run("update", file).exit_code == 0
    reading.prefer(tmp_path / "var" / "units.tsv")
    (now,) = [one for one in units().named("Thăng Long") if one.province == "Hà Nội" and one.code]
    old = [one for one in units().named("Ba Đình") if one.province == "Hà Nội"]
    assert {heir.name for one in old if not one.code for heir in one.now} >= {"Thăng Long"}
    assert now.code == "00009"
    again = run("update", file)
    assert (again.exit_code, again.output.splitlines()[0]) == (0, "0 changes since 01/01/2027.")


def test_a_new_name_is_told_and_its_old_one_stays_known(
    tmp_path: Path, run: Callable[..., Result]
) -> None:
    old = lines_of(BA_DINH)
    renamed = old.replace("Phường Ba Đình\t", "Phường Kinh Đô\t: Phường Ba Đình; ")
    told = run("update", written(tmp_path, "# since: 2027-01-01\n" + SHIPPED.replace(old, renamed)))
    assert told.exit_code == 0, told.output
    assert "renamed: Phường Ba Đình (00004), thành phố Hà Nội → Phường Kinh Đô" in told.output


def test_a_table_that_forgets_a_unit_or_its_day_is_refused_and_nothing_changes(
    tmp_path: Path, run: Callable[..., Result]
) -> None:
    gone = SHIPPED.replace(lines_of(BA_DINH) + "\n", "")
    for text, says in (
        ("# since: 2027-01-01\n" + gone, "Phường Ba Đình, thành phố Hà Nội"),
        (merged().replace("# since: 2027-01-01\n", ""), "since"),
    ):
        told = run("update", written(tmp_path, text))
        assert (told.exit_code, says in told.output) == (1, True), told.output
        assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("00001\tHà Nội\tPhường A", "3 fields"),
        ("1\tHà Nội\tPhường A\t", "no code"),
        ("00001\tHà Nội\tQuận A\t", "no commune"),
        ("00001\t\tPhường A\t", "no commune"),
        ("00001\tHà Nội\tPhường A\tLàng B: Xã C", "no district"),
        ("00001\tHà Nội\tPhường A\tHuyện B: Thôn C", "no commune"),
        ("00001\tHà Nội\tPhường  A\t", "spaces"),
        ("00001\tHà Nội\tPhường \x1b[2J\t", "spaces"),
        ("00001\tHà Nội\tPhường A\t\n00001\tHà Nội\tPhường B\t", "stands there already"),
        ("00001\tHà Nội\tPhường A\t\n00002\tHà Nội\tPhường A\t", "already as 00001"),
        ("# since: soon\n", "names no day"),
        ("", "holds no unit"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(line: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(BadTable, match=says):
        table_at(written(tmp_path, line))


def test_letters_in_two_pieces_and_empty_lines_at_the_end_are_no_fault(tmp_path: Path) -> None:
    text = "00001\tHà Nội\tPhường Ba Đình\t"
    table = table_at(written(tmp_path, unicodedata.normalize("NFD", text) + "\n\n"))
    assert table.rows["00001"].name == "Phường Ba Đình"
    assert table.text == f"{text}\n"


def test_files_that_are_no_text_or_not_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "utf16.tsv").write_bytes("00001\tHà Nội".encode("utf-16"))
    for name, says in (("utf16.tsv", "no UTF-8"), ("none.tsv", "cannot be read")):
        with pytest.raises(BadTable, match=says):
            table_at(tmp_path / name)


@given(st.text(alphabet="0123\t:;,/ XãHuyệnA\n#", max_size=60))
def test_whatever_stands_in_a_table_is_refused_or_read(text: str) -> None:
    try:
        table = table_at(_Held(text))  # type: ignore[arg-type]
    except BadTable:
        return
    assert table.heirs is not None
    assert compare(table, table).changes == ()


class _Held:
    """A file that need not lie on a disk."""

    def __init__(self, text: str) -> None:
        self._text = text

    def read_text(self, encoding: str) -> str:
        return self._text


def test_a_broken_table_in_the_data_folder_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "units.tsv").write_text("nothing")
    reading.prefer(tmp_path / "units.tsv")
    assert len([one for named in units().by_name.values() for one in named if one.code]) == 3321


def test_the_day_is_read_and_the_file_is_written_whole(tmp_path: Path) -> None:
    table = table_at(written(tmp_path, merged()))
    assert table.since == date(2027, 1, 1)
    assert put(table, tmp_path / "var").read_text(encoding="utf-8") == merged()
    assert [one.name for one in (tmp_path / "var").iterdir()] == ["units.tsv"]
