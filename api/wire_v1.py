"""The shapes of the JSON API, version 1 (an answer's is ``retrieval.wire.AnswerOut``)."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from corpus.cite import cite
from corpus.document import Document, Section
from corpus.provision import Provision, ProvisionLink
from desk.case import Case
from desk.faq_exchange import FaqLine, Taken


class Problem(BaseModel):
    """What went wrong (RFC 9457); ``detail`` is one sentence."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Ask(BaseModel):
    """A question. Words may be abbreviated or without accents."""

    question: str = Field(min_length=1, max_length=10_000)
    as_of: date | None = Field(None, description="The day whose rules apply; today if missing.")
    province: str = Field("", max_length=100)
    commune: str = Field("", max_length=100)
    earlier: list[Annotated[str, Field(max_length=10_000)]] = Field(
        [],
        max_length=5,
        description="Your last questions, the newest last: a question without a subject of its"
        " own (“thế lệ phí bao nhiêu?”) goes on about them.",
    )
    offered: list[Annotated[str, Field(max_length=10_000)]] = Field(
        [],
        max_length=20,
        description="The followups of the last answer where it asked back: “cái thứ hai” is then"
        " understood. Not needed beside answer_id.",
    )
    answer_id: str = Field(
        "",
        max_length=100,
        description="The answer that this question goes on about; what it offered, its day and its"
        " unit are known from it.",
    )
    alone: bool = Field(
        False,
        description="As a question of its own: nothing is taken from the questions before, whatever"
        " earlier, offered and answer_id say.",
    )
    language: Literal["vi", "en", "id"] = Field(
        "vi", description="Of the notes; sources stay as they are."
    )


class DocumentOut(BaseModel):
    id: str
    edition: str
    kind: str
    number: str
    title: str
    issuer: str
    issued: date | None
    field: str
    territory: str
    effective_from: date | None
    effective_to: date | None
    status: str = Field(description="On the day of asking.")
    draft: bool
    sample: bool = Field(description="Written for this project: never to be taken for law.")

    @classmethod
    def of(cls, document: Document, on: date) -> "DocumentOut":
        return cls(
            id=document.id,
            edition=document.edition,
            kind=document.kind,
            number=document.number,
            title=document.title,
            issuer=document.issuer,
            issued=document.issued,
            field=document.field,
            territory=document.territory,
            effective_from=document.validity.effective_from,
            effective_to=document.validity.effective_to,
            status=document.validity.on(on),
            draft=document.draft,
            sample=document.sample,
        )


class SectionOut(BaseModel):
    path: list[str]
    heading: str
    text: str
    page: int | None

    @classmethod
    def of(cls, section: Section) -> "SectionOut":
        return cls(
            path=list(section.path),
            heading=section.heading,
            text=section.text,
            page=section.page,
        )


class WholeDocumentOut(BaseModel):
    document: DocumentOut
    sections: list[SectionOut]
    editions: list[DocumentOut] = Field(description="All editions, the newest first.")


class DocumentListOut(BaseModel):
    documents: list[DocumentOut]
    page: int
    pages: int
    total: int


class LinkOut(BaseModel):
    path: list[str]
    heading: str
    url: str

    @classmethod
    def of(cls, link: ProvisionLink | None) -> "LinkOut | None":
        if link is None:
            return None
        return cls(path=list(link.path), heading=link.heading, url=link.url)


class ProvisionOut(BaseModel):
    citation: str
    document: DocumentOut
    path: list[str]
    heading: str
    sections: list[SectionOut]
    before: LinkOut | None
    after: LinkOut | None

    @classmethod
    def of(cls, provision: Provision, on: date) -> "ProvisionOut":
        return cls(
            citation=str(cite(provision.document, provision.path)),
            document=DocumentOut.of(provision.document, on),
            path=list(provision.path),
            heading=provision.heading,
            sections=[SectionOut.of(section) for section in provision.sections],
            before=LinkOut.of(provision.before),
            after=LinkOut.of(provision.after),
        )


class HandOver(BaseModel):
    """Ask people to take over a question that was answered, or could not be."""

    answer_id: str
    note: str = Field("", max_length=2_000)
    province: str = Field("", max_length=100)
    commune: str = Field("", max_length=100)


class CaseOut(BaseModel):
    id: int
    label: str
    token: str = Field(description="The name of its page, /cases/…; empty for others' cases.")
    state: str
    due: datetime | None
    opened: datetime
    field: str
    province: str
    commune: str
    question: str
    note: str
    reply: str
    replied_by: str

    @classmethod
    def of(cls, case: Case, *, own: bool = True) -> "CaseOut":
        return cls(
            id=case.id,
            label=case.label,
            token=case.token if own else "",
            state=case.state,
            due=case.due,
            opened=case.opened,
            field=case.field,
            province=case.unit.province,
            commune=case.unit.commune,
            question=case.answer.question.text,
            note=case.note,
            reply=case.reply,
            replied_by=case.answered_by,
        )


class CaseListOut(BaseModel):
    cases: list[CaseOut] = Field(description="The newest first.")
    before: int | None = Field(description="For the next page; null where this is the last.")


class Reply(BaseModel):
    """A reply to a case. It rests on provisions, or says why it rests on none."""

    text: str = Field(min_length=1, max_length=10_000)
    chunks: list[Annotated[int, Field(ge=0, lt=2**63)]] = Field(
        [],
        max_length=20,
        description="The provisions it rests on: numbers as in a quote's url.",
    )
    no_basis: str = Field("", max_length=2_000, description="Why it rests on no provision.")


class FaqListOut(BaseModel):
    faqs: list[FaqLine] = Field(description="The oldest first.")
    after: int | None = Field(description="For the next page; null where this is the last.")


class FaqsIn(BaseModel):
    faqs: list[FaqLine] = Field(min_length=1, max_length=50)


class TakenOut(BaseModel):
    """What became of one; ``label`` is empty where its question was asked already (``note``)."""

    label: str
    note: str

    @classmethod
    def of(cls, taken: Taken) -> "TakenOut":
        return cls(label=taken.faq.label if taken.faq else "", note=taken.note)


class FaqsTakenOut(BaseModel):
    taken: list[TakenOut] = Field(description="In the order in which they were given.")


class EventOut(BaseModel):
    """Something that happened to a case, without words and without names."""

    id: int
    at: datetime
    case: str
    kind: str
    by: str = Field(description="The capacity in which somebody did it.")
    field: str
    province: str


class EventListOut(BaseModel):
    events: list[EventOut] = Field(description="The oldest first.")
    after: int = Field(description="Give it back to go on from here.")
