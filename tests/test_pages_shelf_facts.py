"""What a maintainer says of documents, finds missing in them, and brings back into a draft."""

import pytest

from desk import librarybook
from tests.fakes.decree_files import word
from tests.test_pages_shelf import NEW, NEW_ASKED, NEW_WORDS, Place, law, place

__all__ = ["law", "place"]
UNDATED = "\n".join(NEW.splitlines()[:-2]).replace("9/2026", "10/2026")
PROVINCE = NEW.replace("9/2026/NĐ-CP", "11/2026/QĐ-UBND").replace(
    "CHÍNH PHỦ", "ỦY BAN NHÂN DÂN TỈNH LÀO CAI"
)


def said(place: Place, name: str) -> dict[str, dict[str, str]]:
    return {one.path: dict(one.said) for one in place.library.draft(name).entries}


@pytest.mark.parametrize("typed", ["Toàn quốc", "cả nước", "TOÀN QUỐC"])
def test_the_whole_country_holds_everywhere_however_it_is_written(place: Place, typed: str) -> None:
    name = place.begin()
    place.send(name, word(NEW, place.room))
    answer = place.post(f"/drafts/{name}/items/1", territory=typed)
    assert answer.status_code == 303
    place.wait()
    assert said(place, name)["nghi-dinh.docx"] == {"territory": "toàn quốc"}
    asked = place.post(f"/drafts/{name}/ask", q=NEW_ASKED, province="Lào Cai")
    assert NEW_WORDS in asked.text


def test_what_cannot_be_meant_is_not_kept_and_says_what_to_write(place: Place) -> None:
    name = place.begin()
    place.send(name, word(NEW, place.room))
    days = {"effective_from": "01/05/2026", "effective_to": "01/05/2025"}
    answer = place.post(f"/drafts/{name}/items/1", territory="Lào Caii", **days)
    assert answer.status_code == 422
    assert "tên tỉnh, thành phố" in answer.text
    assert "phải sau ngày có hiệu lực" in answer.text
    assert 'value="Lào Caii"' in answer.text  # what was typed is still there
    assert said(place, name)["nghi-dinh.docx"] == {}


def test_many_documents_are_told_of_at_once(place: Place) -> None:
    name = place.begin()
    files = [word(NEW, place.room, "a.docx"), word(UNDATED, place.room, "b.docx")]
    place.send(name, *files, word(PROVINCE, place.room, "c.docx"))
    place.post(f"/drafts/{name}/items/{place.item(name, 'b.docx')}", field="sáng kiến")
    place.wait()
    facts = {"field": "Đo lường", "territory": "toàn quốc", "owner": "Vụ Đo lường"}
    answer = place.post(f"/drafts/{name}/facts", **facts)
    assert answer.headers["location"].endswith("?facts=3#main")
    place.wait()
    told = said(place, name)
    assert told["a.docx"] == facts | {"field": "do-luong"}
    assert told["b.docx"]["field"] == "sang-kien"  # said of it alone before
    assert "territory" not in told["c.docx"]  # its province's decision
    again = place.post(f"/drafts/{name}/facts", **facts)
    assert again.headers["location"].endswith("?facts=0#main")
    assert "Đã ghi thông tin cho 3 văn bản" in place.page(f"/drafts/{name}?facts=3")
    wrong = place.post(f"/drafts/{name}/facts", territory="Lào Caii")
    assert wrong.status_code == 422
    assert "chưa hiểu địa bàn áp dụng “Lào Caii”" in wrong.text
    assert place.post(f"/drafts/{name}/facts").status_code == 422


def test_the_list_names_documents_and_says_what_is_missing_of_them(place: Place) -> None:
    name = place.begin()
    place.send(name, word(UNDATED, place.room))
    page = place.page(f"/drafts/{name}")
    assert "Nghị định 10/2026/NĐ-CP: " in page
    assert "chưa rõ ngày có hiệu lực" in page
    assert "chưa ghi lĩnh vực" in page
    assert "Ghi ngày có hiệu lực" in place.page(f"/drafts/{name}/items/1")
    place.post(f"/drafts/{name}/items/1", field="Đo lường", effective_from="01/05/2026")
    place.wait()
    page = place.page(f"/drafts/{name}")
    assert "chưa rõ ngày có hiệu lực" not in page
    assert "chưa ghi lĩnh vực" not in page
    assert '· <span lang="vi">Đo lường</span>' in page


def test_a_draft_is_asked_for_a_day_to_come(place: Place) -> None:
    name = place.begin()
    place.send(name, word(NEW.replace("01 tháng 5 năm 2026", "01 tháng 5 năm 2099"), place.room))
    now = place.post(f"/drafts/{name}/ask", q=NEW_ASKED)
    then = place.post(f"/drafts/{name}/ask", q=NEW_ASKED, as_of="02/05/2099")
    assert 'class="outcome answered"' not in now.text
    assert NEW_WORDS in then.text
    assert f"/library/drafts/{name}/items/1?page=1#read" in then.text
    wrong = place.post(f"/drafts/{name}/ask", q=NEW_ASKED, as_of="tháng sau")
    assert wrong.status_code == 422
    assert "Không đọc được ngày" in wrong.text


def test_what_was_left_out_by_mistake_comes_back_with_what_was_said(place: Place) -> None:
    name = place.begin("Một")
    place.send(name, word(NEW, place.room))
    place.post(f"/drafts/{name}/items/1", owner="Vụ Đo lường")
    place.wait()
    place.look(name)
    place.publish(name)
    name = place.begin("Hai")
    place.post(f"/drafts/{name}/items/{place.item(name, 'nghi-dinh.docx')}/remove")
    assert "Đưa lại vào" in place.page(f"/drafts/{name}")
    place.post(f"/drafts/{name}/restore", path="nghi-dinh.docx")
    place.post(f"/drafts/{name}/restore", path="nghi-dinh.docx")  # clicked twice
    place.post(f"/drafts/{name}/restore", path="khong-co.docx")
    assert said(place, name) == {"nghi-dinh.docx": {"owner": "Vụ Đo lường"}}


def test_a_draft_that_is_begun_twice_by_two_clicks_is_one(place: Place) -> None:
    assert place.begin("Tháng 12") == place.begin("Tháng 12")
    with place.library.desk.database.reading() as connection:
        assert len(librarybook.drafts(connection)) == 1


def test_who_takes_over_is_told_where_both_changed_the_same_file(place: Place) -> None:
    first, second = place.begin("Một"), place.begin("Hai")
    place.send(first, word(NEW, place.room))
    place.send(second, word(UNDATED, place.room))
    place.look(first)
    place.publish(first)
    assert "bản nháp này cũng sửa; phần sửa ở đây sẽ được giữ" in place.page(f"/drafts/{second}")
