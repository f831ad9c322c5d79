"""Many reviewed answers, many who received them, and laws that change under some of both.

The long run: ``MOTCHAM_RECALL=200 python -m pytest tests/test_recall.py -s``
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from sqlalchemy import func, select

from corpus.store import TextStore
from corpus.vietnam_time import today
from desk.contact import Contact
from desk.database import Database
from desk.desk import Desk
from desk.faq import Draft, FaqState
from desk.faq_index import Keeper, check, put_out
from desk.faq_publish import pick
from desk.schema import faqs, outbox
from retrieval.answer import Answer, Outcome, Reviewed
from retrieval.manifest import current
from retrieval.question import Question
from tests.fakes.databases import database_at, setting_at
from tests.fakes.decrees import Decrees
from tests.fakes.programs import Program

FAQS = int(os.environ.get("MOTCHAM_RECALL", "20"))
DECREES = 10
ARTICLES = FAQS // DECREES  # one answer rests on each
RECEIPTS = 15  # of each answer
PEOPLE = 45  # on Telegram, and as many on the web
TODAY = today()

_HEAD = """CHÍNH PHỦ
Số: {number}/{year}/NĐ-CP
Hà Nội, ngày 01 tháng 3 năm {year}
NGHỊ ĐỊNH
{title}
"""
_IN_FORCE = "Nghị định này có hiệu lực thi hành từ ngày 01 tháng 5 năm {year}."


def decree(number: int, *, mended: int = 0) -> str:
    """A decree whose every Điều has two khoản; of the Điều ``mended``, khoản 1 in other words."""
    lines = [_HEAD.format(number=number, year=2019, title=f"QUY ĐỊNH VỀ LĨNH VỰC SỐ {number}")]
    for at in range(1, ARTICLES + 1):
        days = 90 if at == mended else number + at
        lines += [
            f"Điều {at}. Thời hạn của việc thứ {at}",
            f"1. Tổ chức nộp hồ sơ việc thứ {at} trong {days} ngày.",
            f"2. Cá nhân nộp hồ sơ việc thứ {at} trong {number + at + 20} ngày.",
        ]
    lines += [f"Điều {ARTICLES + 1}. Hiệu lực thi hành", _IN_FORCE.format(year=2019)]
    return "\n".join(lines)


def amending() -> str:
    """What it does to decrees 11, 12 and 13."""
    return "\n".join(
        [
            _HEAD.format(number=90, year=2026, title="SỬA ĐỔI, BỔ SUNG MỘT SỐ NGHỊ ĐỊNH"),
            "Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 11/2019/NĐ-CP",
            "1. Sửa đổi, bổ sung khoản 1 Điều 2 như sau:",
            "“1. Tổ chức nộp hồ sơ việc thứ 2 trong ba mươi ngày.”.",
            "2. Sửa đổi, bổ sung khoản 2 Điều 1 như sau:",
            "“2. Cá nhân nộp hồ sơ việc thứ 1 trong bốn mươi ngày.”.",
            "Điều 2. Bãi bỏ",
            "Bãi bỏ khoản 1 Điều 1 Nghị định số 12/2019/NĐ-CP.",
            "Điều 3. Hiệu lực thi hành",
            _IN_FORCE.format(year=2026),
            "Điều 4. Hết hiệu lực",
            "Nghị định số 13/2019/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi"
            " hành.",
        ]
    )


def is_changed(number: int, article: int) -> bool:
    """Whether khoản 1 of this Điều, on which an answer rests, is no longer what it was."""
    return (
        (number, article) in {(11, 2), (12, 1), (14, 2)}  # amended, repealed, in other words
        or number == 13  # ended
        or number == 15  # gone
    )


@dataclass
class Published:
    law: Decrees
    desk: Desk
    changed: set[int]  # the numbers of the answers whose law will change
    received: dict[int, dict[str, Contact]]  # answer → in which answers who received it

    def has_changed(self) -> None:
        """What the law does to them."""
        self.law.put(other=amending(), d14=decree(14, mended=2), d15="")


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Published]:
    law = Decrees(tmp_path)
    law.put(**{f"d{n}": decree(n) for n in range(11, 11 + DECREES)})
    desk = Desk.open(database_at(tmp_path / "motcham.db"))
    changed = publish_all(law, desk)
    received = {faq.id: give_out(desk, faq.id) for faq in desk.faqs()}
    yield Published(law, desk, changed, received)
    desk.close()


def publish_all(law: Decrees, desk: Desk) -> set[int]:
    """An answer for each Điều, resting on its khoản 1; which of them will change."""
    store = TextStore(current(law.index) / "text.db")
    chunks = list(store.chunks())
    changed = set()
    with desk.begin() as work:
        for number in range(11, 11 + DECREES):
            mine = [one for one in chunks if one.document.number == f"{number}/2019/NĐ-CP"]
            for at in range(1, ARTICLES + 1):
                words = f"Tổ chức nộp hồ sơ việc thứ {at} trong {number + at} ngày."
                (chunk,) = (one.id for one in mine if words in one.text)
                basis = pick(law.index, chunk, words, TODAY)
                asked = f"Tổ chức nộp hồ sơ việc thứ {at} của lĩnh vực {number} khi nào?"
                faq = work.draft_faq(Draft((asked,), f"Trong {number + at} ngày.", (basis,)), "hoa")
                work.publish_faq(faq.id, "binh")
                if is_changed(number, at):
                    changed.add(faq.id)
    put_out(desk, law.index)
    return changed


def give_out(desk: Desk, faq_id: int) -> dict[str, Contact]:
    """To people over two channels, the last of them twice."""
    found = {}
    with desk.begin() as work:
        for at in range(RECEIPTS):
            who = min(at, RECEIPTS - 2)
            address = str((faq_id * 7 + who) % PEOPLE + 1)
            found[f"f{faq_id}-{at}"] = contact = Contact(("telegram", "web")[who % 2], address)
            work.keep(given(f"f{faq_id}-{at}", faq_id), contact)
    return found


def given(answer_id: str, faq_id: int) -> Answer:
    return Answer(
        answer_id,
        Question("Tổ chức nộp hồ sơ khi nào?", TODAY),
        Outcome.ANSWERED_FAQ,
        conclusion="Trong thời hạn quy định.",
        reviewed=Reviewed(faq_id, 1, "binh", TODAY),
    )


def test_exactly_those_are_taken_back_and_exactly_those_told_each_once(
    published: Published,
) -> None:
    published.has_changed()
    began = time.monotonic()
    found = check(published.desk, published.law.index, TODAY)
    taken = time.monotonic() - began
    assert {one.faq.id for one in found} == published.changed
    told = exactly_those(published)
    receipts = FAQS * RECEIPTS
    click.echo(
        f"\n{FAQS} answers, {receipts} receipts: {len(found)} suspended and {told} people told"
        f" in {taken:.1f} s"
    )
    assert check(published.desk, published.law.index, TODAY) == []
    assert Keeper(published.desk, published.law.index, lambda: datetime.now(UTC)).tick() == []
    published.law.put(other=amending() + "\n")  # a sync that changes nothing of them
    assert check(published.desk, published.law.index, TODAY) == []
    exactly_those(published)


def test_killed_in_the_middle_it_goes_on_and_tells_nobody_twice(
    published: Published, tmp_path: Path
) -> None:
    published.has_changed()
    settings = {"MOTCHAM_DATA": str(tmp_path), **setting_at(tmp_path / "motcham.db")}
    database = published.desk.database
    checking = Program(tmp_path / "log", settings, "desk", "faq", "check")
    with database.writing() as connection:
        connection.exec_driver_sql(_TAKES_LONG[connection.dialect.name])
    for number in (1, 3):
        checking.start()
        until_suspended(database, number)
        checking.kill()
    assert 0 < suspended(database) < len(published.changed), "too late to be killed"
    with database.writing() as connection:
        where = " ON faq_events" if connection.dialect.name == "postgresql" else ""
        connection.exec_driver_sql(f"DROP TRIGGER takes_long{where}")
    checking.run()
    exactly_those(published)


# So that there is time to be killed between one answer and the next.
_TAKES_LONG = {
    "sqlite": """
    CREATE TRIGGER takes_long AFTER INSERT ON faq_events WHEN new.kind = 'suspended' BEGIN
        SELECT count(*) FROM
            (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 1000000)
             SELECT n FROM c);
    END
    """,
    "postgresql": """
    CREATE FUNCTION takes_long() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(0.3); RETURN new; END $$;
    CREATE TRIGGER takes_long AFTER INSERT ON faq_events FOR EACH ROW
        WHEN (new.kind = 'suspended') EXECUTE FUNCTION takes_long();
    """,
}


def suspended(database: Database) -> int:
    with database.reading() as connection:
        which = select(func.count()).where(faqs.c.state == FaqState.SUSPENDED)
        return connection.execute(which).scalar_one()


def until_suspended(database: Database, number: int) -> None:
    end = time.monotonic() + 120
    while suspended(database) < number:
        assert time.monotonic() < end, "it does not come on"
        time.sleep(0.01)


def exactly_those(published: Published) -> int:
    """Who is told of what, on both channels; how many are."""
    desk = published.desk
    assert {faq.id for faq in desk.faqs(FaqState.SUSPENDED)} == published.changed
    assert len(desk.faqs(FaqState.PUBLISHED)) == FAQS - len(published.changed)
    expected, count = Counter[tuple[str, str]](), 0
    for faq_id, given_in in published.received.items():
        affected = faq_id in published.changed
        told = [contact for _, contact in desk.faq_told(faq_id)]
        assert Counter(told) == Counter(set(given_in.values()) if affected else ())
        count += len(told)
        assert {len(desk.notices(answer_id)) for answer_id in given_in} == {int(affected)}
        for contact in set(told):
            if contact.delivers:
                expected[contact.address, f"HD-{faq_id:06d}"] += 1
    with desk.database.reading() as connection:
        rows = connection.execute(select(outbox.c.address, outbox.c.payload)).all()
    labels = Counter((address, told["text"].split()[3]) for address, told in rows)
    assert labels == expected
    return count
