"""A reviewed answer: published, given to who asks the same, taken back when its law changes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corpus.store import TextStore
from desk.contact import Contact
from desk.desk import Desk
from desk.errors import FaqRefused, SecondPersonNeeded
from desk.faq import Draft, FaqState, KeptFaq
from desk.faq_index import Keeper, check
from desk.faq_publish import of_case, pick, publish, still_true
from retrieval.answer import Answer, Outcome
from retrieval.manifest import current
from retrieval.question import Question, Unit
from retrieval.reviewed import Basis
from retrieval.service import Service
from tests.fakes import decrees
from tests.fakes.answers import escalated
from tests.fakes.clock import Clock
from tests.fakes.decrees import Decrees
from tests.fakes.grounds import NO_PROVISION

pytest_plugins = ["tests.fakes.databases"]

TODAY = date(2026, 11, 23)
ASKED = "Hộ kinh doanh ở chợ phải báo cáo kết quả thử nghiệm cân trong mấy tháng?"
UNACCENTED = "ho kinh doanh o cho phai bao cao ket qua thu nghiem can trong may thang"
TEXT = "Hộ kinh doanh báo cáo trong hai tháng, gửi ban quản lý chợ."
WORDS = "Hộ kinh doanh báo cáo kết quả thử nghiệm cân trong hai tháng."
LAN, BA, WEB = Contact("telegram", "7"), Contact("telegram", "8"), Contact("web", "token")


@pytest.fixture
def law(tmp_path: Path) -> Decrees:
    return Decrees(tmp_path)


def basis(law: Decrees, words: str = WORDS) -> Basis:
    store = TextStore(current(law.index) / "text.db")
    chunk = next(chunk for chunk in store.chunks() if words in chunk.text)
    return pick(law.index, chunk.id, words, TODAY)


def published(desk: Desk, law: Decrees, *, risky: bool = False) -> KeptFaq:
    with desk.begin() as work:
        faq = work.draft_faq(Draft((ASKED,), TEXT, (basis(law),), risky=risky), "hoa")
    return publish(desk, law.index, faq.id, "binh", TODAY)


def ask(law: Decrees, text: str = ASKED, day: date = TODAY, province: str = "") -> Answer:
    service = Service(law.index, None)
    return service.answer(Question(text, day, unit=Unit(province)))


def give(desk: Desk, law: Decrees, *contacts: Contact) -> list[Answer]:
    """Each asks and is answered."""
    answers = [ask(law, UNACCENTED) for _ in contacts]
    with desk.begin() as work:
        for answer, contact in zip(answers, contacts, strict=True):
            work.keep(answer, contact)
    return answers


def told(desk: Desk) -> list[tuple[str, str]]:
    """Address and text of all that waits to be sent; it is delivered then."""
    found = []
    while due := desk.outbox.due("telegram"):
        for message in due:
            found.append((message.contact.address, message.payload["text"]))
            desk.outbox.delivered(message.id)
    return sorted(found)


def test_the_same_question_gets_the_answer_of_people(desk: Desk, law: Decrees) -> None:
    assert ask(law).outcome is not Outcome.ANSWERED_FAQ
    faq = published(desk, law)
    answer = ask(law, UNACCENTED)
    assert answer.outcome is Outcome.ANSWERED_FAQ
    assert answer.conclusion == TEXT
    assert [quote.text for quote in answer.quotes] == [WORDS]
    assert str(answer.quotes[0].citation) == "khoản 2 Điều 17 Nghị định số 5/2019/NĐ-CP"
    assert answer.notes[0] == "Câu trả lời đã được duyệt, ngày 23/11/2026, người duyệt binh."
    assert answer.reviewed is not None
    assert (answer.reviewed.id, answer.reviewed.version) == (faq.id, 1)


def test_a_running_service_takes_it_up_and_lets_it_go(desk: Desk, law: Decrees) -> None:
    service = Service(law.index, None, look_again=0)
    asked = Question(ASKED, TODAY)
    assert service.answer(asked).reviewed is None
    faq = published(desk, law)
    assert service.answer(asked).reviewed is not None
    with desk.begin() as work:
        work.suspend_faq(faq.id, "hoa", "xem lại")
    check(desk, law.index, TODAY)
    assert service.answer(asked).reviewed is None


@pytest.mark.parametrize(
    "other",
    [
        "Ban quản lý chợ phải báo cáo kết quả thử nghiệm cân trong mấy tháng?",
        "Hộ kinh doanh ở chợ phải nộp lệ phí thử nghiệm cân bao nhiêu?",
        "Hộ kinh doanh ở chợ phải báo cáo kết quả thử nghiệm cân nhóm 2 trong mấy tháng?",
    ],
)
def test_another_question_does_not_get_it(desk: Desk, law: Decrees, other: str) -> None:
    published(desk, law)
    assert ask(law, other).outcome is not Outcome.ANSWERED_FAQ


def test_it_is_given_where_it_applies_and_on_days_when_its_law_is_in_force(
    desk: Desk, law: Decrees
) -> None:
    with desk.begin() as work:
        draft = Draft((ASKED,), TEXT, (basis(law),), territory="tỉnh Lào Cai")
        faq = work.draft_faq(draft, "hoa")
    publish(desk, law.index, faq.id, "binh", TODAY)
    assert ask(law, province="Lào Cai").reviewed is not None
    assert ask(law, province="Nghệ An").reviewed is None
    assert ask(law, day=date(2018, 1, 1), province="Lào Cai").reviewed is None


def test_it_needs_a_basis_or_the_reason_why_there_is_none(desk: Desk, law: Decrees) -> None:
    with pytest.raises(FaqRefused, match="provisions"), desk.begin() as work:
        work.draft_faq(Draft((ASKED,), TEXT), "hoa")
    with desk.begin() as work:
        faq = work.draft_faq(Draft((ASKED,), TEXT, reason="Chưa có quy định"), "hoa")
    publish(desk, law.index, faq.id, "hoa", TODAY)
    answer = ask(law)
    assert answer.outcome is Outcome.ANSWERED_FAQ
    assert not answer.quotes
    assert answer.notes[1] == "Câu trả lời đã duyệt không dẫn căn cứ pháp lý: Chưa có quy định."


def test_personal_data_of_the_question_is_masked_and_of_the_text_refused(desk: Desk) -> None:
    draft = Draft(("Bà Nguyễn Thị Lan số 001199012345 hỏi gì?",), TEXT, reason="không có")
    with desk.begin() as work:
        faq = work.draft_faq(draft, "hoa")
    assert "001199012345" not in faq.draft.questions[0]
    with pytest.raises(FaqRefused, match="personal data"), desk.begin() as work:
        work.draft_faq(replace(draft, text="Gọi 0912345678."), "hoa")


def test_a_risky_one_needs_a_second_person(desk: Desk, law: Decrees) -> None:
    with desk.begin() as work:
        faq = work.draft_faq(Draft((ASKED,), TEXT, (basis(law),), risky=True), "hoa")
    with pytest.raises(SecondPersonNeeded, match="other than hoa"):
        publish(desk, law.index, faq.id, "hoa", TODAY)
    assert ask(law).reviewed is None
    assert publish(desk, law.index, faq.id, "binh", TODAY).state is FaqState.PUBLISHED


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"other": decrees.AMENDED_TODAY}, "ba mươi ngày"),
        ({"other": decrees.ENDED_TODAY}, "hết hiệu lực từ ngày 01/06/2026"),
        ({"base": decrees.BASE.replace("hai tháng", "ba tháng")}, "trong ba tháng"),
        ({"base": ""}, "không còn trong kho"),
    ],
)
def test_a_change_of_its_law_takes_it_back_and_tells_everyone_once(
    desk: Desk, law: Decrees, change: dict[str, str], said: str
) -> None:
    faq = published(desk, law)
    (_, _, of_web) = give(desk, law, LAN, LAN, WEB)
    give(desk, law, BA)
    law.put(keep="Quy định khác.", **change)
    assert ask(law).reviewed is None, "given before the desk has looked"
    (suspended,) = check(desk, law.index, TODAY)
    assert suspended.faq.id == faq.id
    messages = told(desk)
    assert [address for address, _ in messages] == ["7", "8"]
    assert all(said in text and ASKED in text for _, text in messages)
    assert said in desk.notices(of_web.id)[0]
    assert check(desk, law.index, TODAY) == []
    assert told(desk) == []
    kept = desk.faq(faq.id)
    assert kept.state is FaqState.SUSPENDED


def test_changes_of_other_provisions_leave_it_alone(desk: Desk, law: Decrees) -> None:
    published(desk, law)
    law.put(base=decrees.BASE.replace("năm mươi nghìn", "sáu mươi nghìn"))
    law.put(other=decrees.AMENDED_TODAY.replace("khoản 2 Điều 17", "khoản 1 Điều 17"))
    assert check(desk, law.index, TODAY) == []
    assert ask(law).reviewed is not None


@pytest.mark.parametrize("text", [decrees.AMENDED_LATER, decrees.ENDED_LATER])
def test_a_change_that_is_to_come_is_due_on_its_day(desk: Desk, law: Decrees, text: str) -> None:
    published(desk, law)
    give(desk, law, LAN)
    law.put(other=text)
    clock = Clock(datetime(2026, 12, 30, 12, tzinfo=UTC))
    keeper = Keeper(desk, law.index, clock)
    assert keeper.tick() == []
    assert ask(law, day=date(2026, 12, 31)).reviewed is not None
    assert ask(law, day=date(2027, 1, 1)).reviewed is None
    clock.forward(3 * 86400)
    assert len(keeper.tick()) == 1
    assert len(told(desk)) == 1
    assert keeper.tick() == []


def test_where_its_own_words_still_stand_it_is_confirmed_and_nobody_is_told_again(
    desk: Desk, law: Decrees
) -> None:
    faq = published(desk, law)
    give(desk, law, LAN)
    law.put(base=decrees.BASE.replace("Thời hạn báo cáo", "Thời hạn nộp báo cáo"))
    assert len(check(desk, law.index, TODAY)) == len(told(desk)) == 1
    with pytest.raises(FaqRefused, match="có nội dung khác"):
        publish(desk, law.index, faq.id, "binh", TODAY)
    still_true(desk, law.index, faq.id, "binh", TODAY)
    publish(desk, law.index, faq.id, "binh", TODAY)
    assert check(desk, law.index, TODAY) == []
    assert ask(law).reviewed is not None
    assert told(desk) == []


def test_corrected_it_tells_those_who_have_the_old_words(desk: Desk, law: Decrees) -> None:
    faq = published(desk, law)
    give(desk, law, LAN)
    law.put(other=decrees.AMENDED_TODAY)
    check(desk, law.index, TODAY)
    assert len(told(desk)) == 1
    still_true(desk, law.index, faq.id, "binh", TODAY)
    with pytest.raises(FaqRefused, match="hết hiệu lực"):
        publish(desk, law.index, faq.id, "binh", TODAY)
    new = basis(law, "Hộ kinh doanh báo cáo kết quả thử nghiệm cân trong ba mươi ngày.")
    draft = replace(faq.draft, text="Trong ba mươi ngày.", basis=(new,))
    with desk.begin() as work:
        work.revise_faq(faq.id, draft, "hoa")
    publish(desk, law.index, faq.id, "binh", TODAY)
    ((address, text),) = told(desk)
    assert address == "7"
    assert "Nay trả lời:\nTrong ba mươi ngày." in text
    assert ask(law).conclusion == "Trong ba mươi ngày."


def test_who_is_given_it_while_it_is_taken_back_is_told_too(desk: Desk, law: Decrees) -> None:
    faq = published(desk, law)
    late = ask(law)
    with desk.begin() as work:
        work.suspend_faq(faq.id, "hoa", "Sai đơn vị tiếp nhận.")
    assert told(desk) == []
    with desk.begin() as work:
        work.keep(late, LAN)
        work.keep(late, LAN)
    ((_, text),) = told(desk)
    assert "Lý do: Sai đơn vị tiếp nhận." in text


def test_who_asked_the_case_it_came_from_is_told(desk: Desk, law: Decrees) -> None:
    with desk.begin() as work:
        work.keep(escalated("a1", ASKED), LAN)
        case = work.open_case("a1", LAN)
        case = work.reply(case.id, TEXT, "hoa", NO_PROVISION)
    for message in desk.outbox.due("telegram"):
        desk.outbox.delivered(message.id)
    draft = of_case(case, [basis(law)])
    with desk.begin() as work:
        faq = work.draft_faq(draft, "hoa", case)
        assert work.draft_faq(draft, "hoa", case).id == faq.id
    publish(desk, law.index, faq.id, "hoa", TODAY)
    assert ask(law).reviewed is not None
    law.put(other=decrees.ENDED_TODAY)
    check(desk, law.index, TODAY)
    assert [address for address, _ in told(desk)] == ["7"]


def test_withdrawn_it_stays_so(desk: Desk, law: Decrees) -> None:
    faq = published(desk, law)
    give(desk, law, LAN)
    with desk.begin() as work:
        assert work.withdraw_faq(faq.id, "hoa", "Trùng.")
        assert not work.withdraw_faq(faq.id, "hoa", "Trùng.")
    check(desk, law.index, TODAY)
    assert ask(law).reviewed is None
    assert len(told(desk)) == 1
    with pytest.raises(FaqRefused, match="withdrawn"):
        publish(desk, law.index, faq.id, "binh", TODAY)


def test_a_file_that_nobody_approved_so_gives_nothing(desk: Desk, law: Decrees) -> None:
    published(desk, law)
    (law.index / "reviewed.json").write_text("{", encoding="utf-8")
    assert ask(law).reviewed is None
    check(desk, law.index, TODAY)
    assert ask(law).reviewed is not None
