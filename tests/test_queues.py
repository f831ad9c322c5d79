"""Which queue a case goes to, and its deadlines."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from corpus.vietnam_time import VIETNAM
from desk.queues import FILE, BadQueues, Urgency, default_queues, queues_of, read_queues

TWO = """
classes:
  urgent: {hours: 4, working_time: false, remind_before: 1}
  normal: {hours: 8, working_time: true, remind_before: 2}
  study: {hours: 40, working_time: true, remind_before: 8}
queues:
  - {name: Lào Cai, provinces: [Lào Cai], fields: [Đo lường], weekdays: [1], hours: ["07:30-11:30"]}
  - {name: Chung, line: [An, Bình], chat: "-100"}
"""
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=VIETNAM)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "queues.yaml"
    file.write_text(TWO, encoding="utf-8")
    return file


def test_a_case_goes_to_the_first_queue_that_fits_however_it_is_typed(file: Path) -> None:
    queues = read_queues(file)
    assert queues.route("do luong", "LÀO CAI").name == "Lào Cai"
    assert queues.route("Đo lường", "Hà Nội").name == "Chung"
    assert queues.route("", "").name == "Chung"


def test_each_queue_has_its_own_hours_and_urgent_cases_have_none(file: Path) -> None:
    queues = read_queues(file)
    # Mondays from half past seven: two and a half hours, four, an hour and a half.
    two_weeks_later = MONDAY.replace(day=23, hour=9)
    assert queues.due(MONDAY.replace(hour=9), "Lào Cai", Urgency.NORMAL) == two_weeks_later
    assert queues.due(MONDAY, "Chung", Urgency.NORMAL) == MONDAY.replace(hour=17)
    night = MONDAY.replace(hour=23)
    assert queues.due(night, "Chung", Urgency.URGENT) == night + timedelta(hours=4)


def test_the_reminder_comes_before_the_end_but_never_before_now(file: Path) -> None:
    queues = read_queues(file)
    until = MONDAY.replace(hour=17)
    assert queues.remind(MONDAY, until, "Chung", Urgency.NORMAL) == until - timedelta(hours=2)
    late = MONDAY.replace(hour=16)
    assert queues.remind(late, until, "Chung", Urgency.NORMAL) == late


def test_a_queue_that_is_no_longer_in_the_file_is_the_last_one(file: Path) -> None:
    assert read_queues(file).named("đã bỏ").name == "Chung"


def test_the_queues_that_come_with_the_program_can_be_read() -> None:
    queues = default_queues()
    assert queues.route("An toàn bức xạ", "").risky
    assert not queues.route("", "").risky


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("queues:", "queue:"),
        ("name: Chung", "name: Lào Cai"),
        ("name: Chung", "name: Chung, fields: [x]"),
        ("07:30-11:30", "11:30-07:30"),
        ("remind_before: 1", "remind_before: 4"),
        ("urgent:", "soon:"),
        ("{", "["),
    ],
)
def test_a_file_that_makes_no_sense_is_named(file: Path, old: str, new: str) -> None:
    file.write_text(TWO.replace(old, new), encoding="utf-8")
    with pytest.raises(BadQueues, match=r"queues\.yaml, line \d+: "):
        read_queues(file)


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("hours: [", "hours: [[", 7, "expected"),
        ("07:30-11:30", "07h30-11h30", 7, "Lào Cai"),
        ("chat:", "chats:", 8, "'chats' is no word of this file"),
        ("line: [An, Bình]", "line: An", 8, "in a list"),
        ("weekdays: [1]", "weekdays: [9]", 7, "from 1 (Monday) to 7"),
        ("remind_before: 8", "remind: 8", 5, "'remind' is no word"),
        ("study:", "nghiên cứu:", 3, "'nghiên cứu' is no word"),
        ("queues:", "extra_days_off: [hôm nay]\nqueues:", 2, "extra_days_off are days"),
        ("name: Chung", "name: Lào Cai", 8, "another queue"),
    ],
)
def test_the_line_that_makes_no_sense_is_named(
    file: Path, old: str, new: str, line: int, why: str
) -> None:
    file.write_text(TWO.replace(old, new), encoding="utf-8")
    with pytest.raises(BadQueues) as told:
        read_queues(file)
    assert f"line {line}: " in str(told.value)
    assert why in str(told.value)


def test_exchanged_days_hold_for_every_queue(file: Path) -> None:
    days = "extra_days_off: [2026-03-09]\nextra_working_days: [2026-03-14]\n"
    file.write_text(days + TWO, encoding="utf-8")
    queues = read_queues(file)
    assert queues.due(MONDAY, "Chung", Urgency.NORMAL) == MONDAY.replace(day=10, hour=17)
    saturday = MONDAY.replace(day=14)
    assert queues.due(saturday, "Chung", Urgency.NORMAL) == saturday.replace(hour=17)


def test_a_setting_names_another_file(file: Path) -> None:
    assert queues_of(str(file)).queues[-1].chat == "-100"
    assert queues_of("") is default_queues()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadQueues, match="nowhere"):
        read_queues(tmp_path / "nowhere.yaml")
    assert FILE.exists()
