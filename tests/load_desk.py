"""The desk under many people: ``python -m tests.load_desk [--users 50] [--seconds 60] …``.

Fills a database with cases, starts ``python -m api`` over it and the starter corpus (searched by
words only), and walks its pages as people do: each looks at a page, thinks 1 to 3 seconds, goes on.
Prints the time of each kind of page as the reader waits for it, and what was refused.

``--askers N`` adds people who ask without thinking in between; ``--watch`` tells the memory of
the program while it runs.
"""

import asyncio
import random
import re
import signal
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import click
import httpx

from api.door import COOKIE
from desk import sessions
from desk.desk import Desk
from desk.role import Role
from indexer.sync import sync
from retrieval.question import Unit
from retrieval.service import Service
from tests.fakes.full_desk import COMMUNES, PROVINCES, fill
from tests.fakes.people import join
from tests.fakes.programs import Program, free_port, until_serving

THINK = (1.0, 3.0)  # seconds between a page and the next touch
STATES = ("open", "open", "open", "claimed", "asking", "answered", "closed")
_ROLES = (Role.REVIEWER,) * 6 + (Role.SECOND_READER, Role.LEAD, Role.OFFICER, Role.AUDITOR)


@dataclass
class Seen:
    """By kind of page: seconds; by kind and status: how often something else came than expected."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    odd: Counter[tuple[str, int]] = field(default_factory=Counter)
    sizes: dict[str, int] = field(default_factory=dict)

    def report(self, seconds: float) -> None:
        every = [one for kind, found in self.times.items() if kind != "ask" for one in found]
        click.echo(f"{'page':<16}{'times':>7}{'p50':>8}{'p95':>8}{'p99':>8}{'kB':>7}")
        for kind, found in [*sorted(self.times.items()), ("all of the desk", every)]:
            if len(found) > 1:
                cuts = statistics.quantiles(found, n=100)
                told = "".join(f"{cuts[at] * 1000:8.0f}" for at in (49, 94, 98))
                click.echo(f"{kind:<16}{len(found):>7}{told}{self.sizes.get(kind, 0) / 1000:7.1f}")
        click.echo(f"{len(every) / seconds:.1f} pages a second; not as expected: {dict(self.odd)}")


class Walker:
    """Somebody signed in."""

    def __init__(
        self, http: httpx.AsyncClient, seen: Seen, dice: random.Random, token: str, role: Role
    ) -> None:
        self._http, self._seen, self._dice, self._role = http, seen, dice, role
        self._headers = {"cookie": f"{COOKIE}={token}"}
        self._form = {"form_token": sessions.form_token(token)}
        self._page = ""
        self._numbers: list[int] = []

    async def walk(self, end: float) -> None:
        await asyncio.sleep(self._dice.uniform(0, THINK[1]))
        while time.monotonic() < end:
            await self._step()
            await asyncio.sleep(self._dice.uniform(*THINK))

    async def _step(self) -> None:
        chance = self._dice.random()
        if not self._numbers or chance < 0.30:
            await self._queue(f"/desk?state={self._dice.choice(STATES)}")
        elif chance < 0.45:
            older = re.search(r'href="(/desk\?[^"]*)" rel="next"', self._page)
            await self._queue(older[1].replace("&amp;", "&") if older else "/desk")
        elif chance < 0.85 or self._role in (Role.OFFICER, Role.AUDITOR):
            await self._get("case", f"/desk/cases/{self._dice.choice(self._numbers)}")
        elif chance < 0.95:
            await self._reply(self._dice.choice(self._numbers))
        else:
            await self._get("account", "/desk/account")

    async def _queue(self, path: str) -> None:
        page = await self._get("queue", path)
        self._page = page or self._page
        found = [int(number) for number in re.findall(r"/desk/cases/(\d+)\b", page)]
        self._numbers = list(dict.fromkeys(found)) or self._numbers

    async def _get(self, kind: str, path: str) -> str:
        return await self._touch(kind, "GET", path, (200,))

    async def _reply(self, number: int) -> None:
        words = {"text": f"Làm theo quy định, phiếu {number}.", "no_basis": "Việc nội bộ"}
        # 409: it stands where it cannot be replied to, as the list was of another moment.
        await self._touch("reply", "POST", f"/desk/cases/{number}", (303, 409), words | self._form)

    async def _touch(
        self, kind: str, method: str, path: str, good: tuple[int, ...], data: object = None
    ) -> str:
        started = time.perf_counter()
        try:
            response = await self._http.request(method, path, data=data, headers=self._headers)  # type: ignore[arg-type]
        except httpx.TransportError as error:
            self._seen.odd[f"{kind} {type(error).__name__}", 0] += 1
            return ""
        self._seen.times[kind].append(time.perf_counter() - started)
        self._seen.sizes[kind] = int(response.headers.get("content-length", 0))
        if response.status_code not in good:
            self._seen.odd[kind, response.status_code] += 1
            return ""
        return response.text


async def ask_on(http: httpx.AsyncClient, seen: Seen, name: int, end: float) -> None:
    """Asks again as soon as there is an answer, and hands every tenth question over."""
    number = 0
    async with httpx.AsyncClient(base_url=http.base_url, headers=http.headers, timeout=60) as own:
        while time.monotonic() < end:
            number += 1
            asked = {"question": f"Khai báo thiết bị X-quang y tế trong bao lâu? {name} {number}"}
            started = time.perf_counter()
            try:
                told = await own.post("/ask", data=asked)
                if told.status_code == 303 and number % 10 == 0:
                    await own.post(told.headers["location"] + "/case", data={"note": "giúp"})
            except httpx.TransportError as error:
                seen.odd[f"ask {type(error).__name__}", 0] += 1
                await asyncio.sleep(0.5)
                continue
            seen.times["ask"].append(time.perf_counter() - started)
            if told.status_code != 303:
                seen.odd["ask", told.status_code] += 1


async def watched(program: Program, end: float) -> None:
    """Tell the memory of the program now and then, and how it ended if it did."""
    process = program.process
    assert process is not None
    while time.monotonic() < end:
        if process.poll() is not None:
            said = program.log.read_text(encoding="utf-8")
            click.echo(f"the program ended with {process.returncode}:\n{said[-4000:]}")
            return
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        told = dict(line.split(":", 1) for line in status.splitlines())
        files = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
        memory, most, threads = (told[k].strip() for k in ("VmRSS", "VmHWM", "Threads"))
        click.echo(f"memory {memory}, most {most}, {threads} threads, {files} files open")
        await asyncio.sleep(30)


async def load(
    address: str, people: list[tuple[str, Role]], askers: int, seconds: float, program: Program
) -> Seen:
    seen, end = Seen(), time.monotonic() + seconds
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(
        base_url=address, headers={"origin": address}, timeout=60, limits=limits
    ) as http:
        walkers = [
            Walker(http, seen, random.Random(number), token, role)
            for number, (token, role) in enumerate(people)
        ]
        await asyncio.gather(
            *(walker.walk(end) for walker in walkers),
            *(ask_on(http, seen, number, end) for number in range(askers)),
            watched(program, end),
        )
    return seen


def prepared(folder: Path, cases: int, users: int) -> list[tuple[str, Role]]:
    """The index, the database and the people; gives each one's session."""
    sync(folder / "index", [Path("corpus/starter")], None)
    desk = Desk.open(f"sqlite:///{folder / 'motcham.db'}")
    people = []
    for number in range(users):
        unit = Unit(PROVINCES[number % len(PROVINCES)], COMMUNES[number % len(COMMUNES)])
        role = _ROLES[number % len(_ROLES)]
        people.append((join(desk, f"nguoi{number}", role, unit=unit), role))
    began = time.monotonic()
    if cases:
        actors = [person.actor for person, role in people if role is not Role.OFFICER]
        fill(desk, Service(folder / "index", None), cases, actors or ["Hoa"])
    size = (folder / "motcham.db").stat().st_size / 1e6
    click.echo(f"{cases} cases in {time.monotonic() - began:.0f} s, {size:.0f} MB")
    tokens = []
    for person, role in people:
        with desk.begin() as work:
            tokens.append((sessions.begin(work, person.id), role))
    desk.close()
    return tokens


@click.command(help=__doc__)
@click.option("--users", default=50, show_default=True)
@click.option("--cases", default=10_000, show_default=True)
@click.option("--seconds", default=60.0, show_default=True)
@click.option("--askers", default=0, show_default=True)
@click.option("--profile", type=click.Path(path_type=Path), help="Where cProfile's figures go.")
def main(users: int, cases: int, seconds: float, askers: int, profile: Path | None) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        people = prepared(folder, cases, users)
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        command = ["api", "--port", str(port)]
        if profile is not None:
            command = ["cProfile", "-o", str(profile.absolute()), "-m", *command]
        program = Program(
            folder / "log", {"MOTCHAM_DATA": str(folder), "PYTHONFAULTHANDLER": "1"}, *command
        )
        program.start()
        until_serving(address)
        try:
            seen = asyncio.run(load(address, people, askers, seconds, program))
        finally:
            assert program.process is not None
            program.process.send_signal(signal.SIGINT)
            program.process.wait()
    seen.report(seconds)


if __name__ == "__main__":
    main()
