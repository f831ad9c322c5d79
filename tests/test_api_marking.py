"""Which words of a provision the page marks."""

from hypothesis import given
from hypothesis import strategies as st

from api.marking import marked, quote_link, read_span
from corpus.chunk import Chunk
from corpus.chunking import chunks
from corpus.citation import Citation
from corpus.document import Document, Kind, Section
from corpus.provision import Provision
from retrieval.answer import DocumentRef, Quote

ARTICLE = ("Điều 2",)
SECTIONS = (
    Section(ARTICLE, "Thời hạn", "Thời hạn được tính như sau:"),
    Section((*ARTICLE, "khoản 1"), "", "Việc thường: 24 giờ;"),
    Section((*ARTICLE, "khoản 2"), "", "Việc khó: 05 ngày làm việc."),
)
DOCUMENT = Document("qd-mau", Kind.DECISION, "Quy chế mẫu")
PROVISION = Provision(DOCUMENT, ARTICLE, "Thời hạn", SECTIONS)
[CHUNK] = chunks(DOCUMENT, SECTIONS)


def quote(text: str) -> Quote:
    document = DocumentRef("qd-mau", "", "Quy chế mẫu", Kind.DECISION)
    return Quote(text, Citation("x"), document, CHUNK.id, None, None, None, "", "/provisions/7")


def words_marked(chunk: Chunk, span: tuple[int, int]) -> list[str]:
    return [one.words for one in marked(PROVISION, chunk, span) if one.words]


def test_a_quote_marks_its_own_words_only() -> None:
    link = quote_link(quote("Việc khó: 05 ngày làm việc."), CHUNK)
    address, _, rest = link.partition("?quote=")
    assert address == "/provisions/7"
    span = read_span(rest.removesuffix("#here"), len(CHUNK.text))
    assert words_marked(CHUNK, span) == ["Việc khó: 05 ngày làm việc."]


def test_a_quote_of_the_whole_provision_marks_nothing() -> None:
    assert words_marked(CHUNK, (0, len(CHUNK.text))) == []


def test_a_quote_whose_chunk_is_gone_still_links_to_its_provision() -> None:
    assert quote_link(quote("Việc khó"), None) == "/provisions/7#here"
    assert quote_link(quote("không có trong đoạn"), CHUNK) == "/provisions/7#here"


@given(st.integers(0, 200), st.integers(0, 200))
def test_marking_never_changes_the_text(start: int, end: int) -> None:
    shown = marked(PROVISION, CHUNK, (start, end))
    assert [one.before + one.words + one.after for one in shown] == [s.text for s in SECTIONS]


@given(st.text(max_size=30), st.integers(0, 1000))
def test_any_written_span_lies_within_the_text(written: str, length: int) -> None:
    start, end = read_span(written, length)
    assert 0 <= start <= end <= length


def test_a_span_backwards_or_beyond_is_the_whole_text() -> None:
    for written in ("", "9-3", "5-5", "-3", "3-", "a-b", "50-60", "²-³"):
        assert read_span(written, 40) == (0, 40)
    assert read_span("3-900", 40) == (3, 40)
