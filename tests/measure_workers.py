"""How much faster two workers index than one: ``python -m tests.measure_workers --documents 20000``

Made-up decrees, words and vectors by the bundled model, one thread a worker; wall clock and CPU
time (of the processes and their children), for each number of workers anew. With ``--kill`` the
last run is killed once in the middle and goes on: the time is that of what was left.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from retrieval import embedder as embedders
from retrieval.bundled_model import NAME
from retrieval.manifest import checksums, current
from tests.fakes.small_index import decrees

ROOT = Path(__file__).parent.parent


@click.command()
@click.option("--documents", default=20_000, show_default=True)
@click.option("--words-only", is_flag=True)
@click.option("--kill", is_flag=True, help="Kill everything once in the middle of the last run.")
@click.option("--workers", "counts", multiple=True, type=int, default=(1, 2), show_default=True)
def main(documents: int, words_only: bool, kill: bool, counts: tuple[int, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        files = decrees(place / "files", documents)
        models = place / "models"
        embedders.prepare(NAME, models)
        embedders.load(NAME, models)  # chooses the precision, once for all
        took: dict[int, float] = {}
        made: list[dict[str, str]] = []
        for count in counts:
            data = place / f"data{count}"
            shutil.copytree(models, data / "models")
            more = ["--words-only"] if words_only else []
            environment = {**os.environ, "MOTCHAM_DATA": str(data), "OMP_NUM_THREADS": "1"}
            command = [sys.executable, "-m", "indexer", "sync", str(files), "--json"]
            command += ["--workers", str(count), *more]
            if kill and count == counts[-1]:
                _killed(command, environment, took.get(counts[0], 60) / 3)
            cpu, start = _cpu(), time.monotonic()
            ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True)
            if ended.returncode:
                sys.exit(ended.stderr.decode())
            took[count] = time.monotonic() - start
            report = json.loads(ended.stdout)
            click.echo(
                f"{count} workers: {took[count]:.0f} s, {_cpu() - cpu:.0f} s of CPU;"
                f" {report['documents']} documents, {report['chunks']} chunks,"
                f" {report['embedded']} texts embedded now; load {os.getloadavg()[0]:.1f}"
            )
            made.append(checksums(current(data / "index")))
        click.echo(
            "the same index, byte for byte" if all(m == made[0] for m in made) else "NOT same"
        )
        first, last = took[counts[0]], took[counts[-1]]
        click.echo(f"{counts[-1]} against {counts[0]}: {first / last:.2f} times as fast")


def _killed(command: list[str], environment: dict[str, str], after: float) -> None:
    running = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(after)
    running.kill()
    running.wait()
    time.sleep(5)  # its workers see that nobody collects, and end


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
