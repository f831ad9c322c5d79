"""``python -m eval as-of`` and ``competence``: questions of one kind, held against a fixed bar."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import click

from corpus.terminal import err, escape, out, settings_or_stop, stop
from eval import as_of, competence, places
from eval.lines import BadLine
from indexer.progress import bars
from indexer.sync import Progress
from retrieval.answer import Answer
from retrieval.assistant import Assistant
from retrieval.question import Question


class Asking(Protocol):
    """A line of such a file."""

    id: str
    question: str
    unseen: bool

    @property
    def asked(self) -> Question: ...


One = TypeVar("One", bound=Asking)


@dataclass(frozen=True, slots=True)
class Held:
    """A question with what is wrong with its answer; nothing where it is right."""

    id: str
    question: str
    unseen: bool
    faults: tuple[str, ...]
    conclusion: str = ""


def hold(
    questions: Sequence[One],
    faults: Callable[[One, Answer], tuple[str, ...]],
    answer: Callable[[Question], Answer],
    progress: Progress = lambda *_: None,
) -> Iterator[Held]:
    """Ask and judge each question."""
    for done, one in enumerate(questions, 1):
        given = answer(one.asked)
        yield Held(one.id, one.question, one.unseen, faults(one, given), given.conclusion)
        progress("ask", done, len(questions))


def share(held: Sequence[Held]) -> float:
    """Of the questions, those answered right."""
    return sum(not one.faults for one in held) / len(held)


def _command(
    name: str,
    about: str,
    load: Callable[[], list[One]],
    faults: Callable[[One, Answer], tuple[str, ...]],
    bar: float,
) -> click.Command:
    @click.command(name, help=about)
    @click.option("--words-only", is_flag=True, help="Without the model.")
    @click.option("--failures", is_flag=True, help="Show each question that went wrong.")
    @click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
    def command(words_only: bool, failures: bool, as_json: bool) -> None:
        settings = settings_or_stop()
        embedder = places.model(settings, words_only=words_only)
        with bars(err, quiet=as_json) as progress:
            try:
                questions = load()
            except BadLine as error:
                stop(str(error))
            assistant = Assistant(places.starter(settings, embedder, progress), embedder)
            held = list(hold(questions, faults, assistant.answer, progress))
        unseen = [one for one in held if one.unseen]
        if as_json:
            right = {"right": share(held), "unseen": share(unseen), "questions": len(held)}
            click.echo(json.dumps(right))
        else:
            out.print(
                f"{len(held)} questions, right: {share(held):.3f} (unseen {share(unseen):.3f})"
            )
        for one in held if failures else ():
            if one.faults:
                out.print(f"\n[bold]{one.id}[/bold] {escape(one.question)}")
                out.print("  " + escape("; ".join(one.faults)), highlight=False)
        if share(held) < bar:
            stop(f"{share(held):.3f} is below {bar}")

    return command


days = _command(
    "as-of",
    "Ask for the rule on a day, over the starter corpus; fail below 1.0.",
    as_of.load,
    as_of.faults,
    as_of.BAR,
)
whose = _command(
    "competence",
    "Ask whose job something is, over the starter corpus; fail below 0.95.",
    competence.load,
    competence.faults,
    competence.BAR,
)
