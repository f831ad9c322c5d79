"""Greetings and thanks around a question, and words that only look like them."""

import pytest

from retrieval import courtesy
from retrieval.message import read


def asked(text: str) -> tuple[str, ...]:
    return read(text, lambda part: len(part.split()) > 3).questions


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (
            "Kính gửi Tổ thường trực, em chào anh chị ạ, cho em hỏi xã có cấp không?",
            "xã có cấp không?",
        ),
        ("Kính gửi: Sở Khoa học và Công nghệ tỉnh Lào Cai.\nXin hỏi nộp ở đâu", "nộp ở đâu"),
        ("da em chao anh chi cho em hoi nop o dau a em cam on", "nop o dau"),
        ("em chào anh chi, cho e hoi nộp ở đâu ạ. Em cảm ơn ạ!", "nộp ở đâu ạ."),
        ("Đề nghị Sở KH&CN hướng dẫn thủ tục công bố hợp quy", "thủ tục công bố hợp quy"),
        ("@Tất cả 😀 Chào cả nhà! Lệ phí bao nhiêu 🙏", "Lệ phí bao nhiêu 🙏"),
        ("Vâng ạ, thế lệ phí bao nhiêu", "thế lệ phí bao nhiêu"),
        ("Cảm ơn anh, khi nào có kết quả?", "khi nào có kết quả?"),
        ("Hello, how many days to declare? Thanks", "how many days to declare?"),
        ("Halo, berapa hari untuk melapor? Terima kasih", "berapa hari untuk melapor?"),
    ],
)
def test_politeness_around_a_question_is_left_out(text: str, question: str) -> None:
    assert asked(text) == (question,)


@pytest.mark.parametrize(
    "text",
    [
        "hai vợ chồng có phải đăng ký không",
        "vang ban o tiem dung can gi",
        "can hoi dong tham dinh khong",
        "da co giay phep roi thi gia han o dau",
        "Hồ sơ xin ý kiến gồm những gì?",
        "Cần hướng dẫn gì không?",
        "Anh chị em trong gia đình có được ủy quyền không?",
        "Cô giáo nộp sáng kiến sau 2 năm có được công nhận không",
        "Đề nghị cấp lại thì ai trả lời",
        "Cần bao lâu thì cơ quan trả lời đơn của tôi?",
    ],
)
def test_words_of_a_question_that_look_polite_stay(text: str) -> None:
    assert asked(text) == (text,)


@pytest.mark.parametrize(
    "text",
    [
        "dạ em chào anh chị", "da em chao anh chi a", "cảm ơn ạ", "ok", "Ok em cảm ơn nhiều ạ!",
        "test", "😀😀😀", "👍", "@Tất cả", "", "?", "…", "vâng ạ", "hello", "Hi there!",
        "thank you", "cho em hỏi với ạ", "Kính gửi Tổ thường trực,", "terima kasih",
    ],
)  # fmt: skip
def test_courtesy_alone_asks_nothing(text: str) -> None:
    assert asked(text) == ()


def test_words_beyond_courtesy_are_not_idle() -> None:
    assert courtesy.idle("dạ ok ạ")
    assert not courtesy.idle("tổ thường trực là ai")
