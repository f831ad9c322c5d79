"""What can go wrong at the desk.

DeskError
├── DatabaseUnavailable   the state cannot be read or written; the message names the cure
├── BadQueues             ``queues.yaml`` cannot be used (in desk/queues.py)
├── UnknownAnswer         no answer with this id was kept
├── UnknownCase           no case with this number
├── NotPossible           about people: a login taken, the last lead, a link that has ended …
├── EmptyReply            a reply without words
├── UnknownFaq            no reviewed answer with this number
├── FaqRefused            a reviewed answer cannot be kept, or cannot take this step
├── SecondPersonNeeded    a risky one cannot be published by who wrote it
├── NotMade               a key or a hook cannot be made so; ``said`` tells the person why
├── NotImported           a file cannot be imported; it says which lines, and why
├── Overtaken             a draft of a reply was written over by somebody else's
├── UnknownProposal       no proposal with this number
├── ProposalRefused       a proposal cannot take this step; ``said`` tells the person why
└── Refused               a case cannot be moved so; ``said`` tells the person why
    ├── NotNow            not in the state in which it stands
    │   ├── CaseClosed    no more: it is answered, closed, withdrawn or merged
    │   └── Taken         somebody else was quicker to claim it
    ├── NothingAsked      of a greeting, or of thanks, there is no case
    ├── NotAllowed        not by somebody in this capacity
    ├── NotYours          not by anybody but its owner
    │   └── HolderGone    who can no longer sign in: the case has to be taken over first
    ├── NoReason          not without a reason
    ├── NoGround          not without a provision, or a reason why there is none
    ├── SameReader        not by the one who wrote the draft
    ├── NotRead           not the draft that was read: another has taken its place
    └── AskedAlready      another open case holds the same question

Messages are in English, for the maintainer; bot and api have their own words for officers.
"""

from collections.abc import Callable

from retrieval.numbered import Numbered

Translate = Callable[[str], str]


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


class DeskError(Exception):
    """Any of the above; the transaction it came from is rolled back whole."""


class DatabaseUnavailable(DeskError):
    pass


class UnknownAnswer(DeskError):
    def __init__(self, answer_id: str) -> None:
        super().__init__(f"no answer {answer_id!r} was kept")


class UnknownCase(DeskError):
    def __init__(self, case_id: int) -> None:
        super().__init__(f"there is no case {Numbered.CASE.label(case_id)}")


class EmptyReply(DeskError):
    def __init__(self) -> None:
        super().__init__("the reply has no words; nothing was sent")


class NotPossible(DeskError):
    """``reason`` is one of ``desk.people.Reason``; pages have their own words for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason.replace("_", " "))
        self.reason = reason


class Refused(DeskError):
    """``label`` names the case, ``who`` the person in the way, where there is one."""

    sentence = ""

    def __init__(self, message: str, label: str = "", who: str = "") -> None:
        super().__init__(message)
        self.label, self.who = label, who

    @property
    def on(self) -> str:
        """The case as the audit log names it."""
        return f"case:{int(self.label[3:])}" if self.label else ""

    def said(self, translate: Translate) -> str:
        """The refusal as the person is told it."""
        return translate(self.sentence).format(label=self.label, who=self.who)


class NotNow(Refused):
    sentence = _("Trạng thái hiện nay của phiếu {label} không cho phép việc này.")


class NotLinked(Refused):
    sentence = _("Phiếu {label} không nối với phiếu nào.")


class CaseClosed(NotNow):
    sentence = _("Phiếu {label} đã kết thúc. Cần bổ sung, hãy mở lại phiếu.")


class Taken(NotNow):
    sentence = _("Phiếu {label} đang do {who} xử lý.")


class NotAllowed(Refused):
    sentence = _("Anh/chị không có quyền làm việc này với phiếu {label}.")


class NotYours(Refused):
    sentence = _("Phiếu {label} đang do {who} xử lý.")


class HolderGone(NotYours):
    sentence = _(
        "Phiếu {label} do {who} giữ, nay không còn đăng nhập được. "
        "Hãy bấm “Nhận thay” trên trang phiếu rồi làm tiếp."
    )


class NoReason(Refused):
    sentence = _("Hãy ghi rõ lý do hoặc nội dung.")


class NoGround(Refused):
    sentence = _("Hãy chọn ít nhất một căn cứ, hoặc ghi lý do không có căn cứ.")


class SameReader(Refused):
    sentence = _("Người đọc lần hai phải khác người soạn trả lời.")


class NotRead(Refused):
    sentence = _("Bản soạn của phiếu {label} đã thay đổi. Hãy đọc bản mới rồi duyệt.")


class NothingAsked(Refused):
    sentence = _("Chưa có câu hỏi để chuyển. Anh/chị hãy gửi câu hỏi.")


class AskedAlready(Refused):
    sentence = _("Câu hỏi này đang được xử lý ở phiếu {label}.")


class UnknownFaq(DeskError):
    def __init__(self, faq_id: int) -> None:
        super().__init__(f"there is no reviewed answer {Numbered.FAQ.label(faq_id)}")


_NOT_SO = _("Câu trả lời này không cho phép làm việc ấy. Hãy mở lại trang để xem trạng thái.")
not_verbatim = _("Trích dẫn phải giữ nguyên văn, không cắt giữa chữ. Hãy chọn lại.")


class FaqRefused(DeskError):
    """``sentence`` says it to the person, who reads Vietnamese or another language of ours."""

    def __init__(self, message: str, sentence: str = _NOT_SO) -> None:
        super().__init__(message)
        self.sentence = sentence

    def said(self, translate: Translate) -> str:
        return translate(self.sentence)


class SecondPersonNeeded(DeskError):
    sentence = _("Lĩnh vực này cần người khác duyệt trước khi công bố.")

    def __init__(self, label: str, author: str) -> None:
        super().__init__(f"{label} is risky: someone other than {author} has to publish it")

    def said(self, translate: Translate) -> str:
        return translate(self.sentence)


class Overtaken(DeskError):
    """``draftbook.newest`` gives what has been kept meanwhile; nothing was written over."""

    def __init__(self, case_id: int) -> None:
        super().__init__(
            f"another draft of the reply to {Numbered.CASE.label(case_id)} was kept meanwhile"
        )


class NotMade(DeskError):
    """``sentence`` says to the person what is missing, the message to the maintainer."""

    NO_NAME = _("Hãy ghi tên (không quá 100 ký tự).")
    NO_SCOPE = _("Hãy chọn ít nhất một quyền.")
    LIMITS = _("Giới hạn phải từ 1 đến 1.000.000, thời hạn từ 0 đến 36.500 ngày.")
    USED = _("Mẫu đơn này đã dùng. Hãy mở lại trang rồi làm lại.")
    NO_EVENT = _("Hãy chọn ít nhất một sự kiện.")
    ADDRESS = _("Địa chỉ phải bắt đầu bằng https:// và không chứa tên người dùng, mật khẩu.")

    def __init__(self, message: str, sentence: str) -> None:
        super().__init__(message)
        self.sentence = sentence

    def said(self, translate: Translate) -> str:
        return translate(self.sentence)


class UnknownProposal(DeskError):
    def __init__(self, proposal_id: int) -> None:
        super().__init__(f"there is no proposal {Numbered.PROPOSAL.label(proposal_id)}")


class ProposalRefused(DeskError):
    """``sentence`` is for the person, before translation."""

    def __init__(self, message: str, sentence: str) -> None:
        super().__init__(message)
        self.sentence = sentence

    def said(self, translate: Translate) -> str:
        return translate(self.sentence)


class NotImported(DeskError):
    """Nothing of the file was kept. ``problems`` are sentences, most naming a line."""

    def __init__(self, problems: list[str]) -> None:
        shown = problems[:20]
        more = [f"… and {len(problems) - len(shown)} more"] if len(problems) > len(shown) else []
        super().__init__("nothing was imported:\n" + "\n".join([*shown, *more]))
        self.problems = problems
