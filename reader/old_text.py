"""Text in an old encoding where fonts are gone: decided by lines, for the whole file."""

import codecs
import re
from collections.abc import Iterable, Sequence

from corpus.vietnamese import is_syllable
from reader.blocks import Run
from reader.old_conversion import converted
from reader.old_encodings import Encoding
from reader.old_words import MODERN, Evidence, Trust, evidence

_JUDGED = 40_000  # characters of text by which it is judged
# Text that holds none of these is in no old encoding; Unicode Vietnamese has none but signs.
_SIGNS = "[\x80-\x9f¡-§¨-¯±´-¾ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿŠŒŽšœžŸƒˆ˜‰‹›†‡•]"
_PAIRS = "[aAeE][ùÙâÂáÁàÀãÃêÊéÉèÈúÚõÕ]|[oO][ùÙâÂêÊúÚõÕ]|[uUyY][ùÙõÕ]"
TELLING = re.compile(f"{_SIGNS}|{_PAIRS}")
_LEAST = 3  # such signs that a text has to hold before its words are weighed
_SHORTENED = ("ubnd", "hđnd", "ubmttq")  # abbreviations that officers write small
# Windows-1252, its five gaps filled: VISCII has letters there.
_BYTES = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))


def modern_text(lines: Sequence[str]) -> tuple[list[str], Encoding | None]:
    """The lines of a file without fonts, and the encoding that its words were in."""
    old = [line for line in lines if not line.isascii() and not MODERN.search(line)]
    encoding = encoding_of(old) if is_telling(old) else None
    if encoding is None:
        return list(lines), None
    unmixed = sum(MODERN.search(line) is not None for line in lines) * 3 < len(old)
    return [_modern_line(line, encoding, unmixed) for line in lines], encoding


def modern_bytes(raw: bytes) -> tuple[str, Encoding] | None:
    """The text of a file of single bytes, where they are of an old encoding."""
    text = codecs.charmap_decode(raw, "strict", _BYTES)[0]
    lines, encoding = modern_text(text.replace("\r\n", "\n").split("\n"))
    return None if encoding is None else ("\n".join(lines), encoding)


def _modern_line(line: str, encoding: Encoding, unmixed: bool) -> str:
    if line.isascii() or MODERN.search(line):
        return line
    found = evidence(line, encoding)
    if not speaks(found) and (found.against or not unmixed):
        return line
    return converted([Run(line)], encoding, [Trust.TEXT])[0].text


def is_telling(texts: Sequence[str]) -> bool:
    """Whether they hold enough that Unicode Vietnamese has not; fast."""
    found = 0
    for text in texts:
        found += len(TELLING.findall(text))
        if found >= _LEAST:
            return True
    return False


def sample(texts: Iterable[str]) -> str:
    return "\n".join(texts)[:_JUDGED]


def encoding_of(texts: Sequence[str]) -> Encoding | None:
    """The encoding that ``texts`` are in, decided by lines: some may be in other languages.

    VPS is left out: without fonts it cannot be told from VISCII for sure.
    """
    every = (Encoding.TCVN3, Encoding.VNI, Encoding.VISCII)
    best = max((_of_lines(texts, encoding) for encoding in every), key=weight)
    if best.words >= 8 and best.share >= 0.85 and len(best.distinct) >= 5:
        return best.encoding
    whole = evidence(sample(texts), best.encoding)
    sure = best.letters >= 3 and len(best.distinct) >= 3 and not whole.against
    return best.encoding if sure and _reads_vietnamese(texts, best.encoding) else None


def _of_lines(texts: Sequence[str], encoding: Encoding) -> Evidence:
    """Evidence of the lines that speak for ``encoding``; none if they are few of the file."""
    for_it: list[Evidence] = []
    others = judged = 0
    for text in texts:
        if judged > _JUDGED:
            break
        judged += len(text)
        found = evidence(text, encoding)
        if speaks(found):
            for_it.append(found)
        else:
            others += found.against
    words = sum(found.words for found in for_it)
    if others > 3 * words:
        return Evidence(encoding, 0, others, 0)
    return Evidence(
        encoding,
        words,
        sum(found.against for found in for_it),
        sum(found.letters for found in for_it),
        frozenset().union(*(found.distinct for found in for_it)),
    )


def speaks(found: Evidence) -> bool:
    return found.words > 0 and found.share >= 0.6


def weight(found: Evidence) -> float:
    return found.words * found.share**2


def _reads_vietnamese(texts: Sequence[str], encoding: Encoding) -> bool:
    """Whether a short text, once converted, has no word of another language."""
    new = "\n".join(
        run.text for text in texts for run in converted([Run(text)], encoding, [Trust.TEXT])
    )
    words = [word for word in re.findall(r"[^\W\d_]+", new) if not word.isupper()]
    return all(
        is_syllable(word) or word in _SHORTENED or not re.search("[aeiouyà-ỹ]", word)
        for word in map(str.lower, words)
    )
