"""``python -m corpus`` over a real index: timelines, and what leads nowhere."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.__main__ import main
from indexer.sync import sync
from tests.test_timeline import AMENDING, BASE, ENDING

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("MOTCHAM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    docs = tmp_path / "docs"
    docs.mkdir()
    for name, text in (("base", BASE), ("amending", AMENDING), ("ending", ENDING)):
        (docs / f"{name}.txt").write_text(text, encoding="utf-8")
    sync(tmp_path / "data" / "index", [docs], None)
    return lambda *words: CliRunner().invoke(main, words)


def test_a_timeline_shows_what_changed_a_provision_and_in_whose_words(run: Run) -> None:
    events = json.loads(run("timeline", "khoản 2 Điều 17 nđ 5/2029", "--json").stdout)["events"]
    assert [(event["day"], event["verb"]) for event in events] == [
        ("2030-04-01", "amends"),
        ("2031-06-01", "ends"),
    ]


def test_a_text_nobody_knows_is_told(run: Run) -> None:
    result = run("timeline", "Điều 3 77/2040/NĐ-CP")
    assert result.exit_code == 1
    assert "77/2040/NĐ-CP" in result.stderr


def test_what_leads_nowhere_is_listed(run: Run) -> None:
    found = json.loads(run("unresolved", "--json").stdout)
    assert [one["relation"]["target"]["number"] for one in found] == ["99/2020/NĐ-CP"]
    assert "99/2020/NĐ-CP" in run("unresolved").stdout


def test_an_index_of_another_kind_ends_in_the_cure(run: Run, tmp_path: Path) -> None:
    index = tmp_path / "data" / "index"
    store = index / (index / "CURRENT").read_text().strip() / "text.db"
    store.write_bytes(b"")
    result = run("unresolved")
    assert result.exit_code == 1
    assert "python -m indexer sync" in result.stderr
