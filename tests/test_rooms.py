"""Each folder's name leads to ours, not to a package of the same name."""

import importlib
from pathlib import Path

import pytest

ROOMS = ["corpus", "reader", "indexer", "retrieval", "desk", "bot", "api", "eval"]


@pytest.mark.parametrize("room", ROOMS)
def test_the_folder_name_resolves_to_our_room(room: str) -> None:
    file = importlib.import_module(room).__file__
    assert file is not None
    assert Path(file).parent == Path.cwd() / room
