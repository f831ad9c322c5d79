"""Which runs of a file are in an encoding from before Unicode, and their words in Unicode.

Each font is judged over the whole file, by its name and by the text set in it: old names
are declared over Unicode text, and old text is set in fonts with new names. Where fonts
are gone the text alone decides, and no word is touched that does not become a syllable.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reader.blocks import Run
from reader.old_conversion import converted
from reader.old_encodings import Encoding
from reader.old_font_names import SYMBOLS, draws_capitals, encoding_of_font
from reader.old_text import TELLING, encoding_of, is_telling, sample, speaks, weight
from reader.old_words import MODERN, Trust, evidence

_LINE = 500  # characters of runs that are judged together
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
                found = converted(found, encoding, trusts)
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
        speaking = speaks(evidence(old, encoding))
        found: list[Trust | None] = []
        for run, font, mine in zip(runs, fonts, own, strict=True):
            if MODERN.search(run.text) or SYMBOLS.search(run.font):
                found.append(None)
            elif font is not None and mine:
                found.append(None if font.mixed and not speaking else font.trust)
            else:
                found.append(Trust.NEIGHBOUR if font is None else None)
        return found


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
    old = sample(text for text in plain if not MODERN.search(text))
    mixed = any(MODERN.search(text) for text in plain)
    own = evidence(old, named)
    best = max((evidence(old, encoding) for encoding in Encoding), key=weight)
    if best.encoding is not named and best.words >= 8 and best.share > 0.85 and own.share < 0.6:
        return _Font(best.encoding, Trust.TEXT, mixed)
    if mixed:
        speaks = own.words >= 2 and own.share >= 0.7 and is_telling([old])
        return _Font(named, Trust.FONT, mixed=True, capitals=capitals) if speaks else None
    if not own.words and own.against and not TELLING.search(old):
        return None
    return _Font(named, Trust.FONT, capitals=capitals)


def _by_text(texts: Sequence[str]) -> _Font | None:
    """A font with a new name, or none, whose text is old."""
    old = [text for text in texts if not MODERN.search(text)]
    encoding = encoding_of(old) if is_telling(old) else None
    return None if encoding is None else _Font(encoding, Trust.TEXT, len(old) < len(texts))


def _beside(texts: Sequence[str], name: str, found: dict[str, _Font]) -> _Font | None:
    """A font with a few words only, in a file that has old fonts."""
    if encoding_of_font(name) or SYMBOLS.search(name) or any(map(MODERN.search, texts)):
        return None
    for encoding in {font.encoding for font in found.values()}:
        own = evidence(sample(texts), encoding)
        if own.words and own.share >= 0.65:
            return _Font(encoding, Trust.TEXT)
    return None
