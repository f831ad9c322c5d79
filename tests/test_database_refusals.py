"""A database that cannot be used says why and what cures it, and keeps nothing by halves."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, make_url

from desk.contact import Contact
from desk.database import Database
from desk.desk import Desk
from desk.errors import DatabaseUnavailable
from desk.work import Work
from tests.fakes.answers import escalated
from tests.fakes.databases import on_server

pytest_plugins = ["tests.fakes.databases"]

LAN = Contact("telegram", "7")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
def full_sqlite(file: Path) -> Iterator[Desk]:
    """A desk whose database cannot grow any more."""
    desk = Desk.open(f"sqlite:///{file}")
    desk.close()

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    event.listen(desk.database.engine, "connect", limit)
    yield desk
    desk.close()


@pytest.mark.parametrize(
    ("address", "cure"),
    [
        ("", "give sqlite:///"),
        ("desk.db", "give sqlite:///"),
        ("nonsense://x/y", "give sqlite:///"),
        ("mysql://root:s3cret@host/desk", "mysql databases are not supported"),
        ("sqlite://", "a database in memory"),
        ("sqlite:///:memory:", "a database in memory"),
        ("sqlite:///file:desk.db?uri=true", "file: names are not supported"),
        ("postgresql://u:s3cret@127.0.0.1:1/desk", "Connection refused.*start the server"),
        ("postgres://u:s3cret@127.0.0.1:1/desk", "Connection refused.*start the server"),
    ],
)
def test_an_address_that_leads_nowhere_says_what_to_give(address: str, cure: str) -> None:
    with pytest.raises(DatabaseUnavailable, match=cure) as raised:
        Desk.open(address)
    assert "s3cret" not in str(raised.value)


def test_a_missing_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    file = tmp_path / "new 100%" / "var" / "desk.db"
    Desk.open(f"sqlite:///{file}").close()
    assert file.stat().st_mode & 0o077 == 0, "people's questions are for the owner's eyes"


def test_a_folder_of_a_sqlite_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnavailable, match=r"cannot be opened.*check the folder"):
        Desk.open(f"sqlite:///{tmp_path}/file/desk.db")


def test_where_a_sqlite_file_is_expected_none_is_made(file: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="there is no database at"):
        Desk.open(f"sqlite:///{file}", create=False)
    assert not file.exists()


def test_a_file_that_is_no_sqlite_database_is_left_as_it_is(file: Path) -> None:
    file.write_text("Kính gửi Tổ thường trực, " * 100)
    before = file.read_bytes()
    with pytest.raises(DatabaseUnavailable, match="no SQLite database"):
        Desk.open(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_a_damaged_sqlite_file_points_to_the_backup(file: Path) -> None:
    desk = Desk.open(f"sqlite:///{file}")
    for number in range(100):
        with desk.begin() as work:
            work.keep(escalated(f"a{number}"), LAN)
    desk.close()
    with file.open("r+b") as raw:
        raw.seek(4096)
        raw.write(os.urandom(file.stat().st_size - 4096))
    damaged = Desk(desk.database)
    with pytest.raises(DatabaseUnavailable, match="damaged: restore it"):
        _ = [damaged.answer(f"a{number}") for number in range(100)]


@pytest.mark.parametrize("new", [None, b"", "copy"])
def test_nothing_is_written_into_a_sqlite_file_that_was_taken_away(
    file: Path, new: bytes | str | None
) -> None:
    desk = Desk.open(f"sqlite:///{file}")
    keep(desk)
    whole, aside = file.read_bytes(), file.with_name("aside.db")
    file.rename(aside)
    if new is not None:
        file.write_bytes(whole if isinstance(new, str) else new)
    with pytest.raises(DatabaseUnavailable, match=r"taken away or replaced.*start the program"):
        keep(desk)
    with pytest.raises(DatabaseUnavailable, match="taken away or replaced"):
        desk.answer("a1")
    assert file.exists() == (new is not None), "none is made in its place"
    file.unlink(missing_ok=True)
    aside.rename(file)
    assert desk.answer("a1") is not None, "it was put back"
    desk.close()


@pytest.mark.parametrize(
    "said",
    ["UPDATE alembic_version SET version_num = '0005'", "INSERT INTO alembic_version VALUES (1)"],
)
def test_tables_that_are_not_what_their_sqlite_file_says_are_left_as_they_are(
    file: Path, said: str
) -> None:
    Desk.open(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute(said)
        before = list(raw.iterdump())
        with pytest.raises(DatabaseUnavailable, match=r"not what their version says.*restore"):
            Desk.open(f"sqlite:///{file}")
        assert list(raw.iterdump()) == before


def test_a_full_disk_under_sqlite_loses_nothing_that_was_kept(full_sqlite: Desk) -> None:
    kept = []

    def fill() -> None:
        for number in range(1000):
            with full_sqlite.begin() as work:
                work.keep(escalated(f"a{number}", f"{number} " + "dài " * 500), LAN)
                work.open_case(f"a{number}", LAN)
            kept.append(f"a{number}")

    with pytest.raises(DatabaseUnavailable, match=r"disk is full.*saved nothing"):
        fill()
    assert kept
    assert full_sqlite.answer(f"a{len(kept)}") is None
    assert [case.answer.id for case in full_sqlite.cases()] == kept[::-1]


def test_a_sqlite_file_that_another_program_holds_is_waited_for_then_named(file: Path) -> None:
    desk = Desk.open(f"sqlite:///{file}?timeout=0.1")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable, match="another program has held it"):
            desk.outbox.due("telegram")
        other.execute("ROLLBACK")
    assert desk.outbox.due("telegram") == []
    desk.close()


def test_a_table_that_another_program_holds_on_a_server_is_waited_for_then_named() -> None:
    address = on_server()
    desk = Desk.open(f"{address}&options=-clock_timeout%3D100")
    other = Database(address)
    with other.writing() as connection:
        connection.exec_driver_sql("LOCK TABLE answers IN EXCLUSIVE MODE")
        with pytest.raises(DatabaseUnavailable, match="another program has held it"):
            keep(desk)
        assert desk.answer("a1") is None, "it can be read"
    keep(desk)
    assert desk.answer("a1") is not None
    with other.reading() as connection:
        assert (
            connection.exec_driver_sql("SHOW lock_timeout").scalar() == "8s"
        )  # less than its silence
    other.close()
    desk.close()


def keep(desk: Desk) -> None:
    with desk.begin() as work:
        work.keep(escalated("a1"), LAN)


def test_a_read_only_sqlite_file_names_its_owner_as_the_cure(file: Path) -> None:
    desk = Desk.open(f"sqlite:///{file}")
    desk.close()
    event.listen(
        desk.database.engine, "connect", lambda raw, _: raw.execute("PRAGMA query_only = ON")
    )
    with pytest.raises(DatabaseUnavailable, match="may not be written"), desk.begin() as work:
        work.keep(escalated("a1"), LAN)
    desk.close()


def test_a_missing_database_on_the_server_is_named() -> None:
    address = make_url(on_server()).set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(DatabaseUnavailable, match=r"\"nowhere\" does not exist.*correct"):
        Desk.open(address)


def test_a_user_without_rights_is_told_so() -> None:
    address = on_server()
    owner = Database(address)
    with owner.writing() as connection:
        connection.exec_driver_sql("CREATE ROLE guest LOGIN")
    owner.close()
    guest = address.replace("//postgres:@", "//guest:@")
    with pytest.raises(DatabaseUnavailable, match="grant it the rights"):
        Desk.open(guest)


def test_a_server_that_only_reads_points_to_the_primary() -> None:
    desk = Desk.open(f"{on_server()}&options=-cdefault_transaction_read_only%3Don")
    with pytest.raises(DatabaseUnavailable, match="primary"), desk.begin() as work:
        work.keep(escalated("a1"), LAN)
    desk.close()


def test_our_own_mistakes_are_not_called_the_databases(desk: Desk) -> None:
    with pytest.raises(Exception, match="nonsense") as raised, desk.begin() as work:
        work._connection.exec_driver_sql("SELECT nonsense")
    assert not isinstance(raised.value, DatabaseUnavailable)


def test_a_commit_that_nobody_confirmed_is_told_as_that() -> None:
    desk = Desk.open(on_server())

    def cut_off(work: Work) -> None:
        """The server ends the connection that the transaction runs on."""
        own = work._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with desk.database.reading() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({own})")

    def kept(*, last: bool) -> None:
        with desk.begin() as work:
            if not last:
                cut_off(work)
            work.keep(escalated("a1"), LAN)
            if last:
                cut_off(work)

    with pytest.raises(DatabaseUnavailable, match="is not known"):
        kept(last=True)
    with pytest.raises(DatabaseUnavailable, match="saved nothing"):
        kept(last=False)
    assert desk.answer("a1") is None
    desk.close()
