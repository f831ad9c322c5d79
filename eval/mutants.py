"""Files damaged on purpose, made one at a time: what a disk, a mail gateway or an enemy does.

Each mutant stands under the name of a sound file. Half of the kinds damage the sound
file's bytes, the others put something else in its place.
"""

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_BLOCK = 4096  # bytes
_COMMONER = 4  # damage to a sound file, against each kind of what never was one
_LEVELS = 100_000  # of nesting
_BOMB = 600_000_000  # bytes of zeros, over what is read of any file
_ENTRY, _DIRECTORY = b"PK\x03\x04", b"PK\x01\x02"
_SIZES = {_ENTRY: 18, _DIRECTORY: 20}  # where packed and unpacked size stand after the mark


@dataclass(frozen=True, slots=True)
class Mutant:
    """``name`` is the sound file's, ``kind`` names what was done to it."""

    name: str
    kind: str
    raw: bytes


def rounds(
    sound: Mapping[str, bytes], strangers: Sequence[bytes], count: int, seed: int, at_once: int
) -> Iterator[list[Mutant]]:
    """``count`` mutants of ``sound`` (bytes by name), ``at_once`` of different names together.

    ``strangers`` are contents of other documents, for files with the wrong ending. Damage
    to a sound file comes more often than what never was a document.
    """
    dice = random.Random(seed)
    kinds: list[str] = []
    for start in range(0, count, at_once):
        batch = []
        for name in dice.sample(sorted(sound), min(at_once, count - start, len(sound))):
            if not kinds:
                kinds = [*MADE, *(kind for kind in DAMAGES for _ in range(_COMMONER))]
                dice.shuffle(kinds)
            kind = kinds.pop()
            own = random.Random(dice.random())
            batch.append(Mutant(name, kind, mutated(kind, sound[name], strangers, own)))
        yield batch


def mutated(kind: str, raw: bytes, strangers: Sequence[bytes], dice: random.Random) -> bytes:
    """``raw`` after what ``kind`` names has been done to it."""
    if kind in DAMAGES:
        return DAMAGES[kind](raw, dice)
    if kind == "wrong ending" and strangers:
        return dice.choice(strangers)
    return MADE[kind](dice)


# -- damage to a sound file's bytes ------------------------------------------------------


def _flipped(raw: bytes, dice: random.Random) -> bytes:
    out = bytearray(raw)
    for _ in range(dice.choice((1, 3, 30, 300)) if out else 0):
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out)


def _truncated(raw: bytes, dice: random.Random) -> bytes:
    return raw[: dice.randrange(len(raw) + 1)]


def _zeroed(raw: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(raw) + 1)
    length = min(_BLOCK * dice.choice((1, 4, 64)), len(raw) - start)
    return raw[:start] + bytes(length) + raw[start + length :]


def _doubled(raw: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(raw) + 1)
    return raw[: start + _BLOCK] + raw[start:]


def _missing(raw: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(raw) + 1)
    return raw[:start] + raw[start + _BLOCK :]


def _joined(raw: bytes, dice: random.Random) -> bytes:
    return raw + (dice.randbytes(_BLOCK) if dice.random() < 0.5 else raw)


def _inside(raw: bytes, dice: random.Random) -> bytes:
    """An entry of a zip-based file damaged and packed again with a right checksum."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as sound:
            entries = {name: sound.read(name) for name in sound.namelist()}
    except zipfile.BadZipFile:
        return _flipped(raw, dice)
    name = dice.choice(sorted(entries))
    damage = dice.choice((_flipped, _truncated, _doubled, _missing))
    return _zip(entries | {name: damage(entries[name], dice)})


def _wrong_sizes(raw: bytes, dice: random.Random) -> bytes:
    """The sizes a zip declares, replaced; of a file that is none, in a zip around it."""
    out = bytearray(raw if raw.startswith(_ENTRY) else _zip({"luat.docx": raw}))
    size = dice.choice((0, 1, 2**31 - 1, 2**32 - 2, dice.randrange(2**32)))
    for mark, offset in _SIZES.items():
        at = out.find(mark)
        while at >= 0 and at + offset + 8 <= len(out):
            if dice.random() < 0.7:
                struct.pack_into("<I", out, at + offset + dice.choice((0, 4)), size)
            at = out.find(mark, at + 4)
    return bytes(out)


def _nested(raw: bytes, dice: random.Random) -> bytes:
    """Archives in archives, the sound file or a damaged one at the bottom."""
    inner = raw if dice.random() < 0.5 else _flipped(raw, dice)
    for level in range(dice.choice((1, 2, 3, 4, 50))):
        inner = _zip({f"tap-{level}.zip" if level else "luat.docx": inner})
    return inner


# -- what never was a document -----------------------------------------------------------


def _noise(dice: random.Random) -> bytes:
    return dice.randbytes(dice.choice((0, 1, 100, 50_000)))


def _marked_noise(dice: random.Random) -> bytes:
    marks = (b"%PDF-1.7\n", b"{\\rtf1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04",
             b"<!DOCTYPE html>", b"\xff\xfe", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0",
             b"MIME-Version: 1.0\n", b"---\n")  # fmt: skip
    return dice.choice(marks) + dice.randbytes(dice.choice((0, 500, 50_000)))


def _bomb(dice: random.Random) -> bytes:
    """Zeros that unpack to more than memory should hold, in a document or an archive."""
    packed = io.BytesIO()
    name = dice.choice(("word/document.xml", "luat.txt", "[Content_Types].xml"))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        if name.startswith("word"):
            archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(name, "w", force_zip64=True) as entry:
            for _ in range(_BOMB // 10_000_000):
                entry.write(bytes(10_000_000))
    return packed.getvalue()


def _deep_word(dice: random.Random) -> bytes:
    depth = dice.choice((300, _LEVELS))
    inner = b"<w:tbl><w:tr><w:tc>" * depth + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * depth
    return _word(inner)


def _entities(_dice: random.Random) -> bytes:
    lines = [b'<!ENTITY a0 "' + b"a" * 1000 + b'">']
    lines += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)]
    kind = b"<!DOCTYPE x [" + b"".join(lines) + b"]>"
    return _word(b"<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", kind)


def _deep_rtf(dice: random.Random) -> bytes:
    braces = dice.choice((1000, _LEVELS))
    return b"{\\rtf1 " + b"{" * braces + b"x" + b"}" * dice.choice((0, braces)) + b"}"


def _deep_html(dice: random.Random) -> bytes:
    tag = dice.choice((b"div", b"table><tr><td", b"b", b"ul><li"))
    return b"<html><body>" + (b"<" + tag + b">") * _LEVELS + b"x"


def _page_cycle(dice: random.Random) -> bytes:
    """A PDF whose page tree, or whose chain of older versions, comes back to itself."""
    pages = dice.choice((b"[2 0 R]", b"[3 0 R 2 0 R]", b"[3 0 R]"))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids " + pages + b" /Count 1000000 /Parent 2 0 R >>",
        b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 3 0 R >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 4\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    again = b"/Prev %d " % start if dice.random() < 0.5 else b""
    out += b"trailer << /Root 1 0 R /Size 4 " + again + b">>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _long_line(dice: random.Random) -> bytes:
    """Text that invites a regular expression to run for ever."""
    piece = dice.choice(("Điều 1. ", "“", "a) ", "1. ", " ", "| ", "<", "((", "Điều 1a khoản 1 "))
    return (piece * (2_000_000 // len(piece))).encode()


def _word(inner: bytes, before: bytes = b"") -> bytes:
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = b'<w:document xmlns:w="' + space + b'"><w:body>' + inner + b"</w:body></w:document>"
    types = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType='
        b'"application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Override PartName="/word/document.xml" ContentType="application/'
        b'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    return _zip(
        {"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": before + body}
    )


def _zip(entries: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in entries.items():
            archive.writestr(name, raw)
    return packed.getvalue()


DAMAGES: Mapping[str, Callable[[bytes, random.Random], bytes]] = {
    "bits flipped": _flipped,
    "truncated": _truncated,
    "block zeroed": _zeroed,
    "block doubled": _doubled,
    "block missing": _missing,
    "something appended": _joined,
    "damaged inside": _inside,
    "wrong sizes in a zip": _wrong_sizes,
    "nested archives": _nested,
}
MADE: Mapping[str, Callable[[random.Random], bytes]] = {
    "wrong ending": _noise,
    "noise": _noise,
    "noise after a mark": _marked_noise,
    "zip bomb": _bomb,
    "deep XML": _deep_word,
    "XML entities": _entities,
    "deep RTF": _deep_rtf,
    "deep HTML": _deep_html,
    "PDF cycle": _page_cycle,
    "one long line": _long_line,
}
