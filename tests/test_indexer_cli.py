"""``python -m indexer``: what it says, in words and in JSON, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.__main__ import main
from indexer.generations import writing
from retrieval.manifest import current
from tests.fakes.papers import guide, library

Run = Callable[..., Result]
LAW = """---
kind: circular
number: 7/2025/TT-BKHCN
title: Quy định về đo lường
issuer: Bộ Khoa học và Công nghệ
issued: 2025-01-15
effective_from: 2025-03-01
---
Điều 1. Phạm vi điều chỉnh

1. Thông tư này quy định về đo lường.

2. Hồ sơ gồm:

a) Đơn;

b) Bản sao giấy tờ.

Điều 2. Thời hạn

Thời hạn là 07 ngày làm việc.
"""


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return library(tmp_path / "docs", 3)


@pytest.fixture
def run(tmp_path: Path, docs: Path) -> Run:
    """The command line over an index of its own, whose configured corpus is ``docs``."""
    settings = {"MOTCHAM_DATA": str(tmp_path / "data"), "MOTCHAM_CORPUS": str(docs)}

    def run(*arguments: str | Path, **more: str) -> Result:
        result = CliRunner().invoke(main, [str(a) for a in arguments], env=settings | more)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


def words(text: str) -> str:
    return " ".join(text.split())


# sync


def test_sync_ends_in_a_sentence_and_a_table(run: Run, docs: Path) -> None:
    (docs / "trong.md").touch()
    result = run("sync", "--words-only")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("3 files were added, 0 replaced, 0 removed, 0 kept; 1 could not")
    assert any(line.startswith("trong.md ") and "empty" in line for line in lines)
    assert sum(line.startswith("new") for line in lines) == 3


def test_sync_says_when_nothing_changed(run: Run) -> None:
    run("sync", "--words-only")
    result = run("sync", "--words-only")
    said = result.stdout.splitlines()
    assert said == ["Nothing changed: 3 files stand in the index as they are.", "Read 3 Markdown"]


def test_sync_as_json_is_json_and_nothing_else(run: Run, docs: Path) -> None:
    (docs / "trong.md").touch()
    result = run("sync", "--words-only", "--json")
    report = json.loads(result.stdout)
    assert [Path(path).name for path in report["new"]] == ["viec-0.md", "viec-1.md", "viec-2.md"]
    assert report["unread"][0].keys() == {"path", "reason", "cure"}
    assert report["documents"] == 3
    assert report["sentence"].startswith("3 files were added")
    assert result.stderr == ""


def test_a_dry_run_needs_no_model_and_writes_no_index(run: Run, tmp_path: Path) -> None:
    result = run("sync", "--dry-run", MOTCHAM_MODEL="nowhere")
    assert "3 files would be added" in words(result.stdout)
    assert "no index yet" in words(run("status").stderr)


def test_a_missing_model_ends_in_the_cure(run: Run) -> None:
    result = run("sync", MOTCHAM_MODEL="nowhere")
    assert result.exit_code == 1
    assert "there is no model nowhere" in words(result.stderr)
    assert "MOTCHAM_MODEL" in result.stderr


def test_a_missing_path_is_named(run: Run) -> None:
    result = run("sync", "--words-only", "không/có")
    assert result.exit_code == 1
    assert words(result.stderr) == "there is no file or folder không/có"


def test_what_is_not_followed_cannot_be_forgotten(run: Run, docs: Path) -> None:
    run("sync", "--words-only")
    result = run("sync", "--words-only", "--forget", "elsewhere")
    assert result.exit_code == 1
    assert "elsewhere is not followed" in words(result.stderr)


def test_a_sync_beside_another_is_turned_away(run: Run, tmp_path: Path) -> None:
    with writing(tmp_path / "data" / "index"):
        result = run("sync", "--words-only")
        assert result.exit_code == 1
        assert "another sync is running" in words(result.stderr)


def test_an_unknown_setting_is_named(run: Run) -> None:
    result = run("sync", MOTCHAM_FOO="1")
    assert result.exit_code == 2
    assert "unknown setting MOTCHAM_FOO" in result.stderr
    assert "did you mean MOTCHAM_MODEL" in run("status", MOTCHAM_MODLE="x").stderr


def test_a_bad_value_is_named(run: Run) -> None:
    result = run("status", MOTCHAM_PORT="many")
    assert result.exit_code == 2
    assert "MOTCHAM_PORT" in result.stderr


def test_names_of_files_command_no_terminal(run: Run, docs: Path) -> None:
    (docs / "[red]\x1b[31m:bomb:.md").touch()
    shown = run("sync", "--words-only").stdout
    assert "[red]�[31m:bomb:.md" in shown
    assert "\x1b" not in shown


# status, verify, rollback


@pytest.mark.parametrize("command", ["status", "verify"])
def test_without_an_index_the_cure_is_named(run: Run, command: str) -> None:
    result = run(command)
    assert result.exit_code == 1
    assert words(result.stderr).endswith("there is no index yet: run `python -m indexer sync`")


def test_status_tells_what_serves(run: Run, docs: Path) -> None:
    run("sync", "--words-only")
    status = json.loads(run("status", "--json").stdout)
    assert (status["generation"], status["documents"], status["chunks"]) == ("g000001", 3, 9)
    assert status["follows"] == [str(docs)]
    shown = run("status").stdout
    assert "g000001" in shown
    assert "docs" in shown


def test_verify_says_that_all_is_sound(run: Run) -> None:
    run("sync", "--words-only")
    result = run("verify")
    assert result.exit_code == 0
    assert "sound: 3 documents, 9 chunks" in words(result.stdout)


def test_verify_of_a_damaged_index_names_file_and_cure(run: Run, tmp_path: Path) -> None:
    run("sync", "--words-only")
    (current(tmp_path / "data" / "index") / "tables.npz").write_bytes(b"")
    result = run("verify")
    assert result.exit_code == 1
    assert "tables.npz" in result.stderr
    assert "indexer rollback" in words(result.stderr)


def test_rollback_serves_the_previous_generation(run: Run, docs: Path) -> None:
    run("sync", "--words-only")
    guide(docs / "moi.md", "Hướng dẫn mới", "Chữ.")
    run("sync", "--words-only")
    assert "Generation g000001 serves now" in words(run("rollback").stdout)
    assert json.loads(run("status", "--json").stdout)["documents"] == 3
    assert run("rollback").exit_code == 1
    assert "1 files were added" in run("sync", "--words-only").stdout


def test_rollback_during_a_sync_is_turned_away(run: Run, tmp_path: Path) -> None:
    run("sync", "--words-only")
    with writing(tmp_path / "data" / "index"):
        assert "another sync is running" in words(run("rollback").stderr)


# inspect


def test_inspect_as_json_has_the_promised_shape(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "tt.md"
    file.write_text(LAW, encoding="utf-8")
    plain = json.loads(run("inspect", file, "--json").stdout)
    seen = {"form", "format", "pages", "procedures", "relations", "repairs", "warnings"}
    assert plain.keys() == {"document", "sections", *seen}
    wanted = {
        "kind": "circular",
        "number": "7/2025/TT-BKHCN",
        "title": "Quy định về đo lường",
        "issuer": "Bộ Khoa học và Công nghệ",
        "issued": "2025-01-15",
        "effective_from": "2025-03-01",
        "effective_to": None,
    }
    assert wanted.items() <= plain["document"].items()
    assert {tuple(section) for section in plain["sections"]} == {
        ("path", "heading", "text", "page", "validity")
    }
    paths = [section["path"] for section in plain["sections"]]
    assert ["Điều 1", "khoản 2", "điểm b"] in paths


def test_inspect_draws_the_tree(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "tt.md"
    file.write_text(LAW, encoding="utf-8")
    shown = run("inspect", file).stdout
    for part in ("circular", "7/2025/TT-BKHCN", "2025-03-01", "Điều 1", "khoản 2", "điểm b"):
        assert part in shown


def test_the_words_of_a_document_are_never_markup(run: Run, tmp_path: Path) -> None:
    title = "Đơn [red]đỏ[/red] [/] [link=http://x]đây[/link] :bomb: \\"
    file = guide(tmp_path / "a.md", title, "Chữ.")
    file.write_text(file.read_text() + "\n## [bold]Phí[/] :cat:\n\nKhông.\n", encoding="utf-8")
    shown = words(run("inspect", file).stdout)
    assert "[red]đỏ[/red] [/]" in shown
    assert ":bomb:" in shown
    assert "[bold]Phí[/] :cat:" in shown


@pytest.mark.parametrize("as_json", [True, False])
def test_inspect_of_what_cannot_be_read_gives_reason_and_cure(
    run: Run, tmp_path: Path, as_json: bool
) -> None:
    file = tmp_path / "ảnh.docx"
    file.write_bytes(b"\x89PNG\r\n" + bytes(range(256)))
    result = run("inspect", file, *(["--json"] if as_json else []))
    assert result.exit_code == 1
    if as_json:
        assert json.loads(result.stdout).keys() == {"error", "cure"}
    else:
        assert "picture" in result.stderr
        assert "scan or photograph" in words(result.stderr)


@pytest.mark.parametrize("name", ["missing.md", "."])
def test_inspect_of_no_file_is_told(run: Run, tmp_path: Path, name: str) -> None:
    result = run("inspect", tmp_path / name)
    assert result.exit_code == 1
    assert "cannot be opened" in words(result.stderr)


# As a process


def process(tmp_path: Path, *arguments: str, unprivileged: bool = False) -> list[str]:
    """The command; ``unprivileged`` takes from root what lets it open everything."""
    plain = [sys.executable, "-m", "indexer", *arguments]
    if unprivileged and os.geteuid() == 0:
        return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *plain]
    return plain


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_sync_says_so_and_ends_with_130(
    tmp_path: Path, kind: signal.Signals
) -> None:
    docs = library(tmp_path / "docs", 1_000)  # a busy machine sends the signal late
    running = subprocess.Popen(
        process(tmp_path, "sync", "--words-only", str(docs)),
        env={"MOTCHAM_DATA": str(tmp_path / "data")},
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background ignores interrupts, and so would this.
        preexec_fn=lambda: signal.signal(kind, signal.SIG_DFL),
    )
    while running.poll() is None and not (tmp_path / "data" / "index" / "cache.db").exists():
        time.sleep(0.01)
    time.sleep(0.1)
    running.send_signal(kind)
    said = words(running.communicate()[1])
    assert running.returncode == 130, said
    assert said.endswith(
        "Interrupted. The index that serves is untouched; run sync again to go on."
    )
    assert "Traceback" not in said


def test_a_folder_that_nobody_may_read_keeps_its_documents(tmp_path: Path) -> None:
    docs = library(tmp_path / "docs", 2)
    library(docs / "kín", 1, title="Sổ tay")
    (docs / "kín.md").write_text("# Kín\n\nChữ.\n")
    env = {"MOTCHAM_DATA": str(tmp_path / "data"), "PATH": os.environ["PATH"]}
    env["MOTCHAM_CORPUS"] = str(docs)

    def sync() -> dict[str, Any]:
        command = process(tmp_path, "sync", "--words-only", "--json", unprivileged=True)
        run = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        report: dict[str, Any] = json.loads(run.stdout)
        return report

    assert len(sync()["new"]) == 4
    (docs / "kín").chmod(0)
    (docs / "kín.md").chmod(0)
    report = sync()
    (docs / "kín").chmod(0o700)
    assert (report["gone"], report["unchanged"], report["documents"]) == ([], 4, 4)
    assert len(report["unread"]) == 2
    assert all("stays in the index" in file["reason"] for file in report["unread"])
