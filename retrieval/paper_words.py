"""The fixed words around an answer on paper and in plain text; the Vietnamese is the message id."""

import gettext
from datetime import date
from functools import cache

from corpus.language import SOURCE, known, show_day, translations
from retrieval import labels
from retrieval.answer import Outcome


class PaperWords:
    """The words in one language."""

    def __init__(self, translations: gettext.NullTranslations, language: str = SOURCE) -> None:
        self.language = language
        _ = translations.gettext
        self.heads = {
            "answered": _("TRẢ LỜI"),
            "clarify": _("CẦN HỎI LẠI"),
            "escalated": _("CHƯA ĐỦ CĂN CỨ trong kho để trả lời: hỏi Tổ thường trực."),
            "refused": _("KHÔNG TIẾP NHẬN câu hỏi này."),
            "error": _("CÓ LỖI trong hệ thống: hỏi lại sau ít phút."),
        }
        self.refused = {
            Outcome.REFUSED_SECRET: _(
                "Câu hỏi có dấu hiệu chứa bí mật nhà nước: dùng kênh dành cho tài liệu mật."
            ),
            Outcome.REFUSED_PERSONAL_DATA: _(
                "Câu hỏi có dữ liệu cá nhân: hỏi lại, không nêu thông tin của người cụ thể."
            ),
        }
        self.lines = labels.lines(_)
        self.status = labels.statuses(_)
        self.citation = _("Căn cứ: {citation}")
        self.nearest = _("Gần nhất tìm được: {citation}")
        self.day = _("Tính đến {day}.")
        self.whole = _("Xem đủ: {link}")
        self.form = _("Mẫu: {name} ({type})")
        self.note = _("Lưu ý")
        self.conclusion = _("Kết luận")
        self.at_once = _("LÀM NGAY")
        self.rule_before = _("Trước đây (đến hết ngày {day}):")
        self.choices = _("Các lựa chọn")
        self.left_out = _("Chưa ghi ở đây: {names}.")
        self.more = _("phần khác")

        self.question = _("Câu hỏi")
        self.summary = _("Thủ tục tóm tắt")
        self.missing = _("Kho chưa có căn cứ về: {lines}.")
        self.sources = _("Căn cứ")
        self.checklist = _("Đánh dấu khi đã có")
        self.page = _("Trang {number}/{all}")
        self.from_day = _("hiệu lực từ {start}")
        self.until_day = _("hết hiệu lực từ {end}")
        self.on_page = _("trang {page}")
        self.attached = _("Biểu mẫu kèm theo")
        self.printed = _("in ở các trang sau")
        self.to_fetch = _("chưa in kèm được: tải tại {link}")
        self.blank_form = _("Mẫu để điền: {name}")
        self.not_the_file = _("Bản in để đọc và điền tay; trình bày có thể khác tệp gốc {file}.")
        self.made = _("In từ Một Chạm, câu trả lời {id}")

    def written(self, day: date) -> str:
        """A day as the language writes it."""
        return show_day(day, self.language)


@cache
def words_in(language: str) -> PaperWords:
    """The words in ``language``; in Vietnamese where there are none in it."""
    return PaperWords(translations(language), known(language))
