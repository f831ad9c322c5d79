"""``python -m retrieval ask``: what it prints, and what it says when it cannot."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.sync import sync
from retrieval.__main__ import main

NASTY = "[bold red]Hộ kinh doanh[/] khai báo [link=http://x]máy[/link] trong 03 ngày [/nothing]."


@pytest.fixture
def data(tmp_path: Path, starter_index: Path) -> Path:
    """A data folder whose index is the starter corpus by words; without a model."""
    (tmp_path / "index").symlink_to(starter_index.absolute())
    return tmp_path


def ask(data: Path, *words: str) -> Result:
    environment = {"MOTCHAM_DATA": str(data), "MOTCHAM_MODEL": "none", "COLUMNS": "300"}
    return CliRunner().invoke(main, ["ask", *words], env=environment)


def test_the_answer_is_shown_with_its_sources(data: Path) -> None:
    result = ask(data, "thời hạn khai báo thiết bị X-quang y tế", "--as-of", "2026-11-22")
    assert result.exit_code == 0
    assert "Trả lời (answered, tính đến 22/11/2026)" in result.output
    assert "10 ngày làm việc" in result.output
    assert "Hiệu lực: 01/01/2026 – …" in result.output
    assert "there is no model none" in result.stderr


def test_json_has_the_shape_programs_rely_on(data: Path) -> None:
    shown = json.loads(ask(data, "thời hạn khai báo thiết bị X-quang y tế", "--json").stdout)
    assert list(shown) == [
        "id", "outcome", "conclusion", "competence", "card", "quotes", "before", "forms", "notes",
        "followups", "safety", "reviewed", "goes_on", "timings_ms",
    ]  # fmt: skip
    assert set(shown["quotes"][0]["document"]) == {"id", "number", "title", "kind"}
    assert shown["quotes"][0]["url"].startswith("/provisions/")


@pytest.mark.parametrize(("day", "days"), [("2020-05-01", "07"), ("2026-05-01", "10")])
def test_the_day_that_counts_can_be_chosen(data: Path, day: str, days: str) -> None:
    shown = json.loads(ask(data, "thời hạn khai báo X-quang", "--as-of", day, "--json").stdout)
    assert f"{days} ngày làm việc" in shown["conclusion"]


def test_the_province_can_be_chosen(data: Path) -> None:
    text = "tỉnh ủy quyền giải quyết thủ tục tần số vô tuyến điện"
    quoted = {
        place: json.loads(ask(data, text, "--province", place, "--json").stdout)["quotes"]
        for place in ("Nghệ An", "Huế")
    }
    ids = {place: {q["document"]["id"] for q in quotes} for place, quotes in quoted.items()}
    assert "tan-so-nghe-an" in ids["Nghệ An"]
    assert "tan-so-nghe-an" not in ids["Huế"]


def test_a_question_can_go_on_about_an_earlier_one(data: Path) -> None:
    earlier = "Khai báo thiết bị X-quang y tế trong bao nhiêu ngày?"
    result = ask(data, "thế nộp ở đâu?", "--earlier", earlier, "--as-of", "2026-11-22")
    assert f"Hiểu theo câu hỏi trước: “{earlier}”." in result.output


def test_what_cannot_be_answered_is_handed_over(data: Path) -> None:
    result = ask(data, "cách nấu phở bò")
    assert result.exit_code == 0
    assert "chuyển Tổ thường trực" in result.output


def test_without_an_index_the_cure_is_named(tmp_path: Path) -> None:
    result = ask(tmp_path, "khai báo")
    assert result.exit_code == 1
    assert "run `python -m indexer sync`" in result.stderr


def test_a_day_that_is_none_is_refused(data: Path) -> None:
    result = ask(data, "khai báo", "--as-of", "31/02/2026")
    assert result.exit_code == 2
    assert "31/02/2026" in result.stderr


def test_what_documents_and_people_write_is_never_markup(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(f"# Khai báo [b]máy[/b]\n\n## Hạn [/x]\n\n{NASTY}\n")
    sync(tmp_path / "index", [tmp_path / "docs"], None)
    result = ask(tmp_path, "[red]hộ kinh doanh khai báo máy trong mấy ngày[/red]")
    assert result.exit_code == 0
    assert NASTY in result.output
    assert "Hạn [/x]" in result.output


def test_an_unknown_setting_is_named_in_a_fresh_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "retrieval", "ask", "khai báo"]
    environment = os.environ | {"MOTCHAM_DATTA": "x", "MOTCHAM_DATA": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "unknown setting MOTCHAM_DATTA; did you mean MOTCHAM_DATA?" in done.stderr
    assert "Traceback" not in done.stderr
