"""A filled form against the blanks that are known."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from corpus.form import Form, FormFile, Piece
from corpus.form_check import Edition, check

LABELS = ("Họ và tên", "Nơi công tác", "Tên sáng kiến", "Ngày áp dụng lần đầu", "Kính gửi")
HEAD = "Mẫu số 06 Phụ lục X ban hành kèm theo Nghị định số 142/2030/NĐ-CP"
DOTS = "……………………"


def blank(head: str = HEAD, title: str = "ĐƠN ĐỀ NGHỊ CÔNG NHẬN") -> Form:
    lines = [head, title, *(f"{label}: {DOTS}" for label in LABELS), "Giới tính: □ Nam □ Nữ"]
    return Form(FormFile("a.docx", 1, "x"), tuple(map(Piece, lines)))


def filled(form: Form, values: dict[str, str]) -> list[Piece]:
    """The form with ``values`` beside their labels; the dots are typed over."""
    pieces = []
    for piece in form.pieces:
        label = piece.text.partition(":")[0]
        value = values.get(label)
        pieces.append(piece if value is None else Piece(f"{label}: {value}"))
    return pieces


ALL = dict.fromkeys(LABELS, "chữ viết vào") | {"Giới tính": "☑ Nam □ Nữ"}


def test_a_form_with_everything_in_it_has_no_gaps() -> None:
    found = check(filled(blank(), ALL), [blank()])
    assert found is not None
    assert (found.empty, found.edition, found.fields) == ((), Edition.KNOWN, 6)


def test_empty_fields_are_named_as_the_form_words_them() -> None:
    some = {"Họ và tên": "Nguyễn Văn A", "Giới tính": "□ Nam □ Nữ"}
    found = check(filled(blank(), some), [blank()])
    assert found is not None
    assert found.empty == (*LABELS[1:], "Giới tính")


def test_dots_left_around_the_words_do_not_hide_them() -> None:
    some = ALL | {"Họ và tên": f"{DOTS}Nguyễn Văn A{DOTS}"}
    found = check(filled(blank(), some), [blank()])
    assert found is not None
    assert found.empty == ()


def test_what_is_said_beside_the_form_decides_which_fields_count() -> None:
    found = check(filled(blank(), {}), [replace(blank(), required=("Họ và tên",))])
    assert found is not None
    assert found.empty == ("Họ và tên",)
    found = check(filled(blank(), {}), [replace(blank(), optional=("giới tính", "Kính gửi"))])
    assert found is not None
    assert found.empty == LABELS[:-1]


def test_cells_ticks_and_rows_of_tables_are_filled_too() -> None:
    rows = (("Phần", "Nội dung"), ("Tính mới", ""), ("Hiệu quả", ""))
    people = (("TT", "Họ tên", "Quan hệ"), ("", "", ""))
    form = replace(blank(), pieces=(*blank().pieces, Piece(rows=rows), Piece(rows=people)))
    pieces = filled(form, ALL)
    pieces[-2] = Piece(rows=(rows[0], ("Tính mới", "Chưa có nơi nào làm"), rows[2]))
    found = check(pieces, [form])
    assert found is not None
    assert found.empty == ("Hiệu quả", "Bảng “TT, Họ tên, Quan hệ”")
    pieces[-1] = Piece(rows=(people[0], ("1", "Lê Thị B", "con")))
    found = check(pieces, [form])
    assert found is not None
    assert found.empty == ("Hiệu quả",)


def test_the_form_is_found_among_others_and_nothing_else_is_taken_for_one() -> None:
    other = blank("Mẫu số 07", "TỜ KHAI KHÁC")
    other = replace(other, pieces=(*other.pieces, *map(Piece, ["Biển số: …", "Số khung: …"] * 5)))
    found = check(filled(blank(), ALL), [other, blank()])
    assert found is not None
    assert found.number == 1
    letter = [Piece("Kính gửi: Sở Khoa học và Công nghệ. Xã đề nghị cử người dự họp.")]
    assert check(letter, [other, blank()]) is None
    assert check([], [blank()]) is None
    assert check(filled(blank(), ALL), []) is None


def test_another_issuing_text_or_day_is_another_edition() -> None:
    old = blank(HEAD.replace("142/2030", "95/2020"))
    found = check(filled(old, ALL), [blank()])
    assert found is not None
    assert (found.edition, found.marks) == (Edition.OTHER, ("95/2020/NĐ-CP",))


def test_an_edition_that_the_form_says_it_replaces_is_known_as_such() -> None:
    old = blank("Mẫu số 05 Phụ lục II ban hành kèm theo Nghị định số 95/2020/NĐ-CP")
    new = replace(blank(), replaces=("Mẫu số 05 Phụ lục II Nghị định số 95/2020/NĐ-CP",))
    found = check(filled(old, ALL), [new])
    assert found is not None
    assert found.edition is Edition.REPLACED


def test_of_two_editions_the_one_whose_marks_it_bears_is_found() -> None:
    old = blank("Mẫu số 05 Phụ lục II ban hành kèm theo Nghị định số 95/2020/NĐ-CP")
    found = check(filled(old, ALL), [blank(), old])
    assert found is not None
    assert (found.number, found.edition) == (1, Edition.KNOWN)


WORDS = st.text("abcdeghiklmnopqrstuvxyăâđêôơư 0123456789", min_size=1, max_size=40).filter(
    lambda text: any(map(str.isalnum, text))
)


@given(st.sets(st.sampled_from(LABELS)), WORDS)
def test_fields_without_words_are_never_passed_over(written: set[str], value: str) -> None:
    """Whatever is written into the others; a value may at most hide that something was written."""
    found = check(filled(blank(), dict.fromkeys(written, f"zz {value} zz")), [blank()])
    if found is not None:
        assert set(LABELS) - written <= set(found.empty)
        assert not written & set(found.empty)
