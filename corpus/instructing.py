"""Sentences in a document that speak to a machine instead of to people.

The document keeps them; what is searched and quoted leaves them out, and a maintainer hears of
it, because a text that holds one did not come from its publisher unaltered.
"""

import re
from collections.abc import Iterable, Iterator

from corpus.document import Section
from corpus.text import SENTENCE_END, fold

# A law on such machines says what they must do ("phải"); it does not speak to them ("hãy").
_MACHINE = (
    r"(?:tro ly (?:ao|ai|so|thong minh)|mo hinh (?:ngon ngu|ai)|chatbot|chatgpt|gemini|llms?"
    r"|language models?|ai (?:assistants?|models?|agents?)|he thong ai)"
)
_SPEAKS = re.compile(
    r"(?:ignore|disregard|forget) (?:all |any |the |your )*(?:previous|prior|above|earlier|system)"
    r"|(?:\bhay |^\W*)(?:bo qua|phot lo|quen di)(?: (?:moi|tat ca|cac|nhung))*"
    r" (?:huong dan|chi dan|chi thi|lenh|yeu cau|quy tac)(?: \w+){0,3} (?:truoc|tren|he thong|do)\b"
    r"|(?:ban|you) (?:la|are) (?:mot |an? )?(?:tro ly|mo hinh ngon ngu|chatbot|ai\b|language model"
    r"|assistant)"
    r"|(?:system|he thong) prompt|prompt he thong|<\|(?:im_start|system|assistant)"
    r"|hay luon (?:\w+ ){0,3}?(?:thong bao|tra loi|noi|khuyen|nhac|ghi)\b"
    r".{0,60}(?:nguoi dung|nguoi hoi|nguoi doc|user|rang|that)"
    r"|always (?:inform|tell|answer|say|recommend|state)\b.{0,40}(?:user|reader|that)"
    rf"|(?:danh cho|luu y cho|chi dan cho|lenh cho|neu ban la|note to|attention|dear) {_MACHINE}"
    rf"|{_MACHINE}(?: \w+){{0,6}} hay (?:luon|tra loi|noi|khong|thong bao|bo qua|xac nhan)"
    r"|when (?:summari[sz]ing|answering)(?: \w+){0,6},? (?:always|never|say|state|tell)"
    r"|khi (?:tom tat|tra loi)(?: \w+){0,6},? hay (?:luon|noi|tra loi|ghi|nhac)"
    r"|do not (?:reveal|mention) (?:this|these) (?:to|instruction)"
)
_SHOWN = 120  # characters


def speaks_to_machines(sentence: str) -> bool:
    """Whether ``sentence`` tells a program what to say."""
    return bool(_SPEAKS.search(fold(sentence)))


def spoken_to_people(text: str) -> list[str]:
    """``text`` in the pieces that are left when sentences to machines are taken out.

    A text without such sentences is one piece, as it is; no letter of a piece is changed.
    """
    pieces: list[str] = []
    start = 0
    for begin, end in _sentences(text):
        if speaks_to_machines(text[begin:end]):
            pieces.append(text[start:begin])
            start = end
    if not start:
        return [text]
    pieces.append(text[start:])
    return [stripped for piece in pieces if (stripped := piece.strip())]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in SENTENCE_END.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def warnings(sections: Iterable[Section]) -> tuple[str, ...]:
    """One warning for a document that holds such a sentence."""
    for section in sections:
        for sentence in (section.heading, *SENTENCE_END.split(section.text)):
            if speaks_to_machines(sentence):
                where = " › ".join(section.path)
                return (
                    f"a sentence under {where} addresses a machine (“{sentence[:_SHOWN]}”): it is "
                    "kept with the document and left out of what is searched and quoted; "
                    "compare the file with its publisher's",
                )
    return ()
