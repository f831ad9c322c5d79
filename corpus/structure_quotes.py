"""Which lines stand inside a quotation that began on an earlier line.

An amending law quotes whole articles of the law it amends ("sửa đổi, bổ sung như sau:
“Điều 9. …”"). Their Điều and khoản are words of the quotation, not units of the
amending law. Only a quotation that opens a line, or follows a colon, can run over
several lines: a forgotten closing mark in running text must not swallow the rest.
"""

import re
from collections.abc import Sequence

_MARKS = re.compile("[“”„‟\"«»]|''")
_OPENING = re.compile(r"^\s*(?:[“”„‟\"«]|'')|:\s*(?:[“„\"«]|'')[^”\"»]*$")
_AMENDING = re.compile(r"(?:như sau|sau đây|cụm từ|đoạn sau|nội dung sau)\s*:?\s*$", re.IGNORECASE)
_AMENDS = re.compile(r"(?:sửa đổi|bổ sung|thay thế|sửa lại|sửa thành|thay bằng)", re.IGNORECASE)
_LONGEST = 1500  # lines; a quoted law is not longer


def depth_after(line: str, depth: int) -> int:
    """How many quotations are open at the end of ``line``; straight marks by their place."""
    for mark in _MARKS.finditer(line):
        before, after = line[: mark.start()].rstrip(), line[mark.end() :]
        opens = _opens(mark.group(), line[: mark.start()], before, after, depth)
        depth = depth + 1 if opens else max(0, depth - 1)
    return depth


def _opens(mark: str, exactly_before: str, before: str, after: str, depth: int) -> bool:
    if not before:
        return True
    if depth and re.fullmatch(r"[\s.;,:/)]*(?:và|hoặc)?\s*", after):
        return False
    if mark in "“„«":
        return True
    if mark in "”»":
        return False
    return exactly_before[-1:].isspace() or exactly_before[-1:] in "([:"


def quoted(lines: Sequence[str]) -> list[bool]:
    """For each line whether it begins inside a quotation, or with one."""
    inside = [False] * len(lines)
    at = 0
    while at < len(lines):
        if not _may_open(lines, at):
            at += 1
            continue
        end = _end(lines, at)
        for i in range(at, end + 1):
            inside[i] = i > at or _starts_quoted(lines[i])
        at = end + 1
    return inside


def _starts_quoted(line: str) -> bool:
    return line.lstrip()[:1] in '“”„‟"«' or line.lstrip().startswith("''")


def _may_open(lines: Sequence[str], at: int) -> bool:
    return _OPENING.search(lines[at]) is not None and bool(lines[at].strip())


def _end(lines: Sequence[str], start: int) -> int:
    """The line that closes the quotation opened in ``start``; ``start`` if none does."""
    depth = depth_after(lines[start], 0)
    if depth == 0:
        return start
    for at in range(start + 1, min(len(lines), start + _LONGEST)):
        if _starts_quoted(lines[at]) and _introduces(lines[at - 1]):
            return _before_introduction(at, start)
        depth = depth_after(lines[at], depth)
        if depth == 0:
            return at
    return start


def _introduces(line: str) -> bool:
    """Whether ``line`` announces a quotation of its own: "3. Sửa đổi khoản 2 như sau:"."""
    return bool(_AMENDING.search(line) and _AMENDS.search(line))


def _before_introduction(at: int, start: int) -> int:
    return max(start, at - 2)
