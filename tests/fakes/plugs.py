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
from tests.fakes.programs import Program, free_port, until_serving

PLUGS = ("api 1", "api 2", "worker 1", "worker 2", "bot")
PATIENCE = 120.0  # seconds; a busy machine starts no program quickly


@dataclass(frozen=True, slots=True)
class Kill:
    """``back``: seconds until another, or the program itself, did its work again."""

    plug: str
    at: float
    back: float


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
        for name in self.programs:
            self._until_back(name)

    def pull(self, plug: str, dice: random.Random, signs: Callable[[], int]) -> None:
        """Somewhere in its work; then it is started again.

        ``signs`` counts what its users have had of programs of its kind.
        """
        name = self._elected() if plug == "bot" else plug
        enough = signs() + dice.randint(1, 20)
        self.telegram.until(lambda: signs() >= enough, PATIENCE)
        time.sleep(dice.uniform(0, 0.3))
        program = self.programs[name]
        program.kill()
        began = time.monotonic()
        program.start()
        self._until_back(name)
        if plug == "bot":
            self._elected()
        self.kills.append(Kill(plug, began, time.monotonic() - began))

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
        program, kind = self.programs[name], name.split()[0]
        if kind == "api":
            until_serving(self.addresses[int(name[-1]) - 1], PATIENCE)
            return
        word = {"worker": "Waiting for work", "bot": "asking"}[kind]
        self.telegram.until(lambda: word in program.said_since, PATIENCE)


def _listens(bot: Program) -> bool:
    said = bot.said_since
    return said.rfind("listening as") > max(said.rfind("standing by"), 0)


@contextmanager
def machine(folder: Path, database: str) -> Iterator[Machine]:
    """Over a data folder with an index of words, and the documents it was made of in ``docs``."""
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
        }
        ports = [free_port() for _ in range(2)]
        commands: dict[str, tuple[str, ...]] = {
            f"api {n}": ("api", "--port", str(port)) for n, port in enumerate(ports, 1)
        }
        commands |= {f"worker {n}": ("desk", "worker") for n in (1, 2)}
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
