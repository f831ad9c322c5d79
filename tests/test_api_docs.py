"""docs/api.md: its commands run against a live server, its sample verifies what we sign."""

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.app import create_app
from corpus.settings import Settings
from desk import hooks, webhooks
from desk.announcing import NAMES
from desk.desk import Desk
from desk.hooks import Hook
from desk.keys import Scope
from retrieval.service import Service
from tests.fakes.databases import database_at
from tests.fakes.keys import EVERYTHING, new_key
from tests.served import served

PAGE = Path("docs/api.md").read_text(encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "desk.db"))
    yield opened
    opened.close()


@pytest.fixture
def address(desk: Desk, service: Service, starter_index: Path) -> Iterator[str]:
    """The application, listening."""
    data = Settings.model_construct(
        desk_password=SecretStr(""), public_url="", data=starter_index.parent
    )
    with served(create_app(service, desk, data)) as root:
        yield root


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_every_command_of_the_page_does_what_it_says(
    address: str, desk: Desk, tmp_path: Path
) -> None:
    key, token = new_key(desk, *EVERYTHING)
    script = "set -euo pipefail\n" + "\n".join(blocks("sh"))
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "MOTCHAM": address, "KEY": token},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout.splitlines()
    assert "/api/v1/ask" in said
    assert {"answered", "MC-000001", "open", "HD-000001", "401"} <= set(said)
    assert "unknown" in said[-1]
    assert key.scopes == EVERYTHING


def test_the_page_names_every_scope_event_and_path(address: str, desk: Desk) -> None:
    for name in (*Scope, *NAMES):
        assert f"`{name}`" in PAGE, name


def test_the_sample_verifies_what_we_sign_and_no_replay() -> None:
    [sample] = blocks("python")
    held: dict[str, Callable[..., bool]] = {}
    exec(sample, held)
    verify = held["verify"]
    now, body = int(time.time()), b'{"type": "hook.test"}'
    hook = Hook(1, "https://example.org/", NAMES, hooks.new_secret(), False, _moment(now))
    told = webhooks.headers(hook, "msg_1", _moment(now), body)
    seen: set[str] = set()
    assert verify(hook.secret, told, body, seen)
    assert not verify(hook.secret, told, body, seen)  # seen before
    assert not verify(hook.secret, told, body + b" ", set())
    assert not verify(hooks.new_secret(), told, body, set())
    old = webhooks.headers(hook, "msg_2", _moment(now - 301), body)
    assert not verify(hook.secret, old, body, set())
    assert not verify(hook.secret, told | {"webhook-id": "msg_3"}, body, set())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
