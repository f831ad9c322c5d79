"""Sentences in a document that speak to a machine instead of to people.

They are indexed as the words they are and change nothing; a maintainer hears of them,
because a text that holds one did not come from its publisher unaltered.
"""

import re
from collections.abc import Iterable

from corpus.document import Section
from corpus.text import fold

_SPEAKS = re.compile(
    r"(?:ignore|disregard|forget) (?:all |any |the |your )*(?:previous|prior|above|earlier|system)"
    r"|(?:bo qua|phot lo|quen di|khong tuan theo) (?:moi |tat ca |cac |nhung )*"
    r"(?:huong dan|chi dan|chi thi|lenh|yeu cau|quy tac)(?: \w+){0,3} (?:truoc|tren|he thong|do)\b"
    r"|(?:ban|you) (?:la|are) (?:mot |an? )?(?:tro ly|mo hinh ngon ngu|chatbot|ai\b|language model"
    r"|assistant)"
    r"|(?:system|he thong) prompt|prompt he thong|<\|(?:im_start|system|assistant)"
    r"|(?:luon |always )+(?:thong bao|tra loi|noi|khuyen|inform|tell|answer|say|recommend)\b"
    r".{0,40}(?:nguoi dung|user|rang|that)"
    r"|(?:tro ly ao|mo hinh ngon ngu|chatbot|language model|ai assistant)"
    r"(?: \w+){0,4} (?:phai|hay|must|should|can)\b"
)
_SHOWN = 120  # characters


def warnings(sections: Iterable[Section]) -> tuple[str, ...]:
    """One warning for a document that holds such a sentence."""
    for section in sections:
        for sentence in (section.heading, *section.text.split("\n")):
            if _SPEAKS.search(fold(sentence)):
                where = " › ".join(section.path)
                return (
                    f"a sentence under {where} addresses a machine (“{sentence[:_SHOWN]}”): it was "
                    "indexed as plain words; compare the file with its publisher's",
                )
    return ()
