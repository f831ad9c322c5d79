"""Buttons under an answer by which its forms and its print pack are sent."""

from bot.button import Press, Verb
from bot.payload import Row
from bot.texts import Texts
from corpus.form import size_text
from retrieval.answer import Answer

_MOST = 4  # buttons of forms under an answer


def form_rows(answer: Answer, texts: Texts) -> list[Row]:
    """A button for each form, with its size, and one for its filled sample."""
    rows: list[Row] = []
    several = len(answer.forms) > 1
    for number, form in enumerate(answer.forms[:_MOST]):
        name = f" {form.document.number}" if several and form.document.number else ""
        size = size_text(form.file.size)
        text = texts.get_form.format(name=name, size=size, type=form.file.type)
        row = [{"text": text, "data": str(Press(Verb.FORM, answer.id, number))}]
        if form.sample:
            data = str(Press(Verb.SAMPLE, answer.id, number))
            row.append({"text": texts.get_sample, "data": data})
        rows.append(row)
    return rows


def print_row(answer: Answer, texts: Texts) -> Row:
    return [{"text": texts.print_pack, "data": str(Press(Verb.PRINT, answer.id))}]
