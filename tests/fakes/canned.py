"""An assistant without documents: real answers, chosen by a word in the question."""

import time
import uuid
from collections.abc import Mapping
from datetime import date

from corpus.citation import Citation
from corpus.document import Kind
from retrieval.answer import Answer, Card, CardLine, DocumentRef, LineKind, Outcome, Quote, Rejected
from retrieval.question import Question
from retrieval.settle import settle

CITATION = Citation("Nghị định", "1/2030/NĐ-CP", article="15", clause="2", point="a")


def quote(text: str = "Tổ chức khai báo trong 07 ngày làm việc.", chunk: int = 11) -> Quote:
    return Quote(
        text=text,
        citation=CITATION,
        document=DocumentRef("nd-1-2030", "1/2030/NĐ-CP", "Về việc thử", Kind.DECREE),
        chunk_id=chunk,
        page=4,
        effective_from=date(2030, 1, 1),
        effective_to=date(2031, 3, 1),
        status="con_hieu_luc",
        url=f"/provisions/{chunk}",
    )


def card(lines: Mapping[LineKind, str]) -> Card:
    """A card that says ``lines``."""
    said = tuple(CardLine(kind, (quote(text),)) for kind, text in lines.items())
    return Card("Khai báo thiết bị", quote().document, lines=said)


def canned(question: Question) -> Answer:
    """ "lạ": nothing found; "mơ hồ": ask back; "mật": refused; "hỏng": error; else an answer.

    "từ tốn": after as long as a real answer takes.
    """
    answer_id = uuid.uuid4().hex
    text = settle(question).question.text
    if "từ tốn" in text:
        time.sleep(0.3)
    if "ngã" in text:
        raise RuntimeError("the assistant fell over")
    if "lạ" in text:
        near = Rejected(CITATION, "Gần giống.", 0.3, "/provisions/11", "xa nghĩa")
        outcome = Outcome.ESCALATED_NOTHING_FOUND
        return Answer(answer_id, question, outcome, rejected=(near,) * 5)
    if "mơ hồ" in text:
        followups = ("Khai báo máy X-quang", "Khai báo nguồn phóng xạ")
        return Answer(answer_id, question, Outcome.CLARIFY_AMBIGUOUS, followups=followups)
    if "mật" in text:
        return Answer(answer_id, question, Outcome.REFUSED_SECRET)
    if "hỏng" in text:
        return Answer("", question, Outcome.ERROR, notes=("no index: run make index",))
    lines = {LineKind.DEADLINE: "10 ngày", LineKind.FEE: "Không"}
    return Answer(
        answer_id,
        question,
        Outcome.ANSWERED,
        conclusion=f"Trả lời cho: {text}",
        card=card(lines) if "thẻ" in text else None,
        quotes=(quote(),),
        notes=("Đối chiếu văn bản gốc.",),
    )
