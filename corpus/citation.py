"""A citation names a provision the way lawyers do.

"điểm a khoản 2 Điều 15 Nghị định số 133/2025/NĐ-CP": from small to large,
without chapter and section (Nghị quyết 351/2017/UBTVQH14; see docs/architecture.md).
``str()`` prints, ``Citation.parse`` reads; each undoes the other.
"""

import re
from dataclasses import dataclass

_UNITS = re.compile(
    r"^(?:điểm (?P<point>[a-zđ]\d?) )?(?:khoản (?P<clause>\d+[a-zđ]?) )?"
    r"(?:Điều (?P<article>\d+[a-zđ]?) )?"
    r"(?:(?P<place>(?:Phụ lục|Mẫu số|mục “)[^;]*?); )?(?P<rest>.+)$",
    re.DOTALL,
)
_NUMBERED = re.compile(r"^(?P<name>.+?) số (?P<number>\S*\d\S*)$", re.DOTALL)
_UNIT_ALONE = re.compile(r"(?:điểm|khoản|Điều) \S+\s*$")


@dataclass(frozen=True, slots=True)
class Citation:
    """``name`` is the kind of text, or kind and title for laws; ``number`` may be missing.

    ``place`` stands for what is no Điều: an appendix, a form, a heading of a guide
    (“mục “Hồ sơ””).
    """

    name: str
    number: str = ""
    article: str = ""
    clause: str = ""
    point: str = ""
    place: str = ""

    @property
    def is_of_unit(self) -> bool:
        """Whether it names less than the whole text."""
        return bool(self.article or self.clause or self.point or self.place)

    def __str__(self) -> str:
        units = [
            f"điểm {self.point} " if self.point else "",
            f"khoản {self.clause} " if self.clause else "",
            f"Điều {self.article} " if self.article else "",
            f"{self.place}; " if self.place else "",
        ]
        number = f" số {self.number}" if self.number else ""
        return "".join(units) + self.name + number

    @classmethod
    def parse(cls, text: str) -> "Citation":
        """Read what ``str()`` prints.

        Raises:
            ValueError: ``text`` names no document.
        """
        units = _UNITS.match(text)
        if units is None or _UNIT_ALONE.match(units["rest"]) or not units["rest"].strip():
            raise ValueError(f"no citation: {text!r}")
        numbered = _NUMBERED.match(units["rest"])
        return cls(
            name=numbered["name"] if numbered else units["rest"],
            number=numbered["number"] if numbered else "",
            article=units["article"] or "",
            clause=units["clause"] or "",
            point=units["point"] or "",
            place=units["place"] or "",
        )
