"""The import contracts are kept, and broken ones are caught."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOMS = ["corpus", "reader", "indexer", "retrieval", "desk", "bot", "api", "eval"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The house, empty: its rooms and its contracts without the code."""
    shutil.copy("pyproject.toml", tmp_path)
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    return tmp_path


def test_an_empty_house_keeps_the_contracts(house: Path) -> None:
    assert lint(house).returncode == 0


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("corpus", "import retrieval"),
        ("retrieval", "import indexer"),
        ("retrieval", "import reader"),
        ("reader", "import retrieval"),
        ("indexer", "import desk"),
        ("desk", "import bot"),
        ("bot", "import api"),
        ("api", "import eval"),
        ("eval", "import desk"),
        ("desk", "import telegram"),
        ("retrieval", "import fastapi"),
    ],
)
def test_a_forbidden_import_is_caught(house: Path, room: str, line: str) -> None:
    (house / room / "wrong.py").write_text(f"{line}\n")
    result = lint(house)
    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout
