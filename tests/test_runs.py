"""Runs that are kept: never overwritten, found by name, refused where they are broken."""

import json
import subprocess
from pathlib import Path

import pytest

from eval import runs
from eval.runs import Asked, Run, RunUnavailable
from retrieval.policy import DEFAULT


def a_run(command: str = "beir", text: str = "phí bao nhiêu") -> Run:
    asked = Asked("luat", "q1", text, {"typing": "full"}, {"nDCG@10": 0.5}, ("d1",), ("d2", "d1"))
    titles = {"luat": {"d1": "Phí"}}
    return runs.made(
        command, {"folders": ["x"]}, DEFAULT, "model#1", {"luat": {}}, (asked,), titles
    )


def test_a_run_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    run = a_run()
    file = runs.keep(run, tmp_path, "base")
    again = runs.load(str(file), tmp_path)
    assert again.name == file.stem
    assert again.name.endswith("-beir-base")
    assert (again.asked, again.titles, again.model) == (run.asked, run.titles, run.model)
    assert again.policy["evidence"] == DEFAULT.evidence


def test_no_run_is_overwritten(tmp_path: Path) -> None:
    run = a_run()
    files = [runs.keep(run, tmp_path, "../x y") for _ in range(3)]
    assert len(set(files)) == 3
    assert all(file.parent == tmp_path for file in files)
    assert sorted(tmp_path.iterdir()) == sorted(files)
    assert list(runs.stored(tmp_path)) == files


def test_a_run_is_found_by_a_part_of_its_name_that_no_other_has(tmp_path: Path) -> None:
    first = runs.keep(a_run(), tmp_path, "base")
    second = runs.keep(a_run(), tmp_path, "better")
    assert runs.load("base", tmp_path).name == first.stem
    assert runs.load("last", tmp_path).name == second.stem
    with pytest.raises(RunUnavailable, match="fits several runs"):
        runs.load("beir", tmp_path)
    with pytest.raises(RunUnavailable, match="python -m eval runs"):
        runs.load("nothing", tmp_path)


def test_a_file_that_is_no_run_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"command": "beir"}))
    with pytest.raises(RunUnavailable, match="is no stored run"):
        runs.load(str(file), tmp_path)


def test_questions_are_grouped_by_set_and_typing() -> None:
    full = Asked("luat", "q1", "phí", {"typing": "full"}, {})
    none = Asked("luat", "q1", "phi", {"typing": "none"}, {})
    run = runs.made("beir", {}, DEFAULT, "", {}, (full, none), {})
    assert run.by_set() == {"luat": [full], "luat, none": [none]}
    assert full.key != none.key


def test_the_commit_is_told_where_git_knows_one() -> None:
    inside = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True)
    told = runs.commit()
    assert inside.stdout.startswith(told.rstrip("+")) if inside.returncode == 0 else told == ""
