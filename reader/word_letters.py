"""The control characters in an old Word file's text, and the characters of picture fonts.

[MS-DOC] 2.4.1 (breaks, hyphens, marks) and 2.8.25 (fields: instruction and result).
"""

import re

_FIELD = re.compile("[\x13\x14\x15]")
_PRINTED: dict[int, str | None] = dict.fromkeys(range(0x20))
# LibreOffice writes U+00AD as 0x1F, also where it is the letter "ư" of an old font.
_PRINTED |= {0x09: "\t", 0x0B: "\n", 0x0C: "\n", 0x0E: "\n", 0x1E: "-", 0x1F: "\xad"}
_PICTURE_FONTS = re.compile(r"symbol|wingdings|webdings|marlett|dingbats", re.IGNORECASE)
_SYMBOLS = str.maketrans(
    {  # of Wingdings and Symbol, as forms use them
        "\uf0a8": "□", "\uf06f": "□", "\uf071": "□", "\uf0fe": "☑", "\uf078": "☒",
        "\uf0fd": "☒", "\uf0fc": "✓", "\uf0a7": "▪", "\uf0b7": "•", "\uf0d8": "➢",
        "\uf0e0": "→", "\uf0de": "⇒", "\uf0b3": "≥", "\uf0a3": "≤", "\uf0b1": "±",
        "\uf0b4": "×", "\uf0b0": "°", "\uf02d": "-",
    }
)  # fmt: skip


def printed(text: str) -> str:
    """With breaks and hyphens as on the page, without other control characters."""
    return text.translate(_PRINTED)


def without_instructions(letters: str) -> str:
    """Zeros in place of what is no result of a field; positions stay.

    A field without an end is damage: of it only what stands before a result is an instruction.
    """
    begun = list[list[int]]()  # of open fields: beginning, and where the result begins (or -1)
    hidden = list[tuple[int, int]]()
    for match in _FIELD.finditer(letters):
        if match[0] == "\x13":
            begun.append([match.start(), -1])
        elif not begun:
            continue
        elif match[0] == "\x14":
            begun[-1][1] = match.start()
        else:
            start, result = begun.pop()
            hidden.append((start, result if result >= 0 else match.start()))
    hidden += [(start, result) for start, result in begun if result >= 0]
    pieces, at = list[str](), 0
    for start, end in sorted(hidden):
        if end > at:
            start = max(start, at)
            pieces += [letters[at:start], "\0" * (end - start)]
            at = end
    return "".join([*pieces, letters[at:]])


def pictured(text: str, font: str) -> str:
    """Characters of fonts with their own code ("private use"): known pictures, else bytes."""
    if text.isascii():
        return text
    if _PICTURE_FONTS.search(font):
        return text.translate(_SYMBOLS)
    return re.sub("[\uf020-\uf0ff]", lambda match: chr(ord(match[0]) & 0xFF), text)


def paired(text: str) -> str:
    """Surrogates, one a position until here, made whole characters."""
    if text.isascii() or not re.search("[\ud800-\udfff]", text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
