"""Back-ups: written while others write, checked to the last byte, restored and compared."""

import gzip
import io
import itertools
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import select, text

from corpus.settings import Settings
from desk import audit, dump
from desk.__main__ import main
from desk.archive import NoBackup, NotWritten, Writer, checked, members, written
from desk.backup import back_up, settings_without_secrets
from desk.contact import Contact
from desk.database import Database, bare
from desk.desk import Desk
from desk.faq_index import put_out
from desk.migrate import newest
from desk.restore import NotRestored, restore
from desk.role import Role
from desk.schema import metadata
from retrieval.generation import Generation
from retrieval.manifest import publish
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes.answers import answered, escalated
from tests.fakes.databases import database_at, new_at, setting_at
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.people import join

pytest_plugins = ["tests.fakes.databases"]

X_RAY = "Khai báo thiết bị X-quang y tế trong bao nhiêu ngày?"
LAN = Contact("telegram", "7")
Rows = dict[str, list[tuple[Any, ...]]]


def place(folder: Path, url: str = "") -> Settings:
    """A place where nothing is yet."""
    database = url or new_at(folder / "motcham.db")
    return Settings.model_construct(
        data=folder, database_url=database, corpus=str(Path("corpus/starter"))
    )


def used(folder: Path) -> Settings:
    """A place whose tables are made."""
    return place(folder, database_at(folder / "motcham.db"))


def lived_in(settings: Settings, starter_index: Path) -> Settings:
    """A place with people, cases, messages, a published answer, an index and a file of its own."""
    settings.data.mkdir(exist_ok=True)
    shutil.copytree(starter_index, settings.index)
    (settings.data / "papers").mkdir()
    (settings.data / "papers" / "quy chế.md").write_text("# Quy chế\n\nĐiều 1. Thử.\n")
    desk = Desk.open(settings.database)
    join(desk, "lan", Role.LEAD)
    with desk.begin() as work:
        for number in range(4):
            work.keep(answered(f"a{number}", f"Hỏi ' \" \\ \n {number} é🙂"), LAN)
            case = work.open_case(f"a{number}", LAN)
        work.keep(escalated("e1"), Contact("web", "browser"))
        work.audit("looked", f"case:{case.id}", why="é")
        work.reply(1, "Nộp ở Sở.", "Hoa", NO_PROVISION)
        work.receive("telegram", 7, '{"x": 1}')
    put_out(desk, settings.index)
    desk.close()
    return settings


def rows_of(url: str) -> Rows:
    database = Database(url)
    with database.reading() as connection:
        found = {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=str)
            for table in metadata.sorted_tables
        }
        assert audit.verify(connection).broken is None
    database.close()
    return found


def outcome(settings: Settings) -> list[object]:
    """What the assistant says there, but for what names this very answer."""
    given = Service(settings.index, None).answer(Question(X_RAY, date(2026, 11, 22)))
    return [given.outcome, given.conclusion, given.quotes, given.card, given.notes]


def test_what_is_restored_to_sqlite_and_to_postgresql_is_what_was_backed_up_row_by_row(
    database_url: str, tmp_path: Path, starter_index: Path, postgresql: Callable[[], str]
) -> None:
    """Into an empty place of the same kind, and into one of the other."""
    old = lived_in(place(tmp_path / "old", database_url), starter_index)
    before, said = rows_of(old.database), outcome(old)
    assert sum(map(len, before.values())) > 20
    done = back_up(old, tmp_path / "all.tar.gz")
    assert done.rows == {name: len(rows) for name, rows in before.items() if rows}
    for name, url in both(tmp_path, postgresql):
        new = place(tmp_path / name, url)
        told = restore(new, tmp_path / "all.tar.gz")
        assert told.kept == []
        assert rows_of(new.database) == before
        assert outcome(new) == said
        assert (new.data / "papers" / "quy chế.md").read_text().startswith("# Quy chế")
        assert goes_on(new) == "MC-000005"


def both(folder: Path, postgresql: Callable[[], str]) -> list[tuple[str, str]]:
    """Two databases that are not made yet."""
    return [("sqlite", f"sqlite:///{folder}/sqlite/motcham.db"), ("postgresql", postgresql())]


def goes_on(settings: Settings) -> str:
    """Numbers are given on after the last: the next case, and everything else that counts."""
    desk = Desk.open(settings.database)
    with desk.begin() as work:
        work.keep(answered("next", "Câu mới"), LAN)
        case = work.open_case("next", LAN)
        work.receive("telegram", 8, "{}")
        work.send(LAN, {"text": "x"}, "next")
        work.audit("looked")
    join(desk, "minh", Role.REVIEWER)
    desk.close()
    return case.label


def test_a_number_told_to_someone_is_not_given_again_on_sqlite_or_postgresql_restored(
    tmp_path: Path, postgresql: Callable[[], str]
) -> None:
    """The newest case is deleted by hand; its number stays its own."""
    old = used(tmp_path / "old")
    desk = Desk.open(old.database)
    with desk.begin() as work:
        work.keep(answered("a1"), LAN)
        work.open_case("a1", LAN)
    with desk.database.writing() as connection:
        for table in ("case_events", "outbox", "cases"):
            connection.execute(text(f"DELETE FROM {table}"))
    desk.close()
    back_up(old, tmp_path / "all.tar.gz")
    for name, url in both(tmp_path, postgresql):
        new = place(tmp_path / name, url)
        restore(new, tmp_path / "all.tar.gz")
        assert goes_on(new) == "MC-000002"


def test_a_back_up_under_writes_is_one_moment(
    database_url: str, tmp_path: Path, starter_index: Path
) -> None:
    """Each transaction writes one answer and one message: no copy has one without the other."""
    old = lived_in(place(tmp_path / "old", database_url), starter_index)
    over = threading.Event()

    def write() -> None:
        desk = Desk.open(old.database)
        number = 0
        while not over.is_set():
            number += 1
            with desk.begin() as work:
                work.keep(answered(f"w{number}", f"Câu {number}"), LAN)
                work.send(LAN, {"text": "x"}, f"w{number}")
        desk.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(3):
            back_up(old, tmp_path / "all.tar.gz")
            new = place(tmp_path / f"new{turn}")
            restore(new, tmp_path / "all.tar.gz")
            found = rows_of(new.database)
            told = {row[0] for row in found["answers"] if row[0].startswith("w")}
            sent = {row[3] for row in found["outbox"] if row[3].startswith("w")}
            assert told == sent
    finally:
        over.set()
        writer.join()
    assert told, "it was written meanwhile"


def test_a_back_up_of_older_tables_is_brought_up_to_date_on_sqlite_and_postgresql(
    tmp_path: Path, postgresql: Callable[[], str]
) -> None:
    """Tables as an earlier version left them, with what was in them."""
    with tarred(tmp_path / "old.tar.gz", "0002") as writer:
        answer = {"id": "a1", "channel": "web", "address": "b", "kept": "{}"}
        line = json.dumps({**answer, "at": "2026-01-02T03:04:05.000006+00:00"})
        writer.add("tables/000000-answers.jsonl", f"{line}\n".encode())
    for name, url in both(tmp_path, postgresql):
        new = place(tmp_path / name, url)
        told = restore(new, tmp_path / "old.tar.gz")
        assert told.rows == {"answers": 1}
        kept = ("a1", "web", "b", "{}", datetime(2026, 1, 2, 3, 4, 5, 6, UTC))
        (found,) = rows_of(new.database)["answers"]
        assert found[: len(kept)] == kept, "what has been added since is empty"


def tarred(file: Path, version: str, rows: dict[str, int] | None = None) -> "Tarred":
    return Tarred(file, version, {"answers": 1} if rows is None else rows)


class Tarred:
    """An archive put together by hand."""

    def __init__(self, file: Path, version: str, rows: dict[str, int]) -> None:
        self._file, self._said = file, {"version": version, "rows": rows}

    def __enter__(self) -> Writer:
        self._stream = io.BytesIO()
        self._writer = Writer(self._stream)
        return self._writer

    def __exit__(self, *_: object) -> None:
        more = {"made": "2026-01-01", "generation": "", "corpus": [], "counters": {}}
        self._writer.finish({**more, **self._said})
        self._file.write_bytes(self._stream.getvalue())


@pytest.mark.parametrize(
    ("version", "lines", "says"),
    [
        ("9999", "", "newer version"),
        ("0007", '{"id": 1}\n', "other columns"),
        ("0007", "no json\n", "no JSON"),
        ("0007", "", "should hold"),
    ],
)
def test_rows_that_do_not_fit_leave_the_place_as_it_was(
    version: str, lines: str, says: str, tmp_path: Path, starter_index: Path, database_url: str
) -> None:
    settings = lived_in(place(tmp_path / "here", database_url), starter_index)
    before, files = rows_of(settings.database), tree(settings.data)
    with tarred(tmp_path / "odd.tar.gz", version) as writer:
        writer.add("tables/000000-answers.jsonl", lines.encode())
    with pytest.raises(dump.NotRestorable, match=says):
        restore(settings, tmp_path / "odd.tar.gz", force=True)
    assert rows_of(settings.database) == before
    assert tree(settings.data) == files


def tree(folder: Path) -> set[str]:
    """Every file but those that SQLite lays beside its own."""
    found = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    return {name for name in found if not name.endswith(("-wal", "-shm"))}


def test_a_used_place_is_restored_over_only_by_force_and_is_kept_beside(
    database_url: str, tmp_path: Path, starter_index: Path
) -> None:
    settings = lived_in(place(tmp_path / "here", database_url), starter_index)
    back_up(settings, tmp_path / "all.tar.gz")
    before = rows_of(settings.database)
    goes_on(settings)
    changed = rows_of(settings.database)
    with pytest.raises(NotRestored, match="used already"):
        restore(settings, tmp_path / "all.tar.gz")
    assert rows_of(settings.database) == changed
    told = restore(settings, tmp_path / "all.tar.gz", force=True)
    assert rows_of(settings.database) == before
    kept = next(one for one in told.kept if ".db.before-" in one or one.startswith("schema "))
    if kept.startswith("schema "):
        schema = kept.removeprefix("schema ")
        engine = bare(settings.database)
        with engine.begin() as connection:
            found = connection.execute(text(f'SELECT count(*) FROM "{schema}".answers')).scalar()
        engine.dispose()
        assert found == len(changed["answers"])
    else:
        assert rows_of(f"sqlite:///{kept}") == changed
    assert (settings.data / "papers" / "quy chế.md").exists()
    again = back_up(settings, tmp_path / "again.tar.gz")
    assert not [one for one in checked(tmp_path / "again.tar.gz")["files"] if "before" in one]
    assert again.rows == {name: len(rows) for name, rows in before.items() if rows}


def test_a_sqlite_file_somebody_works_on_is_left_alone(tmp_path: Path, starter_index: Path) -> None:
    file = tmp_path / "here" / "motcham.db"
    settings = lived_in(place(tmp_path / "here", f"sqlite:///{file}"), starter_index)
    back_up(settings, tmp_path / "all.tar.gz")
    code = (
        f"import sqlite3; c = sqlite3.connect({str(file)!r})\n"
        "print(c.execute('PRAGMA user_version').fetchall(), flush=True); input()"
    )
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"{code[:-7]}print(c.execute('PRAGMA user_version'), flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(NotRestored, match=f"process {other.pid} works on"):
            restore(settings, tmp_path / "all.tar.gz", force=True)
        other.kill()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, starter_index: Path) -> Path:
    """A back-up that is whole."""
    folder = tmp_path_factory.mktemp("whole")
    settings = lived_in(used(folder / "here"), starter_index)
    back_up(settings, folder / "all.tar.gz")
    return folder / "all.tar.gz"


@given(st.data())
@tried(max_examples=15)
def test_what_is_cut_short_or_altered_is_refused(whole: Path, data: st.DataObject) -> None:
    raw = bytearray(whole.read_bytes())
    at = data.draw(st.integers(12, len(raw) - 1), label="at")
    if data.draw(st.booleans(), label="cut"):
        del raw[at:]
    else:
        raw[at] ^= data.draw(st.integers(1, 255), label="by")
    broken = whole.with_name("broken.tar.gz")
    broken.write_bytes(raw)
    try:
        said = checked(broken)
    except NoBackup:
        return
    # What lies behind the archive's end is nobody's: all that is read is as it was.
    assert said == checked(whole)


def test_a_member_that_was_exchanged_is_named(whole: Path, tmp_path: Path) -> None:
    """Packed anew as a whole, so that only the digests can tell."""
    changed = tmp_path / "changed.tar.gz"
    with tarfile.open(whole) as old, tarfile.open(changed, "w:gz", compresslevel=1) as new:
        for entry in old:
            raw = old.extractfile(entry).read()  # type: ignore[union-attr]
            if entry.name.endswith("-answers.jsonl"):
                raw = raw.replace(b"kept", b"KEPT", 1)
            new.addfile(entry, io.BytesIO(raw))
    with pytest.raises(NoBackup, match=r"tables/\d+-answers.jsonl is not as"):
        restore(place(tmp_path / "new"), changed)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "name",
    [
        "../evil", "/etc/evil", "data/../../evil", "data//evil", "data/./x", "data", "evil",
        "index/..", "data/a\\..\\b", "data/\x1b[2J", "tables/",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(name: str, tmp_path: Path) -> None:
    with tarred(tmp_path / "evil.tar.gz", newest(), {}) as writer:
        writer.add(name, b"x")
    with pytest.raises(NoBackup):
        restore(place(tmp_path / "here" / "new"), tmp_path / "evil.tar.gz")
    assert [file.name for file in tmp_path.rglob("*")] == ["evil.tar.gz"]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE]
)
def test_links_devices_and_folders_are_refused(kind: bytes, tmp_path: Path) -> None:
    stream = io.BytesIO()
    writer = Writer(stream)
    entry = tarfile.TarInfo("data/x")
    entry.type, entry.linkname = kind, "/etc/passwd"
    writer._tar.addfile(entry)
    writer.finish({"version": newest(), "rows": {}, "made": "", "counters": {}, "generation": ""})
    (tmp_path / "evil.tar.gz").write_bytes(stream.getvalue())
    with pytest.raises(NoBackup, match="which no back-up does"):
        restore(place(tmp_path / "new"), tmp_path / "evil.tar.gz")


def test_other_files_are_no_back_ups(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "text").write_text("xin chào" * 1000)
    (tmp_path / "zeros").write_bytes(gzip.compress(bytes(100_000)))
    with tarfile.open(tmp_path / "tar", "w:gz") as tar:
        tar.add(__file__, "data/x")
    for name in ("empty", "text", "zeros", "tar", "missing"):
        with pytest.raises(NoBackup):
            checked(tmp_path / name)


LIMITED = """
import resource, sys
from pathlib import Path
from corpus.settings import Settings
from desk.backup import back_up
from desk.archive import NotWritten
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), -1))
try:
    settings = Settings.model_construct(
        data=Path(sys.argv[1]), database_url=sys.argv[4], corpus="corpus/starter"
    )
    back_up(settings, Path(sys.argv[2]))
except NotWritten as error:
    print(error)
"""


def test_a_full_disk_leaves_the_old_back_up_and_nothing_half(
    tmp_path: Path, starter_index: Path
) -> None:
    settings = lived_in(used(tmp_path / "here"), starter_index)
    file = tmp_path / "kept" / "all.tar.gz"
    file.parent.mkdir()
    back_up(settings, file)
    old = file.read_bytes()
    for most in (60_000, len(old) - 100):
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, settings.data, file, str(most), settings.database],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "could not be written: File too large" in done.stdout
        assert file.read_bytes() == old
        assert [one.name for one in file.parent.iterdir()] == ["all.tar.gz"]


def test_a_full_disk_while_restoring_leaves_the_place_as_it_was(
    whole: Path, tmp_path: Path, starter_index: Path
) -> None:
    settings = lived_in(used(tmp_path / "here"), starter_index)
    before, files = rows_of(settings.database), tree(settings.data)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limit[1]))
    try:
        with pytest.raises(NotRestored):
            restore(settings, whole, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert rows_of(settings.database) == before
    assert tree(settings.data) == files


def test_one_that_is_killed_leaves_no_back_up_and_the_next_one_goes_through(
    tmp_path: Path, starter_index: Path
) -> None:
    settings = lived_in(used(tmp_path / "here"), starter_index)
    code = (
        "import signal, time; from pathlib import Path; from desk.archive import written\n"
        # Who runs the tests in the background ignores it, and so would this one.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from desk.commands_keep import tidied\n"
        f"with tidied(), written(Path({str(tmp_path / 'all.tar.gz')!r})) as stream:\n"
        "    stream.write(b'half'); stream.flush(); print('there', flush=True); time.sleep(60)\n"
    )
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        with subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as half:
            assert half.stdout is not None
            half.stdout.readline()
            with pytest.raises(NotWritten, match="is being written"):
                back_up(settings, tmp_path / "all.tar.gz")
            half.send_signal(number)
        assert not (tmp_path / "all.tar.gz").exists()
        if number != signal.SIGKILL:
            assert [one.name for one in tmp_path.iterdir()] == ["here"]
    back_up(settings, tmp_path / "all.tar.gz")
    checked(tmp_path / "all.tar.gz")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["all.tar.gz", "here"]


def test_an_index_that_is_replaced_all_the_time_is_backed_up_whole_or_not_at_all(
    tmp_path: Path, starter_index: Path
) -> None:
    settings = lived_in(used(tmp_path / "here"), starter_index)
    over = threading.Event()

    def replace_it() -> None:
        last = settings.index / "g000001"
        for number in itertools.count(2):
            new = Path(shutil.copytree(last, settings.index / ".new"))
            publish(last := new.rename(settings.index / f"g{number:06d}"))
            shutil.rmtree(settings.index / f"g{number - 1:06d}")
            if over.wait(0.02):
                return

    replacing = threading.Thread(target=replace_it)
    replacing.start()
    names = set()
    try:
        for turn in range(4):
            try:
                done = back_up(settings, tmp_path / "all.tar.gz")
            except NotWritten as error:
                assert "replaced all the time" in str(error)  # noqa: PT017
                continue
            names.add(done.generation)
            new = place(tmp_path / f"new{turn}")
            restore(new, tmp_path / "all.tar.gz")
            assert Generation(new.index / done.generation, thorough=True).store.counts()
    finally:
        over.set()
        replacing.join()
    back_up(settings, tmp_path / "all.tar.gz")
    checked(tmp_path / "all.tar.gz")


def test_secrets_stay_out_and_a_back_up_is_for_its_owners_eyes(
    tmp_path: Path, starter_index: Path
) -> None:
    settings = lived_in(used(tmp_path / "here"), starter_index)
    full = Settings(
        telegram_bot_token=SecretStr("1:token-half"),
        desk_password=SecretStr("desk-secret"),
        composer_url="http://user:composer-secret@127.0.0.1:9",
        port=8123,
        database_url="postgresql://u:database-secret@h/d",
    )
    said = settings_without_secrets(full)
    assert "MOTCHAM_PORT=8123" in said
    assert "postgresql://u:@h/d" in said
    assert "-secret" not in said
    assert "token-half" not in said
    back_up(settings, tmp_path / "all.tar.gz")
    assert (tmp_path / "all.tar.gz").stat().st_mode & 0o077 == 0


def test_documents_outside_come_along_when_wanted_and_are_listed_anyway(
    tmp_path: Path, starter_index: Path
) -> None:
    outside = tmp_path / "docs"
    outside.mkdir()
    (outside / "a.md").write_text("# A")
    settings = lived_in(used(tmp_path / "here"), starter_index)
    settings = settings.model_copy(update={"corpus": f"{outside}{os.pathsep}{tmp_path / 'gone'}"})
    without = back_up(settings, tmp_path / "all.tar.gz")
    assert without.missing == (str(tmp_path / "gone"),)
    assert without.documents == 1
    listed = checked(tmp_path / "all.tar.gz")["corpus"][0]["files"]
    assert [(one["name"], one["size"]) for one in listed] == [("a.md", 3)]
    back_up(settings, tmp_path / "more.tar.gz", documents=True)
    restore(place(tmp_path / "new"), tmp_path / "more.tar.gz")
    assert (tmp_path / "new/restored-documents/0/a.md").read_text() == "# A"


def test_back_ups_that_lie_in_the_data_folder_do_not_grow_into_one_another(
    tmp_path: Path, starter_index: Path
) -> None:
    settings = lived_in(used(tmp_path / "here"), starter_index)
    (settings.data / "backups").mkdir()
    for name in ("one.tar.gz", "two.tar.gz"):
        back_up(settings, settings.data / "backups" / name)
    names = {member.name for member in members(settings.data / "backups" / "two.tar.gz")}
    assert "data/papers/quy chế.md" in names
    assert not [name for name in names if "backups" in name or "motcham.db" in name]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    environment = {"MOTCHAM_DATA": str(tmp_path / "here")}
    environment |= setting_at(tmp_path / "here" / "motcham.db")
    return lambda *words: CliRunner().invoke(main, words, env=environment)


def test_a_link_that_lies_where_a_back_up_is_written_is_not_followed(tmp_path: Path) -> None:
    """In a folder that others write to, somebody may lay one to a file of ours."""
    (tmp_path / "victim").write_text("words")
    (tmp_path / ".new.tar.gz.part").symlink_to(tmp_path / "victim")
    with pytest.raises(NotWritten), written(tmp_path / "new.tar.gz") as stream:
        stream.write(b"back-up")
    assert (tmp_path / "victim").read_text() == "words"
    assert not (tmp_path / "new.tar.gz").exists()


def test_the_commands_say_what_they_did(
    tmp_path: Path, starter_index: Path, run: Callable[..., Result]
) -> None:
    lived_in(used(tmp_path / "here"), starter_index)
    file = str(tmp_path / "all.tar.gz")
    done = run("backup", file)
    assert done.exit_code == 0, done.output
    digest = done.output.split("sha256 ")[1].strip()
    assert "index generation g000001" in done.output
    verified = run("restore", file, "--verify", "--sha256", digest)
    assert "is whole" in verified.output
    other = run("restore", file, "--verify", "--sha256", "0" * 64)
    assert (other.exit_code, "not what was written" in other.output) == (1, True)
    refused = run("restore", file)
    assert (refused.exit_code, "--force" in refused.output) == (1, True)
    forced = run("restore", file, "--force")
    assert forced.exit_code == 0, forced.output
    assert "Kept from before" in forced.output
    assert "none altered" in forced.output
    assert run("restore", str(tmp_path / "nothing")).exit_code == 1


def test_without_a_sqlite_file_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    environment = {"MOTCHAM_DATA": str(tmp_path / "here"), "MOTCHAM_DATABASE_URL": ""}
    told = CliRunner().invoke(main, ["backup", "x.tar.gz"], env=environment)
    assert told.exit_code == 1
    assert "there is no database" in told.output


def test_all_rows_are_one_transaction_of_the_database_it_goes_into(tmp_path: Path) -> None:
    """Rows of a table that does not exist end it; the file that was begun is gone."""
    with tarred(tmp_path / "odd.tar.gz", newest(), {"nowhere": 1}) as writer:
        writer.add("tables/000000-nowhere.jsonl", b"{}\n")
    with pytest.raises(dump.NotRestorable, match="no table nowhere"):
        restore(place(tmp_path / "new"), tmp_path / "odd.tar.gz")
    assert tree(tmp_path / "new") == set()


def test_rows_that_belong_to_none_are_refused(tmp_path: Path) -> None:
    row = {"answer_id": "x", "channel": "web", "address": "b", "verdict": "right"}
    line = json.dumps({**row, "at": "2026-01-02T03:04:05+00:00"})
    with tarred(tmp_path / "odd.tar.gz", newest(), {"feedback": 1}) as writer:
        writer.add("tables/000000-feedback.jsonl", f"{line}\n".encode())
    with pytest.raises(NotRestored, match="refused the rows"):
        restore(place(tmp_path / "new"), tmp_path / "odd.tar.gz")
