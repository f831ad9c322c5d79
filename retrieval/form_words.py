"""What officers are told of a filled form they sent; ``_`` looks a text up in their language."""

from corpus.form import Problem
from retrieval.form_report import Verdict
from retrieval.labels import Translate


def verdict(ended: Verdict, _: Translate) -> str:
    """How the check ended."""
    return {
        Verdict.CURRENT: _("Đúng bản biểu mẫu đang dùng."),
        Verdict.OLD: _("Đây là bản cũ, không còn dùng. Hãy điền lại theo bản đang dùng."),
        Verdict.OTHER: _(
            "Tệp ghi số hiệu hoặc ngày của bản khác bản đang dùng. Hãy điền lại theo bản đang dùng."
        ),
        Verdict.NOT_YET: _("Bản này chưa có hiệu lực. Hôm nay hãy dùng bản đang có hiệu lực."),
        Verdict.UNKNOWN: _(
            "Không nhận ra đây là biểu mẫu nào trong kho. Hãy so với danh sách biểu mẫu."
        ),
    }[ended]


def problem(found: Problem, _: Translate) -> str:
    """Why a file could not be checked, and what to do; "{size}" is the largest that can be."""
    return {
        Problem.EMPTY: _("Tệp trống, hoặc chưa chọn tệp nào."),
        Problem.TOO_LARGE: _("Tệp lớn quá {size}. Hãy bỏ bớt hình rồi gửi lại."),
        Problem.WRONG_TYPE: _("Chỉ kiểm tra được tệp Word (.docx, .doc) và PDF."),
        Problem.LOCKED: _("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."),
        Problem.DAMAGED: _("Tệp bị hỏng, không mở được. Hãy mở bằng Word, lưu lại rồi gửi lại."),
        Problem.NO_TEXT: _(
            "Tệp chỉ có hình, không có chữ để đọc. Hãy gửi tệp Word hoặc PDF có chữ."
        ),
        Problem.TOO_HARD: _("Tệp quá phức tạp, không đọc được trong thời gian cho phép."),
        Problem.BUSY: _("Đang có nhiều tệp chờ kiểm tra. Hãy gửi lại sau ít phút."),
    }[found]
