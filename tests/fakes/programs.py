"""The project's programs as processes that can be killed and started again."""

import os
import random
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """One that nobody is given by chance while a program that was killed starts again."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


class Program:
    """``python -m`` something, started away from the project's folder: no ``.env`` is read there.

    What it says is added to ``log``.
    """

    def __init__(self, log: Path, settings: dict[str, str], *command: str) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("MOTCHAM_", "TELEGRAM_"))}
        self._environment = kept | {"PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"} | settings
        self._command = (sys.executable, "-m", *command)
        self.log = log
        self._begins = 0  # in the log, what it says since it was started last
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as said:
            self._begins = said.tell()
            self.process = subprocess.Popen(
                self._command, cwd=self.log.parent, env=self._environment, stdout=said, stderr=said
            )

    def run(self, seconds: float = 120.0) -> None:
        """To its end, which is to be a good one."""
        with self.log.open("ab") as said:
            ended = subprocess.run(
                self._command, cwd=self.log.parent, env=self._environment, stdout=said,
                stderr=said, timeout=seconds, check=False,
            )  # fmt: skip
        assert ended.returncode == 0, self.said

    def kill(self) -> None:
        """With -9."""
        if self.process is not None:
            assert self.process.poll() is None, f"it ended by itself: {self.log.read_text()}"
            self.process.kill()
            self.process.wait()
            self.process = None

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def said_since(self) -> str:
        """Since it was started last."""
        with self.log.open("rb") as log:
            log.seek(self._begins)
            return log.read().decode(errors="replace")


def until_serving(address: str, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            httpx.get(f"{address}/health/live", timeout=5)
            return
        except httpx.TransportError:
            assert time.monotonic() < end, f"{address} does not answer"
            time.sleep(0.02)
