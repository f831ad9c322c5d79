"""Every sentence the bot says to the team, in Vietnamese; the catalogs hold other languages."""

import gettext
from functools import cache

from corpus.language import known, translations
from desk import words
from desk.case import CaseState
from desk.errors import NotYours
from desk.queues import Urgency


class TeamTexts:
    """The sentences in one language, of its catalog."""

    def __init__(self, translations: gettext.NullTranslations, language: str) -> None:
        self.language = language
        self.translate = translations.gettext
        self._on_the_board()
        self._buttons()
        self._asked()
        self._said()
        self._library()

    def _on_the_board(self) -> None:
        _ = self.translate
        self.states = {state: words.state(state, _) for state in CaseState}
        self.urgencies = {
            Urgency.URGENT: _("KHẨN"),
            Urgency.NORMAL: _("Thường"),
            Urgency.STUDY: _("Nghiên cứu"),
        }
        self.due = _("Hạn: {moment}")
        self.moment = _("{time} ngày {day}")
        self.stopped = _("Thời hạn đang tạm dừng")
        self.until = _("Hoãn đến {moment}")
        self.unit = _("Đơn vị: {unit}")
        self.askers = _("{count} nơi cùng hỏi")
        self.owner = _("Người xử lý: {who}")
        self.queue = _("Hàng chờ: {queue}")
        self.question = _("Câu hỏi")
        self.note = _("Ghi chú của cán bộ")
        self.found = _("Trợ lý tìm được")
        self.nearest = _("Gần nhất tìm được, nhưng chưa trả lời đúng câu hỏi:")
        self.nothing = _("Trợ lý chưa tìm được căn cứ.")
        self.asked_back = _("Đã hỏi lại cán bộ")
        self.drafted = _("Bản trả lời của {who}, chờ đọc lần hai")
        self.reply = _("Trả lời của {who}")
        self.citations = _("Căn cứ")
        self.no_ground = _("Không có căn cứ: {reason}")

    def _buttons(self) -> None:
        _ = self.translate
        self.claim = _("Nhận")
        self.move = _("Chuyển")
        self.snooze = _("Hoãn")
        self.ask_back = _("Hỏi lại")
        self.write = _("Trả lời")
        self.wake = _("Tiếp tục xử lý")
        self.approve = _("Duyệt")
        self.send_back = _("Trả lại")
        self.on_the_web = _("Mở trên web")
        self.back = _("Quay lại")
        self.earlier = _("‹ Trước")
        self.further = _("Tiếp ›")
        self.find = _("Tìm theo tên")
        self.to_queue = _("Hàng: {queue}")
        self.spans = {"1": _("Đến mai 8:00"), "2": _("2 ngày"), "7": _("1 tuần")}
        self.without = _("Không có căn cứ")
        self.send = _("Gửi")
        self.drop = _("Huỷ")
        self.consent = _("Cho đăng nhập")
        self.deny = _("Không phải tôi")

    def _asked(self) -> None:
        _ = self.translate
        self.prompts = {
            "asked_back": _("hãy trả lời tin nhắn này bằng câu hỏi gửi cán bộ (phiếu {label})."),
            "replied": _("hãy trả lời tin nhắn này bằng nội dung trả lời phiếu {label}."),
            "snoozed": _("hãy trả lời tin nhắn này bằng lý do hoãn phiếu {label}."),
            "handed_over": _("hãy trả lời tin nhắn này bằng lý do chuyển phiếu {label}."),
            "routed": _("hãy trả lời tin nhắn này bằng lý do chuyển phiếu {label}."),
            "returned": _("hãy trả lời tin nhắn này bằng lý do trả lại phiếu {label}."),
            "find": _(
                "hãy trả lời tin nhắn này bằng tên (hoặc một phần tên, không cần dấu) của người "
                "hay hàng chờ nhận phiếu {label}."
            ),
            "reason": _("hãy trả lời tin nhắn này bằng lý do không có căn cứ (phiếu {label})."),
        }
        self.draft_of = _("Bản trả lời phiếu {label}, {who} soạn")
        self.choose = _("Chọn căn cứ rồi bấm Gửi. Muốn sửa lời: trả lời lại tin nhắn của phiếu.")
        self.nothing_to_choose = _("Không có trích dẫn nào của trợ lý còn dùng được làm căn cứ.")
        self.stands_against = _("Lưu ý")
        self.draft_sent = _("Bản trả lời phiếu {label} đã gửi.")
        self.draft_waits = _("Bản trả lời phiếu {label} đang chờ người thứ hai duyệt.")
        self.nobody_named = _(
            "không thấy ai tên “{name}”. Hãy trả lời tin nhắn này bằng tên khác (phiếu {label})."
        )
        self.some_named = _("Chuyển phiếu {label} cho ai?")
        self.many_named = _("Chuyển phiếu {label} cho ai? Có nhiều tên giống nhau, hãy ghi đủ hơn.")
        answered = _(
            "Chưa gửi: phiếu {label} đã được {who} trả lời. Lời anh/chị viết còn ở đây. "
            "Cần bổ sung thì nhờ tổ trưởng mở lại phiếu."
        )
        self.too_late = {
            CaseState.ANSWERED: answered,
            CaseState.CLOSED: answered,
            CaseState.WITHDRAWN: _(
                "Chưa gửi: phiếu {label} đã được rút. Lời anh/chị viết còn ở đây. "
                "Cần trả lời thì nhờ tổ trưởng mở lại phiếu."
            ),
            CaseState.MERGED: _(
                "Chưa gửi: phiếu {label} đã gộp vào {into}. Lời anh/chị viết còn ở đây. "
                "Hãy trả lời ở {into}."
            ),
            CaseState.SECOND_READING: _(
                "Chưa gửi: bản của {who} cho phiếu {label} đang chờ đọc lần hai. "
                "Lời anh/chị viết còn ở đây; bản kia bị trả lại thì gửi được."
            ),
        }
        self.draft_dropped = _("Bản trả lời phiếu {label} đã huỷ, không gửi.")

    def _said(self) -> None:
        _ = self.translate
        self.noted = _("Đã ghi nhận. Phiếu {label}: {state}.")
        self.opened = _("Đã mở phiếu {label}.")
        self.opens_how = _(
            "Trả lời tin nhắn có câu hỏi bằng /phieu, hoặc gõ /phieu rồi đến câu hỏi."
        )
        self.not_linked = _(
            "Tài khoản Telegram này chưa gắn với thành viên nào của Tổ thường trực. "
            "Gắn ở trang Tài khoản."
        )
        self.anonymous = _("Anh/chị đang ẩn danh trong nhóm. Hãy bỏ ẩn danh rồi làm lại.")
        self.no_right = _("Anh/chị không có quyền làm việc này.")
        self.taken = _(NotYours.sentence)
        self.not_here = _("Nút này không còn dùng được.")
        self.read_first = _("Hãy đọc hết bản soạn vừa gửi dưới đây rồi bấm Duyệt ở đó.")
        self.not_yours = _("Bản này của người khác soạn.")
        self.not_asked = _("Câu này đang chờ {who} trả lời.")
        self.draft_over = _("Bản này đã gửi hoặc đã huỷ.")
        self.linked = _(
            "Đã gắn tài khoản Telegram này với {who}. Nếu không phải anh/chị làm, "
            "hãy báo tổ trưởng gỡ ngay."
        )
        self.code_ended = _("Mã đã hết hạn hoặc đã dùng. Hãy lấy mã mới ở trang web.")
        self.too_often = _("Đã thử quá nhiều lần. Hãy thử lại sau ít phút.")
        self.entry = _("Cho đăng nhập – số {number}?")
        self.entry_from = _("Trình duyệt: {agent}. Mạng: {place}.")
        self.entry_check = _(
            "Chỉ đồng ý khi chính anh/chị đang đăng nhập và trang web hiện đúng số này."
        )
        self.unknown = _("không rõ")
        self.let_in = _("Đã cho đăng nhập. Trang web tự mở trong vài giây.")
        self.kept_out = _("Đã từ chối. Không ai được đăng nhập.")

    def _library(self) -> None:
        _ = self.translate
        self.library = {
            "waits": _(
                "{who} đề nghị công bố bản nháp “{title}” của kho văn bản; chờ người thứ hai xem "
                "và duyệt."
            ),
            "given_back": _("{who} trả lại đề nghị công bố bản nháp “{title}” của kho văn bản."),
            "published": _(
                "{who} đã duyệt bản nháp “{title}” của kho văn bản; đã công bố, lần {number}."
            ),
        }
        self.library_words = {"waits": _("Ghi chú: {words}"), "given_back": _("Lý do: {words}")}
        self.library_for = _("Gửi {names}:")
        self.library_links = {
            "waits": _("Xem bản nháp"),
            "given_back": _("Xem bản nháp"),
            "published": _("Xem lần công bố"),
        }
        self.library_on_the_web = _("Xem ở mục Kho văn bản trên trang web.")


@cache
def team_texts_in(language: str) -> TeamTexts:
    """The sentences in ``language``; in Vietnamese where there are none in it."""
    return TeamTexts(translations(language), known(language))
