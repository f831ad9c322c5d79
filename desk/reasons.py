"""Why a message did not arrive, for people: what Telegram and receivers of hooks say, in words.

What is not known here is shown as it came.
"""

from collections.abc import Callable

Translate = Callable[[str], str]


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


# By what the reason holds; the first that fits. Folded to lower case.
_KNOWN = (
    ("blocked by the user", _("người nhận đã chặn trợ lý")),
    ("user is deactivated", _("tài khoản Telegram của người nhận không còn")),
    ("initiate conversation", _("người nhận chưa bấm Bắt đầu với trợ lý")),
    ("chat was deleted", _("nhóm Telegram đã bị xoá")),
    ("bot was kicked", _("trợ lý đã bị đưa ra khỏi nhóm Telegram")),
    ("bot is not a member", _("trợ lý không còn ở trong nhóm Telegram")),
    ("chat not found", _("không còn cuộc trò chuyện Telegram này")),
    ("chat was upgraded", _("nhóm Telegram đã đổi mã số")),
    ("not enough rights", _("trợ lý không có quyền gửi tin trong nhóm Telegram")),
    ("no rights to send", _("trợ lý không có quyền gửi tin trong nhóm Telegram")),
    ("thread not found", _("chủ đề trong nhóm Telegram không còn")),
    ("topic_", _("chủ đề trong nhóm Telegram đã đóng hoặc đã xoá")),
    ("too long", _("tin dài quá mức Telegram nhận")),
    ("too_long", _("tin dài quá mức Telegram nhận")),
    ("parse entities", _("Telegram không nhận cách trình bày của tin")),
    ("flood control", _("Telegram yêu cầu gửi chậm lại")),
    ("too many requests", _("Telegram yêu cầu gửi chậm lại")),
    ("unauthorized", _("mã (token) của trợ lý không còn đúng")),
    ("token", _("mã (token) của trợ lý không còn đúng")),
    ("bad gateway", _("máy chủ nhận tin đang có lỗi")),
    ("internal server error", _("máy chủ nhận tin đang có lỗi")),
    ("timed out", _("máy chủ nhận tin không trả lời kịp")),
    ("no answer within", _("máy chủ nhận tin không trả lời kịp")),
    ("timeout", _("máy chủ nhận tin không trả lời kịp")),
    ("connecterror", _("không kết nối được với máy chủ nhận tin")),
    ("networkerror", _("không kết nối được với máy chủ nhận tin")),
    ("leads to no address", _("không tìm thấy máy chủ có tên này")),
    ("not a public one", _("địa chỉ nằm trong mạng nội bộ")),
    ("it answered 410", _("phần mềm báo không nhận tin nữa")),
    ("it answered", _("phần mềm nhận tin báo lỗi")),
    ("no such hook", _("webhook đã bị gỡ")),
)


def said(reason: str, translate: Translate) -> str:
    """In the reader's words; "" for what is not known."""
    folded = reason.casefold()
    return next((translate(words) for part, words in _KNOWN if part in folded), "")


def with_original(reason: str, translate: Translate) -> str:
    """ "người nhận đã chặn trợ lý; Forbidden: bot was blocked by the user"."""
    return "; ".join(filter(None, (said(reason, translate), reason)))
