"""What to do at once near a radioactive source: fixed phrases, the same in every channel.

They are the practical advice of the starter guide MC-ATBX-06. No telephone number is known to
us: the operator sets the one that is on duty (``MOTCHAM_HOTLINE``).
"""

import re

from corpus.phrases import N_
from retrieval.answer import Answer, Outcome, Quote

CALL = N_("Gọi ngay số trực ứng phó sự cố: {hotline}")
CALL_WHOM = N_(
    "Gọi ngay Sở Khoa học và Công nghệ, UBND cấp tỉnh và đơn vị ứng phó, theo số trực của "
    "địa phương."
)
STEPS = (
    N_("Không chạm, không nhặt, không di chuyển, không đập, không cắt, không nung vật nghi ngờ."),
    N_(
        "Đưa mọi người ra xa, càng xa càng tốt; ngăn người và xe vào khu vực; cử người trông từ xa."
    ),
    N_(
        "Có cháy, nổ, người bị nôn, bị bỏng hoặc bị thương: báo cả cứu hỏa, y tế, công an và nói "
        "rõ nghi có nguồn phóng xạ."
    ),
    N_(
        "Ghi tên những người đã chạm hoặc đứng gần để cơ quan chuyên môn kiểm tra. Cấp xã không "
        "tự đo, không tự thu gom."
    ),
    N_("Không chờ trả lời trong hệ thống hỏi đáp."),
)
# What the guides of the corpus are asked, whatever words the alarm came in.
QUESTION = "Việc làm ngay khi phát hiện vật có ký hiệu phóng xạ ở bãi phế liệu"
_ABOUT = re.compile("phóng xạ|bức xạ|hạt nhân", re.IGNORECASE)


def card(hotline: str) -> tuple[str, ...]:
    """The safety card, line by line: whom to call first."""
    call = CALL.format(hotline=hotline) if hotline else CALL_WHOM
    return (call, *STEPS)


def guide(answer: Answer) -> Answer:
    """An emergency's answer of what ``QUESTION`` brought: quotes about sources, or none."""
    quotes = tuple(quote for quote in answer.quotes if _about_sources(quote))
    if answer.outcome.family != "answered" or not quotes:
        return Answer(answer.id, answer.question, Outcome.ANSWERED_EMERGENCY)
    lines = answer.conclusion.splitlines()
    said = all(any(line in quote.text for quote in quotes) for line in lines)
    return Answer(
        answer.id,
        answer.question,
        Outcome.ANSWERED_EMERGENCY,
        conclusion=answer.conclusion if said else "",
        quotes=quotes,
        notes=answer.notes,
        timings_ms=answer.timings_ms,
    )


def _about_sources(quote: Quote) -> bool:
    return bool(_ABOUT.search(quote.document.title))
