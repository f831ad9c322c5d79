"""The words in which pages name outcomes, states, kinds and days in force.

``_`` looks a text up in the reader's language.
"""

import re
from collections.abc import Callable
from datetime import date

from corpus.document import Kind, Section
from corpus.validity import Status
from desk.board import View
from desk.faq import FaqState, FaqStep
from desk.keys import Scope
from desk.people import Reason
from desk.proposal import ProposalState
from desk.queues import Urgency
from desk.role import Role
from retrieval.answer import Outcome
from retrieval.labels import Translate

_NUMBERED = re.compile(r"(Phần|Chương|Mục|Tiểu mục|Điều|Phụ lục|Mẫu số) (thứ |[IVXLC\d])")


def outcome(ended: Outcome, _: Translate) -> str:
    """How it ended, as a heading."""
    return {
        Outcome.ANSWERED: _("Đã tìm thấy căn cứ"),
        Outcome.ANSWERED_FAQ: _("Câu trả lời đã được duyệt"),
        Outcome.ANSWERED_EMERGENCY: _("Tình huống khẩn cấp"),
        Outcome.CLARIFY_AMBIGUOUS: _("Cần nói rõ thêm"),
        Outcome.CLARIFY_GREETING: _("Mời anh/chị đặt câu hỏi"),
        Outcome.ESCALATED_NOTHING_FOUND: _("Chưa tìm thấy căn cứ"),
        Outcome.ESCALATED_WEAK_MATCH: _("Chưa đủ căn cứ để trả lời"),
        Outcome.ESCALATED_NOT_IN_CORPUS: _("Kho chưa có nguồn về điểm này"),
        Outcome.ESCALATED_CONFLICT: _("Các nguồn không thống nhất"),
        Outcome.ESCALATED_BY_REQUEST: _("Chuyển Tổ thường trực trả lời"),
        Outcome.ESCALATED_OUTSIDE: _("Ngoài phạm vi tra cứu"),
        Outcome.REFUSED_SECRET: _("Không tiếp nhận nội dung mật"),
        Outcome.REFUSED_PERSONAL_DATA: _("Không tiếp nhận thông tin cá nhân"),
        Outcome.ERROR: _("Chưa trả lời được vì có lỗi"),
    }[ended]


def outcome_named(value: str, _: Translate) -> str:
    """The same, by the value that was kept."""
    return outcome(Outcome(value), _)


def span_of_days(days: tuple[str, str], show: Callable[[date], str], _: Translate) -> str:
    """From when until when, of two days as they are kept: empty where not known, "-": ended."""
    start, end = days
    first = show(date.fromisoformat(start)) if start else ""
    if end == "-":
        return _("Hết hiệu lực")
    last = _("đến trước ngày {day}").format(day=show(date.fromisoformat(end))) if end else ""
    since = _("từ ngày {day}").format(day=first) if first else ""
    return " ".join(filter(None, (since, last))) or _("chưa rõ")


def advice(ended: Outcome, _: Translate) -> str:
    """What it means and what to do; empty where the answer speaks for itself."""
    return {
        Outcome.CLARIFY_AMBIGUOUS: _("Chọn một câu hỏi cụ thể hơn dưới đây, hoặc hỏi lại."),
        Outcome.ESCALATED_NOTHING_FOUND: _(
            "Các tài liệu đã nạp không có đoạn nào trả lời câu hỏi này. "
            "Hãy gửi câu hỏi cho Tổ thường trực, hoặc hỏi lại bằng từ ngữ khác."
        ),
        Outcome.ESCALATED_WEAK_MATCH: _(
            "Có đoạn gần với câu hỏi nhưng chưa chắc là câu trả lời. "
            "Hãy gửi câu hỏi cho Tổ thường trực, hoặc hỏi lại cụ thể hơn."
        ),
        Outcome.ESCALATED_NOT_IN_CORPUS: _(
            "Tài liệu trong kho ghi rõ là chưa có nguồn về điểm được hỏi. "
            "Hãy gửi câu hỏi cho Tổ thường trực, không suy từ quy định khác."
        ),
        Outcome.ESCALATED_CONFLICT: _(
            "Hai nguồn đang có hiệu lực nói khác nhau, cả hai được trích dưới đây. "
            "Hãy gửi câu hỏi cho Tổ thường trực để đối chiếu."
        ),
        Outcome.ESCALATED_BY_REQUEST: _("Xác nhận dưới đây để gửi câu hỏi cho Tổ thường trực."),
        Outcome.ERROR: _("Câu hỏi đã được lưu. Hãy hỏi lại, hoặc gửi câu hỏi cho Tổ thường trực."),
    }.get(ended, "")


def proposal_state(of_proposal: ProposalState, _: Translate) -> str:
    return {
        ProposalState.DRAFTED: _("Đang soạn"),
        ProposalState.PROPOSED: _("Đã trình"),
        ProposalState.ACCEPTED: _("Được chấp nhận"),
        ProposalState.DECLINED: _("Không được chấp nhận"),
        ProposalState.PUBLISHED: _("Đã ban hành, công bố"),
        ProposalState.MEASURED: _("Đã đo hiệu quả"),
        ProposalState.WITHDRAWN: _("Đã rút đề xuất"),
    }[of_proposal]


def proposal_step(kind: str, _: Translate) -> str:
    """A step of a proposal, on its button and in what happened."""
    return {
        "drafted": _("Lập phiếu"),
        "edited": _("Sửa nội dung"),
        "proposed": _("Trình"),
        "returned": _("Trả lại để soạn tiếp"),
        "accepted": _("Chấp nhận"),
        "declined": _("Không chấp nhận"),
        "linked": _("Ghi văn bản giải quyết"),
        "published": _("Ghi nhận đã công bố"),
        "measured": _("Chốt số liệu hiệu quả"),
        "withdrawn": _("Rút đề xuất"),
    }.get(kind, kind)


def faq_state(of_faq: FaqState, _: Translate) -> str:
    return {
        FaqState.DRAFT: _("Chờ công bố"),
        FaqState.PUBLISHED: _("Đang dùng"),
        FaqState.SUSPENDED: _("Tạm ngừng"),
        FaqState.WITHDRAWN: _("Đã thu hồi"),
    }[of_faq]


def faq_step(of_faq: FaqStep, _: Translate) -> str:
    """What happened to a reviewed answer."""
    return {
        FaqStep.DRAFTED: _("Đã soạn"),
        FaqStep.REVISED: _("Đã sửa"),
        FaqStep.PUBLISHED: _("Đã công bố"),
        FaqStep.SUSPENDED: _("Đã tạm ngừng"),
        FaqStep.WITHDRAWN: _("Đã thu hồi"),
    }[of_faq]


def event(kind: str, _: Translate) -> str:
    """What happened to a case; an unknown kind is shown as it is called."""
    return {
        "opened": _("Đã gửi câu hỏi"),
        "joined": _("Có người cùng đơn vị hỏi thêm"),
        "linked": _("Đã nối với phiếu cùng câu hỏi"),
        "unlinked": _("Đã bỏ nối với phiếu"),
        "added": _("Đã bổ sung nội dung"),
        "left": _("Một người thôi theo dõi"),
        "withdrawn": _("Đã rút câu hỏi"),
        "cleared": _("Đã rõ"),
        "reopened": _("Đã mở lại"),
        "claimed": _("Đã nhận xử lý"),
        "taken_over": _("Đã nhận thay người không còn đăng nhập được"),
        "assigned": _("Đã phân công"),
        "handed_over": _("Đã chuyển người khác"),
        "routed": _("Đã chuyển nhóm khác"),
        "classed": _("Đã đổi loại thời hạn"),
        "asked_back": _("Đã hỏi lại cán bộ"),
        "told": _("Cán bộ đã nói rõ thêm"),
        "snoozed": _("Đã hoãn"),
        "woken": _("Tiếp tục xử lý"),
        "proposed": _("Đã soạn trả lời"),
        "returned": _("Đã trả lại bản soạn"),
        "approved": _("Đã duyệt và trả lời"),
        "replied": _("Đã trả lời"),
        "merged": _("Đã gộp vào phiếu khác"),
        "split": _("Đã tách phiếu"),
        "reminded": _("Đã nhắc hạn"),
        "breached": _("Quá hạn, đã chuyển người kế tiếp"),
        "read_late": _("Quá hạn, đã chuyển người kế tiếp"),
    }.get(kind, kind)


def move(kind: str, _: Translate) -> str:
    """What a button says that makes this move."""
    return {
        "claimed": _("Nhận xử lý"),
        "taken_over": _("Nhận thay"),
        "asked_back": _("Hỏi lại cán bộ"),
        "woken": _("Tiếp tục xử lý"),
        "approved": _("Duyệt và gửi"),
        "returned": _("Trả lại bản soạn"),
        "assigned": _("Giao cho"),
        "handed_over": _("Chuyển người khác"),
        "snoozed": _("Tạm hoãn"),
        "added": _("Thêm lời"),
        "told": _("Ghi lời cán bộ nói rõ thêm"),
        "routed": _("Chuyển nhóm khác"),
        "classed": _("Đổi loại thời hạn"),
        "linked": _("Nối với phiếu cùng câu hỏi"),
        "unlinked": _("Bỏ nối phiếu này"),
        "merged": _("Gộp vào phiếu khác"),
        "split": _("Tách một phần thành phiếu mới"),
        "withdrawn": _("Rút thay người hỏi"),
        "reopened": _("Mở lại"),
    }[kind]


def words_of_move(kind: str, _: Translate) -> str:
    """What the words of a move are: its reason, unless they say something else."""
    return {
        "asked_back": _("Điều cần cán bộ nói rõ"),
        "added": _("Nội dung thêm"),
        "told": _("Lời của cán bộ"),
        "split": _("Phần câu hỏi để tách"),
        "returned": _("Điều cần sửa"),
        "withdrawn": _("Lý do (không bắt buộc)"),
    }.get(kind, _("Lý do"))


def urgency(of_case: Urgency, _: Translate) -> str:
    return {
        Urgency.URGENT: _("khẩn"),
        Urgency.NORMAL: _("thường"),
        Urgency.STUDY: _("nghiên cứu"),
    }[Urgency(of_case)]


def view(of_board: View, _: Translate) -> str:
    """A tab of the list of cases."""
    return {
        View.WORK: _("Cần làm"),
        View.MINE: _("Việc của tôi"),
        View.FREE: _("Chưa ai nhận"),
        View.LATE: _("Quá hạn"),
        View.SECOND_READING: _("Chờ đọc lần hai"),
        View.ASKING: _("Đang hỏi lại"),
        View.SNOOZED: _("Tạm hoãn"),
        View.ANSWERED: _("Đã trả lời"),
        View.ALL: _("Tất cả"),
    }[of_board]


def actor(in_role: Role, name: str, _: Translate) -> str:
    """Who did something to a case, as the desk sees them; askers are known by no name."""
    if in_role is Role.SYSTEM:
        return _("hệ thống")
    return _("người hỏi") if in_role is Role.OFFICER else name


def role(of_person: Role, _: Translate) -> str:
    return {
        Role.OFFICER: _("Cán bộ xã, phường"),
        Role.REVIEWER: _("Người trả lời"),
        Role.SECOND_READER: _("Người đọc lại"),
        Role.MAINTAINER: _("Người quản lý tài liệu"),
        Role.LEAD: _("Tổ trưởng"),
        Role.AUDITOR: _("Người kiểm tra"),
    }.get(of_person, of_person.value)


def not_possible(why: str, _: Translate) -> str:
    """Why something about people was not done, and what would do."""
    return {
        Reason.BAD_LOGIN: _(
            "Tên đăng nhập gồm 2–64 chữ không dấu, chữ số hoặc các dấu . _ - @, "
            "không có khoảng trống."
        ),
        Reason.LOGIN_TAKEN: _("Tên đăng nhập này đã có người dùng."),
        Reason.NO_NAME: _("Hãy ghi họ tên."),
        Reason.NO_ROLE: _("Hãy chọn ít nhất một vai trò."),
        Reason.AUDITOR_ALONE: _("Người kiểm tra không giữ vai trò nào khác."),
        Reason.OFFICER_WITHOUT_UNIT: _("Cán bộ xã, phường cần có tỉnh và xã."),
        Reason.LAST_LEAD: _(
            "Đây là tổ trưởng cuối cùng có thể đăng nhập. Hãy mời một tổ trưởng khác trước."
        ),
        Reason.LINK_ENDED: _("Đường dẫn đã dùng hoặc đã hết hạn. Hãy xin tổ trưởng đường dẫn mới."),
        Reason.PASSWORD_LENGTH: _("Mật khẩu cần từ 12 đến 200 ký tự."),
        Reason.WRONG_PASSWORD: _("Mật khẩu hiện tại chưa đúng."),
        Reason.WRONG_CODE: _("Mã 6 số chưa đúng. Hãy nhập mã đang hiện trên điện thoại."),
        Reason.UNKNOWN: _("Không có người này."),
    }[Reason(why)]


def scope(one: Scope, _: Translate) -> str:
    """What a key with this scope may do."""
    return {
        Scope.ASK: _("hỏi, và đọc lại câu trả lời của mình"),
        Scope.CASES_OPEN: _("gửi câu hỏi cho Tổ thường trực, xem phiếu của mình"),
        Scope.CASES_READ: _("đọc phiếu của mọi đơn vị"),
        Scope.CASES_REPLY: _("trả lời phiếu"),
        Scope.FAQS_READ: _("đọc câu trả lời đã duyệt"),
        Scope.FAQS_WRITE: _("đưa vào bản nháp câu trả lời, chờ người duyệt"),
        Scope.EVENTS_READ: _("đọc diễn biến của phiếu, không có nội dung"),
    }[one]


def reason(code: str, _: Translate) -> str:
    """Why a hit was not used; an unknown reason is shown as it is."""
    return {
        "weak": _("chưa đủ gần với câu hỏi"),
        "weaker": _("không sát bằng đoạn đã trích"),
        "not_in_force": _("không có hiệu lực vào ngày hỏi"),
        "used": _("đã trích"),
        "beyond": _("không cần đến"),
    }.get(code, code)


def unit(name: str, text: str) -> str:
    """How a unit is marked before its text: "khoản 2" as "2.", "điểm a" as "a)".

    Nothing where the text carries the mark itself, or the unit is named for us only.
    """
    level, _, number = name.partition(" ")
    mark = {"khoản": f"{number}.", "điểm": f"{number})", "Điều": f"{name}."}.get(level, "")
    return "" if text.startswith(mark) else mark


def title(section: Section) -> str:
    """A section's heading, with the number that a legal unit has: "Điều 2. Thời hạn"."""
    name = section.path[-1] if section.path else ""
    if not _NUMBERED.match(name) or name in section.heading:
        return section.heading
    return f"{name}. {section.heading}"


def kind(of_document: Kind, _: Translate) -> str:
    return {
        Kind.LAW: _("Luật"),
        Kind.ORDINANCE: _("Pháp lệnh"),
        Kind.DECREE: _("Nghị định"),
        Kind.CIRCULAR: _("Thông tư"),
        Kind.DECISION: _("Quyết định"),
        Kind.RESOLUTION: _("Nghị quyết"),
        Kind.DIRECTIVE: _("Chỉ thị"),
        Kind.CONSOLIDATED: _("Văn bản hợp nhất"),
        Kind.LETTER: _("Công văn"),
        Kind.STANDARD: _("Tiêu chuẩn, quy chuẩn"),
        Kind.SOP: _("Quy trình"),
        Kind.FAQ: _("Hỏi đáp"),
        Kind.FORM: _("Biểu mẫu"),
        Kind.GUIDE: _("Hướng dẫn"),
        Kind.OTHER: _("Tài liệu khác"),
    }[of_document]


def status(on_the_day: str, _: Translate) -> str:
    """``on_the_day`` is a value of ``Status``."""
    return {
        Status.NOT_YET: _("Chưa có hiệu lực"),
        Status.IN_FORCE: _("Còn hiệu lực"),
        Status.PARTLY_ENDED: _("Hết hiệu lực một phần"),
        Status.ENDED: _("Hết hiệu lực"),
        Status.SUSPENDED: _("Ngưng hiệu lực"),
        Status.UNKNOWN: _("Chưa rõ hiệu lực"),
    }[Status(on_the_day)]


def in_force(
    start: date | None, end: date | None, show: Callable[[date], str], _: Translate
) -> str:
    """ "Có hiệu lực từ 01/01/2026, hết hiệu lực từ 01/03/2027"."""
    if start and end:
        both = _("Có hiệu lực từ %(start)s, hết hiệu lực từ %(end)s")
        return both % {"start": show(start), "end": show(end)}
    if start:
        return _("Có hiệu lực từ %(start)s") % {"start": show(start)}
    if end:
        return _("Hết hiệu lực từ %(end)s") % {"end": show(end)}
    return _("Chưa ghi ngày có hiệu lực")
