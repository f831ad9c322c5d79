"""Two of every program over one PostgreSQL, and the plug of any one of them pulled.

Two ``python -m api`` behind what asks the other where one is away, two ``python -m desk worker``
and two ``python -m bot``, of which one is elected; all as on one machine, over one data folder.
"""

import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.fakes.bot_api import TOKEN, BotApi
from tests.fakes.programs import Program, free_port

PLUGS = {"worker": ("worker 1", "worker 2"), "bot": ("bot",), "api": ("api 1", "api 2")}  # by kind
PATIENCE = 240.0  # seconds; a busy machine starts no program quickly


@dataclass(frozen=True, slots=True)
class Kill:
    plug: str
    at: float


@dataclass
class Machine:
    """The programs by their names; ``bot 1`` and ``bot 2`` share the plug ``bot``."""

    telegram: BotApi
    programs: dict[str, Program]
    addresses: tuple[str, ...]
    kills: list[Kill] = field(default_factory=list)

    def start(self) -> None:
        for program in self.programs.values():
            program.start()
        self.until_back()

    def pull(self, plug: str, dice: random.Random, signs: Callable[[], int]) -> None:
        """Somewhere in its work; then it is started again.

        Of its kind the other is there then; of another kind one may be away, too. ``signs`` counts
        what users have had of programs of its kind.
        """
        self.until_back(plug.split()[0])
        name = self._elected() if plug == "bot" else plug
        enough = signs() + dice.randint(1, 20)
        self.telegram.until(lambda: signs() >= enough, PATIENCE)
        time.sleep(dice.uniform(0, 0.3))
        self.programs[name].kill()
        self.kills.append(Kill(plug, time.monotonic()))
        self.programs[name].start()

    def until_back(self, kind: str = "") -> None:
        """Until all programs of a kind work or stand by."""
        for name in self.programs:
            if name.startswith(kind):
                self._until_back(name)

    def stop(self) -> dict[str, int]:
        """As a system that goes down; how each program ended."""
        processes = {name: one.process for name, one in self.programs.items() if one.process}
        for process in processes.values():
            process.send_signal(signal.SIGTERM)
        return {name: process.wait(60) for name, process in processes.items()}

    def end(self) -> None:
        for program in self.programs.values():
            if program.process is not None:
                program.process.kill()
                program.process.wait()

    def _elected(self) -> str:
        """The bot at work, as soon as there is one."""
        bots = [name for name in self.programs if name.startswith("bot")]

        def at_work() -> list[str]:
            return [name for name in bots if _listens(self.programs[name])]

        self.telegram.until(at_work, PATIENCE)
        return at_work()[0]

    def _until_back(self, name: str) -> None:
        program, end = self.programs[name], time.monotonic() + PATIENCE
        while not self._is_back(name):
            assert program.process is not None
            ended = program.process.poll()
            if ended is not None or time.monotonic() > end:
                program.process.send_signal(signal.SIGABRT)  # it writes down where it stands
                program.process.wait(30)
                raise AssertionError(f"{name} did not come back ({ended}): {program.said_since}")
            time.sleep(0.05)

    def _is_back(self, name: str) -> bool:
        kind, said = name.split()[0], self.programs[name].said_since
        words = {
            "worker": ("Waiting for work",),
            "bot": ("standing by", "listening as"),
            "api": ("Ready: open",),
        }
        return any(one in said for one in words[kind])


def _listens(bot: Program) -> bool:
    said = bot.said_since
    return said.rfind("listening as") > max(said.rfind("standing by"), 0)


@contextmanager
def machine(folder: Path, database: str, *worker: str) -> Iterator[Machine]:
    """Over a data folder with an index of words, and the documents it was made of in ``docs``.

    ``worker`` is what is started as a worker.
    """
    with BotApi().running() as telegram:
        settings = {
            "MOTCHAM_DATA": str(folder),
            "MOTCHAM_CORPUS": str(folder / "docs"),
            "MOTCHAM_DATABASE_URL": database,
            "MOTCHAM_API_WORKS": "0",
            "MOTCHAM_READ_WORKERS": "1",
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_BASE_URL": telegram.url,
            "OMP_NUM_THREADS": "1",
            "PYTHONFAULTHANDLER": "1",
        }
        ports = [free_port() for _ in range(2)]
        commands: dict[str, tuple[str, ...]] = {
            f"api {n}": ("api", "--port", str(port)) for n, port in enumerate(ports, 1)
        }
        commands |= {f"worker {n}": worker for n in (1, 2)}
        commands |= {f"bot {n}": ("bot",) for n in (1, 2)}
        programs = {
            name: Program(folder / f"{name.replace(' ', '')}.log", settings, *command)
            for name, command in commands.items()
        }
        addresses = tuple(f"http://127.0.0.1:{port}" for port in ports)
        running = Machine(telegram, programs, addresses)
        try:
            running.start()
            yield running
        finally:
            running.end()
