"""Forms and packs as messages: what the outbox carries are names, not the files themselves."""

from bot.markup import Span, to_html
from bot.payload import Payload, messages
from bot.texts import Texts
from corpus.document import Document
from corpus.form import LARGEST, Problem, size_text
from retrieval.answer import Answer, FormRef
from retrieval.form_report import FormReport, Verdict

_LABELS = 30  # empty fields that are listed


def show_form(form: FormRef, texts: Texts) -> list[Payload]:
    """The blank form as a file, under it what it is and since when."""
    spans = [Span(form.name, "b")]
    if form.effective_from:
        spans.append(Span(f"\n{texts.form_from.format(day=texts.written(form.effective_from))}"))
    if form.effective_to:
        spans.append(Span(f"\n{texts.until_day.format(end=texts.written(form.effective_to))}"))
    spans.append(Span(f"\n{texts.send_back}", "i"))
    file = {"form": form.file.digest, "name": form.file.name}
    return [{"text": to_html(spans), "file": file}]


def show_sample(form: FormRef, texts: Texts) -> list[Payload]:
    """A form as somebody would fill it who does not exist."""
    if form.sample is None:
        return messages([Span(texts.file_gone)])
    spans = [Span(form.document.title, "b"), Span(f"\n{texts.sample_only}", "i")]
    file = {"form": form.sample.digest, "name": form.sample.name}
    return [{"text": to_html(spans), "file": file}]


def show_pack(answer: Answer, texts: Texts) -> list[Payload]:
    """The print pack; it is made when it is sent."""
    day = texts.written(answer.question.as_of)
    file = {"pack": answer.id, "language": texts.language, "name": f"mot-cham-{answer.id[:8]}.pdf"}
    return [{"text": to_html([Span(texts.pack_of.format(day=day))]), "file": file}]


def show_check(found: FormReport | Problem, texts: Texts) -> list[Payload]:
    """What the check of a filled form found."""
    if isinstance(found, Problem):
        said = texts.upload_problems[found].format(size=size_text(LARGEST))
        return messages([Span(said), Span(f"\n\n{texts.forgotten}", "i")])
    spans: list[Span] = []
    if found.kept:
        spans.append(Span(f"{_name(found.kept.document)}\n\n", "b"))
    spans.append(Span(texts.form_verdicts[found.verdict]))
    if found.marks:
        spans.append(Span(f"\n{texts.marks.format(marks='; '.join(found.marks))}"))
    if found.use:
        name = _name(found.use.document)
        spans.append(Span(f"\n{texts.use_instead.format(name=name)}", "b"))
    if found.verdict is Verdict.CURRENT:
        spans += _gaps(found, texts)
    payloads = messages([*spans, Span(f"\n\n{texts.forgotten}", "i")])
    if found.handed:
        payloads += show_form(found.handed, texts)
    return payloads


def _name(document: Document) -> str:
    return ", ".join(filter(None, (document.number, document.title)))


def _gaps(found: FormReport, texts: Texts) -> list[Span]:
    if not found.empty:
        return [Span(f"\n\n{texts.nothing_empty.format(count=found.fields)}"), _limits(texts)]
    shown = found.empty[:_LABELS]
    spans = [Span(f"\n\n{texts.still_empty.format(count=len(found.empty))}", "b")]
    spans += [Span(f"\n– {label}") for label in shown]
    if len(found.empty) > len(shown):
        spans.append(Span("\n– …"))
    return [*spans, _limits(texts)]


def _limits(texts: Texts) -> Span:
    return Span(f"\n\n{texts.check_limits}")
