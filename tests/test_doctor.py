"""The doctor names what is broken, and its cure cures it; a broken thing stops no other check."""

import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from corpus.settings import Settings
from desk import job_rows, keys
from desk.__main__ import main
from desk.backup import back_up
from desk.clockwork import Clockwork
from desk.contact import Contact
from desk.database import bare
from desk.desk import Desk, wall_clock
from desk.doctor import CHECKS, _checked, examine
from desk.finding import Finding
from desk.migrate import upgrade
from desk.role import Role
from indexer.__main__ import main as indexer
from indexer.shared import hand_out
from indexer.shared_store import Folder
from retrieval.bundled_model import NAME
from tests.fakes.answers import answered, escalated
from tests.fakes.bot_api import TOKEN, BotApi
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at, new_at, setting_at, tamper
from tests.fakes.people import join

pytest_plugins = ["tests.fakes.databases"]
LAN = Contact("telegram", "7")


@pytest.fixture
def here(tmp_path: Path, starter_index: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound machine: settings, an index, a database, and no other program."""
    for name in os.environ:
        if name.startswith(("MOTCHAM_", "TELEGRAM_")):
            monkeypatch.delenv(name)
    corpus = Path("corpus/starter").resolve()
    models = Path("var/models").resolve()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCHAM_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("MOTCHAM_CORPUS", str(corpus))
    monkeypatch.setenv("MOTCHAM_PORT", str(free_port()))
    shutil.copytree(starter_index, tmp_path / "var" / "index")
    (tmp_path / "var" / "models").symlink_to(models)
    for name, value in setting_at(tmp_path / "var" / "motcham.db").items():
        monkeypatch.setenv(name, value)
    desk_at(tmp_path / "var").close()
    return tmp_path / "var"


@pytest.fixture
def sqlite_here(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As ``here``, with a database in a file whatever the others have."""
    monkeypatch.delenv("MOTCHAM_DATABASE_URL")
    Desk.open(Settings.load().database).close()
    return here


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def desk_at(here: Path, clock: Callable[[], datetime] = wall_clock) -> Desk:
    return Desk.open(database_at(here / "motcham.db"), clock)


def of(check: str) -> Finding:
    """What is to be said of a check: the worst of its findings. All others were made too."""
    findings = examine()
    assert {one.check for one in findings} >= set(CHECKS) - QUIET
    found = [one for one in findings if one.check == check]
    return max(found, key=lambda one: ("ok", "note", "wrong").index(one.state))


# Checks that say nothing where the database, or the index, has nothing to say.
QUIET = {"people", "secrets", "cases", "messages", "jobs", "keys", "audit log"}
QUIET |= {"reviewed answers", "documents"}


def names(check: str, state: str, *words: str) -> str:
    """The cure."""
    found = of(check)
    assert found.state == state, found
    for word in words:
        assert word in found.says, found
    assert found.cure, found
    return found.cure


def is_cured(check: str) -> None:
    found = of(check)
    assert found.state == "ok", found


def give(cure: str) -> None:
    """Run a cure that is a command of ours."""
    assert cure.startswith("python -m ")
    room, *words = cure.removeprefix("python -m ").split()
    done = CliRunner().invoke({"desk": main, "indexer": indexer}[room], words)
    assert done.exit_code == 0, done.output


def test_a_sound_machine_has_nothing_wrong(here: Path) -> None:
    wrong = [one for one in examine() if one.state == "wrong"]
    assert wrong == []
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 0
    assert "0 wrong" in done.output


def test_an_unknown_setting_and_one_that_does_not_fit_are_named_and_the_rest_is_checked(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("MOTCHAM_PROT", "1"), ("MOTCHAM_READ_WORKERS", "many")):
        monkeypatch.setenv(name, value)
        assert "put it right" in names("settings", "wrong", name)
        assert of("database").state == "ok"
        monkeypatch.delenv(name)
    is_cured("settings")


def test_a_setting_that_does_nothing_alone_is_noted(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCHAM_COMPOSER_MODEL", "x")
    assert "MOTCHAM_COMPOSER_URL" in names("settings", "note", "MOTCHAM_COMPOSER_MODEL")
    monkeypatch.setenv("MOTCHAM_COMPOSER_URL", "http://127.0.0.1:9")
    is_cured("settings")


def test_a_missing_index_is_cured_by_a_sync(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCHAM_CORPUS", str(small(here.parent / "docs")))
    shutil.rmtree(here / "index")
    monkeypatch.setenv("MOTCHAM_MODEL", str(here.parent / "no-model"))
    cure = names("index", "wrong", "no index yet")
    assert cure == "python -m indexer sync"


def small(folder: Path) -> Path:
    folder.mkdir()
    (folder / "a.md").write_text("# Quy chế\n\n## Điều 1\n\nTrả lời trong 01 ngày làm việc.\n")
    return folder


def test_a_damaged_index_is_cured_by_a_rollback_where_an_older_one_is_whole(here: Path) -> None:
    shutil.copytree(here / "index" / "g000001", here / "index" / "g000002")
    (here / "index" / "CURRENT").write_text("g000002")
    is_cured("index")
    words = here / "index" / "g000002" / "words" / "rows.npy"
    words.write_bytes(words.read_bytes()[:-1] + b"\xff")
    cure = names("index", "wrong", "g000002", "words/rows.npy")
    assert cure == "python -m indexer rollback"
    give(cure)
    is_cured("index")


def test_a_damaged_index_without_an_older_one_is_made_anew(here: Path) -> None:
    (here / "index" / "g000001" / "text.db").unlink()
    assert names("index", "wrong", "text.db") == "python -m indexer sync --rebuild"


def test_documents_that_are_newer_or_gone_are_named(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = small(here.parent / "docs")
    monkeypatch.setenv("MOTCHAM_CORPUS", str(docs))
    os.utime(docs / "a.md", (2e9, 2e9))
    assert names("documents", "note", "1 of 1") == "python -m indexer sync"
    shutil.rmtree(docs)
    assert "--forget" in names("documents", "wrong", str(docs))


def test_a_model_that_is_not_prepared_or_not_the_indexs_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = here / "index" / "g000001" / "manifest.json"
    said = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**said, "model": "another#1"}))
    assert names("model", "wrong", "another#1", NAME) == "python -m indexer sync"
    monkeypatch.setenv("MOTCHAM_MODEL", "another")
    assert names("model", "wrong") == "python -m retrieval prepare"


def test_a_missing_sqlite_file_is_no_fault_yet(sqlite_here: Path) -> None:
    here = sqlite_here
    (here / "motcham.db").unlink()
    assert names("database", "note", "none at") == "make run"
    assert (
        of("people").check == "people" if any(one.check == "people" for one in examine()) else True
    )
    assert not (here / "motcham.db").exists(), "looking makes none"


def test_a_damaged_sqlite_file_is_cured_by_restoring(sqlite_here: Path) -> None:
    here = sqlite_here
    desk = Desk.open(Settings.load().database)
    with desk.begin() as work:
        for number in range(60):
            work.keep(answered(f"a{number}"), LAN)
    desk.close()
    back_up(Settings.load(), here.parent / "all.tar.gz")
    with (here / "motcham.db").open("r+b") as file:
        for page in range(4, 60, 3):
            file.seek(page * 4096)
            file.write(os.urandom(4096))
    cure = names("database", "wrong")
    assert "restore BACKUP --force" in cure
    give("python -m desk restore " + str(here.parent / "all.tar.gz") + " --force")
    is_cured("database")
    (here / "motcham.db").write_bytes(b"no database" * 1000)
    assert "restore BACKUP" in names("database", "wrong", "no SQLite database")


def test_older_tables_are_cured_by_a_command_and_newer_ones_by_updating(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", new_at(here / "other.db"))
    engine = bare(Settings.load().database)
    with engine.begin() as connection:
        upgrade(connection, "0004")
    cure = names("database", "wrong", "0004")
    give(cure)
    is_cured("database")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    assert "update the program" in names("database", "wrong", "9999")


def test_a_sqlite_file_held_by_another_program_is_named_and_the_rest_is_checked(
    sqlite_here: Path,
) -> None:
    with closing(sqlite3.connect(sqlite_here / "motcham.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        found = _only("database", "index", "disk")
    assert {one.check: one.state for one in found}["database"] == "wrong"
    assert [one.state for one in found if one.check != "database"] == ["ok", "ok"]


def _only(*checks: str) -> list[Finding]:
    settings = Settings.load().model_copy(
        update={"database_url": f"{Settings.load().database}?timeout=0.2"}
    )
    return [one for check in checks for one in CHECKS[check](settings)]


def test_a_database_that_cannot_be_reached_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"postgresql://u:hush@127.0.0.1:{free_port()}/d"
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", url)
    cure = names("database", "wrong", "no connection")
    assert "MOTCHAM_DATABASE_URL" in cure
    assert not [one for one in examine() if "hush" in one.says + one.cure]
    assert of("index").state == "ok"


def test_postgresql_is_looked_at_too(
    here: Path, monkeypatch: pytest.MonkeyPatch, postgresql: Callable[[], str]
) -> None:
    url = postgresql()
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", url)
    assert names("database", "note", "no tables yet") == "make run"
    Desk.open(url).close()
    found = [one for one in examine() if one.check == "database"]
    assert [one.state for one in found] == ["ok", "ok"]
    assert found[0].says.startswith("PostgreSQL 1")


def test_a_sqlite_file_that_others_can_read_is_cured_by_the_command(sqlite_here: Path) -> None:
    (sqlite_here / "motcham.db").chmod(0o644)
    cure = names("files", "wrong", "motcham.db")
    subprocess.run(cure, shell=True, check=True)
    is_cured("files")


@contextmanager
def held(port: int, body: str) -> Iterator[None]:
    """Another program on the port."""

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Other)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_port_that_another_program_holds_is_named_and_our_own_is_known(here: Path) -> None:
    port = Settings.load().port
    with held(port, "another page"):
        assert "MOTCHAM_PORT" in names("ports", "wrong", str(port), "another program")
    with held(port, '{"status":"live"}'):
        assert "our own" in of("ports").says
    is_cured("ports")


def test_a_token_that_telegram_refuses_and_a_server_that_is_away_are_named(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with BotApi().running() as api:
        monkeypatch.setenv("TELEGRAM_BASE_URL", api.url)
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:wrong-half-of-a-token")
        assert "@BotFather" in names("Telegram", "wrong", "does not accept")
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
        assert "the bot is @" in of("Telegram").says
    assert "network" in names("Telegram", "wrong", "cannot be reached", "ConnectError")
    assert not [one for one in examine() if TOKEN.split(":")[1] in one.says + one.cure]


def test_a_clock_that_stands_before_the_index_is_named(here: Path) -> None:
    manifest = here / "index" / "g000001" / "manifest.json"
    said = json.loads(manifest.read_text())
    later = (datetime.now(UTC) + timedelta(hours=3)).isoformat(timespec="seconds")
    manifest.write_text(json.dumps({**said, "made": later}))
    assert "timedatectl" in names("clock", "wrong", later)


def test_a_full_disk_is_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCHAM_DATA", "/proc/self")
    assert "make room" in names("disk", "wrong")


def test_without_text_recognition_scans_stay_unread(here: Path) -> None:
    """In a process of its own, where the programs of the machine are out of reach."""
    code = (
        "import json; from desk.doctor import examine\n"
        "print(json.dumps([[o.check, o.state, o.cure] for o in examine()]))"
    )
    environment = {
        **os.environ,
        "PATH": "/nowhere",
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    found = {check: (state, cure) for check, state, cure in json.loads(done.stdout)}
    assert found["text recognition"] == (
        "note", "apt-get install tesseract-ocr tesseract-ocr-vie",
    )  # fmt: skip


def test_addresses_that_do_not_hold_are_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCHAM_HOTLINE", "Sở KH&CN: 0123")
    is_cured("addresses")
    monkeypatch.setenv("MOTCHAM_PUBLIC_URL", "tra.example")
    names("addresses", "wrong", "no address")
    monkeypatch.setenv("MOTCHAM_PUBLIC_URL", "http://tra.example")
    assert "HTTPS" in names("addresses", "note")
    monkeypatch.setenv("MOTCHAM_PUBLIC_URL", "https://tra.example")
    is_cured("addresses")


def test_a_password_that_opens_nothing_and_nobody_invited_are_noted(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCHAM_DESK_PASSWORD", "hush-hush")
    cure = names("people", "note", "nobody is invited")
    give(cure.replace("LOGIN", "lan").replace("NAME", "Lan"))
    assert "MOTCHAM_DESK_PASSWORD" in names("people", "note", "opens nothing")
    monkeypatch.delenv("MOTCHAM_DESK_PASSWORD")
    is_cured("people")


def test_overdue_cases_and_messages_that_stay_are_named(here: Path) -> None:
    clock = Clock(datetime.now(UTC) - timedelta(days=60))
    desk = desk_at(here, clock)
    with desk.begin() as work:
        work.keep(escalated("a1"), LAN)
        work.open_case("a1", LAN)
        work.send(LAN, {"text": "x"}, "k")
    assert names("cases", "note", "1 are overdue") == "python -m desk list"
    assert "python -m bot" in names("messages", "wrong", "1 wait")
    (message,) = desk.outbox.due("telegram")
    desk.outbox.give_up(message.id, "blocked")
    with desk.begin() as work:
        work.receive("telegram", 1, "{}")
        for _ in range(3):
            work.fail("telegram", 1, "x")
    assert names("messages", "note", "never arrive")
    says = " ".join(one.says for one in examine() if one.check == "messages")
    assert "1 updates could not be handled" in says
    desk.close()


def test_long_work_that_no_worker_takes_and_what_failed_is_named(here: Path) -> None:
    is_cured("jobs")
    desk, asked = desk_at(here), datetime.now(UTC) - timedelta(minutes=6)
    with desk.database.writing() as connection:
        number, _ = job_rows.add(connection, "library_read", {"draft": "x"}, "k", asked)
    assert names("jobs", "wrong", "1 wait", "no worker") == "python -m desk worker"
    with desk.database.writing() as connection:
        job_rows.run(connection, number, "h", asked, asked + timedelta(days=1))
    is_cured("jobs")
    with desk.database.writing() as connection:
        job_rows.end(connection, number, desk.now(), state="failed", error="ValueError: x")
    assert names("jobs", "note", "1 failed") == "python -m desk jobs list"
    desk.close()


def test_a_key_that_ended_or_soon_does_is_named(here: Path) -> None:
    is_cured("keys")
    made = Clock(datetime.now(UTC) - timedelta(days=30))
    desk = desk_at(here, made)
    with desk.begin() as work:
        for days in (0, 20, 40, 400):
            keys.create(work, keys.Facts(f"{days}", frozenset(keys.Scope), days=days), f"{days}")
    said = [(one.state, one.says) for one in examine() if one.check == "keys"]
    assert [state for state, _ in said] == ["note", "note"]
    assert re.fullmatch(r"key 3 \(40\) ends on ../../....", said[0][1])
    assert re.fullmatch(r"key 2 \(20\) ended on ../../....", said[1][1])
    with desk.begin() as work:
        for number in (2, 3):
            assert keys.revoke(work, number)
    desk.close()
    is_cured("keys")


def test_a_store_that_cannot_be_used_or_holds_another_index_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_cured("store")
    store = here.parent / "shared"
    monkeypatch.setenv("MOTCHAM_INDEX_STORE", str(store))
    assert "MOTCHAM_INDEX_STORE" in names("store", "wrong", str(store))
    store.mkdir()
    assert "sync" in names("store", "note", "no index yet")
    hand_out(here / "index", Folder(store))
    is_cured("store")
    (store / "CURRENT").write_text("g000009-0123456789ab")
    assert "fetch" in names("store", "note", "another one serves")


def test_settings_that_cannot_be_read_are_named_and_the_rest_is_checked(here: Path) -> None:
    (here.parent / ".env").write_bytes("MOTCHAM_HOTLINE=Sở".encode("utf-16"))
    assert ".env" in names("settings", "wrong", ".env cannot be read")
    is_cured("index")


def test_an_altered_log_is_named(here: Path) -> None:
    desk = desk_at(here)
    join(desk, "lan", Role.LEAD)
    is_cured("audit log")
    tamper(desk, "UPDATE audit SET what = 'nothing' WHERE number = 1")
    desk.close()
    assert "audit verify" in names("audit log", "wrong", "row 1")


def test_answers_that_are_not_what_is_published_are_cured_by_the_command(here: Path) -> None:
    faqs = (
        '[{"id":7,"version":1,"questions":["Hỏi?"],"text":"Đáp","basis":[],"reviewer":"Lan",'
        '"day":"2026-01-01","reason":"Việc nội bộ","field":"","territory":"toàn quốc"}]'
    )
    (here / "index" / "reviewed.json").write_text(faqs)
    cure = names("reviewed answers", "wrong", "1 are given", "0 are published")
    give(cure)
    is_cured("reviewed answers")


def test_a_broken_table_of_units_is_named(here: Path) -> None:
    (here / "units.tsv").write_text("nothing\n")
    assert "units update" in names("units", "wrong", "line 1")
    (here / "units.tsv").unlink()
    is_cured("units")


def test_looking_changes_nothing_while_the_programs_run(here: Path) -> None:
    desk = desk_at(here)
    with Clockwork(desk, here / "index", every=0.01):
        before = set(here.rglob("*"))
        assert [one for one in examine() if one.state == "wrong"] == []
        new = {file.name for file in set(here.rglob("*")) - before}
        assert new <= {"reviewed.json", ".reviewed.lock", "motcham.db-wal", "motcham.db-shm"}
    desk.close()


def test_the_command_tells_programs_too_and_ends_with_one(here: Path) -> None:
    shutil.rmtree(here / "index")
    done = CliRunner().invoke(main, ["doctor", "--json"])
    assert done.exit_code == 1
    told = json.loads(done.output)
    (index,) = [one for one in told if one["check"] == "index"]
    assert (index["state"], index["cure"]) == ("wrong", "python -m indexer sync")
    plain = CliRunner().invoke(main, ["doctor"], env={"COLUMNS": "200"})
    assert "→ python -m indexer sync" in plain.output


def test_a_check_that_breaks_or_hangs_is_told_and_stops_no_other(here: Path) -> None:
    def breaks(_settings: Settings) -> Iterator[Finding]:
        raise ValueError("words of somebody")

    (found,) = _checked("x", breaks, Settings.load())
    assert (found.state, "ValueError" in found.says) == ("wrong", True)
    assert "words" not in found.says
