"""Typists of old: Unicode text as typed in TCVN3, VNI or VISCII, its bytes seen as Latin-1."""

import unicodedata

_TCVN3_SMALL = dict(
    zip(
        "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        bytes.fromhex(
            "a8a9aaabacadae b5b6b7b8b9 bbbcbdbec6 c7c8c9cacb cccecfd0d1 d2d3d4d5d6"
            "d7d8dcddde dfe1e2e3e4 e5e6e7e8e9 eaebecedee eff1f2f3f4 f5f6f7f8f9 fafbfcfdfe"
        ).decode("latin-1"),
        strict=True,
    )
)
_TCVN3_CAPITALS = dict(zip("ĂÂÊÔƠƯĐ", "\xa1\xa2\xa3\xa4\xa5\xa6\xa7", strict=True))

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_PLAIN = {_ACUTE: "\xf9", _GRAVE: "\xf8", _HOOK: "\xfb", _TILDE: "\xf5", _DOT: "\xef"}
_HAT = {"": "\xe2", _ACUTE: "\xe1", _GRAVE: "\xe0", _HOOK: "\xe5", _TILDE: "\xe3", _DOT: "\xe4"}
_BREVE = {"": "\xea", _ACUTE: "\xe9", _GRAVE: "\xe8", _HOOK: "\xfa", _TILDE: "\xfc", _DOT: "\xeb"}
_VNI_I = {"ì": "\xec", "í": "\xed", "ỉ": "\xe6", "ĩ": "\xf3", "ị": "\xf2", "ỵ": "\xee", "đ": "\xf1"}

_VISCII = {
    letter: chr(byte)
    for first, letters in (
        (0x80, "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"),
        (0xA0, "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"),
        (0xC0, "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"),
        (0xE0, "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"),
    )
    for byte, letter in enumerate(letters, first)
} | dict(zip("ẲẴẪỶỸỴ", "\x02\x05\x06\x14\x19\x1e", strict=True))


def tcvn3(text: str) -> str:
    """As typed in .VnTime: capitals with tones get the small letter's byte."""
    text = unicodedata.normalize("NFC", text)
    return "".join(
        _TCVN3_CAPITALS.get(letter) or _TCVN3_SMALL.get(letter.lower(), letter) for letter in text
    )


def vni(text: str) -> str:
    """As typed in VNI-Times: a letter, then a byte for its marks."""
    return "".join(map(_vni, unicodedata.normalize("NFC", text)))


def viscii(text: str) -> str:
    """As typed in VI Times, its bytes seen as Latin-1."""
    return "".join(_VISCII.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


def as_windows(text: str) -> str:
    """The bytes 0x80-0x9F as Windows-1252 shows them, where it shows anything."""
    return "".join(
        (bytes([ord(letter)]).decode("cp1252", "ignore") or letter)
        if "\x80" <= letter <= "\x9f"
        else letter
        for letter in text
    )


def _vni(letter: str) -> str:
    small = letter.lower()
    typed = _VNI_I[small] if small in _VNI_I else _vni_pair(small)
    return typed.upper() if letter != small else typed


def _vni_pair(letter: str) -> str:
    base, *marks = list(unicodedata.normalize("NFD", letter))
    tone = next((mark for mark in marks if mark in _PLAIN), "")
    if "\u031b" in marks:
        return {"o": "\xf4", "u": "\xf6"}[base] + _PLAIN.get(tone, "")
    if "\u0302" in marks:
        return base + _HAT[tone]
    if "\u0306" in marks:
        return base + _BREVE[tone]
    if tone and base in "aeouy":
        return base + _PLAIN[tone]
    return letter


def pdf(rows: list[str], font: str) -> bytes:
    """A page of ``rows`` (Latin-1) in a font of that name, its bytes read as WinAnsi."""
    shown = b"".join(
        b"(" + row.encode("latin-1").replace(b")", b"\\)") + b") Tj T*\n" for row in rows
    )
    content = b"BT /F1 12 Tf 50 780 Td 16 TL\n" + shown + b"ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        b"<</Type/Font/Subtype/TrueType/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255"
        b"/BaseFont/%s/Widths[%s]/FontDescriptor 6 0 R>>" % (font.encode(), b"500 " * 224),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
        b"/Resources<</Font<</F1 3 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/FontDescriptor/FontName/%s/Flags 32/FontBBox[0 -200 999 900]/ItalicAngle 0"
        b"/Ascent 900/Descent -200/CapHeight 700/StemV 80>>" % font.encode(),
    ]
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 7\n0000000000 65535 f \n"
    tail = b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(made)
    return made + head + table + tail
