"""What askers read of a case: where it stands, and in which capacity somebody answered it."""

from desk.case import CaseState
from desk.errors import Translate
from desk.role import Role


def state(of_case: CaseState, _: Translate) -> str:
    return {
        CaseState.OPEN: _("Đang chờ trả lời"),
        CaseState.CLAIMED: _("Đã có người nhận"),
        CaseState.ASKING: _("Chờ cán bộ nói rõ thêm"),
        CaseState.SECOND_READING: _("Chờ đọc lần hai"),
        CaseState.SNOOZED: _("Tạm hoãn"),
        CaseState.ANSWERED: _("Đã trả lời"),
        CaseState.CLOSED: _("Đã rõ"),
        CaseState.WITHDRAWN: _("Đã rút"),
        CaseState.MERGED: _("Đã gộp vào phiếu khác"),
    }[of_case]


def capacity(role: Role, _: Translate) -> str:
    """ "người trả lời của Tổ thường trực"."""
    return {
        Role.SECOND_READER: _("người đọc lần hai của Tổ thường trực"),
        Role.LEAD: _("tổ trưởng Tổ thường trực"),
    }.get(role, _("người trả lời của Tổ thường trực"))


def signed(author: str, role: Role, second: str, _: Translate) -> str:
    """ "Trần Thị Lan, người trả lời của Tổ thường trực; Lê Văn A, người đọc lần hai …"."""
    names = [(author, role), (second, Role.SECOND_READER)]
    return "; ".join(f"{name}, {capacity(one, _)}" for name, one in names if name)
