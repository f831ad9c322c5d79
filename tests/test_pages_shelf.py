"""The library on its pages: a decree is added, read, looked at, asked, published, taken back."""

import asyncio
import json
import os
import re
import time
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.house import House
from corpus.settings import Settings
from desk import audit, librarybook
from desk.audit import Who
from desk.contact import Contact
from desk.desk import Desk
from desk.faq import Draft as FaqDraft
from desk.faq_publish import publish as publish_faq
from desk.ground import Ground
from desk.holding import LibraryRefused
from desk.job_worker import TELLS, Worker
from desk.jobs import Jobs, Kind, Tell
from desk.library import Library
from desk.library_add import add
from desk.library_changes import kept
from desk.library_files import alone, tidy_path
from desk.library_golden import STARTER, questions
from desk.library_kinds import READ, last, work_on
from desk.library_publish import publish
from desk.role import Actor, Role
from retrieval.answer import Outcome
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes import decrees
from tests.fakes.answers import escalated
from tests.fakes.databases import database_at
from tests.fakes.decree_files import bomb, locked, packed, pdf, word
from tests.fakes.decrees import AMENDED_TODAY, Decrees
from tests.fakes.people import join, sign_in
from tests.test_faq import ASKED, TEXT, TODAY, basis
from tests.web import Web, settings

NEW = """CHÍNH PHỦ
Số: 9/2026/NĐ-CP
Hà Nội, ngày 01 tháng 3 năm 2026
NGHỊ ĐỊNH
QUY ĐỊNH VỀ KIỂM ĐỊNH THƯỚC DÂY Ở CHỢ
Điều 3. Chu kỳ kiểm định thước dây
Thước dây dùng ở chợ được kiểm định mười tám tháng một lần.
Điều 4. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 5 năm 2026."""
NEW_ASKED = "Thước dây dùng ở chợ được kiểm định mấy tháng một lần?"
NEW_WORDS = "mười tám tháng một lần"


@dataclass
class Place:
    """A maintainer's browser on an application over a few decrees."""

    web: Web
    browser: TestClient
    token: str
    room: Path

    @property
    def house(self) -> House:
        found: House = self.browser.app.state.house  # type: ignore[attr-defined]
        return found

    @property
    def library(self) -> Library:
        return self.house.library

    def post(self, path: str, /, **fields: str) -> Response:
        form = {"form_token": self.token, **fields}
        return self.browser.post(f"/library{path}", data=form, follow_redirects=False)

    def begin(self, title: str = "Tháng 12") -> str:
        answer = self.post("/drafts", title=title)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"]).rpartition("/")[2]

    def send(self, name: str, *files: tuple[str, bytes]) -> Response:
        sent = [("files", (told, raw, "application/octet-stream")) for told, raw in files]
        answer = self.browser.post(
            f"/library/drafts/{name}/files", data={"form_token": self.token}, files=sent
        )
        self.wait()
        return answer

    def wait(self) -> None:
        """Until what was started is done."""
        Worker(self.house.jobs).work(wait=False)

    def page(self, path: str = "") -> str:
        answer = self.browser.get(f"/library{path}")
        assert answer.status_code == 200, (path, answer.text)
        return answer.text

    def look(self, name: str) -> str:
        self.post(f"/drafts/{name}/changes")
        self.wait()
        return self.page(f"/drafts/{name}/changes")

    def publish(self, name: str, note: str = "") -> Response:
        found = re.search(r'name="mark" value="(\w+)"', self.page(f"/drafts/{name}"))
        answer = self.post(f"/drafts/{name}/publish", mark=found[1] if found else "", note=note)
        self.wait()
        return answer

    def item(self, name: str, path: str) -> int:
        items = self.library.draft(name).items
        return next(one.id for one in items if one.entry.path == path)

    def answers(self, text: str = NEW_ASKED) -> str:
        """What the serving assistant quotes for a question."""
        answer = self.house.service.answer(Question(text, TODAY))
        return "\n".join(quote.text for quote in answer.quotes)


@pytest.fixture
def law(tmp_path: Path) -> Decrees:
    return Decrees(tmp_path)


def settings_in(tmp_path: Path) -> Settings:
    told = {"data": tmp_path, "corpus": str(tmp_path / "docs")}
    return settings().model_copy(update=told)


@pytest.fixture
def place(tmp_path: Path, law: Decrees) -> Iterator[Place]:
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    web = Web(Service(law.index, None, look_again=0), desk, settings_in(tmp_path))
    browser = web.browser()
    token = sign_in(desk, join(desk, "mai", Role.MAINTAINER), browser)
    # Not those of the starter corpus: they are many.
    browser.app.state.house.library.golden = (tmp_path / "golden.jsonl",)  # type: ignore[attr-defined]
    yield Place(web, browser, token, tmp_path)
    desk.close()


def test_what_a_stranger_sends_is_not_read(place: Place) -> None:
    """A cookie that looks like one of ours does not let sixty megabytes to the disk."""
    name, read, said = place.begin(), 0, list[int]()

    async def receive() -> dict[str, object]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 65_536, "more_body": True}

    async def send(message: MutableMapping[str, Any]) -> None:
        said.extend([message["status"]] if "status" in message else [])

    headers = {
        "host": "testserver",
        "cookie": f"motcham_desk={'a' * 43}",
        "content-type": "multipart/form-data; boundary=b",
    }
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": f"/library/drafts/{name}/files", "raw_path": b"", "query_string": b"",
        "root_path": "", "client": ("10.0.0.9", 1), "server": ("testserver", 80),
        "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
    }  # fmt: skip

    async def ask() -> None:
        await place.browser.app(scope, receive, send)

    asyncio.run(ask())
    assert (said, read) == ([403], 0)


def test_many_archives_of_one_upload_share_the_room_there_is(place: Place) -> None:
    name = place.begin()
    sent = []
    for number in range(4):
        told, raw = packed((f"{number}.txt", b"%d" % number * 600), name=f"{number}.zip")
        (place.room / told).write_bytes(raw)
        sent.append((told, place.room / told))
    taken = add(place.library, name, sent, Who("person:1"), most=1_900)
    assert taken.added == ["0/0.txt", "1/1.txt", "2/2.txt"]
    assert [one.name for one in taken.refused] == ["3.zip"]


def test_a_disk_that_is_full_stays_not_full_of_halves(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, source = place.library.files, place.room / "a.txt"
    source.write_text("chữ", encoding="utf-8")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.keep(source)
    assert not [one for one in files.place.rglob("*") if one.is_file()]


def test_the_road_of_a_decree(place: Place) -> None:
    """Two files come in, are read, described, looked at, asked, published, and taken back."""
    assert NEW_WORDS not in place.answers()
    name = place.begin()
    got = place.send(name, word(NEW, place.room, "thuoc-day.docx"), pdf(AMENDED_TODAY, place.room))
    assert "Đã nhận 2 tệp mới" in got.text
    assert place.page(f"/drafts/{name}").count("đã đọc") == 2

    here = f"/drafts/{name}/items/{place.item(name, 'thuoc-day.docx')}"
    assert "Chu kỳ kiểm định thước dây" in place.page(here)
    assert "kho-do-luong" not in place.page(here)
    said = place.post(here, field="đo lường", owner="Phòng <b>Đo</b>", issued="01/03/2026")
    assert said.status_code == 303
    place.wait()
    assert "Phòng &lt;b&gt;Đo&lt;/b&gt;" in place.page(here)

    amending = f"/drafts/{name}/items/{place.item(name, 'nghi-dinh.pdf')}"
    assert "5/2019/NĐ-CP" in place.page(amending)
    assert "sửa đổi, bổ sung" in place.page(amending)
    picture = place.browser.get(f"/library{amending}/pages/1")
    assert picture.headers["content-type"] == "image/webp"
    assert picture.content[8:12] == b"WEBP"
    assert place.browser.get(f"/library{amending}/pages/2").status_code == 404

    changes = place.look(name)
    assert "Điều 3 Nghị định số 9/2026/NĐ-CP" in changes
    assert "khoản 2 Điều 17 Nghị định số 5/2019/NĐ-CP" in changes
    assert NEW_WORDS not in place.answers(), "nothing is served before it is published"
    asked = place.post(f"/drafts/{name}/ask", q=NEW_ASKED)
    assert NEW_WORDS in asked.text

    assert place.publish(name, "thêm nghị định").status_code == 303
    assert NEW_WORDS in place.answers()
    assert "thêm nghị định" in place.page("/publications")
    gone = place.browser.get(f"/library/drafts/{name}", follow_redirects=False)
    assert (gone.status_code, gone.headers["location"]) == (303, "/library/publications")
    assert place.browser.get("/library/drafts/khong-co").status_code == 404
    listed = place.page("?q=thuoc+day")
    assert "Đo lường" in listed
    assert "Phòng &lt;b&gt;Đo&lt;/b&gt;" in listed

    back = place.post("/publications/0/again")
    place.wait()
    draft = back.headers["location"].rpartition("/")[2]
    assert "Điều 3 Nghị định số 9/2026/NĐ-CP" in place.page(f"/drafts/{draft}/changes")
    place.publish(draft)
    assert NEW_WORDS not in place.answers()
    assert "Lần 2" in place.page("/publications")

    again = place.post("/publications/1/again").headers["location"].rpartition("/")[2]
    place.wait()
    place.publish(again)
    assert NEW_WORDS in place.answers(), "nothing that was published is lost"
    with place.web.desk.database.reading() as connection:
        whats = [entry.what for entry in audit.entries(connection)]
        assert audit.verify(connection).broken is None
    assert whats.count("library_published") == 3


def test_what_rests_on_changed_words_is_named(place: Place, law: Decrees) -> None:
    desk = place.web.desk
    lan = Contact("telegram", "7")
    with desk.begin() as work:
        faq = work.draft_faq(FaqDraft((ASKED,), TEXT, (basis(law),)), "hoa")
        work.keep(escalated("a1", ASKED), lan)
        work.open_case("a1", lan)
        work.cases.reply(1, Actor("hoa", Role.REVIEWER), TEXT, Ground((basis(law),)))
        if desk.queues.queues[-1].risky:
            work.cases.approve(1, Actor("tuấn", Role.SECOND_READER))
    publish_faq(desk, law.index, faq.id, "binh", TODAY)
    name = place.begin()
    place.send(name, word(AMENDED_TODAY, place.room))
    shown = place.look(name)
    assert "HD-000001" in shown
    assert "MC-000001" in shown
    assert "ba mươi ngày" in shown
    found = kept(place.library, name)
    assert found is not None
    assert [one.citation for one in found.validities] == [
        "khoản 2 Điều 17 Nghị định số 5/2019/NĐ-CP"
    ]
    assert found.validities[0].after == ("2019-05-01", "2026-04-01")


def test_golden_questions_whose_answer_moves_are_named(place: Place) -> None:
    line = {"id": "x", "question": NEW_ASKED, "as_of": "2026-11-22", "expect": "answered"}
    (place.room / "golden.jsonl").write_text(json.dumps(line) + "\nkhông phải JSON\n")
    name = place.begin()
    place.send(name, word(NEW, place.room))
    assert "tốt lên" in place.look(name)
    found = kept(place.library, name)
    assert found is not None
    assert [one.question for one in found.golden if one.better] == [NEW_ASKED]
    assert found.golden_asked == 1
    assert len(questions(STARTER)) > 100


def test_what_is_no_use_is_refused_and_the_rest_is_kept(place: Place) -> None:
    name = place.begin()
    good = word(NEW, place.room)
    shown = place.send(
        name,
        good,
        ("rong.docx", b""),
        ("ban-sao.docx", good[1]),
        bomb(),
        ("x.docx.yaml", b"title: x"),
        ("Thumbs.db", b"x"),
        ("nd5.txt", decrees.BASE.encode()),
    ).text
    for words in ("tệp rỗng", "giống hệt tệp", "quá lớn khi giải nén", "không phải văn bản"):
        assert words in shown
    assert "đang phục vụ từ thư mục của máy chủ: base.txt" in shown
    assert "Đã nhận 1 tệp mới" in shown
    assert "Không nhận 6 tệp" in shown
    assert [one.entry.path for one in place.library.draft(name).items] == [good[0]]


def test_a_folders_notes_are_left_out_unless_they_are_sent_by_themselves(place: Place) -> None:
    name = place.begin()
    shown = place.send(
        name,
        word(NEW, place.room),
        ("Luật/README.md", b"# x"),
        ("Luật/.DS_Store", b"x"),
        ("~$nd.docx", b"x"),
    ).text
    assert "Luật/README.md</span>: ghi chú của thư mục, không phải văn bản" in shown
    assert shown.count("tệp do máy tính tự tạo") == 2
    assert "Lần gửi gần nhất, " in shown
    place.send(name, ("README.md", "Điều 1. Phạm vi\nQuy định về thước dây ở chợ.".encode()))
    assert {one.entry.path for one in place.library.draft(name).items} >= {"README.md"}
    rows = place.page(f"/drafts/{name}")
    assert rows.count("đã đọc ·") == 2, "what somebody wants is read, too"


def test_files_that_cannot_be_read_say_why(place: Place) -> None:
    name = place.begin()
    program = ("chuong-trinh.docx", b"MZ" + bytes(range(256)) * 20)
    place.send(name, locked(), program, word(NEW, place.room))
    shown = place.page(f"/drafts/{name}")
    assert "mật khẩu" in shown
    assert "không phải loại tệp đọc được" in shown
    assert shown.count("không đọc được</strong>") == 2
    assert "không đọc được" in place.page(f"/drafts/{name}/items/{place.item(name, 'khoa.docx')}")
    assert "Không đọc được, sẽ không có trong kho" in place.look(name)


@pytest.mark.parametrize(
    ("told", "path"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("..\\..\\a\\b.txt", "a/b.txt"),
        ("/root/.ssh/x.txt", "root/ssh/x.txt"),
        ("a\x00b\n.txt", "a b .txt"),
        ("Thư mục/Nghị định số 5.txt", "Thư mục/Nghị định số 5.txt"),
    ],
)
def test_names_lead_nowhere_else(told: str, path: str) -> None:
    assert tidy_path(told) == path


@given(st.text(max_size=400))
@example("0000" + "𝐀" * 28 + '"𝐀')  # cut off after a space
def test_no_name_leads_out_of_its_list(told: str) -> None:
    path = tidy_path(told)
    assert all(part and not part.startswith(".") for part in path.split("/")) or path == ""
    assert tidy_path(path) == path
    assert len(path.encode()) <= 6 * 121
    assert path.isprintable()


def test_files_stay_in_their_draft(place: Place) -> None:
    name = place.begin()
    place.send(name, packed(("../../la.txt", NEW.encode())), ("../b.txt", AMENDED_TODAY.encode()))
    paths = [one.entry.path for one in place.library.draft(name).items]
    assert paths == ["b.txt", "kho/la.txt"]
    found = [one for one in place.room.rglob("*.txt") if one.name in ("la.txt", "b.txt")]
    assert all(place.library.files.place in one.parents for one in found)


def test_days_that_are_none_are_not_kept(place: Place) -> None:
    name = place.begin()
    place.send(name, word(NEW, place.room))
    here = f"/drafts/{name}/items/{place.item(name, 'nghi-dinh.docx')}"
    wrong = place.post(here, issued="32/13/2026", field="đo lường")
    assert wrong.status_code == 422
    assert "Ngày ban hành" in wrong.text
    assert 'value="32/13/2026"' in wrong.text, "what was typed stays"
    assert 'href="#facts"' in wrong.text, "the field is far below what was read"
    assert place.library.draft(name).items[0].entry.said == {}
    place.post(here, issued="ngày 1 tháng 3 năm 2026")
    assert place.library.draft(name).items[0].entry.said == {"issued": "01/03/2026"}


def test_two_texts_of_one_number_are_named(place: Place) -> None:
    name = place.begin()
    other = NEW.replace("9/2026", "5/2019").replace("năm 2026.", "năm 2019.")
    place.send(name, word(other, place.room, "la.docx"), word(NEW, place.room, "mot.docx"))
    place.send(name, word(NEW + " Nơi nhận: như trên.", place.room, "hai.docx"))
    draft = place.page(f"/drafts/{name}")
    assert "không đưa vào</strong>: trùng nội dung với" in draft
    shown = place.look(name)
    assert "Cùng số, ký hiệu" in shown
    found = kept(place.library, name)
    assert found is not None
    assert [one.number for one in found.twice] == ["5/2019/NĐ-CP"]


def test_a_draft_says_what_was_done_to_its_list(place: Place) -> None:
    one = place.begin("Một")
    place.send(one, word(NEW, place.room, "a.docx"), word(AMENDED_TODAY, place.room, "b.docx"))
    place.look(one)
    place.publish(one)
    two = place.begin("Hai")
    assert "chưa đọc lại" in place.page(f"/drafts/{two}")
    place.post(f"/drafts/{two}/items/{place.item(two, 'b.docx')}/remove")
    place.send(two, word(NEW.replace("9/2026", "19/2026"), place.room, "c.docx"))
    shown = place.page(f"/drafts/{two}")
    assert "Bỏ khỏi danh sách so với lần công bố 1" in shown
    new, old = (shown.index(f"{name}</span></a>") for name in ("c.docx", "a.docx"))
    assert new < old, "what is new stands first"
    assert "mới thêm" in shown
    assert "đang phục vụ" in shown


def test_publishing_refuses_what_was_not_looked_at(place: Place) -> None:
    name = place.begin()
    place.send(name, word(NEW, place.room))
    assert 'name="mark"' not in place.page(f"/drafts/{name}")
    mark = place.library.draft(name).mark
    assert place.post(f"/drafts/{name}/publish", mark=mark).status_code == 409
    place.look(name)
    place.send(name, word(AMENDED_TODAY, place.room, "khac.docx"))
    assert place.post(f"/drafts/{name}/publish", mark=mark).status_code == 409
    assert NEW_WORDS not in place.answers()


def test_who_comes_second_takes_over_what_was_published_first(place: Place) -> None:
    one, other = place.begin("Một"), place.begin("Hai")
    place.send(one, word(NEW, place.room, "mot.docx"))
    place.send(other, word(AMENDED_TODAY, place.room, "hai.docx"))
    place.look(one)
    place.look(other)
    mark = place.library.draft(other).mark
    place.publish(one)
    assert "mot.docx" in place.page(f"/drafts/{other}")
    place.post(f"/drafts/{other}/publish", mark=mark)
    place.wait()
    assert "Kho đã có lần công bố 1" in place.page(f"/drafts/{other}")
    place.post(f"/drafts/{other}/take-over")
    place.wait()
    paths = [item.entry.path for item in place.library.draft(other).items]
    assert paths == ["hai.docx", "mot.docx"]
    place.publish(other)
    assert NEW_WORDS in place.answers()


def test_reading_can_be_stopped(place: Place) -> None:
    name = place.begin()
    jobs, library = place.house.jobs, place.library
    with alone(library.files.draft(name)):  # somebody else is at it
        place.send(name, word(NEW, place.room))
        assert "Kho đang được cập nhật ở nơi khác" in place.page(f"/drafts/{name}")
    many = [word(NEW.replace("9/2026", f"{n}9/2026"), place.room, f"{n}.docx") for n in range(1, 7)]
    sent = [("files", (told, raw)) for told, raw in many]
    place.browser.post(
        f"/library/drafts/{name}/files", data={"form_token": place.token}, files=sent
    )
    shown = place.page(f"/drafts/{name}")
    assert "Đang đọc văn bản" in shown
    assert 'http-equiv="refresh"' in shown, "without scripts the page looks again"

    def stopped_when_it_knows_how_much(args: dict[str, Any], tell: Tell) -> dict[str, Any] | None:
        def telling(done: int, total: int, note: str) -> None:
            if total:
                place.post(f"/drafts/{name}/cancel")
                time.sleep(TELLS)
            tell(done, total, note)

        return jobs.kinds[READ].handle(args, telling)

    kinds = {READ: Kind(stopped_when_it_knows_how_much)}
    Worker(Jobs(jobs.desk, kinds, jobs.engine)).work(wait=False)
    job = last(jobs, name)
    assert job is not None
    assert (job.state, job.attempts) == ("cancelled", 1), "it ran, and was stopped"
    assert "Đã dừng" in place.page(f"/drafts/{name}")
    place.post(f"/drafts/{name}/read")
    place.wait()
    assert place.page(f"/drafts/{name}").count("đã đọc") == 7


def test_a_draft_has_one_job_and_a_new_one_of_its_name_none(place: Place) -> None:
    name = place.begin()
    work_on(place.house.jobs, READ, name)
    assert place.post(f"/drafts/{name}/changes").status_code == 303, "what reads it goes on"
    assert [job.kind for job in place.house.jobs.list()] == [READ]
    place.post(f"/drafts/{name}/drop")
    job = last(place.house.jobs, name)
    assert job is not None
    assert job.state == "cancelled"
    assert place.begin() == name
    assert "Đã dừng" not in place.page(f"/drafts/{name}")


def test_publishing_that_fails_leaves_all_as_it_was(place: Place) -> None:
    name = place.begin()
    place.send(name, word(NEW, place.room))
    place.look(name)
    mark, library = place.library.draft(name).mark, place.library

    def stops(_done: int, _total: int, note: str) -> None:
        raise InterruptedError(note)

    with pytest.raises((InterruptedError, LibraryRefused)):
        publish(library, name, mark, "", audit.SERVER, stops)
    assert not library.files.current.exists()
    with place.web.desk.database.reading() as connection:
        assert librarybook.begun(connection) is None
    place.publish(name)
    assert NEW_WORDS in place.answers()


def test_reviewers_look_and_change_nothing(place: Place) -> None:
    name = place.begin()
    place.send(name, word(NEW, place.room))
    browser = place.web.browser()
    browser.app = place.browser.app
    token = sign_in(place.web.desk, join(place.web.desk, "hoa", Role.REVIEWER), browser)
    shown = browser.get(f"/library/drafts/{name}")
    assert shown.status_code == 200
    assert "<button" not in re.sub(r"(?s)<form[^>]*role=.search.*?</form>", "", shown.text)
    for path in ("files", "read", "changes", "publish", "drop"):
        answer = browser.post(f"/library/drafts/{name}/{path}", data={"form_token": token})
        assert answer.status_code == 403, path


def test_an_answer_to_a_draft_is_kept_nowhere(place: Place) -> None:
    name = place.begin()
    place.send(name, word(NEW, place.room))
    before = decrees.BASE and place.web.desk.counts()
    assert place.post(f"/drafts/{name}/ask", q=NEW_ASKED).status_code == 200
    assert place.web.desk.counts() == before
    assert Outcome.ANSWERED.value == "answered"
