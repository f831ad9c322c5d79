"""The conclusion in the words of a composer, where there is one and its words will do."""

from dataclasses import replace

from corpus.phrases import N_
from retrieval.answer import Answer
from retrieval.phrasing import Composer
from retrieval.record import Record

COMPOSED = N_(
    "Câu kết luận do máy diễn đạt từ các trích dẫn: khi khác nhau thì theo nguyên văn trích dẫn."
)


def composed(answer: Answer, composer: Composer | None, record: Record) -> Answer:
    """``answer`` as it is where nobody phrases, or where what was phrased may not be shown."""
    if composer is None or answer.outcome.family != "answered":
        return answer
    phrased = composer.phrase(answer.question.text, [quote.text for quote in answer.quotes])
    record.composed(phrased.why)
    record.stage("phrase")
    if not phrased.text:
        return answer
    notes = (*answer.notes, COMPOSED)
    return replace(answer, conclusion=phrased.text, composed=True, notes=notes)
