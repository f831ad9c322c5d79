"""Plain text: its encoding found, hard wraps undone."""

import re
from pathlib import Path

from corpus.document import Line
from corpus.reading import Extraction
from corpus.text import tidy
from reader.flow import without_fonts
from reader.old_text import modern_bytes, modern_text
from reader.paragraphs import join, wrap_by_length
from reader.recognise import Unreadable, is_binary, utf16_codec

# Letters that only Vietnamese text in windows-1258 makes: a vowel and a combining tone.
_TONES_1258 = re.compile(
    rb"[aeiouyAEIOUY\xe2\xe3\xea\xf4\xf5\xfd\xc2\xc3\xca\xd4\xd5\xdd][\xcc\xd2\xde\xec\xf2]"
)


class TextParser:
    """Whatever is text and nothing else."""

    def score(self, head: bytes, path: Path, /) -> float:
        if is_binary(head):
            return 0.0
        return 0.3 if path.suffix.lower() in (".txt", ".text", "") else 0.2

    def parse(self, path: Path) -> Extraction:
        raw = path.read_bytes()
        text, warnings = decode(raw)
        rows, encoding = modern_text(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        if warnings and (old := modern_bytes(raw)):
            encoding = old[1]
        lines = tuple(join(wrap_by_length([Line(tidy(row)) for row in rows])))
        if not any(line.text.strip() for line in lines):
            raise Unreadable("it holds no words", "check the file, or leave it out")
        return Extraction(
            lines,
            warnings=warnings,
            repairs=without_fonts(rows, encoding),
            format="plain text",
        )


def decode(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of ``raw`` and a warning where the encoding had to be guessed."""
    codec = utf16_codec(raw[:4096])
    if codec:
        return raw.decode(codec, errors="replace"), ()
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    broken = raw.decode("utf-8", errors="replace")
    if broken.count("\ufffd") * 200 < len(broken):
        return broken, ("a few bytes are not UTF-8 and were replaced by \ufffd",)
    old = modern_bytes(raw)
    if old is not None:
        return old[0], (f"not UTF-8: read as {old[1]}, an encoding from before Unicode",)
    if _TONES_1258.search(raw):
        return raw.decode("cp1258", errors="replace"), ("not UTF-8: read as cp1258",)
    return raw.decode("cp1252", "replace"), ("not UTF-8: read as cp1252; check the accents",)
