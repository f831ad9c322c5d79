"""`python -m eval` on tiny sets, by words: what it keeps, compares, writes and refuses."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.settings import Settings
from eval import runs
from eval.__main__ import main
from eval.asking import measure
from tests.fakes.sets import LAWS, beir_set

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return beir_set(tmp_path / "laws", LAWS).folder


@pytest.fixture
def run(tmp_path: Path) -> Run:
    environment = {"MOTCHAM_DATA": str(tmp_path / "data"), "COLUMNS": "140"}
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words], env=environment)


def kept(tmp_path: Path) -> list[runs.Run]:
    place = tmp_path / "data" / runs.FOLDER
    return [runs.load(str(file), place) for file in runs.stored(place)]


def test_beir_shows_figures_with_intervals_and_keeps_the_run(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    result = run("beir", folder, "--words-only", "--typing", "full", "--typing", "none", "--slices")
    assert result.exit_code == 0, result.output
    for words in ("laws (3)", "laws, none (3)", "R@100", "1.000 (1.000–1.000)", "all but encode"):
        assert words in result.output
    (stored,) = kept(tmp_path)
    assert len(stored.asked) == 6
    first = stored.asked[0]
    assert (first.id, first.expected, first.found[0]) == ("qa", ("a",), "a")
    assert first.milliseconds.keys() == {"understand", "encode", "find"}
    assert stored.titles["laws"]["a"] == "Khai báo"
    assert stored.sets["laws"]["documents"] == 4


def test_beir_takes_several_sets_and_gives_json(run: Run, folder: Path, tmp_path: Path) -> None:
    other = beir_set(tmp_path / "other", LAWS[:2]).folder
    result = run("beir", folder, other, "--words-only", "--fast", "--json")
    first, second = json.loads(result.stdout)
    assert (first["name"], first["questions"], first["documents"]) == ("laws", 3, 4)
    assert (second["name"], second["nDCG@10"], second["intervals"]["R@1"]) == ("other", 1, [1, 1])
    assert first["milliseconds"] == {}


def test_runs_are_listed_compared_and_reported(run: Run, folder: Path, tmp_path: Path) -> None:
    assert "No run is kept" in run("runs").output
    for label in ("before", "after"):
        run("beir", folder, "--words-only", "--label", label)
    assert run("runs").output.count("words only") == 2
    compared = run("compare", "before", "after")
    assert compared.exit_code == 0, compared.output
    assert "none gains: nothing speaks for the change" in compared.output
    page = tmp_path / "page.html"
    assert run("report", "before", "after", "--out", page).exit_code == 0
    assert page.read_text(encoding="utf-8").count("<h2") == 2


def test_thresholds_are_chosen_and_tried_on_sets_left_out(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    result = run("thresholds", folder, "--words-only", "--off-topic", folder, "--fit")
    assert result.exit_code == 0, result.output
    for words in ("Chosen on the other sets", "answer removed", "invented number", "Brier"):
        assert words in result.output
    (stored,) = kept(tmp_path)
    assert {one.set for one in stored.asked} == {"starter", "laws"}
    again = run("thresholds", "--from", "thresholds")
    assert again.exit_code == 0
    assert len(kept(tmp_path)) == 1
    page = tmp_path / "page.html"
    assert run("report", "--out", page).exit_code == 0
    assert "Risk and coverage" in page.read_text(encoding="utf-8")


def test_golden_questions_of_ones_own_are_asked_over_the_index_that_serves(
    run: Run, tmp_path: Path, starter_index: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "index").symlink_to(starter_index)
    file = tmp_path / "ours.jsonl"
    lines = [
        {"id": "1", "question": "khai báo máy X-quang trong bao nhiêu ngày", "expect": "answered",
         "document": "atbx-xquang-2026", "any_of": ["atbx-hoi-dap"]},
        {"id": "2", "question": "chưa ai nói gì", "expect": ""},
    ]  # fmt: skip
    file.write_text("\n".join(map(json.dumps, lines)))
    result = run("run", "--golden", file, "--words-only", "--json")
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert (figures["outcome"]["mean"], figures["outcome"]["count"]) == (1, 1)
    assert kept(tmp_path)[0].asked[1].figures["outcome"] is None
    assert run("run", "--golden", file, "--record").exit_code == 2


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: (f / "qrels.tsv").unlink(), "holds no judgements"),
        (lambda f: (f / "corpus.jsonl").unlink(), "there is no file"),
        (lambda f: (f / "corpus.jsonl").write_text('{"_id": "a"}\n'), "line 1: text is missing"),
        (lambda f: (f / "queries.jsonl").write_text("\n{\n"), "queries.jsonl, line 2"),
        (lambda f: (f / "qrels.tsv").write_text("h\n\nq\ta\tmany\n"), "qrels.tsv, line 3"),
        (lambda f: (f / "queries.jsonl").write_bytes(b"\xff\xfe"), "not UTF-8"),
    ],
)
def test_what_is_broken_in_a_set_is_named(
    run: Run, folder: Path, spoil: Callable[[Path], object], message: str
) -> None:
    spoil(folder)
    result = run("beir", folder, "--words-only")
    assert result.exit_code == 1
    assert message in result.stderr.replace("\n", " ")


def test_runs_that_are_not_there_or_do_not_fit_are_refused(run: Run, folder: Path) -> None:
    assert "there is no run base" in run("compare", "base", "last").stderr.replace("\n", " ")
    run("beir", folder, "--words-only")
    refused = run("thresholds", "--from", "last")
    assert (refused.exit_code, "is a run of `beir`" in refused.stderr) == (1, True)


def test_a_stopped_run_keeps_the_sets_that_were_finished(folder: Path, tmp_path: Path) -> None:
    other = beir_set(tmp_path / "other", LAWS).folder

    def stop_at(name: str, done: int, _total: int) -> None:
        if name.startswith("other") and done == 2:
            raise KeyboardInterrupt

    settings = Settings(data=tmp_path / "data")
    found = measure([folder, other], ["full"], settings, None, stop_at)
    assert found.stopped
    assert {one.set for one in found.asked} == found.sets.keys() == {"laws"}
    with pytest.raises(KeyboardInterrupt):
        measure([other], ["full"], settings, None, stop_at)
