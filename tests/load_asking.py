"""Questions a second: ``python -m tests.load_asking INDEX QUESTIONS… [--rate 25] [--seconds 30]``.

Starts ``python -m api`` over a copy of INDEX (a folder of generations, as ``python -m eval beir``
leaves one in ``var/eval``) and asks the texts of QUESTIONS (``queries.jsonl`` of a BEIR folder),
each once, through /api/v1. Questions come at chance moments, ``--rate`` of them a second, whether
or not those before have been answered. Prints how long each waited, and what a question costs.
"""

import asyncio
import json
import os
import random
import shutil
import signal
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

import click
import httpx

from retrieval.generation import Generation
from retrieval.manifest import CURRENT, current
from tests.fakes.programs import ROOT, Program, free_port, until_serving
from tests.load_desk import worked

WARM = 30  # questions before the measured ones


async def asked(http: httpx.AsyncClient, text: str, due: float, told: Counter[str]) -> float:
    """Ask one question; seconds from the moment it was due."""
    try:
        response = await http.post("/api/v1/ask", json={"question": text})
        told[response.json()["outcome"] if response.is_success else str(response.status_code)] += 1
    except httpx.TransportError as error:
        told[type(error).__name__] += 1
    return time.perf_counter() - due


async def load(address: str, texts: list[str], rate: float, told: Counter[str]) -> list[float]:
    dice, asking = random.Random(1), []
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(
        base_url=address, headers={"origin": address}, timeout=60, limits=limits
    ) as http:
        due = time.perf_counter()
        for text in texts:
            due += dice.expovariate(rate)
            await asyncio.sleep(due - time.perf_counter())
            asking.append(asyncio.create_task(asked(http, text, due, told)))
        return list(await asyncio.gather(*asking))


def prepared(folder: Path, index: Path) -> None:
    """A data folder whose index and model are those that are there."""
    generation = current(index)
    (folder / "index").mkdir()
    (folder / "index" / generation.name).symlink_to(generation.absolute())
    shutil.copy(index / CURRENT, folder / "index" / CURRENT)
    (folder / "models").symlink_to((ROOT / "var" / "models").resolve())
    counts = Generation(generation).store.counts()
    click.echo(f"{counts['documents']} documents, {counts['chunks']} chunks")


def distinct(files: tuple[Path, ...]) -> list[str]:
    found = [json.loads(line)["text"] for file in files for line in file.open(encoding="utf-8")]
    random.Random(2).shuffle(found)
    return list(dict.fromkeys(found))


@click.command(help=__doc__)
@click.argument("index", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("questions", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--rate", default=25.0, show_default=True, help="Questions a second.")
@click.option("--seconds", default=30.0, show_default=True)
@click.option("--profile", type=click.Path(path_type=Path), help="Where cProfile's figures go.")
def main(
    index: Path, questions: tuple[Path, ...], rate: float, seconds: float, profile: Path | None
) -> None:
    texts = distinct(questions)
    count = int(rate * seconds)
    if len(texts) < WARM + count:
        raise click.UsageError(f"there are only {len(texts)} questions: less --rate or --seconds")
    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), free_port()
        prepared(folder, index)
        address = f"http://127.0.0.1:{port}"
        command = ["api", "--port", str(port)]
        if profile is not None:
            command = ["cProfile", "-o", str(profile.absolute()), "-m", *command]
        program = Program(folder / "log", {"MOTCHAM_DATA": str(folder)}, *command)
        program.start()
        try:
            until_serving(address, 120)
            asyncio.run(load(address, texts[:WARM], 5, Counter()))
            told: Counter[str] = Counter()
            before, began = worked(program), time.monotonic()
            times = asyncio.run(load(address, texts[WARM : WARM + count], rate, told))
            spent, took = worked(program) - before, time.monotonic() - began
        finally:
            assert program.process is not None
            program.process.send_signal(signal.SIGINT)
            program.process.wait()
    cuts = [1000 * cut for cut in statistics.quantiles(times, n=100)]
    click.echo(
        f"{count / took:.1f} questions a second: p50 {cuts[49]:.0f}, p95 {cuts[94]:.0f},"
        f" p99 {cuts[98]:.0f} ms; {1000 * spent / count:.1f} ms of processor each;"
        f" load of the machine {os.getloadavg()[0]:.1f}"
    )
    click.echo(", ".join(f"{name} {number}" for name, number in sorted(told.items())))


if __name__ == "__main__":
    main()
