"""``python -m api`` from its start to its end, as a program of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes.databases import setting_at

ROOT = Path(__file__).parent.parent


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MOTCHAM_", "TELEGRAM_"))}
    return kept | {"MOTCHAM_DATA": str(data)} | setting_at(data / "motcham.db") | more


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "api", *arguments]


@contextmanager
def serving(data: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program, and the address it says to open."""
    with subprocess.Popen(
        command("--port", "0", *arguments),
        cwd=ROOT,
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as program:
        assert program.stdout is not None
        said = ""
        for line in program.stdout:
            said += line
            if line.startswith("Ready"):
                break
        try:
            address = re.search(r"http://\S+", said)
            assert address, said
            yield program, address[0]
        finally:
            program.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_without_an_index_says_what_to_run_and_stops_when_told_to(
    tmp_path: Path, number: signal.Signals
) -> None:
    left = tmp_path / "data" / "library" / "drafts" / "ended" / "index"
    left.mkdir(parents=True)
    with serving(tmp_path / "data") as (program, address):
        with urllib.request.urlopen(address) as response:
            assert "python -m indexer sync" in response.read().decode()
        program.send_signal(number)
        assert program.stdout is not None
        assert "Stopped" in program.stdout.read()
        assert program.wait(10) == 0
    assert not left.exists(), "what a draft left behind went when it started"


def test_a_busy_port_is_named_before_anything_is_loaded(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = subprocess.run(
            command("--port", str(port)),
            cwd=ROOT,
            env=environment(tmp_path / "data"),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert ended.returncode == 1
    assert f"Port {port} on 127.0.0.1 is in use" in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "data").exists()


def test_an_address_that_is_not_ours_and_an_unknown_setting_are_named(tmp_path: Path) -> None:
    for arguments, more, says in (
        (["--host", "203.0.113.1", "--port", "0"], {}, "Cannot listen on 203.0.113.1"),
        (["--host", "khong.co.invalid"], {}, "Cannot listen on khong.co.invalid"),
        ([], {"MOTCHAM_PROT": "1"}, "MOTCHAM_PORT"),
    ):
        ended = subprocess.run(
            command(*arguments),
            cwd=ROOT,
            env=environment(tmp_path / "data", **more),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert ended.returncode in (1, 2)
        assert says in ended.stderr
        assert "Traceback" not in ended.stderr
