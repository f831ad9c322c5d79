"""A question as it counts for blockages: who asked what when, and what went wrong with it.

``Cause`` says why a question was no help to its asker; a question that was answered well has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from corpus.vietnam_time import day_of
from desk.likeness import terms
from retrieval.question import Unit


class Cause(StrEnum):
    """The narrower ones first: of several that fit as well, the first names the blockage."""

    CONFLICT = "conflict"
    NOT_IN_FORCE = "not_in_force"
    WHOSE_JOB = "whose_job"
    FORM = "form"
    DEADLINE = "deadline"
    FEE = "fee"
    DOSSIER = "dossier"
    NO_BASIS = "no_basis"
    WRONG = "wrong"
    UNCLEAR = "unclear"
    NO_SOURCE = "no_source"


# What a question asks for is no trouble by itself; it says what the trouble is about.
ASKED_FOR = frozenset({Cause.WHOSE_JOB, Cause.FORM, Cause.DEADLINE, Cause.FEE, Cause.DOSSIER})


def causes(_: Callable[[str], str]) -> Mapping[Cause, str]:
    """What each is called; ``_`` looks a text up in the reader's language."""
    return {
        Cause.CONFLICT: _("Các nguồn không thống nhất"),
        Cause.NOT_IN_FORCE: _("Căn cứ hết hoặc chưa có hiệu lực"),
        Cause.WHOSE_JOB: _("Chưa rõ thẩm quyền"),
        Cause.FORM: _("Thiếu biểu mẫu"),
        Cause.DEADLINE: _("Chưa rõ thời hạn"),
        Cause.FEE: _("Chưa rõ phí, mức chi"),
        Cause.DOSSIER: _("Chưa rõ thành phần hồ sơ"),
        Cause.NO_BASIS: _("Trả lời không có căn cứ"),
        Cause.WRONG: _("Câu trả lời bị báo chưa đúng"),
        Cause.UNCLEAR: _("Phải hỏi lại hoặc mở lại"),
        Cause.NO_SOURCE: _("Kho chưa có căn cứ"),
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """One kept answer. ``id`` is the answer's; ``of`` is the unit in one spelling, or the asker
    where no unit is known; ``subject`` names the procedure or document that came first, empty where
    none did; ``case`` the case that it became."""

    id: str
    at: datetime
    unit: Unit
    of: str
    text: str
    field: str
    subject: str
    signs: frozenset[Cause]
    case: int | None = None

    @property
    def terms(self) -> frozenset[str]:
        """By which it is held against others."""
        return terms(self.text, self.subject, self.field)

    @property
    def is_troubled(self) -> bool:
        return bool(self.signs - ASKED_FOR)


def week_of(one: Asked) -> date:
    """The Monday of the week, by the calendar of Vietnam."""
    day = day_of(one.at)
    return day - timedelta(days=day.weekday())
