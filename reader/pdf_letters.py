"""The letters of a PDF's page as pdfium counts them."""

import ctypes
from typing import Any

_NO_LETTER, _HYPHEN = 0xFFFE, 2


def codes_of(words: Any) -> list[int]:
    """The code of each character of a page's text."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFText_CountChars(words)
    letters = (ctypes.c_ushort * (count + 1))()
    # One call for all; where it counts in another way (letters beyond 16 bits), one by one.
    if pdfium.FPDFText_GetText(words, 0, count, letters) in (count, count + 1):  # with its end
        # a hyphen that ends a row: 2 when asked one by one
        codes = [_HYPHEN if code == _NO_LETTER else code for code in letters[:count]]
        if not any(0xD800 <= code < 0xE000 for code in codes):
            return codes
    return [pdfium.FPDFText_GetUnicode(words, at) for at in range(count)]
