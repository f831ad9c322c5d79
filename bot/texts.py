"""Every sentence the bot says, in Vietnamese; other languages come from the catalogs.

The Vietnamese sentence is itself the message id, so Vietnamese needs no catalog.
Names in braces are filled in by whoever shows the text.
"""

import gettext
from datetime import date
from functools import cache

from corpus.form import Problem
from corpus.language import SOURCE, known, show_day, translations
from retrieval import form_words, labels
from retrieval.form_report import Verdict


class Texts:
    """The sentences in one language, of its catalog."""

    def __init__(self, translations: gettext.NullTranslations, language: str = SOURCE) -> None:
        self.language = language
        self.translate = _ = translations.gettext
        self.start = _(
            "Xin chào anh/chị. Trợ lý tra cứu sổ tay và quy định ngành khoa học và công nghệ, "
            "trả lời kèm nguyên văn căn cứ. Anh/chị hãy gõ câu hỏi vào đây.\n\n"
            "Không gửi bí mật nhà nước và dữ liệu cá nhân của người dân.\n\n"
            "Gõ /help để xem cách dùng."
        )
        self.help = _(
            "Cách dùng\n"
            "– Gõ câu hỏi bằng tiếng Việt, có dấu hoặc không dấu.\n"
            "– Hỏi tiếp thì không cần nhắc lại việc đang hỏi; sau 30 phút là câu chuyện mới.\n"
            "– “Xem căn cứ”: nguyên văn đoạn trích, trang và hiệu lực.\n"
            "– “Đúng rồi”, “Chưa đúng”: cho biết câu trả lời có dùng được không.\n"
            "– “Hỏi Tổ thường trực”: chuyển câu hỏi cho người phụ trách; "
            "trả lời sẽ về đúng cuộc trò chuyện này.\n"
            "– /xa Tên xã, Tên tỉnh: ghi nơi công tác. Ví dụ: /xa Phường Hải Châu, Đà Nẵng.\n"
            "– /ngonngu: đổi ngôn ngữ (Tiếng Việt, English, Bahasa Indonesia).\n"
            "– Trong nhóm: nhắc tên trợ lý; để hỏi tiếp thì trả lời tin nhắn của trợ lý."
        )
        self.help += "\n" + _(
            "– Gửi tệp biểu mẫu đã điền (.docx, .pdf): kiểm tra đúng bản và mục còn trống; "
            "tệp không được lưu.\n"
            "– /nhe: mạng yếu, trả lời gọn tối đa 1 kB; gõ lại để tắt."
        )
        self.help += "\n" + _(
            "– /cuatoi: các phiếu đã gửi từ đây. "
            "Trả lời tin nhắn của phiếu là bổ sung cho phiếu đó."
        )
        self.help += "\n" + _("– /dulieu: xem dữ liệu của mình; /xoa: xoá dữ liệu của mình.")
        self.only_in_private = _("Lệnh này chỉ dùng trong cuộc trò chuyện riêng với trợ lý.")
        self.own_data = _("Những gì đang lưu gắn với cuộc trò chuyện này.")
        self.erase_question = _(
            "Xoá dữ liệu của anh/chị? Phiếu đang chờ được rút lại, và sẽ không còn thông báo khi "
            "câu trả lời thay đổi. Câu hỏi đã che tên còn lại để thống kê. Không thể lấy lại."
        )
        self.erase_button = _("Xoá dữ liệu của tôi")
        self.erase_late = _("Chưa xoá gì. Hãy gõ /xoa rồi bấm xác nhận trong 10 phút.")
        self.erased = _(
            "Đã xoá. Tin nhắn trong cuộc trò chuyện này do Telegram giữ: anh/chị tự xoá ở đây."
        )
        self.unknown_command = _("Không có lệnh này. Gõ /help để xem cách dùng.")
        self.unit_set = _("Đã ghi nơi công tác: {unit}.")
        self.unit_is = _("Nơi công tác đang ghi: {unit}. Để đổi: /xa Tên xã, Tên tỉnh.")
        self.unit_missing = _(
            "Chưa ghi nơi công tác. Gõ /xa Tên xã, Tên tỉnh. Ví dụ: /xa Phường Hải Châu, Đà Nẵng."
        )
        self.offer_unit = _("Anh/chị công tác tại {unit}? Ghi lại thì không phải hỏi lại nữa.")
        self.keep_unit = _("Ghi nơi công tác")
        self.unit_unclear = _(
            "Cần đủ tên xã và tên tỉnh, cách nhau bằng dấu phẩy. "
            "Ví dụ: /xa Phường Hải Châu, Đà Nẵng."
        )

        self.choose_language = _("Chọn ngôn ngữ của trợ lý. Nguyên văn căn cứ vẫn là tiếng Việt.")
        self.language_set = _("Trợ lý sẽ nói tiếng Việt.")

        self.edited = _(
            "Tin nhắn đã sửa không được trả lời lại. "
            "Anh/chị hãy gửi câu hỏi thành một tin nhắn mới."
        )
        self.not_text = _(
            "Trợ lý chỉ đọc được chữ và tệp biểu mẫu (.docx, .pdf), "
            "chưa đọc được hình, tiếng nói hay nhãn dán. Anh/chị hãy gõ câu hỏi."
        )
        self.empty = _("Tin nhắn không có chữ. Anh/chị hãy gõ câu hỏi.")
        self.too_long = _(
            "Câu hỏi dài quá {limit} ký tự. Anh/chị hãy gửi lại, chỉ nêu điều cần hỏi."
        )
        self.old_button = _("Không tìm thấy câu trả lời của nút này. Anh/chị hãy gửi lại câu hỏi.")
        self.trouble = _(
            "Có lỗi khi xử lý tin nhắn này, đã ghi lại để sửa. Anh/chị hãy gửi lại sau ít phút."
        )

        self.show_quotes = _("Xem căn cứ")
        self.show_card = _("Xem cả thủ tục")
        self.right = _("Đúng rồi")
        self.wrong = _("Chưa đúng")
        self.ask_people = _("Hỏi Tổ thường trực")
        self.confirm_hand_over = _("Chuyển Tổ thường trực")

        self.rule_now = _("Hiện nay:")
        self.rule_before = _("Trước đây (đến hết ngày {day}):")
        self.get_form = _("Tải biểu mẫu{name} ({size}, .{type})")
        self.get_sample = _("Bản điền thử")
        self.print_pack = _("Bản in A4")
        self.form_from = _("Áp dụng từ {day}")
        self.send_back = _(
            "Điền xong, có thể gửi tệp lại đây để kiểm tra bản và mục còn trống. "
            "Tệp có thông tin người dân thì kiểm tra trên trang web."
        )
        self.sample_only = _("Bản điền thử: người và việc không có thật, không dùng để nộp.")
        self.pack_of = _("Bản in A4 của câu trả lời, tính đến {day}.")
        self.file_gone = _("Tệp này không còn trong kho. Anh/chị hãy hỏi lại để lấy bản mới.")
        self.form_verdicts = {one: form_words.verdict(one, _) for one in Verdict}
        self.upload_problems = {one: form_words.problem(one, _) for one in Problem}
        self.marks = _("Tệp ghi: {marks}.")
        self.use_instead = _("Bản đang dùng: {name}.")
        self.still_empty = _("Số mục còn trống: {count}")
        self.nothing_empty = _("Đã có chữ ở cả {count} mục cần điền.")
        self.check_limits = _(
            "Chỉ kiểm tra bản mẫu và mục để trống, không kiểm tra nội dung đã điền, "
            "chữ ký và con dấu."
        )
        self.forgotten = _(
            "Tệp đã được đọc rồi bỏ, không lưu lại ở đây. "
            "Anh/chị nên xóa tin nhắn có tệp khỏi cuộc trò chuyện."
        )
        self.light_on = _("Đã bật chế độ mạng yếu: trả lời gọn, tối đa 1 kB. Gõ /nhe để tắt.")
        self.light_off = _("Đã tắt chế độ mạng yếu.")

        self.citations = _("Căn cứ")
        self.lines = labels.lines(_)
        self.card_source = _("Theo: {title}")
        self.missing = _("Kho chưa có căn cứ về: {lines}.")
        self.and_more = _("và {count} căn cứ khác")
        self.alone = _("Hỏi riêng câu này")
        self.clarify = _("Anh/chị muốn hỏi điều nào?")
        self.not_enough = _("Chưa đủ căn cứ trong kho để trả lời.")
        self.conflict = _("Các nguồn đang có hiệu lực không thống nhất.")
        self.by_request = _("Câu hỏi này cần người trả lời.")
        self.outside = _("Ngoài phạm vi tra cứu.")
        self.nearest = _("Gần nhất tìm được, nhưng chưa trả lời đúng câu hỏi:")
        self.hand_over = _("Chuyển câu hỏi này cho Tổ thường trực?")
        self.refused_secret = _("Không tiếp nhận nội dung có dấu hiệu bí mật nhà nước.")
        self.refused_personal_data = _("Không tra cứu thông tin hoặc hồ sơ của một người cụ thể.")
        self.refused = _("Câu hỏi này không được xử lý ở đây.")
        self.error = _(
            "Chưa trả lời được vì có lỗi trong hệ thống. "
            "Anh/chị hãy hỏi lại sau ít phút hoặc hỏi Tổ thường trực."
        )

        self.at_once = _("LÀM NGAY")
        self.no_guide = _("Kho chưa có tài liệu hướng dẫn thêm về tình huống này.")
        self.no_quotes = _("Câu trả lời này không có đoạn trích.")
        self.page = _("Trang {page}")
        self.from_day = _("hiệu lực từ {start}")
        self.until_day = _("hết hiệu lực từ {end}")
        self.open_source = _("Mở trong văn bản")
        self.status = labels.statuses(_)

        self.thanks = _("Cảm ơn anh/chị đã xác nhận.")
        self.doubted = _("Đã ghi nhận câu trả lời chưa đúng và gửi Tổ thường trực xem lại.")
        self.still_open = _("Phiếu {label} vẫn đang chờ trả lời. Không cần nữa thì bấm Rút phiếu.")
        self.case_opened = _("Đã chuyển Tổ thường trực, phiếu {label}.")
        self.case_joined = _("Đơn vị đã hỏi câu này ngày {day}; anh/chị nhận trả lời cùng lúc.")
        self.case_due = _("Hạn trả lời: {time} ngày {day}. Trả lời sẽ về cuộc trò chuyện này.")
        self.case_no_due = _("Trả lời sẽ về cuộc trò chuyện này.")
        self.case_page = _("Trang của phiếu")
        self.case_add_here = _("Muốn nói thêm: trả lời tin nhắn này.")
        self.case_answered = _("Phiếu {label} đã được Tổ thường trực trả lời.")
        self.case_withdrawn = _("Phiếu {label} đã được rút.")
        self.case_reply = _("Tổ thường trực trả lời phiếu {label}")
        self.case_author = _("Người trả lời: {author}")
        self.satisfied = _("Hài lòng")
        self.dissatisfied = _("Chưa hài lòng")
        self.rated = _("Đã ghi nhận đánh giá. Cảm ơn anh/chị.")
        self.not_rated = _("Đánh giá này không còn thay đổi được.")
        self.no_basis = _("Không có căn cứ: {reason}")
        self.case_ended = _(
            "Tổ thường trực đã kết thúc phiếu {label}, không trả lời. Vẫn cần thì bấm Mở lại."
        )
        self.case_split = _(
            "Tổ thường trực đã tách một phần của phiếu {label} thành phiếu {other}, trả lời riêng."
        )
        self.case_asked = _("Tổ thường trực cần anh/chị nói rõ thêm về phiếu {label}:")
        self.tell_here = _(
            "Hãy trả lời tin nhắn này. Thời hạn tạm dừng cho đến khi anh/chị trả lời."
        )

        self.see_case = _("Xem phiếu")
        self.add_case = _("Bổ sung")
        self.tell_case = _("Nói rõ thêm")
        self.clear_case = _("Đã rõ")
        self.reopen_case = _("Mở lại")
        self.withdraw_case = _("Rút phiếu")
        self.ask_words = _("Phiếu {label}: hãy ghi nội dung bằng cách trả lời tin nhắn này.")
        self.ask_why_reopen = _(
            "Mở lại phiếu {label}: hãy ghi điều còn chưa rõ bằng cách trả lời tin nhắn này."
        )
        self.added = _("Đã bổ sung vào phiếu {label}.")
        self.told = _("Đã gửi phần nói rõ thêm vào phiếu {label}.")
        self.reopened = _("Đã mở lại phiếu {label}, kèm nội dung anh/chị vừa ghi.")
        self.not_added = _(
            "Phiếu {label}: {state}. Nội dung vừa nhắn chưa được gửi. "
            "Hỏi thêm về phiếu này thì bấm Mở lại."
        )
        self.new_question = _(
            "Để hỏi câu mới, hãy gửi thành tin nhắn riêng, không trả lời tin nhắn của phiếu."
        )
        self.cases_of = _("Các phiếu đã gửi")
        self.no_cases = _("Chưa có phiếu nào gửi từ đây.")
        self.tie_asked = _(
            "Một trình duyệt đang mở phiếu {label} (“{question}”) xin nối với cuộc trò chuyện này. "
            "Sau khi nối, trả lời của phiếu hỏi trên trình duyệt đó cũng đến đây, và trên "
            "trình duyệt đó có thể bổ sung, rút, mở lại phiếu hỏi từ đây. "
            "Chỉ bấm khi chính anh/chị vừa yêu cầu."
        )
        self.tie = _("Đồng ý nối")
        self.tied = _("Đã nối. Trả lời của Tổ thường trực đến được cả hai nơi.")
        self.tie_ended = _("Mã này đã hết hạn. Hãy mở lại trang của phiếu để lấy mã mới.")
        self.tie_private = _("Chỉ nối được trong cuộc trò chuyện riêng với trợ lý.")
        self.again = _("(Gửi lại)")

    def written(self, day: date) -> str:
        """A day as the language writes it."""
        return show_day(day, self.language)


@cache
def texts_in(language: str) -> Texts:
    """The sentences in ``language``; in Vietnamese where there are none in it."""
    return Texts(translations(language), known(language))
