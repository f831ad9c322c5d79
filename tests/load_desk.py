"""The desk under many people: ``python -m tests.load_desk [--users 50] [--seconds 60] …``.

Fills a database with cases, starts ``python -m api`` over it and the starter corpus (searched by
words only), and walks its pages as people do: each looks at a page, thinks 1 to 3 seconds, goes on.
Prints the time of each kind of page as the reader waits for it, and what was refused.

``--askers N`` adds people who ask without thinking in between; ``--watch`` tells the memory of
the program while it runs.
"""

import asyncio
import html
import os
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
LISTS = (
    *("/desk",) * 6,
    *("/desk?view=mine", "/desk?view=free", "/desk?view=late", "/desk?view=answered"),
    *("/desk?view=all", "/desk?province=L%C3%A0o+Cai", "/desk?view=all&words=x+quang"),
)
_MOVE = re.compile(r'action="(/desk/cases/\d+/moves/(claimed|asked_back|added|woken|told))"')
_KEY = re.compile(r'name="key" value="([^"]+)"')
_LIVE = re.compile(r'data-live="([^"]+)" data-newest="(\d+)"')
_ROLES = (Role.REVIEWER,) * 6 + (Role.SECOND_READER, Role.LEAD, Role.OFFICER, Role.AUDITOR)


@dataclass
class Seen:
    """By kind of page: seconds; by kind and status: how often something else came than expected."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    odd: Counter[tuple[str, int]] = field(default_factory=Counter)
    sizes: dict[str, int] = field(default_factory=dict)
    heard: int = 0  # changes told to open pages

    def report(self, seconds: float) -> None:
        every = [one for kind, found in self.times.items() if kind != "ask" for one in found]
        click.echo(f"{'page':<16}{'times':>7}{'p50':>8}{'p95':>8}{'p99':>8}{'kB':>7}")
        for kind, found in [*sorted(self.times.items()), ("all of the desk", every)]:
            if len(found) > 1:
                cuts = statistics.quantiles(found, n=100)
                told = "".join(f"{cuts[at] * 1000:8.0f}" for at in (49, 94, 98))
                click.echo(f"{kind:<16}{len(found):>7}{told}{self.sizes.get(kind, 0) / 1000:7.1f}")
        click.echo(
            f"{len(every) / seconds:.1f} pages a second, {self.heard} changes heard;"
            f" not as expected: {dict(self.odd)}"
        )


class Walker:
    """Somebody signed in."""

    def __init__(
        self, http: httpx.AsyncClient, seen: Seen, dice: random.Random, token: str, role: Role
    ) -> None:
        self._http, self._seen, self._dice, self._role = http, seen, dice, role
        self._headers = {"cookie": f"{COOKIE}={token}"}
        self._form = {"form_token": sessions.form_token(token)}
        self._list = self._case = ""
        self._numbers: list[int] = []

    async def walk(self, end: float) -> None:
        await asyncio.sleep(self._dice.uniform(0, THINK[1]))
        await self._step()
        listening = asyncio.create_task(self._listen())
        while time.monotonic() < end:
            await asyncio.sleep(self._dice.uniform(*THINK))
            await self._step()
        listening.cancel()

    async def _step(self) -> None:
        chance = self._dice.random()
        if not self._numbers or chance < 0.30:
            await self._queue(self._dice.choice(LISTS))
        elif chance < 0.45:
            older = re.search(r'href="(/desk\?[^"]*)" rel="next"', self._list)
            await self._queue(html.unescape(older[1]) if older else "/desk")
        elif chance < 0.80:
            number = self._dice.choice(self._numbers)
            self._case = await self._get("case", f"/desk/cases/{number}")
        elif chance < 0.95 and self._role not in (Role.OFFICER, Role.AUDITOR):
            await self._change()
        else:
            await self._get("account", "/desk/account")

    async def _queue(self, path: str) -> None:
        self._list = await self._get("list", path)
        found = [int(number) for number in re.findall(r"/desk/cases/(\d+)\b", self._list)]
        self._numbers = list(dict.fromkeys(found)) or self._numbers

    async def _change(self) -> None:
        """A move that the page of the case offers, or a reply."""
        offered = list(_MOVE.finditer(self._case))
        if not offered or self._dice.random() < 0.3:
            number = self._dice.choice(self._numbers)
            editor = f"/desk/cases/{number}/reply"
            await self._get("editor", editor)
            words = {"text": f"Làm theo quy định, phiếu {number}.", "no_basis": "Việc nội bộ"}
            await self._post("reply", editor, words | {"do": "send", "block": "words"})
            return
        chosen = self._dice.choice(offered)
        key = _KEY.search(self._case, chosen.end())
        words = {"words": "Nội dung của người xử lý.", "key": key[1] if key else ""}
        self._case = ""
        await self._post("move", chosen[1], words)

    async def _post(self, kind: str, path: str, words: dict[str, str]) -> None:
        # 409: it stands where this cannot be done, as the page was of another moment.
        await self._touch(kind, "POST", path, (303, 409), words | self._form)

    async def _listen(self) -> None:
        """What an open page with scripts hears."""
        told = _LIVE.search(self._list)
        path = f"{told[1]}?since={told[2]}" if told else ""
        while told:
            try:
                async with self._http.stream("GET", path, headers=self._headers) as stream:
                    async for line in stream.aiter_lines():
                        self._seen.heard += line.startswith("data:")
            except httpx.TransportError:
                await asyncio.sleep(1)

    async def _get(self, kind: str, path: str) -> str:
        return await self._touch(kind, "GET", path, (200,))

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


def worked(program: Program) -> float:
    """Seconds of a processor that the program has used."""
    assert program.process is not None
    told = Path(f"/proc/{program.process.pid}/stat").read_text(encoding="utf-8")
    user, system = told.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


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
            before = worked(program)
            seen = asyncio.run(load(address, people, askers, seconds, program))
            click.echo(
                f"the program worked {(worked(program) - before) / seconds:.2f} of a processor;"
                f" load of the machine {os.getloadavg()[0]:.1f}"
            )
        finally:
            assert program.process is not None
            program.process.send_signal(signal.SIGINT)
            program.process.wait()
    seen.report(seconds)


if __name__ == "__main__":
    main()
