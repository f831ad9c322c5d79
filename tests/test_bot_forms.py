"""Forms, print packs and filled forms in a Telegram chat, with the bot against the fake Bot API."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import docx
import pypdf
import pytest

from bot.papers import ServicePapers
from corpus.form import LARGEST
from desk.desk import Desk
from retrieval.question import Question
from retrieval.service import Service
from tests.conftest import STARTER
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_house import house
from tests.fakes.databases import every_row

FORM = STARTER / "mau-don-sang-kien.docx"
ASKED = "mẫu đơn sáng kiến ở đâu"
BUTTON = "Tải biểu mẫu (38 kB, .docx)"


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi().running() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, api: BotApi, service: Service) -> Iterator[Desk]:
    with running(tmp_path, api, service) as desk:
        yield desk


@contextmanager
def running(folder: Path, api: BotApi, service: Service) -> Iterator[Desk]:
    papers = ServicePapers(service, "https://tra.example")
    with house(folder, api, service.answer, papers=papers) as desk:
        yield desk


def test_who_asks_for_a_form_is_sent_the_file_itself(api: BotApi, desk: Desk) -> None:
    api.say(ASKED)
    (answer,) = api.heard(1)
    assert BUTTON in [text for text, _ in answer.buttons]
    api.press(BUTTON)
    sent = api.heard(2)[-1]
    assert sent.file == (FORM.name, FORM.read_bytes())
    assert "Đơn yêu cầu công nhận sáng kiến" in sent.text
    assert "Áp dụng từ 01/07/2025" in sent.text


def test_the_filled_sample_says_that_it_is_made_up(api: BotApi, desk: Desk) -> None:
    api.say(ASKED)
    api.heard(1)
    api.press("Bản điền thử")
    sent = api.heard(2)[-1]
    assert sent.file == (
        "mau-don-sang-kien-dien-thu.docx",
        FORM.with_name(f"{FORM.name}.filled.docx").read_bytes(),
    )
    assert "không có thật" in sent.text


def test_the_print_pack_is_sent_as_a_pdf(api: BotApi, desk: Desk) -> None:
    api.say(ASKED)
    api.heard(1)
    api.press("Bản in A4")
    sent = api.heard(2, seconds=30)[-1]
    assert sent.file is not None
    name, raw = sent.file
    assert name.endswith(".pdf")
    text = pypdf.PdfReader(io.BytesIO(raw)).pages[0].extract_text()
    assert ASKED in text


def test_a_filled_form_is_checked_and_kept_nowhere(api: BotApi, desk: Desk) -> None:
    api.send_file("don cua Tran Van Bi Mat.docx", filled("Trần Văn Bí Mật"))
    (told,) = api.heard(1, seconds=40)
    assert "Đúng bản biểu mẫu đang dùng" in told.text
    assert "– Nơi công tác" in told.text
    assert "Họ và tên tác giả" not in told.text
    assert "không lưu" in told.text
    dump = every_row(desk)
    assert "'telegram'" in dump, "the update itself is there"
    assert "Bí Mật" not in dump
    assert "Bi Mat" not in dump


def test_a_form_of_another_edition_is_refused_with_the_one_to_use(api: BotApi, desk: Desk) -> None:
    api.send_file("don.docx", filled("Nguyễn Văn A", bản_ngày="15/6/2025"))
    told, new = api.heard(2, seconds=40)
    assert "khác bản đang dùng" in told.text
    assert "15/6/2025" in told.text
    assert new.file is not None
    assert new.file[1] == FORM.read_bytes()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "Chỉ kiểm tra được tệp Word"),
        (b"PK\x03\x04 broken", "Tệp bị hỏng"),
        (b"x" * (LARGEST + 1), "Tệp lớn quá 5 MB"),
    ],
)
def test_a_file_that_cannot_be_checked_has_a_clear_end(
    api: BotApi, desk: Desk, raw: bytes, words: str
) -> None:
    api.send_file("tep.docx", raw)
    (told,) = api.heard(1, seconds=40)
    assert words in told.text
    assert not api.called("getfile") or len(raw) <= LARGEST  # what is too large is not fetched


def test_in_a_group_files_between_people_are_left_alone(api: BotApi, desk: Desk) -> None:
    api.send_file("don.docx", filled("Nguyễn Văn A"), chat=-5)
    api.say("Hỏi?", chat=1)
    api.heard(1)
    assert api.in_chat(-5) == []


def test_a_weak_link_gets_at_most_one_kilobyte_until_it_is_switched_off(
    api: BotApi, desk: Desk
) -> None:
    api.say("/nhe")
    api.heard(1)
    api.say("hồ sơ đề nghị công nhận sáng kiến gồm những gì")
    light = api.heard(2)[-1]
    assert len(light.text.encode()) <= 1024
    assert light.text.startswith("TRẢ LỜI")
    assert "Căn cứ: mục" in light.text
    assert BUTTON in [text for text, _ in light.buttons]
    api.say("/nhe")
    assert "Đã tắt" in api.heard(3)[-1].text
    api.say("hồ sơ đề nghị công nhận sáng kiến gồm những gì")
    assert not api.heard(4)[-1].text.startswith("TRẢ LỜI")


def test_a_form_that_left_the_index_is_said_to_be_gone(
    api: BotApi, tmp_path: Path, service: Service
) -> None:
    def answer(question: Question) -> object:
        found = service.answer(question)
        gone = replace(found.forms[0], file=replace(found.forms[0].file, digest="0" * 32))
        return replace(found, forms=(gone,))

    papers = ServicePapers(service)
    with house(tmp_path, api, answer, papers=papers):  # type: ignore[arg-type]
        api.say(ASKED)
        api.heard(1)
        api.press(BUTTON)
        sent = api.heard(2)[-1]
    assert sent.file is None
    assert "không còn trong kho" in sent.text


def test_a_pack_lost_on_the_way_is_sent_again(api: BotApi, desk: Desk) -> None:
    from tests.fakes.bot_api import BAD_GATEWAY

    api.say(ASKED)
    api.heard(1)
    api.fail("senddocument", BAD_GATEWAY)
    api.press(BUTTON)
    assert api.heard(2, seconds=20)[-1].file is not None


def filled(name: str, bản_ngày: str = "16/11/2026") -> bytes:
    """The form with only a name in it."""
    document = docx.Document(str(FORM))
    for paragraph in document.paragraphs:
        for before, after in (("Họ và tên tác giả: ……………………………", f"Họ và tên tác giả: {name}"),):
            if paragraph.text == before:
                _write(paragraph, after)
        if "16/11/2026" in paragraph.text:
            _write(paragraph, paragraph.text.replace("16/11/2026", bản_ngày))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write(paragraph: object, text: str) -> None:
    runs = paragraph.runs  # type: ignore[attr-defined]
    runs[0].text = text
    for run in runs[1:]:
        run.text = ""
