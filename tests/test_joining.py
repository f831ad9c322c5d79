"""Parts of a blockage are put together; two troubles of one procedure are not."""

from collections.abc import Sequence
from datetime import timedelta

from desk.blockage_rules import rules
from desk.cause import Cause
from desk.joining import joined, widened
from desk.likeness import Space
from desk.trouble import Asked
from retrieval.question import Unit
from tests.fakes.troubles import BEGAN

FEE = "đăng ký mã vạch nộp phí bao nhiêu"
DEADLINE = "đăng ký mã vạch trong mấy ngày"
SILENT = "đăng ký mã vạch xin được chỉ dẫn"
OTHERS = tuple(f"kiểm định cân số {at} ở chợ dùng mẫu nào" for at in range(30))


def asked(*texts: str) -> list[Asked]:
    """Questions with these texts, and of another procedure after them."""
    made = []
    for at, text in enumerate((*texts, *OTHERS)):
        unit = Unit("Lào Cai", f"Xã {at % 6}")
        when = BEGAN + timedelta(weeks=at % 4, hours=at)
        signs = frozenset({Cause.NO_SOURCE})
        made.append(Asked(f"q{at}", when, unit, f"xa {at % 6}", text, "", "mã vạch", signs))
    return made


def space_of(some: Sequence[Asked]) -> Space:
    return Space.of(
        [one.terms for one in some], [one.kinds for one in some], [one.field for one in some]
    )


def put_together(*parts: list[str]) -> int:
    """Into how many these parts are."""
    some = asked(*(text for part in parts for text in part))
    places, begun = [], 0
    for part in parts:
        places.append(list(range(begun, begun + len(part))))
        begun += len(part)
    return len(joined(some, space_of(some), places, rules()))


def test_a_part_that_says_what_it_wants_takes_the_one_that_does_not() -> None:
    assert put_together([FEE] * 5, [SILENT] * 5) == 1


def test_parts_that_want_different_things_of_a_procedure_stay_two() -> None:
    assert put_together([FEE] * 5, [DEADLINE] * 5) == 2


def test_so_do_they_where_half_of_one_says_nothing_of_what_it_wants() -> None:
    assert put_together([FEE] * 5, [DEADLINE] * 3 + [SILENT] * 3) == 2


def test_one_of_many_that_wants_another_thing_does_not_speak_for_its_part() -> None:
    assert put_together([FEE] * 5, [DEADLINE] + [SILENT] * 6) == 1


def test_a_group_takes_in_what_wants_the_same_or_does_not_say_and_nothing_else() -> None:
    some = asked(*[FEE] * 4, SILENT, SILENT, FEE, SILENT, DEADLINE)
    assert widened(some, space_of(some), [list(range(6))], [6, 7, 8], rules()) == [list(range(8))]
