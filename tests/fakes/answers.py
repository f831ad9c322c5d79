"""Answers as retrieval gives them, for rooms that only carry them."""

from datetime import date

from corpus.citation import Citation
from corpus.document import Kind
from retrieval.answer import Answer, Card, CardLine, DocumentRef, LineKind, Outcome, Quote, Rejected
from retrieval.question import Question, Unit

_WHERE = Citation("Quy chế", "07/QC-TTT", article="4", clause="2", point="đ")


def answered(answer_id: str, text: str = "") -> Answer:
    """An answer with everything that an answer can carry; each id asks something else."""
    text = text or f"Khai báo máy X-quang số {answer_id} trong bao lâu?"
    quote = Quote(
        text="Tổ thường trực trả lời trong 01 ngày làm việc.",
        citation=_WHERE,
        document=DocumentRef("quy-che", "07/QC-TTT", "Quy chế mẫu", Kind.DECISION),
        chunk_id=2**63 - 1,
        page=3,
        effective_from=date(2026, 1, 1),
        effective_to=None,
        status="con_hieu_luc",
        url="/provisions/9223372036854775807",
    )
    return Answer(
        id=answer_id,
        question=Question(
            text, date(2026, 11, 23), "telegram:7", Unit("Lào Cai", "Sa Pa"), ("Câu trước",)
        ),
        outcome=Outcome.ANSWERED,
        conclusion=quote.text,
        card=Card(
            "Trả lời câu hỏi", quote.document, lines=(CardLine(LineKind.DEADLINE, (quote,)),)
        ),
        quotes=(quote,),
        notes=("Hãy đối chiếu bản gốc.",),
        followups=("Nộp ở đâu?",),
        rejected=(Rejected(_WHERE, "không dùng", 0.25, "/provisions/1", "điểm thấp"),),
        timings_ms={"retrieve": 1.5},
    )


def escalated(answer_id: str, text: str = "") -> Answer:
    """An answer without any; each id asks something else."""
    text = text or f"Câu hỏi {answer_id} không có trong kho"
    return Answer(answer_id, Question(text, date(2026, 11, 23)), Outcome.ESCALATED_NOTHING_FOUND)
