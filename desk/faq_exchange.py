"""Reviewed answers as lines of a file: given to another desk, and taken from one.

What is taken becomes drafts; people publish them. What an answer rests on is found again in the
present index: a provision that no longer says what is quoted is left out, and the draft says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from corpus.document import NATIONAL
from corpus.text import folded_syllables
from corpus.vietnam_time import day_of
from desk import faqbook
from desk.desk import Desk
from desk.errors import FaqRefused, NotImported
from desk.faq import Draft, FaqState, KeptFaq
from desk.lines import Line
from desk.work import Work
from retrieval.reviewed import Basis
from retrieval.still_true import Law

FORMAT: Literal["motcham.faq/1"] = "motcham.faq/1"
MOST = 2_000  # lines of a file: kept in one transaction, 2 ms each, while others who write wait


class BasisLine(BaseModel):
    """Words of a provision. Where it stands in its document: "Điều 15", "khoản 2" …"""

    document: str = Field(max_length=300)
    edition: str = Field("", max_length=300)
    path: list[str] = Field(max_length=30)
    citation: str = Field(max_length=1_000)
    text: str = Field(min_length=1, max_length=20_000)


class FaqLine(Line):
    """A reviewed answer. ``state``, ``version`` and ``approved`` tell how it stood where it comes
    from; here it begins as a draft.
    """

    format: Literal["motcham.faq/1"] = FORMAT
    source: str = Field("", max_length=200, description="Its number where it comes from.")
    questions: list[Annotated[str, Field(max_length=4_000)]] = Field(min_length=1, max_length=50)
    text: str = Field(min_length=1, max_length=20_000)
    basis: list[BasisLine] = Field(default_factory=list, max_length=50)
    reason: str = Field("", max_length=2_000, description="Why there is no basis.")
    field: str = Field("", max_length=100)
    territory: str = Field(NATIONAL, max_length=100)
    risky: bool = False
    state: str = Field("draft", max_length=20)
    version: int = Field(1, ge=1)
    approved: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one line. ``faq`` is None where it is here already, as ``note`` says."""

    line: int
    faq: KeptFaq | None
    note: str = ""


def line_of(faq: KeptFaq) -> FaqLine:
    """Without the names of who wrote and approved it."""
    draft = faq.draft
    return FaqLine(
        source=faq.label,
        questions=list(draft.questions),
        text=draft.text,
        basis=[
            BasisLine(
                document=one.document,
                edition=one.edition,
                path=list(one.path),
                citation=one.citation,
                text=one.text,
            )
            for one in draft.basis
        ],
        reason=draft.reason,
        field=draft.field,
        territory=draft.territory,
        risky=draft.risky,
        state=faq.state.value,
        version=faq.version,
        approved=day_of(faq.approved) if faq.approved else None,
    )


def given(desk: Desk, state: FaqState | None = None) -> Iterator[str]:
    for faq in desk.faqs(state):
        yield line_of(faq).model_dump_json()


def take(
    law: Law,
    lines: Sequence[tuple[int, FaqLine]],
    work: Work,
    author: str,
    today: date,
) -> list[Taken]:
    """Draft what is new; a question that is there already is told, not doubled.

    Raises:
        NotImported: and the transaction is to be given up.
    """
    there = {
        _same(question): faq.label
        for faq in faqbook.find(work.connection)
        if faq.state is not FaqState.WITHDRAWN
        for question in faq.draft.questions
    }
    taken, problems = [], []
    for number, line in lines:
        doubled = next((there[q] for q in map(_same, line.questions) if q in there), None)
        if doubled:
            taken.append(Taken(number, None, f"asked already: {doubled}"))
            continue
        draft, note = _drafted(law, line, today)
        try:
            faq = work.draft_faq(draft, author, why=_told(line, note))
        except FaqRefused as error:
            problems.append(f"line {number}: {error}")
            continue
        work.audit("faq_imported", f"faq:{faq.id}")
        there |= dict.fromkeys(map(_same, (*line.questions, *faq.draft.questions)), faq.label)
        taken.append(Taken(number, faq, note))
    if problems:
        raise NotImported(problems)
    return taken


def _drafted(law: Law, line: FaqLine, today: date) -> tuple[Draft, str]:
    """The draft, and what of its basis no longer stands."""
    found: list[Basis] = []
    lost = []
    for one in line.basis:
        said = Basis(one.document, one.edition, tuple(one.path), one.citation, one.text, "")
        now = law.renewed(said, today)
        if now is None:
            lost.append(one.citation)
        else:
            found.append(now)
    note = f"Căn cứ không còn trong kho như đã trích: {'; '.join(lost)}" if lost else ""
    reason = "" if found else line.reason or note
    draft = Draft(
        tuple(line.questions),
        line.text,
        tuple(found),
        reason,
        line.field,
        line.territory,
        line.risky,
    )
    return draft, note


def _told(line: FaqLine, note: str) -> str:
    return "\n".join(filter(None, (f"Nhập từ {line.source or 'nơi khác'}.", note)))


def _same(question: str) -> str:
    return " ".join(folded_syllables(question))
