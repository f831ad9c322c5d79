"""Plain text: its encoding found, hard wraps undone."""

import re
from pathlib import Path

from corpus.document import Line
from corpus.reading import Extraction
from corpus.text import tidy
from indexer.paragraphs import join, wrap_by_length
from indexer.recognise import Unreadable, is_binary, utf16_codec

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
        text, warnings = decode(path.read_bytes())
        rows = [Line(row) for row in tidy(text).split("\n")]
        lines = tuple(join(wrap_by_length(rows)))
        if not any(line.text.strip() for line in lines):
            raise Unreadable("it holds no words", "check the file, or leave it out")
        return Extraction(lines, warnings=warnings)


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
    codec = "cp1258" if _TONES_1258.search(raw) else "cp1252"
    return raw.decode(codec, errors="replace"), (f"not UTF-8: read as {codec}; check the accents",)
