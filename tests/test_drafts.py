"""Blocks of a reply: what is moved is not lost, and what is sent is what they say."""

from hypothesis import given
from hypothesis import strategies as st

from desk.drafts import BODY, MOST_BLOCKS, Block, Body, Quoted, Words
from retrieval.reviewed import Basis

texts = st.text(st.sampled_from("ab ả\n[]1."), max_size=12)
quotes = st.integers(0, 4).map(
    lambda n: Quoted(n, 0, 3, Basis("d", "e", ("Điều 1",), f"Điều {n}", f"lời {n}", f"lời {n}"))
)
blocks: st.SearchStrategy[Block] = st.one_of(texts.map(Words), quotes)
bodies = st.lists(blocks, max_size=8).map(lambda some: Body(tuple(some)))


@given(bodies, st.integers(-2, 9), st.integers(-2, 9))
def test_moving_loses_nothing(body: Body, at: int, to: int) -> None:
    moved = body.moved(at, to)
    assert sorted(map(repr, moved.blocks)) == sorted(map(repr, body.blocks))
    assert moved.moved(at, to) == body


@given(bodies, st.integers(-2, 99), blocks)
def test_what_is_put_in_stands_there(body: Body, at: int, block: Block) -> None:
    with_it = body.put(at, block)
    assert len(with_it.blocks) == len(body.blocks) + 1
    place = min(max(at, 0), len(body.blocks))
    assert with_it.blocks[place] == block
    assert with_it.without(place) == body


def test_there_are_no_more_blocks_than_a_form_carries() -> None:
    body = Body()
    for _ in range(2 * MOST_BLOCKS):
        body = body.put(99, Words("x"))
    assert len(body.blocks) == MOST_BLOCKS


@given(bodies)
def test_it_is_kept_as_it_is(body: Body) -> None:
    assert BODY.validate_python(BODY.dump_python(body, mode="json")) == body
    assert body.kept().kept() == body.kept()


@given(bodies)
def test_the_reply_rests_on_each_quote_once_and_numbers_it(body: Body) -> None:
    assert set(body.ground.basis) == {one.basis for one in body.quotes}
    assert len(body.ground.basis) == len(set(body.ground.basis))
    said = "".join(one.text for one in body.blocks if isinstance(one, Words)).split()
    assert "".join(said) in "".join(body.words.split()) or len(body.basis) > 1


@given(
    st.lists(st.tuples(st.text("ab ả.", min_size=1).map(str.strip), st.lists(quotes, max_size=2)))
)
def test_blocks_are_found_again_in_the_words_that_were_sent(
    parts: list[tuple[str, list[Quoted]]],
) -> None:
    """Of words that bear no numbers of their own; each quote once."""
    seen: set[Quoted] = set()
    made: list[Block] = []
    for text, held in parts:
        if text:
            made.append(Words(text))
            made += [one for one in dict.fromkeys(held) if one not in seen]
            seen |= set(held)
    body = Body(tuple(made))
    again = Body.of(body.words, body.quotes)
    assert again.words == body.words
    assert again.basis == body.basis
