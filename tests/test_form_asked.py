"""Which forms go with an answer: asked for, named by its sources, in the edition of the day."""

from datetime import date
from pathlib import Path

import pytest

from indexer.sync import sync
from reader.form_pieces import pieces
from retrieval.answer import Answer, Outcome
from retrieval.form_report import Verdict
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes.forms import LABELS, add, word

DAY = date(2031, 6, 1)
OLD_HEAD = "Mẫu số 05 Phụ lục II ban hành kèm theo Nghị định số 95/2020/NĐ-CP"
GUIDE = """---
id: huong-dan
kind: guide
title: Khai báo thiết bị đo
number: HD-01
effective_from: 2030-01-01
---
# Khai báo thiết bị đo

## Thành phần hồ sơ

Hồ sơ khai báo thiết bị đo gồm tờ khai theo Mẫu số 06 Phụ lục X Nghị định số 142/2030/NĐ-CP.

## Phí, lệ phí

Khai báo thiết bị đo không thu lệ phí.
"""


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions of a declaration, an order that only the new one names, and a request."""
    folder = tmp_path_factory.mktemp("forms") / "docs"
    new = {
        "annex": "Mẫu số 06 Phụ lục X",
        "issued_by": "142/2030/NĐ-CP",
        "replaces": ["Mẫu số 03 Phụ lục I Thông tư số 8/2010/TT-BKHCN"],
    }
    about = {"id": "to-khai", "title": "Tờ khai thiết bị đo", "number": "TK-1"}
    add(folder, "moi.docx", word(), **about, effective_from=date(2030, 7, 1), form=new)
    old = {"annex": "Mẫu số 05 Phụ lục II", "issued_by": "95/2020/NĐ-CP"}
    days = {"effective_from": date(2020, 7, 1), "effective_to": date(2030, 7, 1)}
    add(folder, "cu.docx", word(head=OLD_HEAD), **about, **days, form=old)
    request = word(title="ĐƠN ĐỀ NGHỊ HỖ TRỢ CHUYỂN ĐỔI SỐ", head="Mẫu DX-2", labels=LABELS[:3])
    title = "Đơn đề nghị hỗ trợ chuyển đổi số"
    add(folder, "don.docx", request, id="don", title=title, number="DX-2")
    (folder / "huong-dan.md").write_text(GUIDE)
    return folder


@pytest.fixture(scope="module")
def service(docs: Path) -> Service:
    sync(docs.parent / "index", [docs], None)
    return Service(docs.parent / "index", None)


def ask(service: Service, text: str, day: date = DAY) -> Answer:
    return service.answer(Question(text, day))


def forms(answer: Answer) -> list[str]:
    return [f"{form.document.id} {form.file.name}" for form in answer.forms]


@pytest.mark.parametrize(
    "text",
    [
        "mẫu tờ khai thiết bị đo ở đâu",
        "mau to khai thiet bi do o dau",
        "Cho em xin mẫu 06 phụ lục X Nghị định 142/2030/NĐ-CP ạ",
        "TK-1",
        "tải tờ khai thiết bị đo ở chỗ nào vậy",
        "Em cần file mẫu tờ khai thiết bị đo",
    ],
)
def test_who_asks_for_a_form_gets_the_form_itself(service: Service, text: str) -> None:
    answer = ask(service, text)
    assert (answer.outcome, forms(answer)) == (Outcome.ANSWERED, ["to-khai moi.docx"])
    assert answer.quotes
    assert answer.conclusion in answer.quotes[0].text


@pytest.mark.parametrize(
    "text",
    [
        "lấy mẫu thử nghiệm thiết bị đo thế nào",
        "khai báo thiết bị đo mất bao nhiêu lệ phí",
        "mẫu đơn xin ly hôn ở đâu",
    ],
)
def test_other_questions_are_not_answered_with_a_form(service: Service, text: str) -> None:
    answer = ask(service, text)
    assert not answer.quotes or answer.quotes[0].document.id == "huong-dan"


def test_a_form_that_a_source_names_goes_with_the_answer(service: Service) -> None:
    answer = ask(service, "hồ sơ khai báo thiết bị đo gồm những gì")
    assert answer.quotes[0].document.id == "huong-dan"
    assert forms(answer) == ["to-khai moi.docx"]
    (form,) = answer.forms
    assert (form.annex, form.issued_by) == ("Mẫu số 06 Phụ lục X", "142/2030/NĐ-CP")
    assert form.url == "/forms/to-khai?edition=TK-1%402030-07-01"


def test_the_edition_is_that_of_the_day_that_counts(service: Service) -> None:
    answer = ask(service, "mẫu tờ khai thiết bị đo ở đâu", date(2029, 1, 1))
    assert forms(answer) == ["to-khai cu.docx"]


@pytest.mark.parametrize(
    "text",
    [
        "Mẫu số 03 Phụ lục I Thông tư số 8/2010/TT-BKHCN còn dùng được không",
        "mau 03 phu luc I thong tu 8/2010/TT-BKHCN",
        "nộp tờ khai thiết bị đo bản ngày 15/6/2025 có được không",
    ],
)
def test_an_old_edition_is_refused_with_the_way_to_the_new(service: Service, text: str) -> None:
    answer = ask(service, text)
    assert forms(answer) == ["to-khai moi.docx"]
    assert any("là bản cũ, không còn dùng" in note for note in answer.notes)
    assert any("áp dụng từ ngày 01/07/2030" in note for note in answer.notes)


def test_an_old_edition_is_told_by_its_own_annex_too(service: Service) -> None:
    answer = ask(service, "xin mẫu số 05 phụ lục II nghị định 95/2020/NĐ-CP")
    assert forms(answer) == ["to-khai moi.docx"]
    assert any("là bản cũ" in note for note in answer.notes)


def test_a_form_that_has_ended_and_has_no_heir_is_said_to(tmp_path: Path) -> None:
    days = {"effective_from": date(2020, 1, 1), "effective_to": date(2030, 1, 1)}
    add(tmp_path / "docs", "a.docx", word(), id="a", title="Tờ khai thiết bị đo", **days)
    sync(tmp_path / "index", [tmp_path / "docs"], None)
    answer = ask(Service(tmp_path / "index", None), "mẫu tờ khai thiết bị đo ở đâu")
    assert any("đã hết hiệu lực từ ngày 01/01/2030" in note for note in answer.notes)
    answer = ask(
        Service(tmp_path / "index", None), "mẫu tờ khai thiết bị đo ở đâu", date(2019, 1, 1)
    )
    assert any("chưa có hiệu lực" in note for note in answer.notes)


def test_a_filled_form_is_judged_by_the_day_on_which_it_is_used(
    service: Service, docs: Path
) -> None:
    new = service.check_form(pieces(docs / "moi.docx"), DAY)
    assert (new.verdict, new.empty, new.handed) == (Verdict.CURRENT, LABELS, None)
    old = service.check_form(pieces(docs / "cu.docx"), DAY)
    assert old.verdict is Verdict.OLD
    assert old.handed is not None
    assert old.handed.file.name == "moi.docx"
    early = service.check_form(pieces(docs / "moi.docx"), date(2030, 1, 1))
    assert early.verdict is Verdict.NOT_YET
    assert early.handed is not None
    assert early.handed.file.name == "cu.docx"


def test_other_papers_are_no_form(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "cong-van.docx"
    path.write_bytes(word(title="CÔNG VĂN", head="Số 12/UBND", labels=("Kính gửi",)))
    assert service.check_form(pieces(path), DAY).verdict is Verdict.UNKNOWN
