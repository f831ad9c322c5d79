"""Personal data in what people typed, masked before it leaves the desk.

Numbers of identity cards (9 or 12 digits), of telephones, and addresses of e-mail. Names
are not known by their form: who reads an export still looks for them.
"""

import re

IDENTITY, PHONE, EMAIL = "[số định danh]", "[số điện thoại]", "[thư điện tử]"
_ALONE = r"(?<!\d)(?<!\d[.,/-])"  # not the end of "1.000.000" or "12/2025"
_ENDS = r"(?![./,-]?\d)"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_IDENTITY = re.compile(rf"{_ALONE}(?:\d{{12}}|\d{{9}}|\d{{3}}(?: \d{{3}}){{3}}){_ENDS}")
_PHONE = re.compile(
    rf"{_ALONE}(?:\+?84[ .-]?|0)\d{{2,3}}"
    rf"(?:[ .-]?\d{{3,4}}[ .-]?\d{{3,4}}|(?:[ .-]?\d{{2}}){{3}}){_ENDS}"
)


def mask(text: str) -> str:
    """``text`` with what identifies or reaches a person replaced by what it was."""
    text = _EMAIL.sub(EMAIL, text)
    text = _IDENTITY.sub(IDENTITY, text)
    return _PHONE.sub(PHONE, text)
