"""The library's pages: documents, their contents, a provision with its neighbours."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi import HTTPException
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.library import LETTERS_A_PAGE, contents_of, cut, leaves_of
from corpus.document import Section
from desk.desk import Desk
from indexer.sync import sync
from retrieval.service import Service
from tests.fakes.databases import database_at
from tests.web import Web

MARKUP = "<script>alert(1)</script> <b>đậm</b> {{ 7 * 7 }} &amp;"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path_factory.mktemp("library") / "desk.db"))
    yield opened
    opened.close()


@pytest.fixture
def browser(service: Service, desk: Desk) -> TestClient:
    return Web(service, desk).browser()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """An index of one document whose every field carries markup."""
    folder = tmp_path_factory.mktemp("hostile")
    document = f"""---
id: hiem
kind: guide
title: '{MARKUP}'
number: '{MARKUP}'
issuer: '{MARKUP}'
---
# {MARKUP}

## Hồ sơ {MARKUP}

Hồ sơ kiểm định thang máy gồm {MARKUP} và biên bản.
"""
    (folder / "hiem.md").write_text(document, encoding="utf-8")
    sync(folder / "index", [folder / "hiem.md"], None)
    return Service(folder / "index", None)


def links(page: str, start: str) -> list[str]:
    return [unescape(link) for link in re.findall(rf'href="({start}[^"]*)"', page)]


def test_every_document_opens_from_the_list(service: Service, browser: TestClient) -> None:
    listed = links(browser.get("/documents").text, "/documents/")
    assert len(listed) == min(50, len(service.documents()))
    for link in listed:
        page = browser.get(link)
        assert page.status_code == 200, link
        assert "<article" in page.text


def test_the_list_finds_documents_without_accents(service: Service, browser: TestClient) -> None:
    title = service.documents()[0].title
    page = browser.get("/documents", params={"q": title}).text
    assert title in unescape(page)
    assert "Không có tài liệu nào." in browser.get("/documents?q=khong-co-gi-nhu-the").text


def test_a_sample_document_says_so_wherever_it_is_read(
    service: Service, browser: TestClient
) -> None:
    sample = next(one for one in service.documents() if one.sample)
    page = browser.get(f"/documents/{sample.id}").text
    assert "Tài liệu mẫu – đối chiếu văn bản gốc trước khi áp dụng." in page


def test_contents_lead_to_their_sections(service: Service, browser: TestClient) -> None:
    page = browser.get(links(browser.get("/documents").text, "/documents/")[0]).text
    places = links(page, "#s")
    assert places
    for place in places:
        assert f'id="{place[1:]}"' in page


def test_a_provision_stands_between_its_neighbours(service: Service, browser: TestClient) -> None:
    document = max(service.documents(), key=lambda one: len(service.contents(one)))
    at, seen = next(iter(service.contents(document).values())), 0
    following: list[str] = [f"/provisions/{at}"]
    while following and seen < 200:
        page = browser.get(following[0])
        assert page.status_code == 200
        seen += 1
        following = re.findall(r'href="(/provisions/\d+)" rel="next"', page.text)
    assert seen == len(service.contents(document))


def test_an_unknown_edition_is_not_found(service: Service, browser: TestClient) -> None:
    known = service.documents()[0].id
    assert browser.get(f"/documents/{known}?edition=khong-co").status_code == 404
    assert browser.get(f"/documents/{known}?page=999").status_code == 404


def test_markup_in_a_document_is_shown_and_never_run(hostile: Service, desk: Desk) -> None:
    browser = Web(hostile, desk).browser()
    document = hostile.documents()[0]
    provisions = [f"/provisions/{at}" for at in hostile.contents(document).values()]
    pages = [
        browser.post("/ask", data={"question": "Hồ sơ kiểm định thang máy gồm gì?"}),
        *(browser.get(path) for path in ["/documents", f"/documents/{document.id}", *provisions]),
    ]
    assert provisions
    for page in pages:
        assert page.status_code == 200
        assert "{{ 7 * 7 }}" in page.text
        assert "<script" not in page.text
        assert "<b>" not in page.text


@given(st.lists(st.integers(0, 3 * LETTERS_A_PAGE), max_size=12))
def test_cutting_a_document_into_pages_keeps_every_section(lengths: list[int]) -> None:
    sections = [Section((f"Điều {n}",), "Tên", "x" * length) for n, length in enumerate(lengths)]
    leaves = leaves_of(sections)
    assert [section for leaf in leaves for _, section in leaf] == sections
    assert leaves
    for leaf in leaves:
        assert len(leaf) <= 1 or sum(len(s.text) for _, s in leaf) <= LETTERS_A_PAGE
    for entry in contents_of(leaves):
        assert (entry.number, entry.section) in leaves[entry.page - 1]


@given(st.integers(0, 200), st.integers(1, 60))
def test_pages_of_a_list_hold_each_item_once(items: int, size: int) -> None:
    _, pages = cut(range(items), 1, size)
    assert [x for number in range(1, pages + 1) for x in cut(range(items), number, size)[0]] == [
        *range(items)
    ]
    with pytest.raises(HTTPException):
        cut(range(items), pages + 1, size)
