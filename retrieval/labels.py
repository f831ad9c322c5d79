"""What lines of cards and states of validity are called in every channel.

``_`` looks a text up in the reader's language; the Vietnamese is the message id.
"""

from collections.abc import Callable, Mapping

from corpus.validity import Status
from retrieval.answer import LineKind

Translate = Callable[[str], str]


def lines(_: Translate) -> Mapping[LineKind, str]:
    """Each line of a card by its name, as a heading has it."""
    return {
        LineKind.COMPETENT: _("Cơ quan có thẩm quyền"),
        LineKind.WHERE: _("Nơi nộp, cách nộp"),
        LineKind.STEPS: _("Trình tự thực hiện"),
        LineKind.DOSSIER: _("Thành phần hồ sơ"),
        LineKind.DEADLINE: _("Thời hạn giải quyết"),
        LineKind.FEE: _("Phí, lệ phí"),
        LineKind.FORM: _("Biểu mẫu"),
        LineKind.COMMON_ERRORS: _("Lỗi thường gặp"),
        LineKind.EXAMPLE: _("Ví dụ"),
        LineKind.CHECK: _("Kiểm tra trước khi nộp"),
    }


def statuses(_: Translate) -> Mapping[str, str]:
    """Values of ``Status``, as they stand within a sentence; nothing is said of the unknown."""
    return {
        Status.NOT_YET.value: _("chưa có hiệu lực"),
        Status.IN_FORCE.value: _("còn hiệu lực"),
        Status.PARTLY_ENDED.value: _("hết hiệu lực một phần"),
        Status.ENDED.value: _("hết hiệu lực"),
        Status.SUSPENDED.value: _("ngưng hiệu lực"),
    }
