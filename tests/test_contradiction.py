"""A reply that says something else than what is approved or in force is flagged with both texts."""

from datetime import date

from desk.contradiction import CONTRADICTS, NOT_IN_FORCE, flags
from desk.desk import Desk
from desk.faq import Draft
from desk.faq_publish import publish
from tests.fakes import decrees
from tests.fakes.decrees import Decrees
from tests.test_faq import ASKED, TODAY, basis, law

__all__ = ["law"]
pytest_plugins = ["tests.fakes.databases"]
SEVEN = "Báo cáo trong 07 ngày làm việc."


def approved(desk: Desk, law: Decrees, text: str) -> None:
    with desk.begin() as work:
        faq = work.draft_faq(Draft((ASKED,), text, (basis(law),)), "hoa")
    publish(desk, law.index, faq.id, "binh", TODAY)


def test_another_figure_for_the_same_is_shown_beside_the_approved_one(
    desk: Desk, law: Decrees
) -> None:
    approved(desk, law, SEVEN)
    text = "Hộ kinh doanh báo cáo trong 10 ngày làm việc."
    asked = ["hộ kinh doanh ở chợ báo cáo kết quả thử nghiệm cân trong mấy tháng"]
    (flag,) = flags(desk, law.index, asked, text, [], TODAY)
    assert (flag.here, flag.there) == (text, SEVEN)
    assert flag.what == f"{CONTRADICTS} (HD-000001)"
    assert flags(desk, law.index, asked, "Trong 7 ngày làm việc.", [], TODAY) == []
    assert flags(desk, law.index, ["Mẫu đơn nào?"], text, [], TODAY) == []


def test_yes_and_no_to_one_provision_are_told_apart(desk: Desk, law: Decrees) -> None:
    approved(desk, law, "Hộ kinh doanh phải báo cáo.")
    said = flags(desk, law.index, ["Có bắt buộc?"], "Không phải báo cáo.", [basis(law)], TODAY)
    assert [flag.there for flag in said] == ["Hộ kinh doanh phải báo cáo."]


def test_what_is_not_in_force_is_shown_with_its_words(desk: Desk, law: Decrees) -> None:
    text = "Theo khoản 2 Điều 17 Nghị định số 5/2019/NĐ-CP."
    assert flags(desk, law.index, [ASKED], text, [basis(law)], TODAY) == []
    rests_on = basis(law)
    law.put(other=decrees.ENDED_TODAY)
    by_basis, by_text = flags(desk, law.index, [ASKED], text, [rests_on], TODAY)
    assert by_basis.what == by_text.what == NOT_IN_FORCE
    assert "hai tháng" in by_basis.here
    assert "hai tháng" in by_text.there
    assert "01/06/2026" in by_text.here
    before = date(2026, 5, 1)
    assert flags(desk, law.index, [ASKED], text, [rests_on], before) == []
