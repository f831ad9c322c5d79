"""Replies to messages that ask nothing yet: only greetings, or nothing to be asked about."""

from corpus.document import NATIONAL, Kind
from corpus.phrases import N_
from corpus.text import tidy
from retrieval.answer import Answer, Outcome
from retrieval.courtesy import THANKS
from retrieval.generation import Generation
from retrieval.question import Question

WELCOME = N_(
    "Chào anh/chị. Anh/chị hãy gửi câu hỏi nghiệp vụ, câu trả lời sẽ kèm nguyên văn căn cứ."
)
NOT_AT_ALL = N_("Cảm ơn anh/chị. Khi cần tra cứu tiếp, anh/chị hãy gửi câu hỏi.")
A_PERSON = N_(
    "Anh/chị hãy gửi câu hỏi cần người trả lời. Dưới kết quả tra cứu, chọn “Hỏi Tổ thường trực” "
    "để chuyển câu hỏi đó cho người phụ trách."
)
WHAT_ABOUT = N_(
    "Anh/chị hỏi về thủ tục nào? Hãy ghi kèm tên thủ tục hoặc văn bản, ví dụ: "
    "“lệ phí cấp giấy phép tần số tàu cá”."
)
_EXAMPLES = 3


def greet(answer_id: str, question: Question, generation: Generation) -> Answer:
    """Never searches, never opens a case; after thanks no examples are pressed on anyone."""
    if THANKS.search(tidy(question.text)):
        return Answer(answer_id, question, Outcome.CLARIFY_GREETING, NOT_AT_ALL)
    examples = _examples(generation)
    return Answer(answer_id, question, Outcome.CLARIFY_GREETING, WELCOME, followups=examples)


def lead_to_people(answer_id: str, question: Question) -> Answer:
    """People are handed a question; who wants a person and has not asked one is told how."""
    return Answer(answer_id, question, Outcome.CLARIFY_GREETING, A_PERSON)


def ask_about(answer_id: str, question: Question) -> Answer:
    """To "lệ phí?" alone any procedure would be an answer: which one is asked back."""
    return Answer(answer_id, question, Outcome.CLARIFY_AMBIGUOUS, WHAT_ABOUT)


def _examples(generation: Generation) -> tuple[str, ...]:
    """The first question of each of the first collections of questions that applies everywhere."""
    found: list[str] = []
    for row, document in generation.store.document_rows():
        if len(found) == _EXAMPLES:
            break
        if document.kind is not Kind.FAQ or document.territory != NATIONAL:
            continue
        headings = (path[-1] for _, path in generation.store.provision_rows(row) if path)
        found += [heading for heading in headings if heading.endswith("?")][:1]
    return tuple(found)
