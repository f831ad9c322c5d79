"""What remains of a document when what is told in words is taken away."""

from collections.abc import Collection
from datetime import timedelta

from desk.blockage_rules import rules
from desk.blockages import find
from desk.cause import Cause
from desk.remains import remains
from desk.trouble import Asked
from retrieval.question import Unit
from tests.fakes.troubles import BEGAN

SCALES = "Kiểm định cân"
OWN_WORDS = (
    "bà con kêu mua thiếu lạng thì sao",
    "tiểu thương đưa quả nặng giả ra so",
    "hàng thịt sáng nào cũng cãi nhau",
    "đồng hồ kim lệch nửa gạch ai chịu",
    "người mua bắt đền rồi bỏ về luôn",
    "dán tem xong hôm sau lại hỏng",
    "khách du lịch quay phim đăng mạng",
    "bàn ăn đầu chợ không ai nhận",
    "trưởng thôn đòi mượn đem về nhà",
    "mưa ướt hết chữ số mờ tịt",
)


def asked(many: int, troubled: Collection[int], units: int = 7, weeks: int = 5) -> list[Asked]:
    """Questions on one document in turn from units, those at the places ``troubled`` unanswered."""
    made = []
    for at in range(many):
        unit = Unit("Lào Cai", f"Xã {at % units}")
        signs = frozenset({Cause.NO_SOURCE} if at in troubled else ())
        text = OWN_WORDS[at] if at < len(OWN_WORDS) else f"biểu mẫu kiểm định số {at} lấy ở đâu"
        when = BEGAN + timedelta(weeks=at % weeks, hours=at)
        made.append(Asked(f"q{at:03}", when, unit, f"xa {at % units}", text, "", SCALES, signs))
    return made


def left(some: list[Asked], found: list[Collection[int]] | None = None) -> list[list[int]]:
    found = found or []
    taken = {at for one in found for at in one}
    wrong = [at for at, one in enumerate(some) if one.is_troubled and at not in taken]
    return [inside for inside, _ in remains(some, found, wrong, rules())]


def test_a_trouble_of_which_each_tells_in_words_of_their_own_is_found_by_its_document() -> None:
    assert left(asked(60, range(10))) == [list(range(10))]
    (blockage,) = find(asked(60, range(10)))
    assert len(blockage.asked) == 10
    assert blockage.subject == SCALES
    assert blockage.alike >= 10 > blockage.expected


def test_what_is_found_already_does_not_remain() -> None:
    assert left(asked(60, range(10)), [list(range(8))]) == []


def test_what_goes_wrong_now_and_then_does_not_remain() -> None:
    assert left(asked(60, range(3))) == []
    assert left(asked(60, range(12, 60, 9))) == []


def test_one_loud_unit_or_one_week_does_not_remain() -> None:
    assert left(asked(60, range(10), units=2)) == []
    assert left(asked(60, range(10), weeks=1)) == []
