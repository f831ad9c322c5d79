"""Typists of old: Unicode text as it was typed in TCVN3, VNI or VISCII, seen as Latin-1."""

import unicodedata

_TCVN3_SMALL = dict(
    zip(
        "ăâêôơưđ" "àảãáạ" "ằẳẵắặ" "ầẩẫấậ" "èẻẽéẹ" "ềểễếệ" "ìỉĩíị" "òỏõóọ" "ồổỗốộ" "ờởỡớợ"
        "ùủũúụ" "ừửữứự" "ỳỷỹýỵ",
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
    if small in _VNI_I:
        typed = _VNI_I[small]
    else:
        typed = _vni_pair(small)
    return typed.upper() if letter != small else typed


def _vni_pair(letter: str) -> str:
    base, *marks = unicodedata.normalize("NFD", letter)
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
