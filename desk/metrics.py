"""What a program counts of itself, for Prometheus. Every program has its own.

Names follow Prometheus' conventions (base units, ``_total`` for what only grows). Labels are
outcomes, states, stages and templates of routes: a few hundred series at most, and no word, number
or address of anybody.
"""

import time
from collections.abc import Callable, Iterator

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from desk.desk import Desk
from desk.figures import Figures, figures
from desk.patience import Probe
from retrieval.answer import Answer
from retrieval.question import Question
from retrieval.service import Readiness

_PATIENCE = 2.0  # seconds a scrape waits for the database
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_STAGES = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
disable_created_metrics()  # type: ignore[no-untyped-call]  # a third of all series, which nobody looks at
State = Callable[[], Readiness]


class Metrics:
    """``state`` is how the assistant stands, where the program has one."""

    def __init__(self, desk: Desk, state: State | None = None) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "motcham_http_requests",
            "Requests answered, by the template of their route.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._request_seconds = Histogram(
            "motcham_http_request_duration_seconds",
            "Time from a request to the end of its response.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._questions = Counter(
            "motcham_questions",
            "Questions, by how they ended.",
            ("outcome",),
            registry=self.registry,
        )
        self._stages = Histogram(
            "motcham_answer_stage_duration_seconds",
            "Time that a stage of answering took; encode is the model's.",
            ("stage",),
            buckets=_STAGES,
            registry=self.registry,
        )
        self._updates = Counter(
            "motcham_bot_updates",
            "Updates from Telegram that were handled, by kind and how that ended.",
            ("kind", "result"),
            registry=self.registry,
        )
        self._update_seconds = Histogram(
            "motcham_bot_update_duration_seconds",
            "Time that handling an update took.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.standing = _Standing(desk, state)
        self.registry.register(self.standing)

    def request(self, method: str, route: str, status: int, seconds: float | None) -> None:
        self._requests.labels(method, route, str(status)).inc()
        if seconds is not None:
            self._request_seconds.labels(method, route).observe(seconds)

    def answered(self, answer: Answer) -> None:
        self._questions.labels(answer.outcome.value).inc()
        for stage, ms in answer.timings_ms.items():
            self._stages.labels(stage).observe(ms / 1000)

    def watching(self, answer: Callable[[Question], Answer]) -> Callable[[Question], Answer]:
        """The same assistant, its answers counted."""

        def watched(question: Question) -> Answer:
            given = answer(question)
            self.answered(given)
            return given

        return watched

    def update(self, kind: str, result: str, seconds: float) -> None:
        self._updates.labels(kind, result).inc()
        self._update_seconds.observe(seconds)

    def exposed(self) -> bytes:
        """All of it in Prometheus' text format; a database that hangs delays it by two seconds."""
        return generate_latest(self.registry)


class _Standing(Collector):
    """What is looked up when it is asked for."""

    def __init__(self, desk: Desk, state: State | None) -> None:
        self._desk, self.state = desk, state
        self._figures = Probe(self._read)

    def describe(self) -> Iterator[Metric]:
        return iter(())  # nothing is asked of the database before the first scrape

    def collect(self) -> Iterator[Metric]:
        yield _gauge(
            "motcham_database_errors_total",
            "Transactions that the database refused since this program began.",
            self._desk.database.refusals,
            "counter",
        )
        if self._desk.turned is not None:
            yield _gauge(
                "motcham_clockwork_last_turn_timestamp_seconds",
                "When the desk's clock last turned without a failure.",
                self._desk.turned.timestamp(),
            )
        yield from self._of_the_index()
        try:
            found = self._figures.result(time.monotonic() + _PATIENCE)
        except Exception:  # what scrapes is told by a number
            yield _gauge("motcham_database_up", "Whether the database answers.", 0)
            return
        yield _gauge("motcham_database_up", "Whether the database answers.", 1)
        yield from _of_the_desk(found)

    def _read(self) -> Figures:
        with self._desk.database.reading() as connection:
            return figures(connection, self._desk.now())

    def _of_the_index(self) -> Iterator[Metric]:
        if self.state is None:
            return
        state = self.state()
        yield _gauge("motcham_index_ready", "Whether questions can be answered.", state.ready)
        yield _gauge("motcham_index_vectors", "Whether meaning is searched.", state.vectors)
        if not state.ready:
            return
        number = state.generation.removeprefix("g")
        yield _gauge(
            "motcham_index_generation",
            "Number of the index generation that serves.",
            int(number) if number.isdecimal() else 0,
        )
        yield _gauge(
            "motcham_index_made_timestamp_seconds",
            "When the index generation that serves was made.",
            state.made,
        )
        yield _gauge("motcham_index_documents", "Documents of the index.", state.documents)
        yield _gauge("motcham_index_chunks", "Chunks of the index.", state.chunks)


def _of_the_desk(found: Figures) -> Iterator[Metric]:
    by_state = GaugeMetricFamily("motcham_cases", "Cases, by state.", labels=("state",))
    for state, count in found.cases.items():
        by_state.add_metric((state,), count)
    yield by_state
    for name, help_, value in (
        ("cases_overdue", "Live cases past their deadline.", found.overdue),
        (
            "case_oldest_overdue_seconds",
            "By how much the latest live case is past its deadline.",
            found.oldest_overdue,
        ),
        ("outbox_waiting", "Messages that wait to be sent.", found.waiting),
        ("outbox_given_up", "Messages that will never arrive.", found.given_up),
        (
            "outbox_oldest_waiting_seconds",
            "Age of the oldest message that waits.",
            found.oldest_waiting,
        ),
        ("inbox_pending", "Updates that wait to be handled.", found.pending),
        ("inbox_failed", "Updates that could not be handled.", found.failed),
        ("jobs_waiting", "Jobs that no worker does now.", found.jobs),
        (
            "job_oldest_waiting_seconds",
            "How long ago the oldest of these was asked for.",
            found.oldest_job,
        ),
    ):
        yield _gauge(f"motcham_{name}", help_, value)
    reviewed = GaugeMetricFamily("motcham_faqs", "Reviewed answers, by state.", labels=("state",))
    for state, count in found.faqs.items():
        reviewed.add_metric((state,), count)
    yield reviewed


def _gauge(name: str, help_: str, value: float, kind: str = "gauge") -> Metric:
    family = Metric(name.removesuffix("_total") if kind == "counter" else name, help_, kind)
    family.add_sample(name, {}, float(value))
    return family
