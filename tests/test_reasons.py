"""Why a message did not arrive, in words; the original stays beside it."""

import pytest

from desk.reasons import said, with_original


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("Forbidden: bot was blocked by the user", "người nhận đã chặn trợ lý"),
        ("Forbidden: user is deactivated", "tài khoản Telegram của người nhận không còn"),
        ("Chat not found", "không còn cuộc trò chuyện Telegram này"),
        ("Forbidden: bot was kicked from the supergroup chat", "trợ lý đã bị đưa ra khỏi nhóm"),
        ("Not enough rights to send text messages to the chat", "trợ lý không có quyền gửi tin"),
        ("Flood control exceeded. Retry in 35 seconds", "Telegram yêu cầu gửi chậm lại"),
        ("Timed out", "máy chủ nhận tin không trả lời kịp"),
        ("httpx.ConnectError: [Errno 111]", "không kết nối được với máy chủ nhận tin"),
        ("it answered 410", "phần mềm báo không nhận tin nữa"),
        ("it answered 500", "phần mềm nhận tin báo lỗi"),
    ],
)
def test_known_ones_are_said_in_words(reason: str, words: str) -> None:
    assert said(reason, str).startswith(words)
    assert with_original(reason, str).endswith(f"; {reason}")


def test_unknown_ones_are_shown_as_they_came() -> None:
    assert said("MEDIA_EMPTY", str) == ""
    assert with_original("MEDIA_EMPTY", str) == "MEDIA_EMPTY"
