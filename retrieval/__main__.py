"""``python -m retrieval``: questions on the command line."""

from collections.abc import Iterable
from datetime import date, datetime

import click

from corpus.form import size_text
from corpus.language import SOURCE
from corpus.terminal import err, escape, out, printable, settings_or_stop, stop
from corpus.vietnam_time import today
from retrieval import embedder as embedders
from retrieval.answer import Answer, Card, LineKind, Outcome, Quote
from retrieval.bundled_model import ModelUnavailable
from retrieval.explain import explain
from retrieval.generation import Generation
from retrieval.kept import NotKept, kept_answer
from retrieval.manifest import IndexUnavailable, current
from retrieval.paper_words import words_in
from retrieval.plain import plain
from retrieval.question import Question, Unit
from retrieval.service import Service
from retrieval.wire import public

_FAMILIES = {
    "answered": "Trả lời",
    "clarify": "Cần hỏi lại",
    "escalated": "Chưa đủ căn cứ trong kho để trả lời: chuyển Tổ thường trực",
    "refused": "Không tiếp nhận",
    "error": "Có lỗi",
}


LINES = {
    LineKind.COMPETENT: "Cơ quan có thẩm quyền",
    LineKind.WHERE: "Nơi nộp, cách nộp",
    LineKind.STEPS: "Trình tự thực hiện",
    LineKind.DOSSIER: "Thành phần hồ sơ",
    LineKind.DEADLINE: "Thời hạn",
    LineKind.FEE: "Phí, lệ phí",
    LineKind.FORM: "Biểu mẫu",
    LineKind.COMMON_ERRORS: "Lỗi thường gặp",
    LineKind.EXAMPLE: "Ví dụ",
    LineKind.CHECK: "Kiểm tra trước khi nộp",
}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Ask the assistant."""


@main.command()
@click.argument("question")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day that counts.")
@click.option("--province", default="", help="The asker's province.")
@click.option("--commune", default="", help="The asker's commune.")
@click.option("--earlier", multiple=True, help="Asked before in the conversation, oldest first.")
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON, for programs.")
@click.option("--plain", "as_plain", is_flag=True, help="The answer as text of at most 1 kB.")
@click.option("--explain", "explained", is_flag=True, help="Also how the answer came about.")
def ask(
    question: str,
    as_of: datetime | None,
    province: str,
    commune: str,
    earlier: tuple[str, ...],
    as_json: bool,
    as_plain: bool,
    explained: bool,
) -> None:
    """Answer QUESTION from the index, in the words of its sources."""
    settings = settings_or_stop()
    service = Service.open(settings)
    day = as_of.date() if as_of else today()
    unit = Unit(province, commune)
    asked = Question(question, day, "cli", unit, earlier, dated=as_of is not None)
    answer = service.answer(asked)
    readiness = service.readiness()
    if answer.outcome is Outcome.ERROR and not readiness.ready:
        stop("; ".join(readiness.problems))
    for problem in readiness.problems:
        err.print(problem, style="yellow", markup=False, highlight=False)
    if as_json:
        click.echo(public(answer).model_dump_json(indent=1))
    elif as_plain:
        click.echo(printable(plain(answer, words_in(SOURCE), settings.public_url)))
    else:
        _show(answer, answer.question.as_of)
    if explained:
        _print(explain(answer, service.text_store()))
    elif not (as_json or as_plain):
        out.print("[dim]Không lưu. Vì sao có câu trả lời này: thêm --explain.[/dim]")


@main.command("explain")
@click.argument("name", metavar="ID")
def explain_kept(name: str) -> None:
    """How the kept answer ID came about, and whether its sources still say so.

    ID is the answer's, or the beginning of it, or the number of the case it led to (MC-000012).
    """
    settings = settings_or_stop()
    try:
        answer, at = kept_answer(settings.database, name)
    except NotKept as error:
        stop(str(error))
    try:
        store = Generation(current(settings.index)).store
    except IndexUnavailable as error:
        err.print(printable(str(error)), style="yellow", markup=False, highlight=False)
        store = None
    _print(explain(answer, store, at))


@main.command()
def prepare() -> None:
    """Make the model ready: once, offline for the bundled one."""
    settings = settings_or_stop()
    try:
        with err.status("Preparing the model…"):
            folder = embedders.prepare(
                settings.model, settings.data / "models", download=settings.model_download
            )
    except ModelUnavailable as error:
        stop(str(error))
    out.print(f"The model {settings.model} is ready in {folder}.", markup=False, highlight=False)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        out.print(printable(line), markup=False, highlight=False, soft_wrap=True)


def _show(answer: Answer, day: date) -> None:
    _show_conclusion(answer, day)
    for number, quote in enumerate(answer.quotes, 1):
        _show_quote(number, quote)
    if answer.card:
        _show_card(answer.card)
    for form in answer.forms:
        name = f"{form.document.number} {form.document.title}".strip()
        size = f"{size_text(form.file.size)}, .{form.file.type}"
        out.print(f"\nBiểu mẫu: {printable(name)} ({size})  {form.url}", markup=False)
    for rejected in answer.rejected:
        out.print(f"\n[dim]không dùng ({rejected.reason}): {escape(str(rejected.citation))}[/dim]")
    for number, followup in enumerate(answer.followups, 1):
        out.print(f"{number}. {printable(followup)}", markup=False, highlight=False)
    for note in answer.notes:
        out.print(f"\n[yellow]{escape(note)}[/yellow]")
    times = ", ".join(f"{stage} {ms:.0f} ms" for stage, ms in answer.timings_ms.items())
    out.print(f"\n[dim]{times}[/dim]")


def _show_conclusion(answer: Answer, day: date) -> None:
    for line in answer.safety:
        out.print(printable(line), style="bold red", markup=False, highlight=False)
    family = _FAMILIES[answer.outcome.family]
    out.print(f"[bold]{family}[/bold] ({answer.outcome.value}, tính đến {day:%d/%m/%Y})\n")
    if answer.competence:
        out.print(printable(answer.competence.text), markup=False, highlight=False)
    if answer.conclusion:
        out.print(printable(answer.conclusion), markup=False, highlight=False)
    if then := answer.before:
        out.print(f"\n[bold]Trước đây (đến hết ngày {then.day:%d/%m/%Y})[/bold]")
        out.print(printable(then.conclusion), markup=False, highlight=False)


def _show_quote(number: int, quote: Quote) -> None:
    page = f", trang {quote.page}" if quote.page else ""
    out.print(f"\n[bold]{number}. {escape(str(quote.citation))}[/bold]{page}")
    start, end = (
        f"{day:%d/%m/%Y}" if day else "" for day in (quote.effective_from, quote.effective_to)
    )
    if start or end:
        out.print(f"   Hiệu lực: {start or '…'} – {end or '…'}  {quote.url}", highlight=False)
    out.print(f"“{printable(quote.text)}”", markup=False, highlight=False)


def _show_card(card: Card) -> None:
    """The lines asked for first; of each where it is from."""
    code = f" ({card.code})" if card.code else ""
    out.print(f"\n[bold]Thủ tục: {escape(card.procedure)}{code}[/bold]")
    for line in sorted(card.lines, key=lambda line: line.kind not in card.asked):
        sources = "; ".join(dict.fromkeys(str(quote.citation) for quote in line.quotes))
        out.print(f"\n[bold]{LINES[line.kind]}[/bold]  [dim]{escape(sources)}[/dim]")
        out.print(printable(line.text), markup=False, highlight=False)
    if card.missing:
        names = "; ".join(LINES[kind].lower() for kind in card.missing)
        out.print(f"\n[yellow]Kho chưa có căn cứ về: {names}.[/yellow]")


if __name__ == "__main__":
    main()
