"""A question as it counts for blockages: who asked what when, and what went wrong with it.

``Cause`` says why a question was no help to its asker; a question that was answered well has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from corpus.vietnam_time import day_of
from desk.aspects import Aspect, aspects, narrowed
from desk.cause import ASKED_FOR, Cause
from desk.likeness import terms
from retrieval.question import Unit

# How a question ended, which says nothing of what was wanted.
_TELLS_NOTHING = frozenset({Cause.NO_SOURCE, Cause.WRONG, Cause.UNCLEAR, Cause.NO_BASIS})


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
    def words(self) -> frozenset[str]:
        """As above, without what came first."""
        return terms(self.text)

    @property
    def kinds(self) -> frozenset[Aspect]:
        """What it is about that is wanted, as far as its words or its end tell."""
        told = {Aspect(sign.value) for sign in self.signs - _TELLS_NOTHING}
        return narrowed(aspects(self.text) | told)

    @property
    def is_troubled(self) -> bool:
        return bool(self.signs - ASKED_FOR)


def week_of(one: Asked) -> date:
    """The Monday of the week, by the calendar of Vietnam."""
    day = day_of(one.at)
    return day - timedelta(days=day.weekday())
