"""Patterns of what people say, accented or not: "cho em hỏi" and "cho em hoi" alike."""

import re

from corpus.text import strip_accents

_WORD = re.compile(r"[^\W\d_]+")


def said(phrases: str) -> str:
    """A pattern for whole words, each as written here or without accents, spaces as typed.

    ``phrases`` is a pattern whose letters are words: groups, ``|``, ``*`` and ``?`` may
    stand in it, classes and escapes may not.
    """
    either = _WORD.sub(_with_or_without, phrases).replace(" ", r"\s+")
    return rf"(?<![^\W_])(?:{either})(?![^\W_])"


def _with_or_without(match: re.Match[str]) -> str:
    bare = strip_accents(match[0])
    return match[0] if bare == match[0] else f"(?:{match[0]}|{bare})"
