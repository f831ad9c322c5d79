"""What a case's row says of its question, for lists: read without its answer and its events."""

from corpus.text import beginning, spaced, tidy

SHOWN, SEARCHED = 300, 2_000  # characters of a question


def beginning_of(question: str) -> str:
    return beginning(tidy(question), SHOWN)


def words_of(question: str) -> str:
    """Its folded words, between single spaces."""
    return spaced(question[:SEARCHED])
