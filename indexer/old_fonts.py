"""Which runs of a file are in an encoding from before Unicode, and their words in Unicode.

Each font is judged over the whole file, by its name and by the text set in it: old names
are declared over Unicode text, and old text is set in fonts with new names. Where fonts
are gone the text alone decides, and no word is touched that does not become a syllable.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.vietnamese import is_syllable
from indexer.blocks import Run
from indexer.old_capitals import restored
from indexer.old_encodings import Encoding, table
from indexer.old_font_names import SYMBOLS, draws_capitals, encoding_of_font
from indexer.old_words import MODERN, Evidence, Trust, evidence, read, unhyphened, words_of

__all__ = [
    "Conversion",
    "Encoding",
    "OldFonts",
    "encoding_of_font",
    "is_telling",
    "modern_bytes",
    "modern_text",
]

_JUDGED = 40_000  # characters of a font's text by which it is judged
_LINE = 500  # characters of runs that are judged together
# Text that holds none of these is in no old encoding; Unicode Vietnamese has none but signs.
_SIGNS = "[\x80-\x9f¡-§¨-¯±´-¾ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿŠŒŽšœžŸƒˆ˜‰‹›†‡•]"
_PAIRS = "[aAeE][ùÙâÂáÁàÀãÃêÊéÉèÈúÚõÕ]|[oO][ùÙâÂêÊúÚõÕ]|[uUyY][ùÙõÕ]"
_TELLING = re.compile(f"{_SIGNS}|{_PAIRS}")
_LEAST = 3  # such signs that a text has to hold before its words are weighed
_SHORTENED = ("ubnd", "hđnd", "ubmttq")  # abbreviations that officers write small
# Windows-1252, its five gaps filled: VISCII has letters there.
_BYTES = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
_PRIVATE = {0xF000 + byte: byte for byte in range(0x20, 0x100)}


@dataclass(frozen=True, slots=True)
class Conversion:
    """What was converted: ``fonts`` is empty where the text decided."""

    encoding: Encoding
    fonts: tuple[str, ...]
    runs: int


@dataclass(frozen=True, slots=True)
class _Font:
    """The judgement on a font; ``mixed`` where Unicode is set in it too."""

    encoding: Encoding
    trust: Trust
    mixed: bool = False
    capitals: bool = False


class OldFonts:
    """The old fonts of one file; false where it has none."""

    def __init__(self, runs: Iterable[Run]) -> None:
        texts: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}
        last, plain = "", False
        for run in runs:
            if not run.text.isascii() or encoding_of_font(run.font):
                self._counts[run.font] = self._counts.get(run.font, 0) + 1
                its = texts.setdefault(run.font, [])
                old = not MODERN.search(run.text)
                if its and last == run.font and old and plain and len(its[-1]) < _LINE:
                    its[-1] += run.text  # a word may go on in the next run
                else:
                    its.append(run.text)
                last, plain = run.font, old
        self._fonts = _judged(texts)

    def __bool__(self) -> bool:
        return bool(self._fonts)

    @property
    def conversions(self) -> tuple[Conversion, ...]:
        """One for each encoding found."""
        found: dict[Encoding, list[str]] = {}
        for name, font in self._fonts.items():
            found.setdefault(font.encoding, []).append(name)
        return tuple(
            Conversion(
                encoding,
                tuple(name for name in names if self._fonts[name].trust is Trust.FONT),
                sum(self._counts[name] for name in names),
            )
            for encoding, names in found.items()
        )

    def modern(self, runs: Sequence[Run]) -> tuple[Run, ...]:
        """The runs of one paragraph in Unicode (NFC); those of other runs as they are."""
        if not self._fonts or all(run.text.isascii() and not self._capitals(run) for run in runs):
            return tuple(runs)
        plain = [self._plain(run) for run in runs]
        found = list(plain)
        for encoding in Encoding:
            trusts = self._trusts(plain, encoding)
            if any(trust is not None for trust in trusts):
                found = _converted(found, encoding, trusts)
        return tuple(
            Run(new.text.upper(), new.font)
            if self._capitals(run) and not MODERN.search(run.text)
            else new
            if new.text != old.text
            else run
            for run, old, new in zip(runs, plain, found, strict=True)
        )

    def _plain(self, run: Run) -> Run:
        """Word stores the bytes of some old fonts as those of a symbol font (U+F0xx)."""
        font = self._fonts.get(run.font)
        if font is None or font.trust is not Trust.FONT or run.text.isascii():
            return run
        return Run(run.text.translate(_PRIVATE), run.font)

    def _capitals(self, run: Run) -> bool:
        font = self._fonts.get(run.font)
        return font is not None and font.capitals

    def _trusts(self, runs: Sequence[Run], encoding: Encoding) -> list[Trust | None]:
        """How far each run is believed to be in ``encoding``; None where it is not."""
        fonts = [self._fonts.get(run.font) for run in runs]
        own = [font is not None and font.encoding is encoding for font in fonts]
        if not any(own):
            return [None] * len(runs)
        old = "".join(
            run.text if mine and not MODERN.search(run.text) else "\n"
            for run, mine in zip(runs, own, strict=True)
        )
        speaks = _speaks(evidence(old, encoding))
        found: list[Trust | None] = []
        for run, font, mine in zip(runs, fonts, own, strict=True):
            if MODERN.search(run.text) or SYMBOLS.search(run.font):
                found.append(None)
            elif font is not None and mine:
                found.append(None if font.mixed and not speaks else font.trust)
            else:
                found.append(Trust.NEIGHBOUR if font is None else None)
        return found


def modern_text(lines: Sequence[str]) -> tuple[list[str], Encoding | None]:
    """The lines of a file without fonts, and the encoding that its words were in."""
    old = [line for line in lines if not line.isascii() and not MODERN.search(line)]
    encoding = _encoding(old) if is_telling(old) else None
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
    if not _speaks(found) and (found.against or not unmixed):
        return line
    return _converted([Run(line)], encoding, [Trust.TEXT])[0].text


def _judged(texts: dict[str, list[str]]) -> dict[str, _Font]:
    """The old fonts among those that ``texts`` are set in."""
    found: dict[str, _Font] = {}
    silent = []
    for name, its in texts.items():
        named = encoding_of_font(name)
        if named is None:
            font = _by_text(its)
        elif all(map(str.isascii, its)):
            silent.append((name, named))
            continue
        else:
            font = _by_name(its, named, draws_capitals(name))
        if font is not None and not SYMBOLS.search(name):
            found[name] = font
    for name in [name for name in texts if found and name not in found]:
        if (font := _beside(texts[name], name, found)) is not None:
            found[name] = font
    if found:  # a font of capitals with ASCII only is old where others are
        for name, named in silent:
            found[name] = _Font(named, Trust.FONT, capitals=draws_capitals(name))
    return found


def _by_name(texts: Sequence[str], named: Encoding, capitals: bool) -> _Font | None:
    """A font with an old name, unless its text is Unicode."""
    plain = [text.translate(_PRIVATE) for text in texts]
    old = _sample(text for text in plain if not MODERN.search(text))
    mixed = any(MODERN.search(text) for text in plain)
    own = evidence(old, named)
    best = max((evidence(old, encoding) for encoding in Encoding), key=_weight)
    if best.encoding is not named and best.words >= 8 and best.share > 0.85 and own.share < 0.6:
        return _Font(best.encoding, Trust.TEXT, mixed)
    if mixed:
        speaks = own.words >= 2 and own.share >= 0.7 and is_telling([old])
        return _Font(named, Trust.FONT, mixed=True, capitals=capitals) if speaks else None
    if not own.words and own.against and not _TELLING.search(old):
        return None
    return _Font(named, Trust.FONT, capitals=capitals)


def _by_text(texts: Sequence[str]) -> _Font | None:
    """A font with a new name, or none, whose text is old."""
    old = [text for text in texts if not MODERN.search(text)]
    encoding = _encoding(old) if is_telling(old) else None
    return None if encoding is None else _Font(encoding, Trust.TEXT, len(old) < len(texts))


def _beside(texts: Sequence[str], name: str, found: dict[str, _Font]) -> _Font | None:
    """A font with a few words only, in a file that has old fonts."""
    if encoding_of_font(name) or SYMBOLS.search(name) or any(map(MODERN.search, texts)):
        return None
    for encoding in {font.encoding for font in found.values()}:
        own = evidence(_sample(texts), encoding)
        if own.words and own.share >= 0.65:
            return _Font(encoding, Trust.TEXT)
    return None


def _encoding(texts: Sequence[str]) -> Encoding | None:
    """The encoding that ``texts`` are in, decided by lines: some may be in other languages.

    VPS is left out: without fonts it cannot be told from VISCII for sure.
    """
    every = (Encoding.TCVN3, Encoding.VNI, Encoding.VISCII)
    best = max((_of_lines(texts, encoding) for encoding in every), key=_weight)
    if best.words >= 8 and best.share >= 0.85 and len(best.distinct) >= 5:
        return best.encoding
    whole = evidence(_sample(texts), best.encoding)
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
        if _speaks(found):
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


def _speaks(found: Evidence) -> bool:
    return found.words > 0 and found.share >= 0.6


def _weight(found: Evidence) -> float:
    return found.words * found.share**2


def _reads_vietnamese(texts: Sequence[str], encoding: Encoding) -> bool:
    """Whether a short text, once converted, has no word of another language."""
    new = "\n".join(
        run.text for text in texts for run in _converted([Run(text)], encoding, [Trust.TEXT])
    )
    words = [word for word in re.findall(r"[^\W\d_]+", new) if not word.isupper()]
    return all(
        is_syllable(word) or word in _SHORTENED or not re.search("[aeiouyà-ỹ]", word)
        for word in map(str.lower, words)
    )


def is_telling(texts: Sequence[str]) -> bool:
    """Whether they hold enough that Unicode Vietnamese has not; fast."""
    found = 0
    for text in texts:
        found += len(_TELLING.findall(text))
        if found >= _LEAST:
            return True
    return False


def _sample(texts: Iterable[str]) -> str:
    return "\n".join(texts)[:_JUDGED]


def _converted(
    runs: Sequence[Run], encoding: Encoding, trusts: Sequence[Trust | None]
) -> list[Run]:
    """Convert words over the joined text, each letter staying in the run of its base."""
    text = unhyphened("".join(run.text for run in runs), encoding)
    of = [trust for run, trust in zip(runs, trusts, strict=True) for _ in run.text]
    pieces = [piece for run in runs for piece in run.text]
    signs = table(encoding)
    if signs.windows:
        pieces = [
            signs.letters.get(sign, sign) if "\x80" <= sign <= "\x9f" else sign for sign in pieces
        ]
    for match in words_of(text, encoding):
        start, end = match.span()
        for first, last in _parts(of, start, end):
            word = text[first:last]
            trust = max(trust for trust in of[first:last] if trust is not None)
            reading = read(word, encoding)
            if reading.holds(trust, word):
                pieces[first:last] = reading.pieces
    if encoding is Encoding.TCVN3:
        pieces = restored(text, pieces)
    return list(_cut(runs, pieces))


def _parts(of: Sequence[Trust | None], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a word that are believed at all."""
    first = start
    for at in range(start, end + 1):
        if at == end or of[at] is None:
            if at > first:
                yield first, at
            first = at + 1


def _cut(runs: Sequence[Run], pieces: Sequence[str]) -> Iterator[Run]:
    at = 0
    for run in runs:
        text = "".join(pieces[at : at + len(run.text)])
        at += len(run.text)
        yield run if text == run.text else Run(unicodedata.normalize("NFC", text), run.font)
