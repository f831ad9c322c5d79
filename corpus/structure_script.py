"""A legal text as a row of lines in which one can look ahead."""

import re
from collections.abc import Sequence

from corpus.capitals import is_capitals
from corpus.document import Line
from corpus.structure_quotes import quoted
from corpus.structure_units import Level, Unit, appendix, clause, form, item, point, unit

LONGEST_TITLE = 250  # characters
_ATTACHED = re.compile(r"\(?\s*(?:Ban hành |Được ban hành )?[Kk]èm theo\b|\(Ban hành")
_NOTE_MARK = re.compile(r"\s*\[\d+\]")
_PREDICATE = re.compile(r"\b(?:là|có|được|phải|do|chịu|không|bị|gồm|thì)\b")
AMENDING = re.compile(r"(?:sửa đổi|bổ sung|thay thế)[^:]*:\s*$", re.IGNORECASE)
_AMENDMENT = re.compile(
    r"(?:Sửa đổi|Bổ sung|Thay|Bãi bỏ|Bỏ|Đính chính|Hủy bỏ|Tên|Điều \d|Khoản \d|Điểm \w+ khoản)\b"
)
_STATEMENT = (".", ";", ":", ",", "/")


class Script:
    """``texts`` are the lines, ``units`` what large unit each may begin, if any."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.texts = [line.text for line in lines]
        inside = quoted(self.texts)
        # Words of another law, and rows of tables, begin nothing.
        self.inert = [
            quote or " | " in text for text, quote in zip(self.texts, inside, strict=True)
        ]
        self.units: list[Unit | None] = [
            None if inert else unit(text)
            for text, inert in zip(self.texts, self.inert, strict=True)
        ]
        self.articles = [
            (at, found)
            for at, found in enumerate(self.units)
            if found is not None and found.level is Level.ARTICLE and found.firm
        ]

    def __len__(self) -> int:
        return len(self.texts)

    def put(self, at: int, text: str) -> None:
        """Replace a line whose beginning has been read by the rest of it."""
        self.texts[at] = text
        self.units[at] = None

    # -- looking ahead -------------------------------------------------------------

    def next_article(self, at: int) -> tuple[int, Unit] | None:
        """The next line after ``at`` that may begin an Điều, and that Điều."""
        return next(((i, found) for i, found in self.articles if i > at), None)

    def article_comes(self, at: int, number: int) -> bool:
        """Whether Điều ``number`` comes after ``at`` before the numbers begin anew."""
        for i, found in self.articles:
            if i > at and found.number in (number, 1):
                return found.number == number
        return False

    def clause_comes(self, at: int, number: int) -> bool:
        """Whether khoản ``number`` comes after ``at`` within the same Điều."""
        for i in range(at + 1, len(self)):
            large = self.units[i]
            if large is not None and large.firm and large.level <= Level.ARTICLE:
                return False
            found = None if self.inert[i] else clause(self.texts[i])
            if found is not None and found.number == number:
                return True
        return False

    def amending_clause_comes(self, at: int, number: int, article: int) -> bool:
        """Whether khoản ``number`` comes after ``at`` as one that amends, before Điều ``article``.

        Then a line before it with that number, which amends nothing, is a quoted one.
        """
        for i in range(at + 1, len(self)):
            large = self.units[i]
            if large and large.firm and (large.level < Level.ARTICLE or large.number == article):
                return False
            found = None if self.inert[i] else clause(self.texts[i])
            if found is not None and found.number == number and amends(found.rest):
                return True
        return False

    def attached(self, at: int) -> bool:
        """Whether the line ``at`` says to what the text above it is attached."""
        return at < len(self) and _ATTACHED.match(self.texts[at]) is not None

    def attached_soon(self, at: int) -> bool:
        """Whether "(Kèm theo …)" or "(Ban hành kèm theo …)" stands below."""
        return any(_ATTACHED.match(text) for text in self.texts[at + 1 : at + 6])

    def subject_at(self, at: int) -> list[str]:
        """The lines from ``at`` up to "(Kèm theo …)", where they are what a title goes on with."""
        for end in range(at, min(len(self), at + 4)):
            text = self.texts[end]
            if _ATTACHED.match(text):
                return self.texts[at:end]
            if is_capitals(text) or self.units[end] or text.endswith((".", ";", ":")):
                break
        return []

    # -- titles ----------------------------------------------------------------------

    def capitals_from(self, at: int) -> list[str]:
        """The lines in capitals that begin at ``at`` and make one title."""
        lines: list[str] = []
        for i in range(at, min(len(self), at + 8)):
            text = self.texts[i]
            if not is_capitals(text) or (lines and (self.units[i] or appendix(text))):
                break
            lines.append(text)
        return lines

    def title(self, rest: str, at: int) -> tuple[str, int]:
        """The title of the large unit above ``at``, and the line after it.

        ``rest`` is what follows the unit's number on its own line.
        """
        if rest.startswith("("):
            return "", at
        lines = [rest] if rest else []
        while at < len(self) and self._continues_title(at, lines):
            lines.append(self.texts[at])
            at += 1
        return clean(" ".join(lines)), at

    def _continues_title(self, at: int, lines: Sequence[str]) -> bool:
        text, large = self.texts[at], self.units[at]
        if self.inert[at] or (large is not None and large.firm) or text.startswith("("):
            return False
        if clause(text) or appendix(text) or form(text):
            return False
        if is_capitals(text) and (not lines or is_capitals(lines[-1])):
            return len(lines) < 6 and not item(text)
        return not lines and len(text) <= 200 and not text.endswith((".", ";", ":", ","))

    def article_heading(self, rest: str, at: int) -> tuple[str, str, int]:
        """The heading of the Điều above ``at``, what body stands on its line, the line after."""
        if not rest:
            return self._heading_below(at)
        first = clause(rest)
        if first is not None and first.number == 1:
            return "", rest, at
        if rest.endswith(":") and AMENDING.search(rest) and len(rest) <= LONGEST_TITLE:
            return clean(rest.rstrip(": ")), "", at
        if len(rest) > 2 * LONGEST_TITLE:
            return "", rest, at
        if _is_statement(rest) and not self._is_short_title(rest, at):
            return "", rest, at
        return self._whole_heading(rest, at)

    def _whole_heading(self, rest: str, at: int) -> tuple[str, str, int]:
        """A heading with the lines it was broken into: nothing else begins with a small letter."""
        while at < len(self) and self._breaks_off(rest, self.texts[at]) and not self.inert[at]:
            rest = f"{rest} {self.texts[at]}"
            at += 1
        return clean(rest), "", at

    @staticmethod
    def _breaks_off(heading: str, below: str) -> bool:
        if not below[:1].islower() or len(heading) + len(below) > LONGEST_TITLE:
            return False
        return point(below) is None and not below.endswith(_STATEMENT)

    def _heading_below(self, at: int) -> tuple[str, str, int]:
        """The heading on the line below "Điều 5", where that line is one."""
        if at >= len(self) or self.inert[at]:
            return "", "", at
        text = self.texts[at]
        if unit(text) or clause(text) or point(text) or len(text) > LONGEST_TITLE:
            return "", "", at
        if text.endswith((".", ";", ":", ",")):
            return "", "", at
        return clean(text), "", at + 1

    def _is_short_title(self, rest: str, at: int) -> bool:
        """ "Đối tượng áp dụng." is a title with a stray stop where a body follows it."""
        if not rest.endswith(".") or rest.endswith("./.") or len(rest) > 80 or ". " in rest:
            return False
        body = self.texts[at] if at < len(self) else ""
        return bool(body) and unit(body) is None and _PREDICATE.search(rest) is None


def amends(text: str) -> bool:
    """Whether ``text`` begins as the statement of an amendment does."""
    return _AMENDMENT.match(text) is not None


def _is_statement(rest: str) -> bool:
    """Whether it ends as a sentence does; a name in quotation marks ends a title too."""
    return rest.endswith(_STATEMENT) or (rest.endswith("”") and "“" not in rest)


def clean(heading: str) -> str:
    """A heading without footnote marks."""
    return re.sub(r"\s+", " ", _NOTE_MARK.sub("", heading)).strip()
