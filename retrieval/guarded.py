"""The door before the road: what a message is decides whether it is searched at all."""

import time
from collections.abc import Callable
from dataclasses import replace

from corpus.phrases import N_
from retrieval.answer import Answer, Outcome
from retrieval.guard import Guarded, Verdict, look, searchable
from retrieval.question import Question
from retrieval.safety import QUESTION, card, guide

MASKED = N_(
    "Số giấy tờ, số điện thoại và thông tin riêng trong câu hỏi đã được che trước khi lưu. "
    "Xin không gửi dữ liệu cá nhân."
)
NOT_KEPT = N_(
    "Nội dung câu hỏi không được lưu và không chuyển cho ai. Nếu đã gửi bằng tin nhắn, "
    "anh/chị hãy xóa tin nhắn đó."
)
SECRET_CHANNEL = N_(
    "Nội dung mật chỉ gửi, nhận qua kênh riêng theo quy định về bảo vệ bí mật nhà nước: hỏi văn "
    "thư hoặc người phụ trách bảo mật của cơ quan. Hỏi về quy định thì không nêu nội dung mật."
)
PERSON_CHANNEL = N_(
    "Hồ sơ của người dân tra cứu bằng mã hồ sơ trên Cổng dịch vụ công hoặc tại Bộ phận Một cửa nơi "
    "nộp. Hỏi về thủ tục thì không nêu tên, số giấy tờ của người cụ thể."
)
OUTSIDE = N_(
    "Một Chạm chỉ tra cứu thủ tục và quy định ngành khoa học và công nghệ, trả lời bằng nguyên văn "
    "nguồn; không soạn văn bản và không làm việc khác. Anh/chị hãy nêu điều cần tra cứu."
)
HEALTH = N_(
    "Việc liên quan đến tính mạng, sức khỏe: hãy gọi ngay cơ sở y tế hoặc công an nơi gần nhất. "
    "Một Chạm chỉ tra cứu thủ tục và quy định ngành khoa học và công nghệ."
)
_REFUSED = {
    Verdict.SECRET: (Outcome.REFUSED_SECRET, (NOT_KEPT, SECRET_CHANNEL)),
    Verdict.PERSONAL_DATA: (Outcome.REFUSED_PERSONAL_DATA, (NOT_KEPT, PERSON_CHANNEL)),
}
_TURNED_AWAY = {Verdict.OUTSIDE: OUTSIDE, Verdict.HEALTH: HEALTH}
Road = Callable[[Question], Answer]


def guarded(question: Question, road: Road, new_id: Callable[[], str], hotline: str = "") -> Answer:
    """What ``road`` answers to what of ``question`` may be searched, or why it is not.

    The question in the answer is the masked one; of a refused one nothing is left in it.
    ``road`` never raises. An emergency has its safety card whatever ``road`` can do.
    """
    start = time.perf_counter()
    found = look(question.text)
    earlier = tuple(text for before in question.earlier if (text := look(before).text))
    asked = replace(question, text=found.text, earlier=earlier)
    spent = round((time.perf_counter() - start) * 1000, 2)
    answer = _answered(found, asked, road, new_id)
    notes = (*answer.notes, MASKED) if found.masked else answer.notes
    safety = card(hotline) if found.danger else ()
    timings = {"guard": spent, **answer.timings_ms}
    return replace(answer, notes=notes, safety=safety, timings_ms=timings)


def _answered(found: Guarded, asked: Question, road: Road, new_id: Callable[[], str]) -> Answer:
    if found.verdict is Verdict.PASS:
        earlier = tuple(filter(None, map(searchable, asked.earlier)))
        text = searchable(asked.text) or asked.text
        answer = road(replace(asked, text=text, earlier=earlier))
        question = replace(answer.question, text=asked.text, earlier=asked.earlier)
        return replace(answer, question=question)
    if found.verdict is Verdict.EMERGENCY:
        shown = guide(road(replace(asked, text=QUESTION, earlier=(), held=None)))
        return replace(shown, question=asked)
    if found.verdict in _REFUSED:
        outcome, notes = _REFUSED[found.verdict]
        return Answer(new_id(), replace(asked, earlier=()), outcome, notes=notes)
    return Answer(
        new_id(), asked, Outcome.ESCALATED_OUTSIDE, conclusion=_TURNED_AWAY[found.verdict]
    )
