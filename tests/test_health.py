"""Life, readiness and metrics of the web program, each thing broken for real."""

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from corpus.settings import Settings
from desk.clockwork import Clockwork
from desk.contact import Contact
from desk.desk import Desk
from desk.metrics import Metrics
from desk.migrate import newest
from desk.patience import Probe, TooSlow
from indexer.sync import sync
from retrieval.service import Service
from tests.fakes.answers import answered, escalated
from tests.fakes.clock import Clock
from tests.fakes.counting import CountingEmbedder
from tests.fakes.databases import database_at, gone, held
from tests.web import Web

X_RAY = "Khai báo thiết bị X-quang y tế trong bao nhiêu ngày?"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "motcham.db"), clock)
    yield opened
    opened.close()


@pytest.fixture
def index(starter_index: Path, tmp_path: Path) -> Path:
    """An index that may be broken."""
    return Path(shutil.copytree(starter_index, tmp_path / "index"))


@pytest.fixture
def web(index: Path, desk: Desk, tmp_path: Path) -> Web:
    settings = Settings.model_construct(data=tmp_path, metrics_token=SecretStr("a-token"))
    service = Service(index, None, look_again=0)
    assert service.readiness().ready
    return Web(service, desk, settings)


def wrong(browser: TestClient) -> dict[str, str]:
    """The checks that fail, with their reasons, after two seconds at most."""
    began = time.monotonic()
    told = browser.get("/readyz")
    assert time.monotonic() - began < 5  # 2 s, and what a busy machine adds
    checks = told.json()["checks"]
    assert {check["name"] for check in checks} == {
        *("index", "model", "database", "migrations", "disk", "clockwork"),
    }
    found = {check["name"]: check["reason"] for check in checks if not check["ok"]}
    assert told.json()["ready"] is (not found)
    assert told.status_code == (503 if found else 200)
    return found


def test_all_is_well_where_nothing_is_broken(web: Web) -> None:
    browser = web.team()
    assert browser.get("/healthz").json() == {"status": "live"}
    assert wrong(browser) == {}


def test_a_file_of_the_index_that_was_cut_short_is_told_though_it_is_open(
    web: Web, index: Path
) -> None:
    browser = web.team()
    assert wrong(browser) == {}
    (generation,) = index.glob("g*")
    words = next(file for file in (generation / "words").iterdir() if file.stat().st_size > 100)
    words.write_bytes(words.read_bytes()[:-10])
    told = wrong(browser)["index"]
    assert f"words/{words.name}" in told
    assert "python -m indexer" in told


def test_a_missing_index_and_a_generation_that_cannot_be_opened_are_told(
    web: Web, index: Path
) -> None:
    browser = web.team()
    assert wrong(browser) == {}
    (index / "CURRENT").write_text("g999999")
    assert "g999999" in wrong(browser)["index"]
    assert browser.get("/health/ready").status_code == 200, "the old one still answers"
    (index / "CURRENT").unlink()
    empty = Web(Service(index, None), web.desk, web.settings).team()
    assert "python -m indexer sync" in wrong(empty)["index"]


def test_a_database_that_hangs_is_told_within_two_seconds_even_when_all_threads_wait_for_it(
    web: Web, tmp_path: Path
) -> None:
    browser = web.team()
    with browser:
        waiting = [threading.Thread(target=ask, args=(browser,)) for _ in range(45)]
        with held(tmp_path / "motcham.db"):
            for one in waiting:
                one.start()
            time.sleep(0.3)
            assert "no answer for" in wrong(browser)["database"]
            assert browser.get("/healthz").status_code == 200
            assert "motcham_database_up 1.0" in browser.get("/metrics").text, "it can be read"
        for one in waiting:
            one.join()
        assert wrong(browser) == {}


def ask(browser: TestClient) -> None:
    browser.post("/ask", data={"question": X_RAY}, follow_redirects=False)


def test_a_database_that_cannot_be_written_to_is_not_ready(web: Web) -> None:
    browser = web.team()
    with web.desk.database.writing() as connection:
        connection.execute(text("DROP TABLE outbox"))
    assert "Error" in wrong(browser)["database"]


def test_tables_of_another_version_are_told(web: Web) -> None:
    with web.desk.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    told = wrong(web.team())["migrations"]
    assert "9999" in told
    assert newest() in told


def test_a_clock_that_stands_still_is_told(web: Web, clock: Clock, index: Path) -> None:
    browser = web.team()
    with Clockwork(web.desk, index, every=3600):
        assert wrong(browser) == {}
    clock.now += timedelta(minutes=6)  # its first turn is over, and no second one comes
    assert "has not turned since" in wrong(browser)["clockwork"]


def test_a_clock_whose_steps_fail_counts_as_standing_still(
    web: Web, clock: Clock, index: Path
) -> None:
    with web.desk.database.writing() as connection:
        connection.execute(text("ALTER TABLE cases RENAME TO gone"))
    with Clockwork(web.desk, index, every=0.01):
        clock.now += timedelta(minutes=6)
        time.sleep(0.1)
        assert "clockwork" in wrong(web.team())


def test_a_full_disk_is_told(web: Web) -> None:
    """Seen from a mount that has no room: the smallest there is on every machine."""
    web.settings.__dict__["data"] = Path("/proc/self")
    assert "make room" in wrong(web.team())["disk"]


def test_an_index_with_vectors_needs_its_model(desk: Desk, tmp_path: Path) -> None:
    index = tmp_path / "with-vectors"
    sync(index, [Path("corpus/starter")], CountingEmbedder())
    problem = "there is no model: run `python -m retrieval prepare`"
    settings = Settings.model_construct(data=tmp_path)
    without = Web(Service(index, None, (problem,)), desk, settings).team()
    assert wrong(without) == {"model": problem}
    assert without.get("/health/ready").status_code == 200, "words alone still answer"


def test_reasons_are_for_who_keeps_the_machine(web: Web, index: Path) -> None:
    (index / "CURRENT").unlink()
    stranger = Web(Service(index, None), web.desk, web.settings).browser()
    assert wrong(stranger) == {"index": ""}
    stranger.headers["authorization"] = "Bearer a-token"
    assert "indexer sync" in wrong(stranger)["index"]


def test_metrics_are_for_this_machine_and_for_who_has_the_token(web: Web) -> None:
    stranger = web.browser()
    assert stranger.get("/metrics").status_code == 403
    for given in ("Bearer a-tokem", "Bearer ", "Basic a-token", "Bearer é"):
        header = {b"authorization": given.encode()}
        assert stranger.get("/metrics", headers=header).status_code == 403
    allowed = stranger.get("/metrics", headers={"authorization": "Bearer a-token"})
    assert allowed.status_code == 200
    assert web.team().get("/metrics").status_code == 200
    forwarded = web.team().get("/metrics", headers={"x-forwarded-for": "203.0.113.9"})
    assert forwarded.status_code == 403
    web.settings.__dict__["metrics_token"] = SecretStr("")
    assert stranger.get("/metrics", headers={"authorization": "Bearer "}).status_code == 403


def values(browser: TestClient) -> dict[str, float]:
    lines = browser.get("/metrics").text.splitlines()
    pairs = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in pairs}


def test_what_happens_is_counted(web: Web, clock: Clock) -> None:
    browser = web.team()
    for question in (X_RAY, X_RAY, "zxqj wvkp"):
        browser.post("/ask", data={"question": question}, follow_redirects=False)
    telegram = Contact("telegram", "7")
    with web.desk.begin() as work:
        work.keep(escalated("a1"), telegram)
        work.open_case("a1", telegram)
        work.send(telegram, {"text": "x"}, "k")
        work.receive("telegram", 1, "{}")
    clock.now += timedelta(days=40)
    browser.get("/cases/secret-token", params={"q": "câu hỏi"})
    found = values(browser)
    assert found['motcham_http_requests_total{method="POST",route="/ask",status="303"}'] == 3
    assert found['motcham_questions_total{outcome="answered"}'] == 2
    outcomes = {name: n for name, n in found.items() if name.startswith("motcham_questions")}
    assert sum(outcomes.values()) == 3, outcomes
    assert found['motcham_answer_stage_duration_seconds_count{stage="find"}'] == 3
    assert found['motcham_http_request_duration_seconds_count{method="POST",route="/ask"}'] == 3
    assert found['motcham_cases{state="open"}'] == 1
    assert found["motcham_cases_overdue"] == 1
    assert found["motcham_case_oldest_overdue_seconds"] > 86_400
    assert found["motcham_outbox_waiting"] == 1
    assert found["motcham_outbox_oldest_waiting_seconds"] == 40 * 86_400
    assert found["motcham_inbox_pending"] == 1
    assert found["motcham_index_generation"] == 1
    assert found["motcham_index_chunks"] > 100
    assert time.time() - 86_400 < found["motcham_index_made_timestamp_seconds"] <= time.time()
    assert found["motcham_database_up"] == 1
    assert not [name for name in found if "secret" in name or "_created" in name]


def test_names_follow_the_conventions_and_series_are_few(web: Web) -> None:
    metrics = Metrics(web.desk, web.service.readiness)
    metrics.answered(answered("a1"))
    metrics.request("GET", "/", 200, 0.1)
    metrics.update("ask", "handled", 0.1)
    for family in metrics.registry.collect():
        assert family.name.startswith("motcham_")
        assert family.documentation.endswith(".")
        assert not family.name.endswith(("_ms", "_total"))
        if family.type == "histogram":
            assert family.name.endswith("_seconds")
    assert len(metrics.exposed().splitlines()) < 160


def test_a_refusal_of_the_database_is_counted(web: Web, tmp_path: Path) -> None:
    browser = web.team()
    with gone(web.desk, tmp_path / "motcham.db"):
        browser.post("/ask", data={"question": X_RAY})
        found = values(browser)
    assert found["motcham_database_errors_total"] >= 1
    assert found["motcham_database_up"] == 0


def test_a_probe_that_hangs_is_asked_once_and_heard_when_it_comes_back() -> None:
    goes_on, asked = threading.Event(), []

    def hangs() -> int:
        asked.append(1)
        goes_on.wait()
        return 7

    probe = Probe(hangs)
    for _ in range(3):
        with pytest.raises(TooSlow):
            probe.result(time.monotonic() + 0.01)
    assert len(asked) == 1
    goes_on.set()
    assert probe.result(time.monotonic() + 5) == 7


def test_what_the_checks_ask_is_open_to_whoever_supervises(web: Web) -> None:
    described = create_app(web.service, web.desk, web.settings).openapi()["paths"]
    assert "/health/ready" in described
    assert "/metrics" not in described


def test_the_bot_tells_its_own_on_a_port_of_its_own(tmp_path: Path) -> None:
    code = (
        "import socket, sys, urllib.request, json\n"
        "from bot.__main__ import exposed\nfrom desk.desk import Desk\n"
        "from desk.metrics import Metrics\n"
        "desk = Desk.open(sys.argv[1])\n"
        "with socket.create_server(('127.0.0.1', 0)) as free: port = free.getsockname()[1]\n"
        "metrics = Metrics(desk)\n"
        "metrics.update('ask', 'handled', 0.2)\n"
        "with exposed(metrics, port):\n"
        "    told = urllib.request.urlopen(f'http://127.0.0.1:{port}/metrics').read().decode()\n"
        "with exposed(metrics, 0): pass\n"
        "print(json.dumps(told))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, database_at(tmp_path / "d.db")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert 'motcham_bot_updates_total{kind="ask",result="handled"} 1.0' in told
    assert "motcham_outbox_waiting 0.0" in told
